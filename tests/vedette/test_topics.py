"""`vedette topics`: what a person sees of the topics on a broker."""

import io

import pytest
from rich.console import Console

from connectors.kafka.topics import State
from schemas.errors import ConfigError
from vedette import topics


def _shown(*states: State) -> str:
    screen = Console(width=120, file=io.StringIO())
    with screen.capture() as captured:
        screen.print(topics.table(states))
    return captured.get()


def test_a_topic_is_shown_with_its_records_and_what_a_group_has_not_read() -> None:
    shown = _shown(State("vedette.entries", 12, 3, 1_234_567, 1000, (), ()))
    assert shown.splitlines()[1].split() == ["vedette.entries", "12", "3", "1,234,567", "1,000"]


def test_troubles_are_named() -> None:
    shown = _shown(State("vedette.entries", 3, 3, 5, None, (1,), (0, 2)), State("vedette.dead", 0, 0, 0, None, (), ()))
    assert "nobody serves partition 1; copies of partition 0, 2 are behind" in shown
    assert "missing: vedette topics create" in shown


@pytest.mark.parametrize(("partitions", "replication"), [(0, 1), (1, 0)])
def test_a_topic_without_partitions_or_copies_is_refused(partitions: int, replication: int) -> None:
    with pytest.raises(ConfigError, match="one partition or more"):
        topics.create("kafka://localhost:9092", partitions=partitions, replication=replication)
