"""What some entries must give, whichever way they go: the answer of a replay, and what a store has to show for it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from connectors.archive.write import write_archive
from connectors.store import Store, open_store
from pipeline.catalogue.catalogue import load
from pipeline.ledger.policy import Policy
from pipeline.ledgers import decide_root
from pipeline.settings import Settings
from pipeline.subscriptions.load import load_subscriptions
from schemas import AlertEvent, Entry, Report, wire
from tests.sample import SUBSCRIPTIONS, quiet
from vedette.replay import replay

UNTIL = datetime(2026, 6, 1, tzinfo=UTC)  # `now` for everyone: after all that was seen


class Answer(NamedTuple):
    """Wire bytes, sorted."""

    reports: list[bytes]
    ledgers: list[bytes]
    events: list[bytes]  # as all reports together decide them


def replayed(entries: Sequence[Entry], folder: Path) -> Answer:
    """In process, from an archive."""
    write_archive(entries, folder)
    wanted = load_subscriptions(SUBSCRIPTIONS, load())
    settings = Settings(model="cues", until=UNTIL)
    with replay([folder], wanted, settings, policy=Policy(), workers=1, progress=quiet) as outcome:
        return Answer(*(sorted(outcome.spool.lines(table)) for table in ("report", "ledger", "event")))


def stored(url: str) -> Answer:
    """What is in a store, and what its reports decide when they are looked at together."""
    with open_store(url) as store:
        reading = store.reading
        reports = [wire.encode(report) for root in reading.roots() for report in reading.reports_of_root(root)]
        ledgers = [wire.encode(ledger) for ledger in reading.ledgers()]
        return Answer(sorted(reports), sorted(ledgers), sorted(_decided_anew(store)))


def decided(url: str) -> set[str]:
    """Ids of the events that a store decided, one by one as reports came in, without those that follow no longer."""
    with open_store(url) as store:
        superseded = {event.id for event in store.alerts.superseded()}
        return {event.id for event in store.alerts.events(limit=1_000_000)} - superseded


def ids(events: Sequence[bytes]) -> set[str]:
    return {wire.decode(event, AlertEvent).id for event in events}


def report_ids(reports: Sequence[bytes]) -> set[str]:
    return {wire.decode(report, Report).id for report in reports}


def _decided_anew(store: Store) -> list[bytes]:
    wanted = [owned.subscription for owned in store.subscriptions.all()]
    events = [
        event
        for root in store.reading.roots()
        for event in decide_root(
            store.reading.reports_of_root(root), store.reading.revisions_of_root(root), wanted, load(), Policy(), UNTIL
        )[1]
    ]
    return [wire.encode(event) for event in events]
