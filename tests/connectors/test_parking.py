"""Between two bundles a reader stays open, and the reader made from its mark takes it over: once."""

from typing import Any

import pytest
from apache_beam.utils.timestamp import MIN_TIMESTAMP, Timestamp

from connectors import parking as module
from connectors.broker import Mark, Reading
from connectors.parking import IDLE, ParkedReader, Parking


class _Mark(Mark):
    def encode(self) -> bytes:
        return b"7"


class _Held:
    closed = False

    def close(self) -> None:
        self.closed = True


class _Reader(ParkedReader):
    def __init__(self, held: _Held | None = None) -> None:
        self.held = held

    def start(self) -> bool:
        return False

    def advance(self) -> bool:
        return False

    def get_current(self) -> Any:
        return None

    def get_current_timestamp(self) -> Timestamp:
        return MIN_TIMESTAMP

    def get_watermark(self) -> Timestamp:
        return MIN_TIMESTAMP

    def get_checkpoint_mark(self) -> Mark:
        return MARK


MARK = _Mark(Reading())


@pytest.fixture(autouse=True)
def lot(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Empty, with a clock of its own."""
    clock = [0.0]
    monkeypatch.setattr(module, "parking", Parking(lambda: clock[0]))
    return clock


def _parked() -> tuple[_Reader, _Held]:
    held = _Held()
    reader = _Reader(held)
    reader.park(MARK)
    return reader, held


def test_the_next_reader_holds_what_the_parked_one_held() -> None:
    left, held = _parked()
    assert (reader := _Reader()).take_over(_Mark(Reading()))
    assert (reader.held, left.held) == (held, None)


def test_only_one_reader_takes_over_and_the_parked_one_knows() -> None:
    left, _ = _parked()
    assert [_Reader().take_over(MARK), _Reader().take_over(MARK), left.leave()] == [True, False, False]


def test_a_reader_of_another_split_takes_nothing_over() -> None:
    _parked()
    assert not _Reader().take_over(_Mark(Reading(split=1)))


def test_a_reader_that_goes_on_itself_is_parked_no_longer() -> None:
    left, held = _parked()
    assert left.leave()
    assert not _Reader().take_over(MARK)
    assert left.held is held


def test_closing_the_parked_reader_closes_nothing_of_the_one_that_took_over() -> None:
    left, held = _parked()
    _Reader().take_over(MARK)
    left.close()
    assert not held.closed


def test_what_nobody_came_for_is_closed(lot: list[float]) -> None:
    left, held = _parked()
    lot[0] = IDLE + 1
    other = _Reader(_Held())
    other.park(_Mark(Reading(split=1)))
    assert (held.closed, left.leave()) == (True, False)
