"""The feeds that a monitor serves, of its own store: `--serve HOST:PORT`."""

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

from connectors.notify.address import Address
from connectors.notify.serving import served
from connectors.notify.shelf import Shelf
from connectors.store import Store
from pipeline.catalogue.catalogue import Catalogue
from pipeline.subscriptions.silences import held_back
from schemas import AlertEvent, Subscription

log = logging.getLogger(__name__)


class OfStore:
    """`Told` of a store: what was decided to be sent, but for what was silenced when it happened."""

    def __init__(self, store: Store, catalogue: Catalogue) -> None:
        self._store, self._catalogue = store, catalogue

    def subscriptions(self) -> list[Subscription]:
        return [owned.subscription for owned in self._store.subscriptions.all()]

    def events(self, subscription: str, limit: int) -> list[AlertEvent]:
        newest = self._store.alerts.events(subscription=subscription, sent=True, limit=limit)
        silences = self._store.silences.all()
        return [event for event in newest if not held_back(event, silences, self._catalogue, event.at)]


@asynccontextmanager
async def serving(
    at: Address | None, store: Store, catalogue: Catalogue, clock: Callable[[], datetime]
) -> AsyncIterator[None]:
    """Serve the feeds of all subscriptions until the block ends; with no address nothing is served."""
    if at is None:
        yield
        return
    async with served(Shelf(OfStore(store, catalogue), catalogue, clock), at) as bound:
        log.info("feeds of all subscriptions: http://%s/", bound)
        if not at.is_local:
            log.warning("whoever reaches %s can read these feeds: no password is asked for", bound)
        yield
