"""What a run of the graph can be told. Everything has a default; a wrong value stops the program at its start."""

from datetime import datetime

from schemas.record import Record

DEFAULT_MODEL = "bundled"  # of all programs; see docs/models.md


class Settings(Record, frozen=True, kw_only=True):
    """Settings of the graph itself; the same for every driver."""

    model: str = DEFAULT_MODEL
    since: datetime | None = None  # of `seen_at`, inclusive
    until: datetime | None = None  # of `seen_at`, inclusive
    undated_at: datetime | None = None  # the date of entries that have none; None: they become dead letters
    own: str | None = None  # own names as `Own.seal` writes them; None: each process reads its own file
