"""What `vedette why` reads: a store, or the folder that a replay wrote (`--out`)."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Protocol, TypeVar

from connectors.store import Store
from connectors.store.lookup import Fate, Lookup
from pipeline.text.urls import canonical
from schemas import AlertEvent, Article, DeadLetter, Entry, Report, Silence, Subscription, wire
from schemas.errors import InputError
from schemas.record import Record

R = TypeVar("R", bound=Record)
MANY = 1000  # events of one thread


class Records(Protocol):
    """Where the answer is looked for."""

    def event(self, id: str) -> AlertEvent | None: ...
    def history(self, thread: str) -> list[AlertEvent]: ...
    def brought(self, report: str) -> list[AlertEvent]: ...
    def report(self, id: str) -> Report | None: ...
    def reports(self, name: str) -> list[Report]: ...
    def articles(self, name: str) -> list[Article]: ...
    def entries(self, name: str) -> list[Entry]: ...
    def dead(self, name: str) -> list[DeadLetter]: ...
    def fates(self, event: str) -> list[Fate]: ...
    def silences(self, now: datetime) -> list[Silence]: ...
    def subscriptions(self) -> list[Subscription]: ...


class StoreRecords:
    """A store. An event may be named by the first characters of its id."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lookup = Lookup(store.database)

    def event(self, id: str) -> AlertEvent | None:
        found = self._store.alerts.by_prefix(id, limit=2)
        return found[0] if len(found) == 1 or (found and found[0].id == id) else None

    def history(self, thread: str) -> list[AlertEvent]:
        return self._store.alerts.events(thread=thread, limit=MANY)[::-1]

    def brought(self, report: str) -> list[AlertEvent]:
        return self._store.alerts.of_report(report)

    def report(self, id: str) -> Report | None:
        return self._store.reading.report(id)

    def reports(self, name: str) -> list[Report]:
        return self._lookup.reports(names(name))

    def articles(self, name: str) -> list[Article]:
        return self._lookup.articles(names(name))

    def entries(self, name: str) -> list[Entry]:
        return self._lookup.entries(names(name))

    def dead(self, name: str) -> list[DeadLetter]:
        return self._lookup.dead(names(name))

    def fates(self, event: str) -> list[Fate]:
        return self._lookup.fates(event)

    def silences(self, now: datetime) -> list[Silence]:
        return self._store.silences.all(now)

    def subscriptions(self) -> list[Subscription]:
        return [one.subscription for one in self._store.subscriptions.all()]


class FolderRecords:
    """The files of a replay. Its articles are not kept: `entries` come from the archive, if it is named."""

    def __init__(self, folder: Path, subscriptions: list[Subscription], archive: list[Path]) -> None:
        self._folder, self._subscriptions, self._archive = folder, subscriptions, archive
        if not (folder / "events.jsonl").is_file():
            raise InputError(f"{folder} holds no events.jsonl: name the folder of `vedette replay … --out FOLDER`")

    def event(self, id: str) -> AlertEvent | None:
        found = [event for event in self._read("events", AlertEvent) if id and event.id.startswith(id)]
        return found[0] if len(found) == 1 else next((event for event in found if event.id == id), None)

    def history(self, thread: str) -> list[AlertEvent]:
        return [event for event in self._read("events", AlertEvent) if event.thread.id == thread]

    def brought(self, report: str) -> list[AlertEvent]:
        return [event for event in self._read("events", AlertEvent) if event.cause and event.cause.report == report]

    def report(self, id: str) -> Report | None:
        return next((report for report in self._read("reports", Report) if report.id == id), None)

    def reports(self, name: str) -> list[Report]:
        wanted = set(names(name))
        return [
            report
            for report in self._read("reports", Report)
            if wanted & {report.id, report.article_id, report.entry_key, report.url}
        ]

    def articles(self, name: str) -> list[Article]:
        return []

    def entries(self, name: str) -> list[Entry]:
        wanted = set(names(name))
        return [entry for entry in self._archived() if wanted & {entry.id, entry.guid, entry.link, entry.where}]

    def dead(self, name: str) -> list[DeadLetter]:
        wanted = names(name)
        return [
            letter
            for letter in self._read("dead", DeadLetter)
            if letter.where in wanted or any(f'"{each}"' in letter.payload for each in wanted)
        ]

    def fates(self, event: str) -> list[Fate]:
        return []

    def silences(self, now: datetime) -> list[Silence]:
        return []

    def subscriptions(self) -> list[Subscription]:
        return self._subscriptions

    def _archived(self) -> Iterator[Entry]:
        from connectors.archive.read import entries
        from connectors.archive.units import units

        for unit in units(self._archive) if self._archive else ():
            yield from (record for record in entries(unit) if isinstance(record, Entry))

    def _read(self, name: str, kind: type[R]) -> Iterator[R]:
        path = self._folder / f"{name}.jsonl"
        if path.is_file():
            with path.open("rb") as file:
                yield from (wire.decode(line, kind) for line in file)


def names(name: str) -> list[str]:
    """What an entry may be stored under: as it is written, and as its canonical address."""
    return [each for each in dict.fromkeys((name, canonical(name))) if each]
