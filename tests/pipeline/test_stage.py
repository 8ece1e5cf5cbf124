"""The one Beam shell: good records go on, bad ones become dead letters, nothing stops the stream."""

from collections.abc import Iterator

import apache_beam as beam

from pipeline.collect import Run, run_bounded
from pipeline.stage import Stage
from schemas import DeadLetter, Entry
from schemas.errors import RejectedEntry


def keep_good(entry: Entry) -> Iterator[Entry]:
    if entry.title == "undated":
        raise RejectedEntry("undated", "no date of any kind")
    if entry.title == "bug":
        raise ZeroDivisionError("ours")
    if entry.title != "nothing":
        yield entry


def run(*titles: str) -> Run:
    def construct(pipeline: beam.Pipeline, run: Run) -> None:
        entries = [Entry(title=title, where=f"a:{title}") for title in titles]
        outputs = pipeline | beam.Create(entries) | "Keep" >> Stage("keep", keep_good, Entry)
        outputs.good | "Good" >> run.collect("good")
        outputs.dead | "Bad" >> run.collect("dead")

    return run_bounded(construct)


def dead(run: Run) -> DeadLetter:
    (letter,) = run.results["dead"]
    assert isinstance(letter, DeadLetter)
    return letter


def test_good_records_go_on() -> None:
    assert [entry.title for entry in run("a", "b").results["good"]] == ["a", "b"]


def test_a_refused_element_becomes_a_dead_letter_with_its_reason_and_place() -> None:
    letter = dead(run("a", "undated"))
    assert (letter.stage, letter.reason, letter.where) == ("keep", "undated", "a:undated")


def test_a_bug_of_ours_does_not_stop_the_stream() -> None:
    finished = run("a", "bug", "b")
    assert [entry.title for entry in finished.results["good"]] == ["a", "b"]
    assert "ZeroDivisionError" in dead(finished).detail


def test_a_dead_letter_carries_what_is_needed_to_try_again() -> None:
    assert '"title":"bug"' in dead(run("bug")).payload


def test_what_happened_is_counted() -> None:
    assert run("a", "nothing", "undated").counters == {"keep.in": 3, "keep.out": 1, "keep.dead": 1}


def test_runs_do_not_see_each_others_results() -> None:
    run("a")
    assert [entry.title for entry in run("b").results["good"]] == ["b"]
