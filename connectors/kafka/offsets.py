"""Where a reader stands: the next offset of every partition. What is owned, where to begin, what has moved. Pure.

`Offsets` is the checkpoint mark: a reader made from it gives exactly what one that went on would have given.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Self

import msgspec

from schemas.errors import WireError
from schemas.record import Record

EARLIEST, LATEST = -2, -1  # as Kafka's protocol writes them; any other start is a time in milliseconds

_encoder = msgspec.json.Encoder(order="deterministic")


class Offsets(Record, frozen=True, kw_only=True):
    """`next`: per partition, the first offset not given out yet. `until`: where a bounded reading ends."""

    next: tuple[tuple[int, int], ...] = ()  # sorted by partition
    until: tuple[tuple[int, int], ...] | None = None  # None: it does not end

    @classmethod
    def of(cls, next: Mapping[int, int], until: Mapping[int, int] | None = None) -> Self:
        return cls(next=tuple(sorted(next.items())), until=None if until is None else tuple(sorted(until.items())))

    def encode(self) -> bytes:
        """Equal offsets give equal bytes, in every process: Beam finds parked readers by them."""
        return _encoder.encode(self)

    @property
    def done(self) -> bool:
        """Whether a bounded reading has given everything."""
        if self.until is None:
            return False
        at = dict(self.next)
        return all(at.get(partition, 0) >= end for partition, end in self.until)


_decoder = msgspec.json.Decoder(Offsets)


def decode(data: bytes) -> Offsets:
    try:
        return _decoder.decode(data)
    except msgspec.DecodeError as error:
        raise WireError(f"not a checkpoint mark of Kafka as this version of Vedette reads it: {error}") from error


def owned(partitions: Iterable[int], split: int, splits: int) -> list[int]:
    """The partitions of split `split` of `splits`: whatever is added to the topic later has an owner already."""
    return sorted(partition for partition in partitions if partition % splits == split)


def beginnings(
    partitions: Iterable[int], mark: Mapping[int, int] | None, committed: Mapping[int, int], start: int
) -> dict[int, tuple[bool, int]]:
    """Where to begin in each partition: (True, an offset), or (False, EARLIEST, LATEST or a time).

    The mark rules, then what the group has committed, then `start`. A partition that the mark (or, without one, the
    group) does not know was added since, so that all of it is new, even where the reading began at the end.
    """
    known = committed if mark is None else mark
    unknown = (False, start if mark is None and not committed else EARLIEST)
    return {partition: (True, known[partition]) if partition in known else unknown for partition in partitions}


def moved(before: Mapping[int, int], now: Iterable[tuple[int, int]]) -> dict[int, int]:
    """The offsets that are ahead of what was committed before: never back, so that an old mark undoes no newer one."""
    return {partition: offset for partition, offset in now if offset > before.get(partition, -1)}


def lost(asked: int, first: int, end: int) -> int:
    """How many records are gone where the broker no longer has the offset `asked` and reading goes on at `first`.

    A topic that was deleted and made anew ends before `asked`; then nothing is skipped, and the new one is read whole.
    """
    return max(first - asked, 0) if asked <= end else 0


def within(offset: int, partition: int, until: Mapping[int, int] | None) -> bool:
    """Whether a bounded reading still takes this offset."""
    return until is None or offset < until.get(partition, 0)


def resumable(offsets: Offsets, partitions: Collection[int]) -> list[int]:
    """The partitions to read: all that are owned, or only those that a bounded reading began with."""
    if offsets.until is None:
        return sorted(partitions)
    return sorted(partition for partition, _ in offsets.until)
