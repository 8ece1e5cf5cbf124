"""The store: what Vedette keeps between two moments, in SQLite or PostgreSQL. Start with `open_store`."""

from connectors.store.store import Store, open_store

__all__ = ["Store", "open_store"]
