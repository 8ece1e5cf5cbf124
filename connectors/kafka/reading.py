"""`Reading`: what is read from where, as plain values: all that a source is, and all that travels to a worker."""

from connectors.kafka.address import Connection
from connectors.kafka.offsets import EARLIEST
from schemas.record import Record


class Reading(Record, frozen=True, kw_only=True):
    connection: Connection
    topic: str
    group: str = ""  # "": nothing is committed
    start: int = EARLIEST  # EARLIEST, LATEST, or milliseconds since 1970; only where nothing was read before
    until_now: bool = False  # end at what is there when the reading begins
    splits: int = 4  # how many readers the source becomes; `split` is the number of this one
    split: int | None = None  # None: not split, one reader has all partitions
    idle: int = 10_000  # milliseconds at its end after which a partition holds the watermark no longer
    slack: int = 5_000  # milliseconds by which the clocks of producers may differ

    @property
    def share(self) -> tuple[int, int]:
        """This split's number, and of how many."""
        return (0, 1) if self.split is None else (self.split, self.splits)
