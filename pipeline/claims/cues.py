"""The cue model: claims by lexical cues and clause rules, in every language that has a table.

Read top-down: sentences and names (`scene`), who and where (`pairs`, `joins`), then for each pair its stance and
background (`stance`), its holder (`holders`), and denials that only point back (`echoes`). Weights are whole numbers,
so the same window gives the same answer on every processor.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pipeline.claims import joins, ranking, stance, weights, words
from pipeline.claims.echoes import echoes, meant
from pipeline.claims.holders import Source, holder, sources
from pipeline.claims.lexicon import lexicon
from pipeline.claims.pairs import Pair, pairs
from pipeline.claims.scene import Scene, scenes
from pipeline.claims.verdict import Verdict, verdict
from schemas.article import Window
from schemas.claim import Activity, Span, SpanClaim, Stance

MOST_CLAIMS = 24  # of one window, the most confident ones
FLOOR, LOWEST = 10, -10_000
ECHO = 50  # what a denial is worth at most that only points back
CERTAIN = 90  # by how much the weights must favour another activity than the table's
THRESHOLDS = {"pair": -45, "join": 0}

Scored = tuple[int, SpanClaim]


class Reading(NamedTuple):
    """A pair that was accepted, with what it is worth and the sentence it stands in."""

    scene: int
    pair: Pair
    worth: int


class CueModel:
    """The baseline, and the fallback that explains itself."""

    name = "cues/1"
    gated = False

    def read(self, window: Window) -> tuple[SpanClaim, ...]:
        return tuple(sorted((claim for _, claim in self.scored(window)), key=_order))

    def scored(self, window: Window) -> list[Scored]:
        """The strongest claims with what each is worth: the weaker of its pair and its stance."""
        found = scenes(window, lexicon(window.language))
        readings = accepted(found)
        heard = {reading.scene for reading in readings}
        heard |= {index for index, scene in enumerate(found) if readings and scene.tagged("denial.verb")}
        spoken = [sources(scene, window.text) if i in heard else [] for i, scene in enumerate(found)]
        claims = [self._claim(window, found, spoken, reading) for reading in readings]
        claims += _echoed(window, found, spoken, readings, claims)
        return sorted(claims, key=lambda scored: (-scored[0], *_order(scored[1])))[:MOST_CLAIMS]

    def _claim(
        self, window: Window, found: Sequence[Scene], spoken: Sequence[list[Source]], reading: Reading
    ) -> Scored:
        scene, pair = found[reading.scene], reading.pair
        around = stance.features(scene, pair)
        ruled = verdict(scene, pair, around)
        who = None if ruled.background else self._holder(scene, pair, spoken[reading.scene], ruled)
        worth = min(reading.worth, ruled.sure)
        return worth, SpanClaim(
            military=_span(window, pair.actor.start, pair.actor.end),
            region=_span(window, pair.place.start, pair.place.end),
            activity=_activity(pair, around),
            stance=ruled.stance,
            holder=_span(window, who.start, who.end) if who else None,
            background=ruled.background,
            confidence=weights.confidence(worth, ruled.stance),
            because=_because(scene, pair),
        )

    def _holder(self, scene: Scene, pair: Pair, spoken: Sequence[Source], ruled: Verdict) -> Source | None:
        at = pair.act.start if pair.act else pair.actor.start
        deniers = {cue.start for cue in scene.cues if cue.tag == "denial.verb"}
        nowhere = -1 if ruled.stance is Stance.DENIED else None
        return holder(spoken, pair.actor, pair.place, at, deniers, nowhere if ruled.denial is None else ruled.denial)


def accepted(found: Sequence[Scene]) -> list[Reading]:
    """Every pair that the weights accept: first within sentences, then across them."""
    within = chosen(found)
    readings = [Reading(i, pair, worth) for i, list_ in enumerate(within) for worth, pair in list_]
    table = weights.tables()["join"]
    for index, pair in joins.candidates(found, [[pair for _, pair in list_] for list_ in within]):
        worth = weights.score(table, pair.features)
        if worth > THRESHOLDS["join"]:
            readings.append(Reading(index, pair, worth))
    return readings


def chosen(found: Sequence[Scene]) -> list[list[tuple[int, Pair]]]:
    """The pairs that are accepted within each sentence, best first."""
    return [_chosen(scored) for scored in ranked(found)]


def ranked(found: Sequence[Scene]) -> list[list[tuple[int, Pair]]]:
    """Every pair of every sentence with what it is worth after the second look."""
    first, second = weights.tables()["pair"], weights.tables()["rank"]
    scored = [_scored(first, scene, pairs(scene)) for scene in found]
    looked = ranking.features(scored)
    return [
        [(_bounded(weights.score(second, names), pair), pair) for names, (_, pair) in zip(*both, strict=True)]
        for both in zip(looked, scored, strict=True)
    ]


def _scored(table: weights.Table, scene: Scene, every: Iterable[Pair]) -> list[tuple[int, Pair]]:
    about = weights.score(table, words.topic(scene)) if scene.actors and scene.places else 0
    return [(about + weights.score(table, pair.features), pair) for pair in every]


def _bounded(worth: int, pair: Pair) -> int:
    """Two shapes need no other support in any language, and one is never enough.

    "Russia shelled Kharkiv": actor, act of war and place side by side. "… send troops to Ukraine": the carried force
    between its verb and its place. "Army contract in Texas": an idle force noun among words of other trades.
    """
    names = frozenset(pair.features)
    if pair.act is None and pair.actor.kind == "bare" and not names.isdisjoint(("block:1", "block:2")):
        return LOWEST
    if pair.actor.kind == "bare" and "blocked" in names:
        return LOWEST
    if not names.isdisjoint(("speaks", "blocked")):
        return worth
    named = pair.actor.kind not in ("bare", "people", "office") and pair.place.link in ("", "to", "at")
    direct = named and not names.isdisjoint(("direct:attack:verb", "direct:advance:verb"))
    carried = "carried" in names and pair.place.link in ("to", "from", "at")
    return max(worth, FLOOR) if direct or carried else worth


def _chosen(scored: Sequence[tuple[int, Pair]]) -> list[tuple[int, Pair]]:
    """The accepted pairs, best first. One act at one place has one actor, unless actors stand side by side."""
    good = [(worth, pair) for worth, pair in scored if worth > THRESHOLDS["pair"]]
    kept: list[tuple[int, Pair]] = []
    for worth, pair in sorted(good, key=lambda item: (-item[0], item[1].actor, item[1].place)):
        rivals = [
            p
            for rival, p in kept
            if rival - worth > 150 and p.place == pair.place and p.act == pair.act and p.actor != pair.actor
        ]
        if not rivals or any(_beside(pair, rival) for rival in rivals):
            kept.append((worth, pair))
    return kept


def _beside(one: Pair, two: Pair) -> bool:
    """ "Russia and Belarus", "troops, tanks": actors with no more than a conjunction between them."""
    left, right = sorted((one.actor, two.actor))
    return right.start - left.end <= 6


def _activity(pair: Pair, features: tuple[str, ...]) -> Activity:
    """What the weights say the act's word means here; what the cue table says unless they are certain."""
    scores = [(-weights.score(weights.tables()[f"activity:{a}"], features), i, a) for i, a in enumerate(Activity)]
    said = pair.act.activity if pair.act else Activity.PRESENCE
    own = next(-worth for worth, _, activity in scores if activity is said)
    return min(scores)[2] if -min(scores)[0] - own >= CERTAIN else said


def _because(scene: Scene, pair: Pair) -> tuple[str, ...]:
    act = (f"{pair.act.activity}: {pair.act.text}",) if pair.act else ("presence: in place",)
    loudest = weights.strongest(weights.tables()["pair"], pair.features, 3)
    return (*act, *stance.cues(scene, pair)[:4], *loudest)


def _echoed(
    window: Window,
    found: Sequence[Scene],
    spoken: Sequence[list[Source]],
    readings: Sequence[Reading],
    claims: Sequence[Scored],
) -> list[Scored]:
    copies = []
    taken = {
        reading.scene for reading, (_, claim) in zip(readings, claims, strict=True) if claim.stance is Stance.DENIED
    }
    for echo in echoes(found, spoken):
        before = [
            (meant(echo, reading.pair) or False, reading.worth, -number)
            for number, (reading, (_, claim)) in enumerate(zip(readings, claims, strict=True))
            if reading.scene in (echo.scene, echo.scene - 1, 0)
            and claim.military.start - window.start < echo.at
            and claim.stance is not Stance.DENIED
            and meant(echo, reading.pair) is not None
            and not claim.background
        ]
        if before and echo.scene not in taken:
            worth, said = claims[-max(before)[2]]
            worth = min(worth, ECHO)
            denial = SpanClaim(
                military=said.military,
                region=said.region,
                activity=said.activity,
                stance=Stance.DENIED,
                holder=_span(window, echo.source.start, echo.source.end),
                confidence=weights.confidence(worth, Stance.DENIED),
                because=("denial of what was said before", *said.because[:1]),
            )
            copies.append((worth, denial))
    return copies


def _span(window: Window, start: int, end: int) -> Span:
    return Span(start=window.start + start, end=window.start + end)


def _order(claim: SpanClaim) -> tuple[Span, Span, str, str, int]:
    return (claim.military, claim.region, claim.activity, claim.stance, claim.holder.start if claim.holder else -1)
