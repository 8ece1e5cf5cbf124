"""Where a model goes wrong, by the step that fails first: what must be mended to score higher.

    .venv/bin/python -m training.errors ../shared/data/claims/dev.jsonl [FILE…] [--show 50] [--part 4]

A labelled claim that is missed fails at the first of: scan (no window), gate, who or where (the catalogue gives the
labelled words another id), military or region (the tagger does not find a span that means it), pair (asked, stated
below its floor in every stance), stance (stated otherwise). A claim that is stated and not labelled is wrong in: entry
(nothing is labelled in it), stance, who, where, pair (both are labelled, not together), both.
"""

import argparse
import collections
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.catalogue.catalogue import Catalogue, load
from pipeline.claims.read import read
from pipeline.claims.reader import decode
from pipeline.claims.reader.model import ReaderModel
from pipeline.claims.report import decisions, hits_of
from pipeline.mentions.gate import through
from pipeline.mentions.scan import scan
from schemas import Article, Hit, Report, Resolution, Scanned, Span, Window
from training.claims import article, locate

Key = tuple[str, str, str]


class Error(NamedTuple):
    step: str  # "missed: pair", "wrong: who"
    row: dict[str, Any]
    key: Key


class Names:
    """What spans of one article mean."""

    def __init__(self, item: Article, hits: Sequence[Hit], catalogue: Catalogue) -> None:
        self.item, self.hits, self.catalogue = item, hits, catalogue

    def who(self, span: Span | None) -> str:
        found = self.catalogue.resolve_military(span, self.item, self.hits) if span else None
        return found.id.partition("/")[0] if isinstance(found, Resolution) else ""

    def where(self, span: Span | None) -> str:
        found = self.catalogue.resolve_region(span, self.item, self.hits) if span else None
        return self.catalogue.region(found.id).country if isinstance(found, Resolution) else ""


def errors(row: dict[str, Any], model: ReaderModel, catalogue: Catalogue) -> tuple[list[Error], int]:
    """The errors in one entry, and how many claims were right."""
    item = article(row)
    windows = scan(item, catalogue)
    kept = through(windows)
    scanned = Scanned(article=item, windows=kept)
    made = decisions(scanned, read(scanned, model), catalogue, model.name)
    found = {_found(one.outcome, catalogue) for one in made if isinstance(one.outcome, Report)}
    gold = {_key(c["military_id"], c["region_country"], c["activity"], c["stance"]): c for c in row["claims"]}
    names = Names(item, hits_of(Scanned(article=item, windows=windows)), catalogue)
    missed = [key for key in gold if key not in found]
    spans = _tagged(model, kept) if missed else ([], [])
    before = "" if kept else "gate" if windows else "scan"
    steps = [(before or _missed(key, gold[key], found, names, spans), key) for key in missed]
    wrong = [Error(f"missed: {step}", row, key) for step, key in steps]
    wrong += [Error(f"wrong: {_wrong(key, set(gold))}", row, key) for key in sorted(found - set(gold))]
    return wrong, len(found & set(gold))


def _missed(
    key: Key, claim: dict[str, Any], found: set[Key], names: Names, spans: tuple[list[Span], list[Span]]
) -> str:
    body = names.item.body
    if names.who(locate(body, claim["military"], claim["region"])) != key[0]:
        return "who"
    if names.where(locate(body, claim["region"], claim["military"])) != key[1]:
        return "where"
    if any(one[:2] == key[:2] for one in found):
        return "stance"
    if key[0] not in map(names.who, spans[0]):
        return "military"
    return "pair" if key[1] in map(names.where, spans[1]) else "region"


def _wrong(key: Key, gold: set[Key]) -> str:
    if not gold:
        return "entry"
    if any(one[:2] == key[:2] for one in gold):
        return "stance"
    who, where = key[0] in {one[0] for one in gold}, key[1] in {one[1] for one in gold}
    return {(True, True): "pair", (True, False): "where", (False, True): "who", (False, False): "both"}[who, where]


def _tagged(model: ReaderModel, windows: Sequence[Window]) -> tuple[list[Span], list[Span]]:
    """The spans that the taggers find, as characters of the article."""
    own: tuple[list[Span], list[Span]] = ([], [])
    for window in windows:
        places, chances = model.tags(window)
        for kind in (0, 1):
            for (first, last), _ in decode.spans(chances[:, kind]):
                start, end = int(places[first][0]), int(places[last][1])
                own[kind].append(Span(start=window.start + start, end=window.start + end))
    return own


def _found(report: Report, catalogue: Catalogue) -> Key:
    country = catalogue.region(report.claim.region).country
    return _key(report.claim.military, country, report.claim.activity, report.stance)


def _key(root: str, country: str, activity: str, stance: str) -> Key:
    if (activity, stance) == ("withdraw", "denied"):
        stance = "affirmed"
    return root.partition("/")[0], country, "planned" if stance == "possible" else str(stance)


def _rows(files: Sequence[Path], part: int) -> Iterator[dict[str, Any]]:
    for file in files:
        yield from map(json.loads, file.read_text(encoding="utf-8").splitlines()[::part])


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--show", type=int, default=0, help="print this many errors, spread over the steps")
    parser.add_argument("--part", type=int, default=1, help="one entry in so many")
    parser.add_argument("--model", type=Path, help="folder of another model than the bundled one")
    options = parser.parse_args(arguments)
    model, catalogue = ReaderModel(options.model) if options.model else ReaderModel(), load()
    by_step: dict[str, list[Error]] = collections.defaultdict(list)
    right = 0
    for row in _rows(options.files, options.part):
        wrong, hits = errors(row, model, catalogue)
        right += hits
        for error in wrong:
            by_step[error.step].append(error)
    print(f"{'right':<20}{right:>6}")
    for step in sorted(by_step, key=lambda s: -len(by_step[s])):
        print(f"{step:<20}{len(by_step[step]):>6}")
    total = sum(map(len, by_step.values()))
    for step in sorted(by_step):
        some = round(options.show * len(by_step[step]) / total + 0.3)
        every = max(1, len(by_step[step]) // max(some, 1))
        for error in by_step[step][::every][:some]:
            print(
                f"\n{step}  {' '.join(error.key)}\n  {error.row['id']}: {error.row['title']} ¶ {error.row['text']}"[
                    :700
                ]
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
