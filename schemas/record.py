"""What all records share: frozen, compared by value, keyword arguments only."""

import msgspec


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """A frozen value. Unknown fields are ignored on reading, so that a newer writer does not break an older reader."""


class WireRecord(Record, frozen=True, kw_only=True, tag_field="schema"):
    """A record that travels alone. Subclasses set `tag="vedette.<word>/<version>"`; the wire carries it as `schema`."""
