"""`History`: what a thread remembers from one episode to the next, while it is walked through in the order of time."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from datetime import datetime

from pipeline.ledger.bearing import Bearing, Node
from pipeline.ledger.policy import Policy
from pipeline.ledger.root import Root
from pipeline.ledger.withdrawals import is_withdrawal
from pipeline.subscriptions.change import UNCERTAIN
from pipeline.subscriptions.chapter import Chapter, counts
from pipeline.subscriptions.events import newest
from pipeline.subscriptions.memory import LastEpisode, Memory, Recalled, Ref, Standing, refer
from pipeline.subscriptions.moments import Part
from pipeline.subscriptions.tally import Tally
from pipeline.subscriptions.threads import Episode, episode_of
from schemas import Activity, ActivityGroup, EventKind, Stance

Statement = tuple[str, Node, Stance, str]  # entry, claim, stance, holder


class Realised:
    """Plans for one claim that an affirmation made true."""

    def __init__(self, plans: list[Bearing], cause: Bearing, *, is_news: bool, was_told: bool) -> None:
        self.plans = plans
        self.cause = cause
        self.is_news = is_news  # the plan was not made for what had been affirmed before
        self.was_told = was_told


class History:
    """A thread's chapters, the plans and denials that stand, and what was told."""

    def __init__(self, root: Root, group: ActivityGroup, policy: Policy) -> None:
        self._root = root
        self._group = group
        self._policy = policy
        self.chapters: dict[str, Chapter] = {}
        self._last: Chapter | None = None
        self._told: dict[Node, datetime] = {}  # affirmed or planned in an open episode -> when last
        self._told_by: dict[Node, set[str]] = {}  # the same -> its holders
        self._standing: list[Part] = []
        self._affirmed_at: dict[Node, datetime] = {}  # planned claim -> when it was last affirmed
        self._stale: set[int] = set()  # plans for what was affirmed already
        self._come_true: list[Bearing] = []
        self._told_plans: set[int] = set()  # of a memory's standing plans those whose episode was open
        self.is_over = False  # `ended` was told, and nothing is affirmed since
        self.gone = ""  # after what nothing is affirmed any more: a withdrawal, a correction
        self.corrections: Counter[str] = Counter()  # entry -> how often it was corrected
        self.taken_back: set[Statement] = set()  # what entries were corrected for and do not say again
        self.most = 0  # origins reached while the thread goes on
        self.level = 0  # the strongest stance told while the thread goes on
        self.deniers: set[str] = set()  # holders whose denial was told while the thread goes on

    def remember(self, at: datetime) -> Memory:
        """What the episode that starts at `at` needs to know. Everything before it has been added."""
        when, told, told_by = episode_of(at, self._group), dict(self._told), dict(self._told_by)
        _tell(self._last, told, told_by)
        gone = set(map(id, self._come_true))
        standing = [part for part in self._standing if self._stands(part.bearing, when, gone)]
        return Memory(
            at=at,
            last=_last_episode(self.chapters.get(when.before(self._group).id)),
            told=tuple((node, told[node], tuple(sorted(told_by[node])[:2])) for node in sorted(told)),
            standing=tuple(map(self._standing_of, _without_repeated_denials(standing, self._root.qualified))),
            affirmed_at=tuple(sorted(self._affirmed_at.items())),
            is_over=self.is_over,
            gone=self.gone,
            corrections=tuple(sorted(self.corrections.items())),
            taken_back=tuple(sorted(self.taken_back)),
            most=self.most,
            level=self.level,
            deniers=tuple(sorted(self.deniers)),
        )

    def recall(self, memory: Memory, find: Callable[[Ref], Bearing]) -> None:
        """Go on from a memory. Raises Unfit where it names what is no longer so."""
        if memory.last:
            last = Recalled(memory.last, [find(ref) for ref in memory.last.voices])
            self.chapters[last.when.id] = last
        self._told = {node: at for node, at, _ in memory.told}
        self._told_by = {node: set(holders) for node, _, holders in memory.told}
        for one in memory.standing:
            bearing = find(one.ref)
            self._standing.append(Part(bearing, one.own))
            if one.stale:
                self._stale.add(id(bearing))
            if one.told:
                self._told_plans.add(id(bearing))
        self._affirmed_at = dict(memory.affirmed_at)
        self.is_over, self.gone = memory.is_over, memory.gone
        self.corrections.update(dict(memory.corrections))
        self.taken_back.update(memory.taken_back)
        self.most, self.level = memory.most, memory.level
        self.deniers.update(memory.deniers)

    def begin_run(self) -> None:
        """The thread opens: what earlier runs of episodes told is no reason to keep silent now."""
        self.most = self.level = 0
        self.deniers.clear()

    def enter(self, at: datetime) -> Chapter:
        """The chapter of a moment; a new one starts with the plans and denials that stand."""
        when = episode_of(at, self._group)
        if self._last is None or self._last.when != when:
            self._leave()
            self._last = self.chapters[when.id] = self._begin(when)
        return self._last

    def add(self, chapter: Chapter, part: Part) -> None:
        """A report in its chapter, and in what the thread remembers."""
        bearing = part.bearing
        chapter.add(part)
        if bearing.stance in (Stance.PLANNED, Stance.DENIED) or is_withdrawal(bearing):
            self._standing.append(part)
        if bearing.stance == Stance.PLANNED:
            before = self._affirmed_at.get(bearing.node)
            if before is not None and bearing.since - before <= self._policy.denials_stand:
                self._stale.add(id(bearing))
        if bearing.stance == Stance.AFFIRMED:
            for plan in self._root.relations.realises.get(bearing.node, ()):
                self._affirmed_at[plan] = bearing.since

    def realise(self, chapter: Chapter, part: Part) -> Iterator[tuple[Node, Realised]]:
        """The plans that an affirmation makes true. They stand no longer."""
        bearing = part.bearing
        if bearing.stance != Stance.AFFIRMED:
            return
        for node in self._root.relations.realises.get(bearing.node, ()):
            if plans := chapter.tally.realise(node, bearing):
                self._come_true += plans
                is_news = any(id(plan) not in self._stale for plan in plans)
                yield node, Realised(plans, bearing, is_news=is_news, was_told=any(map(self._in_open, plans)))

    def was_told(self, denial: Bearing) -> bool:
        """Whether a denial counters something that an earlier episode told."""
        since = denial.since - self._policy.denials_stand
        countered = self._root.relations.counters.get(denial.node, ())
        told = [node for node in countered if node in self._told and since <= self._told[node] < denial.since]
        if denial.report.id in self._root.qualified:
            return any(self._told_by[node] != {denial.holder} for node in told)
        return bool(told)

    def was_told_of_presence(self, withdrawal: Bearing) -> bool:
        """Whether a withdrawal ends something that an earlier episode told."""
        return any(node in self._told for node in self._root.relations.ends.get(withdrawal.node, ()))

    def rebuild(self, chapter: Chapter, at: datetime) -> None:
        """The chapter's tally again, without what no longer counts."""
        chapter.rebuild(self._tally(), at, self._come_true)

    def before(self, chapter: Chapter) -> Chapter | None:
        """The chapter of the episode before, whether or not the thread goes on from it."""
        return self.chapters.get(chapter.when.before(self._group).id)

    def of(self, bearing: Bearing) -> Chapter | None:
        return self.chapters.get(episode_of(bearing.since, self._group).id)

    @property
    def last(self) -> Chapter | None:
        return self._last

    def _in_open(self, bearing: Bearing) -> bool:
        chapter = self.of(bearing)
        return chapter.is_open if chapter is not None else id(bearing) in self._told_plans

    def _leave(self) -> None:
        _tell(self._last, self._told, self._told_by)

    def _standing_of(self, part: Part) -> Standing:
        bearing = part.bearing
        return Standing(refer(bearing), part.own, self._in_open(bearing), id(bearing) in self._stale)

    def _begin(self, when: Episode) -> Chapter:
        gone = set(map(id, self._come_true))
        standing = [part for part in self._standing if self._stands(part.bearing, when, gone)]
        self._standing = _without_repeated_denials(standing, self._root.qualified)
        before = self.chapters.get(when.before(self._group).id)
        return Chapter(when, self._tally(), list(self._standing), before)

    def _tally(self) -> Tally:
        return Tally(self._root, self._group, self._policy, self._told)

    def _stands(self, bearing: Bearing, when: Episode, gone: set[int]) -> bool:
        stands = {
            Stance.PLANNED: self._policy.plans_stand,
            Stance.DENIED: self._policy.denials_stand,
            Stance.AFFIRMED: self._policy.withdrawals_stand,  # a withdrawal that may help another one
        }[bearing.stance]
        return bearing.since >= when.start - stands and counts(bearing, when.start) and id(bearing) not in gone


def _tell(chapter: Chapter | None, told: dict[Node, datetime], told_by: dict[Node, set[str]]) -> None:
    """What an open episode told is remembered once it is over."""
    for bearing, own in chapter.reports if chapter is not None and chapter.is_open else ():
        states = bearing.stance in (Stance.AFFIRMED, Stance.PLANNED)
        if own and states and bearing.node.activity != Activity.WITHDRAW:
            told[bearing.node] = bearing.since
            told_by[bearing.node] = {*told_by.get(bearing.node, ()), bearing.holder}


def _last_episode(chapter: Chapter | None) -> LastEpisode | None:
    if chapter is None:
        return None
    return LastEpisode(
        id=chapter.when.id,
        start=chapter.when.start,
        end=chapter.when.end,
        active=chapter.is_active,
        uncertain=any(chapter.has_decided(kind, UNCERTAIN) for kind in (EventKind.OPENED, EventKind.CONTINUES)),
        own=chapter.own,
        status=chapter.status,
        tally_status=chapter.tally.status,
        origins=chapter.tally.origins,
        voices=tuple(refer(bearing) for bearing in newest(chapter.tally.voices)),
    )


def statement(bearing: Bearing) -> Statement:
    return (bearing.report.entry_key, bearing.node, bearing.stance, bearing.holder)


def _without_repeated_denials(standing: list[Part], qualified: Collection[str]) -> list[Part]:
    """Of what a holder denied again and again the newest, and what is newer but will be corrected."""
    settled: set[tuple[Node, str, bool]] = set()
    kept: list[Part] = []
    for part in reversed(standing):
        bearing = part.bearing
        if bearing.stance == Stance.DENIED:
            denied = (bearing.node, bearing.holder, bearing.report.id in qualified)
            if denied in settled:
                continue
            if bearing.until is None:
                settled.add(denied)
        kept.append(part)
    return kept[::-1]
