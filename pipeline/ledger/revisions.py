"""Revisions: which reports an entry makes at a time, when its latest seen content decides.

A statement (same claim, stance and holder) that a newer content makes again goes on as the same report. One that it
no longer makes ends there, which is what `corrected` tells; it may begin anew (A -> B -> A).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from pipeline.ledger.bearing import distinct, holder_key, sighting
from schemas import Report, Revision, Stance


class Life(NamedTuple):
    """The time in which an entry makes a statement. `until` is None while it does."""

    report: Report
    since: datetime
    until: datetime | None = None


_Statement = tuple[str, Stance, str]


def lives(reports: Iterable[Report], revisions: Iterable[Revision] = (), now: datetime | None = None) -> list[Life]:
    """Every life of every statement, in the order (`since`, report id). What is seen after `now` is not known yet."""
    seen = [report for report in reports if now is None or report.seen_at <= now]
    contents = _contents(distinct(seen))
    sightings = _sightings(seen, revisions, now, set(contents))
    found = (life for entry in sorted(contents) for life in _entry_lives(sightings[entry], contents[entry]))
    return sorted(found, key=lambda life: (life.since, life.report.id))


def current(reports: Iterable[Report], revisions: Iterable[Revision] = (), now: datetime | None = None) -> list[Report]:
    """The reports of the content that each entry had last, sorted by id."""
    seen = [report for report in reports if now is None or report.seen_at <= now]
    known = distinct(seen)
    sightings = _sightings(seen, revisions, now, {report.entry_key for report in known})
    latest = {entry: made[max(made)] for entry, made in sightings.items()}
    return [report for report in known if latest[report.entry_key] == report.article_id]


def _sightings(
    seen: Iterable[Report], revisions: Iterable[Revision], now: datetime | None, entries: set[str]
) -> dict[str, dict[datetime, str]]:
    """Entry key -> time -> article id. Of two contents seen at one time the greater id counts: any rule, but one."""
    sightings: dict[str, dict[datetime, str]] = defaultdict(dict)
    told = (one for one in revisions if one.entry_key in entries and (now is None or one.seen_at <= now))
    for one in (*map(sighting, seen), *told):
        of_entry = sightings[one.entry_key]
        of_entry[one.seen_at] = max(of_entry.get(one.seen_at, ""), one.article_id)
    return sightings


def _contents(reports: Iterable[Report]) -> dict[str, dict[str, dict[_Statement, Report]]]:
    """Entry key -> article id -> statement -> its surest report."""
    contents: dict[str, dict[str, dict[_Statement, Report]]] = defaultdict(lambda: defaultdict(dict))
    for report in reports:
        statements = contents[report.entry_key][report.article_id]
        statement = (report.claim.id, report.stance, holder_key(report))
        other = statements.setdefault(statement, report)
        if (report.background, -report.confidence) < (other.background, -other.confidence):
            statements[statement] = report
    return contents


def _entry_lives(sightings: dict[datetime, str], contents: dict[str, dict[_Statement, Report]]) -> Iterator[Life]:
    going: dict[_Statement, Life] = {}
    for time in sorted(sightings):
        made = contents.get(sightings[time], {})
        for statement in [one for one in going if one not in made]:
            yield going.pop(statement)._replace(until=time)
        for statement, report in made.items():
            if statement not in going:
                going[statement] = Life(report, time)
    yield from going.values()
