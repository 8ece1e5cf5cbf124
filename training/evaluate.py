"""Scores `vedette extract` on labelled entries: what README's accuracy figures come from.

    ./run vedette extract FILE | …            is what is scored, by the same functions
    .venv/bin/python -m training.evaluate ../shared/data/claims/dev.jsonl [FILE…] [--errors 20] [--json OUT]
    .venv/bin/python -m training.evaluate --floors training/floors.toml [--write-floors] [--model NAME]

A claim counts as found when (root of the military, country of the region, stance) agree in the same entry; planned and
possible are one stance, and a denied withdrawal is an affirmed presence. Files hold one labelled entry a line:
`{"id", "language", "title", "text", "published", "claims": [{"military_id", "region_country", "stance", …}]}`.
"""

import argparse
import collections
import json
import math
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from pipeline.catalogue.catalogue import load
from pipeline.claims.model import ClaimModel
from pipeline.claims.models import load as load_model
from pipeline.settings import DEFAULT_MODEL
from training import floors
from vedette.extract import extract, read

STANCES = ("affirmed", "planned", "denied")


class Fact(NamedTuple):
    """What is compared, with what is compared only where it agrees."""

    root: str
    country: str
    stance: str
    activity: str
    background: bool
    holder: frozenset[int]  # character positions; empty for the outlet's own voice
    confidence: float = 1.0  # of what was found
    stated: str = ""  # the stance before planned and possible became one, of what was found

    @property
    def key(self) -> tuple[str, str, str]:
        return self.root, self.country, self.stance


class Scored(NamedTuple):
    """One entry: what is labelled, what was found."""

    row: dict[str, Any]
    gold: tuple[Fact, ...]
    found: tuple[Fact, ...]


class Share(NamedTuple):
    """Hits among what was found and among what is there."""

    hits: int
    found: int
    gold: int

    @property
    def precision(self) -> float:
        return self.hits / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        return self.hits / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.hits / (self.found + self.gold) if self.found + self.gold else 0.0


def score(path: Path, model: ClaimModel) -> list[Scored]:
    """Every entry of a labelled file beside what `extract` says of it."""
    catalogue = load()
    rows = map(json.loads, path.open(encoding="utf-8"))
    lines = (extract(line, catalogue, model) for line in read(path))
    return [Scored(row, _gold(row), _found(line)) for row, line in zip(rows, lines, strict=True)]


def figures(scored: Sequence[Scored]) -> dict[str, float]:
    """All figures of one group of entries."""
    whole = _share(scored, lambda fact: True)
    empty = [s for s in scored if not s.gold]
    traps = [s for s in scored if s.row.get("variant") == "trap"]
    pairs = list(_matched(scored))
    stances = {stance: _share(scored, lambda f, s=stance: f.stance == s) for stance in STANCES}
    return {
        "entries": len(scored),
        "claims": whole.gold,
        "precision": whole.precision,
        "recall": whole.recall,
        "f1": whole.f1,
        **{f"{stance}_f1": share.f1 for stance, share in stances.items()},
        **{f"{stance}_claims": share.gold for stance, share in stances.items()},
        **{f"f1_and_{name}": _also(whole, pairs, agree).f1 for name, agree in ALSO.items()},
        "holder_f1": _holder(pairs).f1,
        "background": _mean(gold.background == found.background for gold, found in pairs),
        "activity": _mean(gold.activity == found.activity for gold, found in pairs),
        "false_alarms": _mean(bool(s.found) for s in empty),
        **({"traps_right": _mean(_is_clean(trap) for trap in traps)} if traps else {}),
    }


def _is_clean(entry: Scored) -> bool:
    """Whether nothing false is said of it."""
    return {fact.key for fact in entry.found} <= {fact.key for fact in entry.gold}


def _share(scored: Iterable[Scored], wanted: Any) -> Share:
    hits = found = gold = 0
    for entry in scored:
        labelled = {fact.key for fact in entry.gold if wanted(fact)}
        read_ = {fact.key for fact in entry.found if wanted(fact)}
        hits, found, gold = hits + len(labelled & read_), found + len(read_), gold + len(labelled)
    return Share(hits, found, gold)


def _matched(scored: Iterable[Scored]) -> Iterator[tuple[Fact, Fact]]:
    """Pairs of a labelled and a found claim with the same key; of several, those that agree most."""
    for entry in scored:
        for key in sorted({f.key for f in entry.gold} & {f.key for f in entry.found}):
            candidates = [(g, f) for g in entry.gold if g.key == key for f in entry.found if f.key == key]
            yield max(candidates, key=lambda pair: _agreement(*pair))


def _agreement(gold: Fact, found: Fact) -> int:
    return 2 * (gold.activity == found.activity) + (gold.background == found.background) + 2 * _same_holder(gold, found)


def _same_holder(gold: Fact, found: Fact) -> bool:
    return bool(gold.holder & found.holder) or gold.holder == found.holder


ALSO: dict[str, Callable[[Fact, Fact], bool]] = {
    "holder": _same_holder,
    "background": lambda gold, found: gold.background == found.background,
    "activity": lambda gold, found: gold.activity == found.activity,
}


def _also(whole: Share, pairs: Sequence[tuple[Fact, Fact]], agree: Callable[[Fact, Fact], bool]) -> Share:
    """Where a claim counts as found only if this is right as well: finding more right claims never lowers it."""
    return whole._replace(hits=sum(agree(*pair) for pair in pairs))


def _holder(pairs: Sequence[tuple[Fact, Fact]]) -> Share:
    return Share(
        sum(bool(gold.holder & found.holder) for gold, found in pairs),
        sum(bool(found.holder) for _, found in pairs),
        sum(bool(gold.holder) for gold, _ in pairs),
    )


def _gold(row: dict[str, Any]) -> tuple[Fact, ...]:
    body = f"{row['title']}\n{row['text']}"
    return tuple(
        _fact(
            claim["military_id"],
            claim["region_country"],
            claim["activity"],
            claim["stance"],
            claim["background"],
            _positions(body, claim["holder"]),
        )
        for claim in row["claims"]
    )


def _found(line: dict[str, Any]) -> tuple[Fact, ...]:
    return tuple(
        _fact(
            report["military"]["id"],
            report["region"]["country"],
            report["activity"],
            report["stance"],
            report["background"],
            frozenset(range(report["holder"]["start"], report["holder"]["end"])) if report["holder"] else frozenset(),
        )._replace(confidence=report["confidence"], stated=report["stance"])
        for report in line.get("reports", ())
    )


def _fact(military: str, country: str, activity: str, stance: str, background: bool, holder: frozenset[int]) -> Fact:
    if (activity, stance) == ("withdraw", "denied"):
        activity, stance = "presence", "affirmed"
    stance = "planned" if stance == "possible" else stance
    return Fact(military.partition("/")[0], country, str(stance), str(activity), background, holder)


def _positions(body: str, surface: str | None) -> frozenset[int]:
    """Every position at which a surface stands: labels give the words, not which of their occurrences."""
    positions: set[int] = set()
    start = body.find(surface) if surface else -1
    while surface and start >= 0:
        positions.update(range(start, start + len(surface)))
        start = body.find(surface, start + 1)
    return frozenset(positions)


def _mean(values: Iterable[bool]) -> float:
    flags = list(values)
    return sum(flags) / len(flags) if flags else float("nan")


COLUMNS = {
    "entries": "n",
    "claims": "claims",
    "precision": "P",
    "recall": "R",
    "f1": "F1",
    "affirmed_f1": "affirmed",
    "planned_f1": "plan/poss",
    "denied_f1": "denied",
    "holder_f1": "holder",
    "background": "backgr.",
    "activity": "activity",
    "false_alarms": "false al.",
    "traps_right": "traps",
}


def table(groups: dict[str, dict[str, float]]) -> str:
    """The figures as a Markdown table, a row a group."""
    lines = ["| | " + " | ".join(COLUMNS.values()) + " |", "|---|" + "---:|" * len(COLUMNS)]
    for name, values in groups.items():
        cells = (
            f"{values[c]:.0f}" if c in ("entries", "claims") else _cell(values.get(c, float("nan"))) for c in COLUMNS
        )
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _cell(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.2f}"


def groups_of(scored: dict[str, list[Scored]]) -> dict[str, list[Scored]]:
    """Files, and each file's languages where it has several."""
    groups: dict[str, list[Scored]] = {}
    for name, entries in scored.items():
        groups[name] = entries
        by_language = collections.defaultdict(list)
        for entry in entries:
            by_language[entry.row["language"][:2].lower()].append(entry)
        if len(by_language) > 1:
            groups.update({f"{name} · {code}": by_language[code] for code in sorted(by_language)})
    return groups


def _print_errors(scored: Iterable[Scored], most: int) -> None:
    shown = 0
    for entry in scored:
        missed = {f.key for f in entry.gold} - {f.key for f in entry.found}
        wrong = {f.key for f in entry.found} - {f.key for f in entry.gold}
        if (missed or wrong) and shown < most:
            shown += 1
            print(f"\n{entry.row['id']}  {entry.row['title']} ¶ {entry.row['text']}")
            print(f"  missed {sorted(missed)}\n  wrong  {sorted(wrong)}")


def hold(path: Path, model: str, *, raise_them: bool) -> int:
    """Score the fixed subset against its floors: 1 where a score fell."""
    scored = {name: score(file, load_model(model)) for name, file in floors.subset().items()}
    measured = floors.enforced({name: figures(entries) for name, entries in groups_of(scored).items()})
    known = floors.read(path)
    if raise_them:
        floors.write(floors.raised(known, model, measured), path)
        return 0
    fallen = list(floors.below(known, model, measured))
    print("\n".join(fallen) or f"{model}: no score fell below its floor in {', '.join(measured)}")
    return int(bool(fallen))


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--model", default=DEFAULT_MODEL)
    parser.add_argument("--errors", type=int, default=0, help="print this many entries that went wrong")
    parser.add_argument("--json", type=Path, help="also write the figures here")
    parser.add_argument(
        "--floors", type=Path, help="score the fixed subset and fail where a score fell below this file"
    )
    parser.add_argument("--write-floors", action="store_true", help="raise the floors to what is measured instead")
    options = parser.parse_args(arguments)
    if options.floors:
        return hold(options.floors, options.model, raise_them=options.write_floors)
    if not options.files:
        parser.error("give files to score, or --floors")
    scored = {path.stem: score(path, load_model(options.model)) for path in options.files}
    groups = {name: figures(entries) for name, entries in groups_of(scored).items()}
    print(table(groups))
    _print_errors((s for entries in scored.values() for s in entries), options.errors)
    if options.json:
        options.json.write_bytes(msgspec.json.format(msgspec.json.encode(groups), indent=1) + b"\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
