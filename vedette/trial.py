"""`vedette subscriptions test`: what one text would do, report by report and subscription by subscription."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from connectors.notify.wording import STANCE_WORD
from pipeline.catalogue.catalogue import Catalogue
from pipeline.claims.model import ClaimModel
from pipeline.guard import guarded
from pipeline.ledger.policy import Policy
from pipeline.subscriptions.match import Reason
from pipeline.subscriptions.timeline import timeline
from pipeline.subscriptions.why import why
from pipeline.text.normalise import normalise
from schemas import AlertEvent, DeadLetter, Report, Subscription
from vedette.extract import Line, article_reports
from vedette.render import STANCE_STYLE, card, cleaned, place, plain


class Answer(NamedTuple):
    """What one subscription says of one report."""

    subscription: str
    reason: Reason
    sentence: str


class Trial(NamedTuple):
    """What a text gives, and what each subscription would make of it on an empty store."""

    dead: DeadLetter | None
    reports: tuple[tuple[Report, tuple[Answer, ...]], ...]
    events: tuple[AlertEvent, ...]


def trial(
    line: Line,
    subscriptions: Sequence[Subscription],
    catalogue: Catalogue,
    model: ClaimModel,
    policy: Policy,
    now: datetime,
) -> Trial:
    """Read one entry and ask every subscription. An entry without a date is of `now`."""
    if isinstance(line.entry, DeadLetter):
        return Trial(line.entry, (), ())
    (article,) = guarded("normalise", lambda entry: [normalise(entry, undated_at=now)], line.entry)
    if isinstance(article, DeadLetter):
        return Trial(article, (), ())
    found = guarded("read", lambda one: article_reports(one, catalogue, model), article)
    if found and isinstance(found[0], DeadLetter):
        return Trial(found[0], (), ())
    answers = tuple((report, _answers(report, subscriptions, catalogue, policy)) for report in found)
    told = (timeline(found, asked, catalogue, policy, article.seen_at) for asked in subscriptions)
    return Trial(None, answers, tuple(event for events in told for event in events))


def shown(trial: Trial, catalogue: Catalogue) -> RenderableType:
    """A trial as a terminal shows it."""
    return Group(*_shown(trial, catalogue))


def claim_line(report: Report, catalogue: Catalogue) -> RenderableType:
    """`▌ Macron denies: France · presence · Donbas (Ukraine) (0.81)`."""
    who = report.holder.surface if report.holder else report.outlet or "the outlet"
    return Text.assemble(
        ("▌ ", STANCE_STYLE[report.stance]),
        (plain(who), "bold"),
        " ",
        (STANCE_WORD[report.stance], STANCE_STYLE[report.stance]),
        f": {catalogue.military(report.claim.military).name} · {report.claim.activity} · "
        f"{place(report.claim.region, catalogue)}"
        f"{' · background' if report.background else ''} ({report.confidence:.2f})",
    )


def _answers(
    report: Report, subscriptions: Sequence[Subscription], catalogue: Catalogue, policy: Policy
) -> tuple[Answer, ...]:
    told = ((asked.name, why(report, asked, catalogue, policy)) for asked in subscriptions)
    return tuple(Answer(name, one.reason, one.sentence) for name, one in told)


def _shown(trial: Trial, catalogue: Catalogue) -> Iterator[RenderableType]:
    if trial.dead:
        yield Text(plain(f"dead letter {trial.dead.reason}: {trial.dead.detail}"), style="yellow")
        return
    if not trial.reports:
        yield Text("no report: no military is said to do anything in a place here (`vedette explain` shows why)")
    for report, answers in trial.reports:
        yield claim_line(report, catalogue)
        for answer in answers:
            style = "bold green" if answer.reason is Reason.MATCHED else "dim"
            yield Padding(Text(plain(answer.sentence), style=style), (0, 0, 0, 3))
    sent = [event for event in trial.events if event.sent]
    if trial.reports and not sent:
        yield Text("nothing would be sent")
    for event in sent:
        yield card(cleaned(event), catalogue)
