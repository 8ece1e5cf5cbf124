"""Fits the cue model's weights, `pipeline/claims/data/weights.tsv`, on the training files.

    .venv/bin/python -m training.fit_cues [--shared ../shared/data/claims] [--out FILE] [--held-out FOLDER]

Reads train, hard_train, suite_*_train and our own training/data; never a `*_dev` file. A tenth of the stories is first
left out to learn what share of the claims is right at which score (the tables `sure:*`); then all are fitted.
With `--held-out` that tenth, and the weights that never saw it, are written to FOLDER. Some minutes on one core; the
same files and catalogue give the same bytes.
"""

import argparse
import functools
import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.catalogue.catalogue import load
from pipeline.claims import cues, joins, ranking, stance, weights
from schemas import Activity, Stance
from training import labelled
from training.labelled import Case
from training.regression import Row, fit, isotonic

RARE = {"pair": 40, "rank": 10, "join": 25, "stance": 40}  # features seen less often are left out
DECAY = {"pair": 2.0, "rank": 1.0, "join": 1.0, "stance": 4.0}
LEAST = 40  # claims on a step of the calibration
HELD = 0  # the fold that is left out
WEIGHTS = Path("pipeline/claims/data/weights.tsv")


class Rows(NamedTuple):
    """Examples for every table that needs no other table first."""

    pair: list[Row]
    stance: list[Row]
    background: list[Row]
    activity: list[Row]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared/data/claims"))
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    parser.add_argument("--held-out", type=Path)
    options = parser.parse_args(arguments)
    catalogue = load()
    every = [(entry, worth) for entry, worth in labelled.entries(options.shared)]
    cases = [Case(entry, worth, catalogue) for entry, worth in every]
    say(f"{len(cases)} entries")
    held = [case for case in cases if labelled.fold_of(case.entry) == HELD]
    fit_all([case for case in cases if labelled.fold_of(case.entry) != HELD])
    weights.tables().update(calibrated(held))
    say("calibrated")
    if options.held_out:
        write_entries(held, options.held_out)
        write(weights.tables(), options.held_out / "weights.tsv")
    fit_all(cases)
    write(weights.tables(), options.out)
    say("done")


def fit_all(cases: Sequence[Case]) -> None:
    """Every table, each on what those before it give; they are set where the model looks them up."""
    tables, rows = weights.tables(), examples(cases)
    tables["rank"] = fit(rank_rows(cases), 2, RARE["rank"], DECAY["rank"])[0]
    tables["pair"] = fit(rows.pair, 2, RARE["pair"], DECAY["pair"])[0]
    tables["background"] = fit(rows.background, 2, RARE["stance"], DECAY["stance"])[0]
    for names, own in (([s.value for s in Stance], rows.stance), ([f"activity:{a}" for a in Activity], rows.activity)):
        tables.update(zip(names, fit(own, len(names), RARE["stance"], DECAY["stance"]), strict=True))
    say(f"{len(rows.pair)} pairs, {len(rows.stance)} with a stance")
    tables["join"] = fit(list(join_rows(cases)), 2, RARE["join"], DECAY["join"])[0]


def examples(cases: Iterable[Case]) -> Rows:
    rows = Rows([], [], [], [])
    for case in cases:
        for all_, own in zip(rows, of_case(case), strict=True):
            all_.extend(own)
    return rows


@functools.cache
def of_case(case: Case) -> Rows:
    """One entry's examples, kept: they are asked for thrice."""
    rows = Rows([], [], [], [])
    for scene, about, pair in case.stories():
        label = case.label(pair)
        if label is not None:
            rows.pair.append(Row((*about, *pair.features), *label))
            if label.right:
                learn(case, tuple(map(sys.intern, stance.features(scene, pair))), case.stated(pair), pair, rows)
    return rows


def learn(case: Case, features: tuple[str, ...], stated: Sequence[dict[str, Any]], pair: Any, rows: Rows) -> None:
    """The pair's stance, activity and background, where the labels are of one mind about it."""
    same = [c for c in stated if pair.act and c["activity"] == pair.act.activity]
    stances = {c["stance"] for c in stated}
    if len(stances) > 1:
        stances = {c["stance"] for c in same} or stances
    activities = {c["activity"] for c in stated}
    grounds = {c["background"] for c in stated}
    if len(stances) == 1:
        rows.stance.append(Row(features, list(Stance).index(Stance(stances.pop())), case.worth))
    if len(activities) == 1:
        rows.activity.append(Row(features, list(Activity).index(Activity(activities.pop())), case.worth))
    if len(grounds) == 1:
        rows.background.append(Row(features, int(grounds.pop()), case.worth))


def rank_rows(cases: Sequence[Case]) -> list[Row]:
    """Each half is ranked by weights that never saw it."""
    rows = []
    for half in (0, 1):
        own = [row for case in cases[half::2] for row in of_case(case).pair]
        table = fit(own, 2, RARE["pair"] // 2, DECAY["pair"])[0]
        rows += [row for case in cases[1 - half :: 2] for row in _ranked(case, table)]
    return rows


def _ranked(case: Case, table: dict[str, int]) -> Iterator[Row]:
    abouts = [weights.score(table, about) for about in case.topics]
    scored = [
        [(about + weights.score(table, pair.features), pair) for pair in own]
        for about, own in zip(abouts, case.pairs, strict=True)
    ]
    for names, own in zip(ranking.features(scored), case.pairs, strict=True):
        for features, pair in zip(names, own, strict=True):
            label = case.label(pair)
            if label is not None:
                yield Row(features, *label)


def join_rows(cases: Iterable[Case]) -> Iterator[Row]:
    """Pairs across sentences, where no sentence says it by itself."""
    for case in cases:
        chosen = cues.chosen(case.scenes)
        pairs = [[pair for _, pair in own] for own in chosen]
        have = {case.key(pair) for own in pairs for pair in own}
        for _, pair in joins.candidates(case.scenes, pairs):
            key = case.key(pair)
            if key is not None and key not in have:
                yield Row(pair.features, int(key in case.gold), case.worth)


def calibrated(cases: Iterable[Case]) -> dict[str, dict[str, int]]:
    """For every stance, from which score on what share of the claims is right, in percent."""
    points: dict[str, list[tuple[int, bool]]] = defaultdict(list)
    for case in cases:
        gold = {(*key, equal(c["activity"], c["stance"])) for key, own in case.gold.items() for c in own}
        best: dict[tuple[Any, ...], tuple[int, str]] = {}
        for worth, claim in cues.CueModel().scored(case.window):
            key = case.key_of(claim.military, claim.region)
            if key is not None:
                fact = (*key, equal(claim.activity, claim.stance))
                best[fact] = max(best.get(fact, (worth, "")), (worth, claim.stance.value))
        for fact, (worth, said) in best.items():
            points[said].append((worth, fact in gold))
    return {
        f"sure:{said.value}": {str(at): round(100 * share) for at, share in isotonic(points[said.value], LEAST)}
        for said in Stance
    }


def equal(activity: str, said: str) -> str:
    """The stance as training.evaluate compares it."""
    if (activity, said) == ("withdraw", "denied"):
        return "affirmed"
    return "planned" if said == "possible" else str(said)


def write_entries(cases: Iterable[Case], folder: Path) -> None:
    """The held-out tenth, a file for real entries of each language and one for those written for the project."""
    files: dict[str, list[str]] = defaultdict(list)
    for case in cases:
        real = case.entry.get("feed") and "variant" not in case.entry
        files[f"{'real' if real else 'ours'}_{case.article.language}"].append(json.dumps(case.entry))
    folder.mkdir(parents=True, exist_ok=True)
    for name, lines in sorted(files.items()):
        (folder / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


def write(tables: dict[str, dict[str, int]], target: Path) -> None:
    lines = ["# table\tfeature\tworth in hundredths of a log-odds (sure: percent); made by training/fit_cues.py"]
    for table, own in tables.items():
        least = 0 if table.startswith("sure") else 10 if table.startswith("activity") else 4
        lines += [f"{table}\t{feature}\t{worth}" for feature, worth in sorted(own.items()) if abs(worth) >= least]
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")


@functools.cache
def _began() -> float:
    return time.monotonic()


def say(what: str) -> None:
    print(f"{time.monotonic() - _began():5.0f} s  {what}", flush=True)


if __name__ == "__main__":
    main()
