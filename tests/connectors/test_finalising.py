"""A mark is settled once one that was cut after its own finalising is finalised: what Flink finalises early waits."""

from connectors.finalising import Finalising


class Seconds:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_what_was_finalised_with_a_checkpoint_waits_for_the_next_one() -> None:
    clock = Seconds()
    rounds = Finalising[str](clock)
    clock.now = 10.0  # a checkpoint is complete: two bundles have ended, the later one perhaps after it was cut
    assert rounds.finalised(b"topic", "first", 8.0) == []
    assert rounds.finalised(b"topic", "second", 9.9) == []
    clock.now = 20.0
    assert rounds.finalised(b"topic", "third", 15.0) == ["first", "second"]
    assert rounds.finalised(b"topic", "fourth", 19.0) == []
    clock.now = 30.0
    assert rounds.finalised(b"topic", "fifth", 25.0) == ["third", "fourth"]


def test_a_bundle_that_ends_while_others_are_finalised_belongs_to_their_round() -> None:
    clock = Seconds()
    rounds = Finalising[str](clock)
    clock.now = 10.0
    rounds.finalised(b"topic", "first", 8.0)
    clock.now = 20.0
    assert rounds.finalised(b"topic", "cut in the round before", 10.0) == []


def test_readings_do_not_settle_one_another() -> None:
    clock = Seconds()
    rounds = Finalising[str](clock)
    rounds.finalised(b"topic", "mine", 0.0)
    assert rounds.finalised(b"other", "theirs", 5.0) == []
    assert rounds.finalised(b"topic", "later", 6.0) == ["mine"]


def test_a_mark_that_is_finalised_twice_is_settled_once_more_at_the_most() -> None:
    clock = Seconds()
    rounds = Finalising[str](clock)
    rounds.finalised(b"topic", "mark", 0.0)
    rounds.finalised(b"topic", "mark", 0.0)
    clock.now = 1.0
    assert rounds.finalised(b"topic", "later", 0.5) == ["mark", "mark"]
    assert rounds.finalised(b"topic", "latest", 0.5) == []
