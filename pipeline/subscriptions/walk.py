"""`Walk`: one thread of one subscription, read once in the order of time, giving its events.

Every decision reads only what was seen up to its moment. So reports that come in the order of `seen_at` never undo an
event, and a late report gives what it would have given in its place.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from pipeline.ledger.bearing import Bearing, Node
from pipeline.ledger.policy import Policy
from pipeline.ledger.root import Root
from pipeline.subscriptions import decide
from pipeline.subscriptions.change import UNCERTAIN, Change, one_told
from pipeline.subscriptions.chapter import LEVELS, Chapter
from pipeline.subscriptions.decide import Scene
from pipeline.subscriptions.events import event, newest
from pipeline.subscriptions.history import History, Realised, statement
from pipeline.subscriptions.match import Reason
from pipeline.subscriptions.memory import Memory, finder
from pipeline.subscriptions.moments import Moment, Part, moments
from pipeline.subscriptions.threads import episode_of
from schemas import AlertEvent, EventKind, Report, Stance, Status, Subscription, Thread

_WITHDRAWAL, _CORRECTION = "a withdrawal", "a correction"


class _Correction(NamedTuple):
    """What revisions of one moment change in one episode."""

    chapter: Chapter
    before: Status | None
    changes: list[Change]
    nothing_left: bool  # it was affirmed, and no longer is


class Walk:
    """`own` are the claims that roll up to the thread; `reasons` say how the subscription's predicate sees a report.

    With a memory the walk goes on from where that was taken, and needs only what came since. A walk that `remembers`
    has afterwards, as `memory`, what the episode of `now` needs to know of those before it. `closes_at` is when silence
    will decide something.
    """

    def __init__(
        self,
        thread: Thread,
        own: Iterable[Node],
        root: Root,
        *,
        subscription: Subscription,
        policy: Policy,
        reasons: Mapping[str, Reason],
        memory: Memory | None = None,
        remembers: bool = False,
    ) -> None:
        self._thread = thread
        self._asked = subscription
        self._policy = policy
        self._reasons = reasons
        self._history = History(root, thread.group, policy)
        self._moments = moments(root, own, thread.group, self._is_seen, memory.at if memory else None)
        self.memory = memory
        self._remembers = remembers
        self.closes_at: datetime | None = None
        if memory:
            self._history.recall(memory, finder(root))

    def events(self, now: datetime) -> Iterator[AlertEvent]:
        """The thread's events up to `now`, moment by moment."""
        start = episode_of(now, self._thread.group).start
        known = not self._remembers or (self.memory is not None and self.memory.at >= start)
        for moment in self._moments:
            if not known and moment.at >= start:
                self.memory, known = self._history.remember(start), True
            corrections = self._correct(moment)
            yield from [*self._begin(moment), *self._tell_corrections(moment.at, corrections)]
        if not known:
            self.memory = self._history.remember(start)
        yield from self._close(now)

    def _begin(self, moment: Moment) -> Iterator[AlertEvent]:
        weighty = [part for part in moment.begin if self._weighs(part.bearing.report)]
        if weighty:
            yield from self._advance(moment.at, weighty)
        if len(weighty) < len(moment.begin):
            uncertain = [part for part in moment.begin if not self._weighs(part.bearing.report)]
            yield from self._show_uncertain(moment.at, uncertain)

    def _advance(self, at: datetime, begin: list[Part]) -> Iterator[AlertEvent]:
        history = self._history
        chapter = history.enter(at)
        before = chapter.status
        realised: dict[Node, Realised] = {}
        for part in begin:
            realised.update(history.realise(chapter, part))
            history.add(chapter, part)
            self._note(chapter, part)
        was_open = chapter.is_open
        decided = chapter.decide(decide.changes(self._scene(at, begin, chapter, realised)))
        back = list(self._said_again(begin))
        if was_open and not any(change.kind is EventKind.OPENED for change in decided):
            decided += chapter.decide(back)
        self._remember(chapter, decided)
        yield from self._events(chapter, at, one_told(decided), before)

    def _note(self, chapter: Chapter, part: Part) -> None:
        bearing = part.bearing
        reason = self._reasons[bearing.report.id]
        if part.own and reason is not Reason.OLD:
            chapter.matched |= reason is Reason.MATCHED
            chapter.level = max(chapter.level, LEVELS[bearing.stance])
        if bearing.stance != Stance.DENIED:
            return
        if part.own or self._history.was_told(bearing) or chapter.tally.counters_plan(bearing):
            chapter.denying[bearing.holder] = bearing

    def _remember(self, chapter: Chapter, decided: list[Change]) -> None:
        history = self._history
        if any(change.kind is EventKind.ENDED for change in decided):
            history.is_over, history.gone = True, _WITHDRAWAL
        elif chapter.tally.is_affirmed:
            history.is_over, history.gone = False, ""
        elif chapter.is_open and chapter.tally.has_left:
            history.gone = _WITHDRAWAL
        if chapter.is_open:
            chapter.status = chapter.tally.status
            history.most = max(history.most, chapter.tally.weight)
            history.level = max(history.level, chapter.level)
            history.deniers.update(change.changed for change in decided if change.kind in decide.AGAINST)

    def _correct(self, moment: Moment) -> list[_Correction]:
        """Takes out the reports that their entries no longer make: told in the episode that counted them."""
        history = self._history
        touched: dict[str, tuple[Chapter, list[Part]]] = {}
        for part in moment.cease:
            if (chapter := history.of(part.bearing)) and self._weighs(part.bearing.report):
                touched.setdefault(chapter.when.id, (chapter, []))[1].append(part)
        if touched and history.last:  # a plan or denial of an earlier episode may have stood there
            touched.setdefault(history.last.when.id, (history.last, []))
        told = [
            (chapter, part.bearing)
            for chapter, ceased in touched.values()
            for part in ceased
            if chapter.is_open and (part.own or chapter.has_decided(EventKind.CONTESTED, part.bearing.holder))
        ]
        history.corrections.update({bearing.report.entry_key for _, bearing in told})
        history.taken_back.update(statement(bearing) for _, bearing in told)
        corrections: list[_Correction] = []
        for chapter, _ in touched.values():
            before, was_affirmed = chapter.status, chapter.is_open and chapter.tally.is_affirmed
            history.rebuild(chapter, moment.at)
            changes = chapter.decide(self._corrected(bearing) for of, bearing in told if of is chapter)
            if chapter.tally.is_affirmed:
                history.is_over, history.gone = False, ""
            corrections.append(_Correction(chapter, before, changes, was_affirmed and not chapter.tally.is_affirmed))
        return corrections

    def _tell_corrections(self, at: datetime, corrections: list[_Correction]) -> Iterator[AlertEvent]:
        """Told last, with the status after everything of the moment; read first."""
        history = self._history
        for chapter, before, changes, nothing_left in corrections:
            yield from self._events(chapter, at, changes, before)
            if chapter.is_open:
                chapter.status = chapter.tally.status
            if nothing_left and history.last and not history.last.tally.is_affirmed:
                history.gone = history.gone or _CORRECTION

    def _corrected(self, bearing: Bearing, *, back: bool = False) -> Change:
        number = self._history.corrections[bearing.report.entry_key]
        return decide.corrected(bearing, self._reasons[bearing.report.id], number, back=back)

    def _said_again(self, begin: Iterable[Part]) -> Iterator[Change]:
        """What an entry was corrected for and says again."""
        taken_back = self._history.taken_back
        for part in begin:
            if (said := statement(part.bearing)) in taken_back:
                taken_back.discard(said)
                yield self._corrected(part.bearing, back=True)

    def _show_uncertain(self, at: datetime, begin: list[Part]) -> Iterator[AlertEvent]:
        chapter = self._history.enter(at)
        if chapter.is_open:
            return
        before = self._history.before(chapter)
        shown = before is not None and any(before.has_decided(kind, UNCERTAIN) for kind in decide.OPENING)
        changes = decide.uncertain(self._scene(at, begin, chapter, {}), goes_on=shown)
        yield from self._events(chapter, at, chapter.decide(changes), None)

    def _close(self, now: datetime) -> Iterator[AlertEvent]:
        chapters = self._history.chapters
        for chapter in sorted(chapters.values(), key=lambda chapter: chapter.when.start):
            after = chapter.when.after(self._thread.group)
            following = chapters.get(after.id)
            if not chapter.is_active or (following and following.own):
                continue
            if after.end > now:
                self.closes_at = min(self.closes_at or after.end, after.end)
            else:
                changes = chapter.decide([decide.closed(after.id)])
                yield from self._events(chapter, after.end, changes, chapter.status)

    def _events(
        self, chapter: Chapter, at: datetime, changes: Iterable[Change], before: Status | None
    ) -> Iterator[AlertEvent]:
        tally = chapter.tally
        decided = list(changes)
        voices = newest(tally.voices) if decided else []
        for change in decided:
            yield event(
                change,
                self._thread,
                chapter.when.id,
                at,
                status=tally.status,
                before=before,
                origins=tally.origins,
                voices=newest([*voices, change.cause]) if change.cause else voices,
            )

    def _scene(self, at: datetime, begin: list[Part], chapter: Chapter, realised: dict[Node, Realised]) -> Scene:
        return Scene(at, begin, chapter, self._history, realised, self._asked, self._policy, self._reasons)

    def _is_seen(self, report: Report) -> bool:
        return self._weighs(report) or self._reasons[report.id] is Reason.MATCHED

    def _weighs(self, report: Report) -> bool:
        return self._policy.weighs(report, background=self._asked.background)
