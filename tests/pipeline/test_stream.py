"""The graph between a broker and a store: bundles committed whole, in any order, twice if need be."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import apache_beam as beam
import pytest
from apache_beam.runners.portability.fn_api_runner.fn_runner import FnApiRunner

from connectors.kafka.message import Message
from connectors.store import Store, open_store
from pipeline import stream as module
from pipeline.catalogue.own import Own, OwnMilitary
from pipeline.ledger.policy import Policy
from pipeline.settings import Settings
from pipeline.stream import Commit, ledgers, stream
from schemas import DeadLetter, Entry, MilitaryKind, Report, Revision, Subscription, wire

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
SETTINGS = Settings(model="cues", until=datetime(2026, 6, 1, tzinfo=UTC))
FEED = "https://a.example/rss"
SAID = Entry(feed=FEED, guid="1", title="French soldiers are training in Donbas", published=AT, seen_at=AT)


@pytest.fixture
def url(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path}/store.db"
    with open_store(url) as store:
        store.subscriptions.put(Subscription(name="all", militaries=(), regions=()))
        ledgers(store, SETTINGS).begin(AT)
    return url


def _run(url: str, bodies: Iterable[bytes | None], settings: Settings = SETTINGS) -> None:
    messages = [
        Message(topic="entries", partition=0, offset=offset, timestamp=0, key=None, value=body)
        for offset, body in enumerate(bodies)
    ]
    with beam.Pipeline(runner=FnApiRunner()) as pipeline:
        stream(pipeline | "Messages" >> beam.Create(messages, reshuffle=False), settings, url, {})


def _claims(store: Store) -> list[tuple[str, str, str]]:
    return [(one.claim.military, one.claim.region, str(one.status)) for one in store.reading.ledgers()]


def _kinds(store: Store) -> list[str]:
    return sorted(str(event.kind) for event in store.alerts.events())


def test_messages_become_ledgers_events_and_dead_letters(url: str) -> None:
    _run(url, [wire.encode(SAID), b"\xff", None])
    with open_store(url) as store:
        assert _claims(store) == [("FRA", "donbas", "reported")]
        assert _kinds(store) == ["closed", "opened"]
        assert [kept.letter.where for kept in store.dead_letters.newest()] == ["entries/0@2", "entries/0@1"]


def test_own_names_reach_workers_that_have_no_file(url: str) -> None:
    own = Own(military=(OwnMilitary(id="blue-guard", name="Blue Guard", kind=MilitaryKind.GROUP),))
    settings = Settings(model="cues", until=SETTINGS.until, own=own.seal().decode())
    _run(url, [wire.encode(Entry(feed=FEED, guid="2", title="Blue Guard fighters attack Kyiv", seen_at=AT))], settings)
    with open_store(url) as store:
        assert {military for military, _, _ in _claims(store)} == {"blue-guard"}


def _report(url: str) -> Report:
    _run(url, [wire.encode(SAID)])
    with open_store(url) as store:
        (root,) = store.reading.roots()
        (report,) = store.reading.reports_of_root(root)
    return report


def _bundle(commit: Commit, *pieces: tuple[str, bytes]) -> None:
    commit.start_bundle()
    for piece in pieces:
        commit.process(piece)
    commit.finish_bundle()


def test_a_bundle_that_comes_twice_changes_nothing(url: str) -> None:
    report = wire.encode(_report(url))
    with open_store(url) as store:
        before = store.alerts.events(), store.reading.ledgers()
    _bundle(Commit(SETTINGS, url, Policy()), ("report", report))
    with open_store(url) as store:
        assert (store.alerts.events(), store.reading.ledgers()) == before


def test_a_bundle_that_failed_leaves_nothing_for_the_next(url: str) -> None:
    commit = Commit(SETTINGS, url, Policy())
    commit.start_bundle()
    commit.process(("dead", wire.encode(DeadLetter(stage="s", reason="r", detail="", where="w"))))
    _bundle(commit)
    with open_store(url) as store:
        assert store.dead_letters.newest() == []


def test_a_bundle_too_large_to_hold_never_says_that_an_edit_took_a_report_back(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    report, later = _report(url), AT + timedelta(hours=1)
    edited = wire.decode(wire.encode(report).replace(report.article_id.encode(), b"edited"), Report)
    edit = Revision(entry_key=report.entry_key, article_id="edited", seen_at=later)
    monkeypatch.setattr(module, "MOST", 2)
    pieces = [("sighting", wire.encode(edit)), ("passed", b"edited"), ("report", wire.encode(edited))]
    _bundle(Commit(SETTINGS, url, Policy()), *pieces)
    with open_store(url) as store:
        assert _kinds(store) == ["closed", "opened"]
