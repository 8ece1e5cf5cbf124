"""A desk's judgements of alerts: stored with what it takes to learn from them, counted, and exported.

The export has the format of the labelled claims: one line an article, with the claims that a desk called right, or put
right. What a desk did not judge is not in it.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from connectors.store import Store
from pipeline.catalogue.catalogue import Catalogue
from schemas import Activity, AlertEvent, Because, Report, Stance, Verdict
from schemas.errors import CatalogueError, ConfigError

NOBODY = "-"  # what `--instead` says where a claim has no holder but the outlet
_READ_RIGHT = (Because.OLD, Because.DUPLICATE)  # the alert was wrong, the reading was not


class Judgement(NamedTuple):
    """What somebody says of an event."""

    right: bool
    because: Because | None = None
    instead: str = ""
    by: str = ""
    note: str = ""


def judge(store: Store, event: AlertEvent, said: Judgement, catalogue: Catalogue, now: datetime) -> Verdict:
    """Store a judgement; a later one by the same person replaces it."""
    if said.right and (said.because or said.instead):
        raise ConfigError("what is right needs no --because and no --instead: leave them out, or say wrong")
    if event.cause is None:
        raise ConfigError(f"event {event.id} ({event.kind}) came of silence: there is no report to judge")
    report = store.reading.report(event.cause.report)
    if report is None:
        raise ConfigError(f"the report {event.cause.report} behind event {event.id} is no longer stored")
    article = store.reading.article(report.article_id)
    text = article.text if article is not None else report.evidence.quote
    verdict = Verdict(
        event=event.id,
        subscription=event.thread.subscription,
        right=said.right,
        because=said.because,
        instead=_instead(said, report, f"{report.title}\n{text}", catalogue),
        by=said.by,
        note=said.note,
        at=now,
        feed=store.reading.feed_of(report.id),
        report=report,
        text=text,
    )
    store.verdicts.put(verdict)
    return verdict


class Count(NamedTuple):
    """The verdicts on one feed or subscription."""

    name: str
    right: int
    wrong: int
    because: tuple[tuple[str, int], ...]  # of the wrong ones, most frequent first; "" where nobody said

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong)


def counts(store: Store, by: str) -> list[Count]:
    """By "feed" or "subscription", those with the most wrong alerts first."""
    found: dict[str, tuple[int, dict[str, int]]] = {}
    for (name, right, because), times in store.verdicts.counts(by).items():
        so_far, wrong = found.get(name, (0, {}))
        if not right:
            wrong[because] = wrong.get(because, 0) + times
        found[name] = (so_far + times * right, wrong)
    made = [
        Count(name, right, sum(wrong.values()), tuple(sorted(wrong.items(), key=lambda pair: (-pair[1], pair[0]))))
        for name, (right, wrong) in found.items()
    ]
    return sorted(made, key=lambda one: (-one.wrong, one.name))


def export(verdicts: Iterable[Verdict], catalogue: Catalogue) -> Iterator[dict[str, Any]]:
    """One line an article, in the format of the labelled claims, with the verdicts it comes from."""
    by_article: dict[str, list[Verdict]] = {}
    for verdict in sorted(verdicts, key=lambda one: (one.at, one.id)):
        by_article.setdefault(verdict.report.article_id, []).append(verdict)
    for article, given in sorted(by_article.items()):
        report, text = given[0].report, max((one.text for one in given), key=len)
        yield {
            "id": article,
            "language": report.language,
            "title": report.title,
            "text": text,
            "published": report.published_at.isoformat(),
            "feed": given[0].feed,
            "url": report.url,
            "claims": list(_claims(given, catalogue)),
            "verdicts": [_said(one) for one in given],
        }


def _claims(given: Iterable[Verdict], catalogue: Catalogue) -> Iterator[dict[str, Any]]:
    """Of one report the newest verdict counts."""
    newest = {verdict.report.id: verdict for verdict in given}
    made = [_claim(verdict, catalogue) for _, verdict in sorted(newest.items())]
    seen: list[dict[str, Any]] = []
    for claim in made:
        if claim is not None and claim not in seen:
            seen.append(claim)
    yield from seen


def _claim(verdict: Verdict, catalogue: Catalogue) -> dict[str, Any] | None:
    """The claim as it should have been read; None where nobody said what it should have been."""
    report = verdict.report
    as_read = {
        "military": report.military.surface,
        "military_id": report.claim.root,
        "region": report.region.surface,
        **_place(report.claim.region, catalogue),
        "activity": str(report.claim.activity),
        "stance": str(report.stance),
        "holder": report.holder.surface if report.holder else None,
        "background": report.background,
    }
    if verdict.right or verdict.because in _READ_RIGHT:
        return as_read
    if not verdict.instead or verdict.because is None:
        return None
    if verdict.because is Because.REGION:
        return {**as_read, **_place(verdict.instead, catalogue)}
    if verdict.because is Because.MILITARY:
        return {**as_read, "military_id": verdict.instead.partition("/")[0]}
    return {**as_read, str(verdict.because): None if verdict.instead == NOBODY else verdict.instead}


def _place(region: str, catalogue: Catalogue) -> dict[str, str]:
    try:
        found = catalogue.region(region)
    except (CatalogueError, KeyError):  # a name of somebody's own that is no longer there
        return {"region_name": region, "region_country": ""}
    return {"region_name": found.name, "region_country": found.country}


def _said(verdict: Verdict) -> dict[str, Any]:
    return {
        "event": verdict.event,
        "subscription": verdict.subscription,
        "verdict": "right" if verdict.right else "wrong",
        "because": str(verdict.because) if verdict.because else None,
        "by": verdict.by,
        "at": verdict.at.isoformat(),
    }


def _instead(said: Judgement, report: Report, body: str, catalogue: Catalogue) -> str:
    """What the slot should have been, once it is sure that it can be."""
    if not said.instead:
        return ""
    if said.because is None or said.because in _READ_RIGHT:
        slots = ", ".join(one for one in Because if one not in _READ_RIGHT)
        raise ConfigError(f"--instead says what one slot should have been: name it with --because ({slots})")
    known: dict[Because, Callable[[str], object]] = {
        Because.MILITARY: catalogue.military,
        Because.REGION: catalogue.region,
        Because.ACTIVITY: Activity,
        Because.STANCE: Stance,
    }
    if said.because is Because.HOLDER:
        if said.instead != NOBODY and said.instead not in body:
            raise ConfigError(
                f"--instead {said.instead!r}: write the holder as the text has it, or {NOBODY} for nobody"
            )
        return said.instead
    try:
        known[said.because](said.instead)
    except (CatalogueError, KeyError, ValueError) as error:
        raise ConfigError(f"--instead {said.instead!r} is no {said.because} ({error}): write one by its id") from error
    return said.instead
