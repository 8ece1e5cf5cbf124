"""What changes at a moment of a thread, and whether it may be told: the heart of `timeline`.

Told is what the subscription's predicate selects; and who was told of an affirmation or a plan learns of its denial,
its coming true and its end, whoever says so. An `old` report opens and sends nothing.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from pipeline.ledger.bearing import Bearing, Node
from pipeline.ledger.policy import Policy
from pipeline.ledger.withdrawals import is_withdrawal
from pipeline.subscriptions import words
from pipeline.subscriptions.change import UNCERTAIN, Change
from pipeline.subscriptions.chapter import LEVELS, Chapter
from pipeline.subscriptions.history import History, Realised
from pipeline.subscriptions.match import Reason
from pipeline.subscriptions.moments import Part
from schemas import EventKind, Repeat, Stance, Status, Subscription

AGAIN = "again"  # what changed when a thread opens anew after a withdrawal or a correction
LEAVING = "withdrawal"  # what changed when a withdrawal is reported that ends nothing yet

OPENING = (EventKind.OPENED, EventKind.CONTINUES)
AGAINST = (EventKind.CONTESTED, EventKind.DENIED)
_LEARNS = "who was told of a report learns what becomes of it"
_TOLD_BEFORE = "told in an earlier episode"
_INHIBITED = "it was denied, and more of the same after a denial is not asked for"


class Scene(NamedTuple):
    """One moment, with everything that a decision about it reads."""

    at: datetime
    begin: list[Part]
    chapter: Chapter
    history: History
    realised: dict[Node, Realised]
    asked: Subscription
    policy: Policy
    reasons: Mapping[str, Reason]  # by report id

    def reason(self, bearing: Bearing) -> Reason:
        return self.reasons[bearing.report.id]

    def cause(self, fits: Callable[[Bearing], bool] = lambda _: True, *, own: bool = False) -> Bearing | None:
        """The report that brings a change: one that matches, else one that is not old, else any."""
        found = [part.bearing for part in self.begin if (part.own or not own) and fits(part.bearing)]
        return min(found, key=self._most_telling_first, default=None)

    def _most_telling_first(self, bearing: Bearing) -> tuple[int, int, bool, str]:
        reason = self.reason(bearing)
        distance = (reason is not Reason.MATCHED) + (reason is Reason.OLD)
        is_over = self.chapter.tally.status is Status.ENDED
        return (distance, -LEVELS[bearing.stance], is_withdrawal(bearing) is not is_over, bearing.report.id)


def changes(scene: Scene) -> list[Change]:
    """Every change that holds at a moment, decided before or not."""
    opening = list(_opening(scene))
    if not scene.chapter.is_open:
        return [*_denied(scene), *_realised(scene), *_ended(scene)]
    return [*opening, *_corroborated(scene), *_contested(scene), *_denied(scene), *_realised(scene), *_ended(scene)]


def uncertain(scene: Scene, *, goes_on: bool) -> list[Change]:
    """A report below the policy's threshold, which the subscription asks to see."""
    cause = scene.cause()
    if cause is None:
        return []
    if goes_on and scene.asked.repeat is Repeat.FIRST:
        return [Change(EventKind.CONTINUES, UNCERTAIN, cause, words.uncertain(cause), False, "repeat = first")]
    kind = EventKind.CONTINUES if goes_on else EventKind.OPENED
    return [Change(kind, UNCERTAIN, cause, words.uncertain(cause), True, "asked for, though uncertain")]


def corrected(bearing: Bearing, reason: Reason, number: int, *, back: bool = False) -> Change:
    """An entry no longer makes a statement, or makes it again (`back`); `number` counts the entry's corrections."""
    changed = " ".join((bearing.report.entry_key, *([str(number)] if number > 1 else []), *([AGAIN] if back else [])))
    says = words.says_again(bearing) if back else words.corrected(bearing)
    if reason is Reason.OLD:
        return Change(EventKind.CORRECTED, changed, bearing, says, False, reason.value)
    return Change(EventKind.CORRECTED, changed, bearing, says, True, _LEARNS)


def closed(episode: str) -> Change:
    """A whole episode has passed without a report."""
    return Change(EventKind.CLOSED, "", None, words.closed(episode), False, "silence is shown, not told")


def _opening(scene: Scene) -> Iterator[Change]:
    chapter = scene.chapter
    matching = scene.cause(lambda bearing: scene.reason(bearing) is Reason.MATCHED, own=True)
    cause = matching or scene.cause(own=True)
    if cause is None:
        return
    if not chapter.is_open:
        if chapter.matched and _has_enough_origins(scene):
            chapter.opened = True
            scene.history.begin_run()
            reason = words.opened(cause, chapter.tally.weight)
            yield _tell(scene, EventKind.OPENED, "", cause, reason=reason, why="asked for")
        return
    if chapter.before is not None and matching:
        yield _continues(scene, matching, chapter.before)
    if scene.history.gone and chapter.tally.is_affirmed:
        reason = words.again(cause, scene.history.gone)
        yield _tell(scene, EventKind.OPENED, AGAIN, cause, reason=reason, why="reported again")
    yield from _risen(scene)
    yield from _leaving(scene)


def _risen(scene: Scene) -> Iterator[Change]:
    """What was only possible or denied, and is planned or affirmed now."""
    for stance in (Stance.PLANNED, Stance.AFFIRMED):
        cause = scene.cause(lambda bearing, of=stance: bearing.stance == of, own=True)  # type: ignore[misc]
        if cause and scene.reason(cause) is not Reason.OLD and scene.history.level < LEVELS[stance]:
            yield _tell(scene, EventKind.OPENED, stance.value, cause, reason=words.risen(cause), why=_LEARNS)


def _leaving(scene: Scene) -> Iterator[Change]:
    """A withdrawal that is not sure enough to end what stands."""
    cause = scene.cause(lambda one: is_withdrawal(one) and scene.chapter.tally.only_reports_leaving(one))
    if cause:
        yield _tell(scene, EventKind.OPENED, LEAVING, cause, reason=words.leaving(cause), why=_LEARNS)


def _has_enough_origins(scene: Scene) -> bool:
    """A subscription for corroborated reports opens with affirmations only; plans and denials have no such count."""
    return scene.asked.min_origins <= 1 or scene.chapter.tally.weight >= scene.asked.min_origins


def _continues(scene: Scene, cause: Bearing, before: Chapter) -> Change:
    every = scene.asked.repeat is Repeat.EVERY
    return Change(
        EventKind.CONTINUES,
        "",
        cause,
        words.continues(cause, before.when.id),
        every,
        "repeat = every" if every else "repeat = first",
    )


def _corroborated(scene: Scene) -> Iterator[Change]:
    weight = scene.chapter.tally.weight
    cause = scene.cause(lambda bearing: bearing.stance == Stance.AFFIRMED) if weight > 1 else None
    if cause is None:
        return
    for number in scene.policy.milestones:
        if max(1, scene.asked.min_origins) < number <= weight:
            told, why = _is_corroboration_told(scene, cause, number)
            yield Change(EventKind.CORROBORATED, str(number), cause, words.corroborated(cause, weight), told, why)


def _is_corroboration_told(scene: Scene, cause: Bearing, number: int) -> tuple[bool, str]:
    reason = scene.reason(cause)
    if reason is not Reason.MATCHED:
        return False, reason.value
    if scene.chapter.before and scene.asked.repeat is Repeat.FIRST and number <= scene.history.most:
        return False, _TOLD_BEFORE
    if scene.asked.inhibit_corroborated_after_denied and _is_denied(scene):
        return False, _INHIBITED
    return True, "asked for"


def _is_denied(scene: Scene) -> bool:
    """Whether somebody denies what is corroborated: now, or earlier while the thread goes on."""
    return bool(scene.chapter.tally.contested or scene.chapter.denying or scene.history.deniers)


def _contested(scene: Scene) -> Iterator[Change]:
    """Denials that counter what stands. One that stands from before and was told before is no change."""
    chapter = scene.chapter
    contested = chapter.tally.contested
    new = [holder for holder in contested if not chapter.has_decided(EventKind.CONTESTED, holder)]
    for holder in sorted(new):
        denial = contested[holder]
        if denial.since < chapter.when.start and holder in scene.history.deniers:
            continue
        made_now = denial.since == scene.at
        cause = denial if made_now else scene.cause(_is_no_denial) or scene.begin[0].bearing
        reason = words.contested(denial, stands=not made_now)
        yield _tell(scene, EventKind.CONTESTED, holder, cause, reason=reason, why=_LEARNS)


def _is_no_denial(bearing: Bearing) -> bool:
    return bearing.stance != Stance.DENIED


def _denied(scene: Scene) -> Iterator[Change]:
    """Denials that counter nothing which stands, but belong here or counter what was told or planned."""
    chapter = scene.chapter
    for holder, denial in sorted(chapter.denying.items()):
        if holder in chapter.tally.contested or any(chapter.has_decided(kind, holder) for kind in AGAINST):
            continue
        if chapter.is_open or scene.history.was_told(denial):
            yield _tell(scene, EventKind.DENIED, holder, denial, reason=words.denied(denial), why=_LEARNS)


def _realised(scene: Scene) -> Iterator[Change]:
    for node, realised in sorted(scene.realised.items()):
        if not (scene.chapter.is_open or realised.was_told):
            continue
        cause, label = realised.cause, " ".join(node)
        reason = words.realised(cause, realised.plans)
        if realised.is_news:
            yield _tell(scene, EventKind.REALISED, label, cause, reason=reason, why=_LEARNS)
        else:
            why = "it was affirmed already when it was planned"
            yield Change(EventKind.REALISED, label, cause, reason, False, why)


def _ended(scene: Scene) -> Iterator[Change]:
    if scene.history.is_over or scene.chapter.tally.status is not Status.ENDED:
        return
    cause = scene.cause(is_withdrawal)
    if cause and (scene.chapter.is_open or scene.history.was_told_of_presence(cause)):
        yield _tell(scene, EventKind.ENDED, "", cause, reason=words.ended(cause), why=_LEARNS)


def _tell(scene: Scene, kind: EventKind, changed: str, cause: Bearing, *, reason: str, why: str) -> Change:
    """A change that is sent, unless its cause is old."""
    is_old = scene.reason(cause) is Reason.OLD
    return Change(kind, changed, cause, reason, not is_old, Reason.OLD.value if is_old else why)
