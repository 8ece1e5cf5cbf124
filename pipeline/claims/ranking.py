"""The second look: a pair beside its rivals. The best place of an actor and the best actor of a place win."""

from collections.abc import Sequence

from pipeline.claims.pairs import Pair

Scored = tuple[int, Pair]  # what the first look gave it
Best = dict[tuple[tuple[str, ...], str], list[tuple[int, int]]]


def features(scenes: Sequence[Sequence[Scored]]) -> list[list[tuple[str, ...]]]:
    """For every pair of every sentence, how it stands among its rivals and whether another sentence says the same."""
    best = _best(scenes)
    return [[_one(scored, index, worth, pair, best) for worth, pair in scored] for index, scored in enumerate(scenes)]


def _best(scenes: Sequence[Sequence[Scored]]) -> Best:
    """For who and where, by name, what each sentence gives at most: the two best sentences are enough."""
    found: Best = {}
    for index, scored in enumerate(scenes):
        for worth, pair in scored:
            for name in _names(pair):
                kept = [item for item in found.get(name, ()) if item[1] != index or item[0] > worth]
                if not any(at == index for _, at in kept):
                    kept.append((worth, index))
                found[name] = sorted(kept, reverse=True)[:2]
    return found


def _names(pair: Pair) -> list[tuple[tuple[str, ...], str]]:
    return [(pair.actor.refs, ref) for ref in pair.place.refs]


def _one(scored: Sequence[Scored], index: int, worth: int, pair: Pair, best: Best) -> tuple[str, ...]:
    rivals = [(other, p) for other, p in scored if p is not pair]
    step = _step(worth)
    names = [
        "bias",
        f"own:{step}",
        f"same who:{_margin(worth, [w for w, p in rivals if p.actor == pair.actor])}",
        f"same where:{_margin(worth, [w for w, p in rivals if p.place == pair.place])}",
        f"same act:{_margin(worth, [w for w, p in rivals if pair.act and p.act == pair.act])}",
        f"any:{_margin(worth, [w for w, _ in rivals])}",
        f"twin:{_margin(worth, [w for w, p in rivals if _alike(p, pair)])}",
    ]
    elsewhere = [w for name in _names(pair) for w, at in best.get(name, ()) if at != index]
    names.append(f"elsewhere:{_step(max(elsewhere)) if elsewhere else 'no'}")
    names.append(f"own:{step}:{pair.actor.kind}:{'still' if pair.act is None else 'act'}")
    return tuple(names)


def _alike(one: Pair, two: Pair) -> bool:
    return one.actor.refs == two.actor.refs and bool(set(one.place.refs) & set(two.place.refs))


def _margin(worth: int, others: Sequence[int]) -> str:
    return "alone" if not others else str(_step(worth - max(others)))


def _step(worth: int) -> int:
    return max(-6, min(6, worth // 60))
