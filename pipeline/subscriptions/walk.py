"""`Walk`: one thread of one subscription, read once in the order of time, giving its events.

Every decision reads only what was seen up to its moment. So reports that come in the order of `seen_at` never undo an
event, and a late report gives what it would have given in its place.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from pipeline.ledger.bearing import Node
from pipeline.ledger.policy import Policy
from pipeline.ledger.root import Root
from pipeline.subscriptions import decide
from pipeline.subscriptions.change import Change, one_told
from pipeline.subscriptions.chapter import LEVELS, Chapter
from pipeline.subscriptions.decide import Scene
from pipeline.subscriptions.events import event, newest
from pipeline.subscriptions.history import History, Realised
from pipeline.subscriptions.match import Reason
from pipeline.subscriptions.moments import Moment, Part, moments
from schemas import AlertEvent, EventKind, Report, Stance, Status, Subscription, Thread


class Walk:
    """`own` are the claims that roll up to the thread; `reasons` say how the subscription's predicate sees a report."""

    def __init__(
        self,
        thread: Thread,
        own: Iterable[Node],
        root: Root,
        *,
        subscription: Subscription,
        policy: Policy,
        reasons: Mapping[str, Reason],
    ) -> None:
        self._thread = thread
        self._asked = subscription
        self._policy = policy
        self._reasons = reasons
        self._history = History(root, thread.group, policy)
        self._moments = moments(root, own, thread.group, self._is_seen)

    def events(self, now: datetime) -> Iterator[AlertEvent]:
        """The thread's events up to `now`, moment by moment."""
        for moment in self._moments:
            yield from self._correct(moment)
            weighty = [part for part in moment.begin if self._weighs(part.bearing.report)]
            if weighty:
                yield from self._advance(moment.at, weighty)
            if len(weighty) < len(moment.begin):
                uncertain = [part for part in moment.begin if not self._weighs(part.bearing.report)]
                yield from self._show_uncertain(moment.at, uncertain)
        yield from self._close(now)

    def _advance(self, at: datetime, begin: list[Part]) -> Iterator[AlertEvent]:
        history = self._history
        chapter = history.enter(at)
        before = chapter.status
        realised: dict[Node, Realised] = {}
        for part in begin:
            realised.update(history.realise(chapter, part))
            history.add(chapter, part)
            self._note(chapter, part)
        decided = chapter.decide(decide.changes(self._scene(at, begin, chapter, realised)))
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
            history.is_over = True
        elif chapter.tally.is_affirmed:
            history.is_over = False
        if chapter.is_open:
            chapter.status = chapter.tally.status
            history.most = max(history.most, chapter.tally.weight)
            history.level = max(history.level, chapter.level)
            history.deniers.update(change.changed for change in decided if change.kind in decide.AGAINST)

    def _correct(self, moment: Moment) -> Iterator[AlertEvent]:
        """Reports that their entries no longer make: told in the episode that counted them."""
        history = self._history
        touched: dict[str, tuple[Chapter, list[Part]]] = {}
        for part in moment.cease:
            if (chapter := history.of(part.bearing)) and self._weighs(part.bearing.report):
                touched.setdefault(chapter.when.id, (chapter, []))[1].append(part)
        if touched and history.last:  # a plan or denial of an earlier episode may have stood there
            touched.setdefault(history.last.when.id, (history.last, []))
        for chapter, ceased in touched.values():
            before = chapter.status
            history.rebuild(chapter, moment.at)
            chapter.status = chapter.tally.status
            history.is_over &= not chapter.tally.is_affirmed
            yield from self._events(chapter, moment.at, chapter.decide(self._corrected(chapter, ceased)), before)

    def _corrected(self, chapter: Chapter, ceased: Iterable[Part]) -> Iterator[Change]:
        for part in ceased if chapter.is_open else ():
            bearing = part.bearing
            if part.own or chapter.has_decided(EventKind.CONTESTED, bearing.holder):
                yield decide.corrected(bearing, self._reasons[bearing.report.id])

    def _show_uncertain(self, at: datetime, begin: list[Part]) -> Iterator[AlertEvent]:
        chapter = self._history.enter(at)
        if chapter.is_open:
            return
        before = self._history.before(chapter)
        shown = before is not None and any(before.has_decided(kind, decide.UNCERTAIN) for kind in decide.OPENING)
        changes = decide.uncertain(self._scene(at, begin, chapter, {}), goes_on=shown)
        yield from self._events(chapter, at, chapter.decide(changes), None)

    def _close(self, now: datetime) -> Iterator[AlertEvent]:
        chapters = self._history.chapters
        for chapter in sorted(chapters.values(), key=lambda chapter: chapter.when.start):
            after = chapter.when.after(self._thread.group)
            following = chapters.get(after.id)
            if chapter.is_active and after.end <= now and not (following and following.own):
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
