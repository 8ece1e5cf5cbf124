"""What `vedette stream` refuses before anything is submitted, and what it tells Beam."""

from pathlib import Path
from typing import Any

import pytest
from apache_beam.options.pipeline_options import PipelineOptions

from schemas.errors import ConfigError, EngineError
from vedette.stream import Runner, finish, options, read_from, stream_command, submit, write_to

KAFKA = "kafka://broker:9092"


def _told(given: PipelineOptions) -> dict[str, Any]:
    return dict(given.get_all_options(retain_unknown_options=True, drop_default=True))


def test_an_sqlite_store_is_refused_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"cannot share an SQLite file: give --store postgresql.*vedette monitor"):
        stream_command(KAFKA, Runner.FLINK, store=f"sqlite:///{tmp_path}/store.db")


def test_an_address_of_no_broker_is_refused() -> None:
    with pytest.raises(ConfigError, match="kafka://"):
        read_from("amqp://broker/entries")


def test_a_place_in_a_subscription_is_not_ours_to_choose() -> None:
    with pytest.raises(ConfigError, match="seek"):
        read_from("pubsub://project/entries", start="latest")


def test_reports_and_dead_letters_have_topics_of_their_own() -> None:
    assert set(write_to(KAFKA)) == set(write_to("pubsub://project")) == {"reports", "dead"}
    with pytest.raises(ConfigError, match=r"leave 'mine' out: reports go to vedette\.reports"):
        write_to(f"{KAFKA}/mine")


def test_an_endless_job_on_flink_makes_checkpoints_for_as_long_as_it_runs() -> None:
    told = _told(options(Runner.FLINK, ()))
    assert (told["checkpointing_interval"], told["shutdown_sources_after_idle_ms"]) == ("10000", str((1 << 63) - 1))
    assert told["finish_bundle_before_checkpointing"]
    assert "checkpointing_interval" not in _told(options(Runner.FLINK, (), endless=False))
    assert "checkpointing_interval" not in _told(options(Runner.PRISM, ()))


def test_what_the_user_says_to_beam_wins() -> None:
    told = _told(options(Runner.FLINK, ("--checkpointing_interval=500", "--job_name=mine")))
    assert (told["checkpointing_interval"], told["job_name"], told["streaming"]) == ("500", "mine", True)


def test_the_runner_is_chosen_once() -> None:
    with pytest.raises(ConfigError, match="before --"):
        options(Runner.FLINK, ("--runner=DirectRunner",))


def test_an_engine_that_is_not_there_is_said_in_a_sentence(tmp_path: Path) -> None:
    from pipeline.settings import Settings

    told = options(
        Runner.FLINK, ("--job_endpoint=127.0.0.1:1", "--job_server_timeout=1", "--environment_type=LOOPBACK")
    )
    with pytest.raises(EngineError, match="Is its job server up"):
        submit(read_from(KAFKA), {}, Settings(model="cues"), "postgresql://nowhere/none", told)


class _Job:
    """A job that has these states, one after the other."""

    def __init__(self, *states: str) -> None:
        self._states = list(states)

    @property
    def state(self) -> str:
        return self._states.pop(0) if len(self._states) > 1 else self._states[0]

    def wait_until_finish(self) -> None:
        raise RuntimeError("out of memory\n  at somewhere")


def test_a_job_is_waited_for_until_it_ends() -> None:
    assert finish(_Job("RUNNING", "RUNNING", "DONE"), pause=0)
    assert not finish(_Job("RUNNING", "CANCELLED"), pause=0)


def test_a_job_that_fails_says_why_in_a_line() -> None:
    with pytest.raises(EngineError, match=r"has failed: out of memory\. The engine's log"):
        finish(_Job("RUNNING", "FAILED"), pause=0)
