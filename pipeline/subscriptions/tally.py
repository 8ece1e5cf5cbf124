"""`Tally`: what stands in one episode of a thread, kept up to date report by report.

Reports are only ever added, in the order of time; where one is withdrawn by a revision the tally is built anew.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from pipeline.ledger.bearing import Bearing, Node
from pipeline.ledger.contest import Denials, contesters, newer
from pipeline.ledger.origins import OriginKeys
from pipeline.ledger.policy import Policy
from pipeline.ledger.root import Root
from pipeline.ledger.status import status, weight_of
from pipeline.ledger.withdrawals import Leaving, is_withdrawal
from schemas import Activity, ActivityGroup, Stance, Status

Memory = Mapping[Node, datetime]  # what was told in earlier episodes -> when it was last stated


class _Said:
    """Who affirms one claim, and on how many reports of each origin."""

    def __init__(self) -> None:
        self.holders: set[str] = set()
        self.origins: Counter[str] = Counter()


class Tally:
    """The table of DESIGN §3 over an episode's reports and what stands from before."""

    def __init__(self, root: Root, group: ActivityGroup, policy: Policy, memory: Memory) -> None:
        self._root = root
        self._policy = policy
        self._lasting = group is ActivityGroup.PRESENCE
        self._memory = memory
        self._keys = OriginKeys()
        self._living: dict[Node, _Said] = {}
        self._origins: Counter[str] = Counter()
        self._left: dict[Node, _Said] = {}
        self._left_origins: Counter[str] = Counter()
        self._leaving = Leaving(root.id, policy)
        self._denials: dict[Node, dict[str, list[Bearing]]] = {}
        self._denied = self._possible = self._ended = False
        self.has_realised = False  # a plan of this thread came true, here or in a place below
        self.plans: dict[Node, list[Bearing]] = {}
        self.contested: dict[str, Bearing] = {}  # holder -> the denial that counters what stands
        self._voices: dict[tuple[Stance, str], Bearing] = {}  # the newest of each stance and holder

    def add(self, bearing: Bearing, *, own: bool) -> None:
        """A report of this thread (`own`), or one that appears in it because of what it bears on here."""
        if own:
            self._voices[bearing.stance, bearing.holder] = bearing
        if bearing.stance == Stance.DENIED:
            self._keep_denial(bearing)
            self._deny(bearing)
        elif bearing.stance == Stance.PLANNED:
            self._plan(bearing)
        elif bearing.stance == Stance.POSSIBLE:
            self._possible = True
        else:
            self._affirm(bearing, own=own)

    def stand(self, parts: Iterable[tuple[Bearing, bool]]) -> None:
        """What stands from earlier episodes, before anything is added: plans, denials, and reports of withdrawals."""
        for bearing, own in parts:
            if is_withdrawal(bearing):
                self._leaving.add(bearing)
                continue
            if own:
                self._voices[bearing.stance, bearing.holder] = bearing
            if bearing.stance == Stance.DENIED:
                self._keep_denial(bearing)
            else:
                self.plans.setdefault(bearing.node, []).append(bearing)
        self._contest_anew()

    def realise(self, plan: Node, by: Bearing) -> list[Bearing]:
        """Takes out the plans for a claim that were made before `by` affirmed it, and gives them.

        Old news makes no plan come true: `by` must have been published after the plan, and seen after it.
        """
        made = self.plans.get(plan, [])
        come_true = [one for one in made if _comes_after(by, one)]
        if come_true:
            self.has_realised = True
            self.plans[plan] = [one for one in made if not _comes_after(by, one)]
            if not self.plans[plan]:
                del self.plans[plan]
            if not (self._living or self._left):  # plans are what can be contested
                self._contest_anew()
        return come_true

    def counters_plan(self, denial: Bearing) -> bool:
        """Whether a denial counters a plan that stands."""
        countered = self._root.relations.counters.get(denial.node, ())
        planned = {node: {one.holder for one in self.plans[node]} for node in countered if node in self.plans}
        made = {denial.node: {denial.holder: [denial]}}
        return bool(contesters(planned, made, self._root.relations, self._root.qualified))

    def only_reports_leaving(self, withdrawal: Bearing) -> bool:
        """Whether a withdrawal would end something that stands, if it were sure enough."""
        reached = self._reached(withdrawal)
        ended = self._leaving.ended(withdrawal, reached, self._origins_of)
        left = [node for node in reached if node not in ended]
        return any(node in self._living for node in left) or self._was_told(left, withdrawal)

    @property
    def voices(self) -> list[Bearing]:
        """The newest of each stance and holder, and every denial that counters what stands."""
        return [*self._voices.values(), *self.contested.values()]

    @property
    def is_affirmed(self) -> bool:
        """Whether an affirmation stands, other than of a withdrawal."""
        return bool(self._living)

    @property
    def has_left(self) -> bool:
        """Whether a withdrawal is all that is affirmed."""
        return bool(self._left) and not self._living

    @property
    def origins(self) -> tuple[str, ...]:
        """The independent origins of what stands: of presence while any does, else of the withdrawal."""
        return tuple(sorted(self._origins if self._living else self._left_origins))

    @property
    def weight(self) -> int:
        """How many independent origins affirm what stands."""
        if self._living:
            return weight_of(len(self._origins), self._root.id)
        return 0 if self._ended else weight_of(len(self._left_origins), self._root.id)

    @property
    def status(self) -> Status:
        return status(
            origins=self.weight or int(self.has_realised and not self._ended),
            countered=bool(self.contested),
            ended=self._ended,
            planned=bool(self.plans),
            denied=self._denied,
            possible=self._possible,
        )

    def _affirm(self, bearing: Bearing, *, own: bool) -> None:
        if bearing.node.activity == Activity.WITHDRAW:
            self._withdraw(bearing, own=own)
        elif own:
            self._say(bearing, self._living, self._origins)

    def _withdraw(self, bearing: Bearing, *, own: bool) -> None:
        self._leaving.add(bearing)
        reached = self._leaving.ended(bearing, self._reached(bearing), self._origins_of)
        over = [node for node in reached if node in self._living]
        for node in over:
            self._origins -= self._living.pop(node).origins
        self._ended |= bool(over) or self._was_told(reached, bearing)
        if own or self._ended:
            self._say(bearing, self._left, self._left_origins)
        if over:
            self._contest_anew()

    def _reached(self, withdrawal: Bearing) -> Sequence[Node]:
        return self._root.relations.ends.get(withdrawal.node, ()) if self._lasting else ()

    def _origins_of(self, nodes: Iterable[Node]) -> int:
        """How many independent origins affirm these claims."""
        said = (self._living[node].origins for node in nodes if node in self._living)
        return weight_of(len({origin for origins in said for origin in origins}), self._root.id)

    def _was_told(self, nodes: Iterable[Node], withdrawal: Bearing) -> bool:
        """Whether an earlier episode told one of these, not too long before."""
        stood = withdrawal.since - self._policy.presence_stands
        return any(stood <= self._memory.get(node, withdrawal.since) < withdrawal.since for node in nodes)

    def _say(self, bearing: Bearing, where: dict[Node, _Said], origins: Counter[str]) -> None:
        first = not (self._living or self._left)
        said = where.setdefault(bearing.node, _Said())
        key = self._keys.add(bearing)
        said.origins[key] += 1
        origins[key] += 1
        is_new = bearing.holder not in said.holders
        said.holders.add(bearing.holder)
        if first:  # until now plans were what could be contested
            self._contest_anew()
        elif is_new:
            self._contest({bearing.node: {bearing.holder}}, self._denials)

    def _plan(self, bearing: Bearing) -> None:
        self.plans.setdefault(bearing.node, []).append(bearing)
        if not (self._living or self._left):
            self._contest({bearing.node: {bearing.holder}}, self._denials)

    def _keep_denial(self, bearing: Bearing) -> None:
        self._denied = True
        self._denials.setdefault(bearing.node, {}).setdefault(bearing.holder, []).append(bearing)

    def _deny(self, bearing: Bearing) -> None:
        stands = self._stands(self._root.relations.counters.get(bearing.node, ()))
        made = {bearing.node: {bearing.holder: [bearing]}}
        self._contest(stands, made)

    def _stands(self, nodes: Iterable[Node]) -> dict[Node, set[str]]:
        """Who says what of these claims: what is affirmed, or where nothing is, what is planned."""
        if self._living or self._left:
            said = ((node, self._living.get(node) or self._left.get(node)) for node in nodes)
            return {node: one.holders for node, one in said if one}
        return {node: {one.holder for one in self.plans[node]} for node in nodes if node in self.plans}

    def _contest(self, stands: Mapping[Node, set[str]], denials: Denials) -> None:
        """Some of what stands may be contested by some of the denials: of each holder the newest is kept."""
        for holder, denial in contesters(stands, denials, self._root.relations, self._root.qualified).items():
            self.contested[holder] = newer(denial, self.contested.get(holder))

    def _contest_anew(self) -> None:
        self.contested = {}
        self._contest(self._stands((*self._living, *self._left) or tuple(self.plans)), self._denials)


def _comes_after(by: Bearing, plan: Bearing) -> bool:
    return by.since > plan.since and by.report.published_at >= plan.report.published_at
