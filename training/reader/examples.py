"""Labelled entries as examples for the network, made once and kept in one file; entries that it lacks are added.

    .venv/bin/python -m training.reader.examples out/reader/examples.pkl --base out/reader/base ../shared/data/claims

An example is one window of one entry: its pieces, and its claims as spans of pieces. Labels give words, not which of
their occurrences: of a claim's words the nearest military and region are taken together, and where the same two stand
side by side in another sentence, that pair counts as well. A span that the catalogue resolves to the same id as a
labelled one is neither right nor wrong: it is an *alias*, and training leaves it out. Of an entry with claims there is
a second example about other names (`varied`), or several.
Entries that the scan drops never meet the network, and are no examples unless they have a claim.
"""

import argparse
import json
import pickle
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.catalogue import actors
from pipeline.catalogue.catalogue import Catalogue, load
from pipeline.catalogue.owners import owner_of_root
from pipeline.catalogue.pointing import country_of
from pipeline.claims.reader.tokens import Pieces, Tokens
from pipeline.mentions import gate
from pipeline.mentions.scan import scan
from schemas import Activity, Article, Hit, HitKind, Resolution, Span, Stance, Window
from training import archive
from training.claims import article
from training.labelled import entries
from training.reader.example import NO_HOLDER, NOBODY, Example, Pair, Target, meets
from training.reader.varied import Names

ACTIVITIES, STANCES = tuple(Activity), tuple(Stance)
ACTORS = frozenset(HitKind) - {HitKind.REGION}
PLACES = frozenset({HitKind.REGION, HitKind.STATE, HitKind.CAPITAL, HitKind.DEMONYM})
ARCHIVED = ("en", "pl")
_SENTENCE = re.compile(r"[.!?…]\s|[。！？]|\n")


def examples(
    rows: Iterator[tuple[dict[str, Any], float, str]], pieces: Pieces, catalogue: Catalogue
) -> Iterator[Example]:
    for row, weight, source in rows:
        item = article(row)
        windows = scan(item, catalogue)
        if not windows and row["claims"]:
            windows = (_whole(item, catalogue),)
        for number, window in enumerate(windows):
            yield _example(row, weight, source, item, window, number, pieces, catalogue)


def _whole(item: Article, catalogue: Catalogue) -> Window:
    body = item.body
    return Window(
        article_id=item.id, start=0, end=len(body), text=body, language=item.language, title_end=len(item.title),
        hits=catalogue.hits(body, item.language),
    )  # fmt: skip


def _example(
    row: dict[str, Any], weight: float, source: str, item: Article, window: Window, number: int, pieces: Pieces,
    catalogue: Catalogue,
) -> Example:  # fmt: skip
    tokens = pieces(window)
    where = Where(tokens, window)
    targets: list[Target] = []
    claims: list[dict[str, Any]] = []
    mentions = Mentions(window, where, catalogue)
    for claim in row["claims"]:
        made = [mentions.pointed(target, claim) for target in _targets(claim, window, where)]
        targets += made
        claims += [claim] * len(made)
    resolver = Resolver(item, window, catalogue)
    return Example(
        f"{row['id']}#{number}", item.language, source, weight, tokens, tuple(targets),
        (
            tuple(_aliases(resolver, where, ACTORS, claims, "military", resolver.military)),
            tuple(_aliases(resolver, where, PLACES, claims, "region", resolver.region)),
        ),
        (_names(window, where, ACTORS), _names(window, where, PLACES)),
    )  # fmt: skip


class Where:
    """From characters of a window to its pieces."""

    def __init__(self, tokens: Tokens, window: Window) -> None:
        self.starts, self.ends = tokens.places[1:-1, 0], tokens.places[1:-1, 1]
        self.text = window.text
        self.sentences = [match.end() for match in _SENTENCE.finditer(window.text)]

    def of(self, start: int, end: int) -> Pair | None:
        inside = np.flatnonzero((self.starts < end) & (self.ends > start))
        return (int(inside[0]) + 1, int(inside[-1]) + 1) if len(inside) else None

    def all(self, surface: str) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        at = self.text.find(surface) if surface else -1
        while at >= 0 and len(found) < 12:
            if _is_word(self.text, at, at + len(surface)):
                found.append((at, at + len(surface)))
            at = self.text.find(surface, at + 1)
        return found or ([(at, at + len(surface))] if surface and (at := self.text.find(surface)) >= 0 else [])

    def sentence(self, at: int) -> int:
        return int(np.searchsorted(self.sentences, at, side="right"))


def _is_word(text: str, start: int, end: int) -> bool:
    """Whether the words do not stand inside a longer word; scripts without spaces cannot tell."""
    before, after = text[start - 1 : start], text[end : end + 1]
    inner = (before.isalnum() and text[start].isalnum()) or (after.isalnum() and text[end - 1].isalnum())
    return not inner or text[start] > "\u2e80"


def _targets(claim: dict[str, Any], window: Window, where: Where) -> Iterator[Target]:
    """The claim at its nearest words, and again where the same words stand together in another sentence."""
    pairs = sorted((_distance(m, r), m, r) for m in where.all(claim["military"]) for r in where.all(claim["region"]))
    holders = where.all(claim["holder"] or "")
    taken: set[int] = set()
    for number, (_, military, region) in enumerate(pairs):
        at = where.sentence(military[0])
        if at in taken or (number and where.sentence(region[0]) != at):
            continue
        taken.add(at)
        spans = where.of(*military), where.of(*region)
        if spans[0] is None or spans[1] is None:
            continue
        voice = min(holders, key=lambda h: min(_distance(h, military), _distance(h, region)), default=None)
        yield Target(
            spans[0], spans[1], STANCES.index(claim["stance"]), ACTIVITIES.index(claim["activity"]),
            bool(claim["background"]), (where.of(*voice) if voice else None) or NO_HOLDER, None, None,
        )  # fmt: skip


def _distance(one: tuple[int, int], two: tuple[int, int]) -> int:
    return max(one[0], two[0]) - min(one[1], two[1]) if one != two else 10_000


class Mentions:
    """Where a window names the owners of its forces, and speaks of the countries of its places."""

    def __init__(self, window: Window, where: Where, catalogue: Catalogue) -> None:
        self.owners: dict[str, list[Pair]] = defaultdict(list)
        self.countries: dict[str, list[Pair]] = defaultdict(list)
        for hit in actors.settled(catalogue, window.hits):
            if (span := where.of(hit.start - window.start, hit.end - window.start)) is not None:
                self.owners[actors.root(hit)].append(span)
                self.countries[country_of(catalogue, hit)].append(span)

    def pointed(self, target: Target, claim: dict[str, Any]) -> Target:
        """The target with where else the window speaks of its owner and its country.

        An entry about other names says neither: what it tells of them is no longer so.
        """
        if "was" in claim:
            return target
        owners = _begin(self.owners.get(owner_of_root(claim["military_id"]), ()), target.military)
        lands = _begin(
            self.countries.get(claim["region_country"], ()) if claim["region_country"] else (), target.region
        )
        return target._replace(owners=owners or NOBODY, lands=lands or NOBODY)


def _begin(spans: Iterable[Pair], besides: Pair) -> tuple[int, ...]:
    """Where spans begin that do not meet the one."""
    return tuple(sorted({span[0] for span in spans if not meets(span, besides)}))


class Resolver:
    """What spans of a window mean, asked once each, and only for entries with claims."""

    def __init__(self, item: Article, window: Window, catalogue: Catalogue) -> None:
        self.item, self.window, self.catalogue = item, window, catalogue

    def military(self, span: Span) -> str | None:
        found = self.catalogue.resolve_military(span, self.item, self.window.hits)
        return found.id.partition("/")[0].lower() if isinstance(found, Resolution) else None

    def region(self, span: Span) -> str | None:
        found = self.catalogue.resolve_region(span, self.item, self.window.hits)
        return found.id if isinstance(found, Resolution) else None


def _aliases(
    resolver: Resolver,
    where: Where,
    kinds: frozenset[HitKind],
    claims: Sequence[dict[str, Any]],
    slot: str,
    resolve: Any,
) -> Iterator[tuple[Pair, int]]:
    """Spans of hits that mean what a labelled span means, each with the number of its target."""
    if not claims:
        return
    base = resolver.window.start
    meant: dict[str, str | None] = {}
    for surface in {claim[slot] for claim in claims}:
        at = where.all(surface)
        meant[surface] = resolve(Span(start=at[0][0] + base, end=at[0][1] + base)) if at else None
    for hit in _longest(resolver.window.hits, kinds):
        id = resolve(Span(start=hit.start, end=hit.end))
        span = where.of(hit.start - base, hit.end - base)
        for number, claim in enumerate(claims):
            known = {meant[claim[slot]]}
            if slot == "military":
                known |= {claim[key].partition("/")[0].lower() for key in ("military_id", "was") if key in claim}
            if span and id is not None and id in known:
                yield span, number


def _names(window: Window, where: "Where", kinds: frozenset[HitKind]) -> tuple[Pair, ...]:
    """Spans of the window's hits of these kinds."""
    base = window.start
    spans = {where.of(hit.start - base, hit.end - base) for hit in window.hits if hit.kind in kinds}
    return tuple(sorted(span for span in spans if span))


def _longest(hits: Sequence[Hit], kinds: frozenset[HitKind]) -> list[Hit]:
    own = [hit for hit in hits if hit.kind in kinds]
    return [
        h
        for h in own
        if not any(o.start <= h.start and h.end <= o.end and o.end - o.start > h.end - h.start for o in own)
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("shared", type=Path, help="the folder of labelled claims; or labelled files, for checking")
    parser.add_argument(
        "--unlabelled", action="store_true", help="the archives' other entries: only teachers know them"
    )
    parser.add_argument("--variants", type=int, default=1, help="examples about other names, of an entry with claims")
    options = parser.parse_args(arguments)
    made: list[Example] = pickle.loads(options.out.read_bytes()) if options.out.exists() else []
    had = {example.id.partition("#")[0] for example in made}
    catalogue = load()
    rows: Iterator[tuple[dict[str, Any], float, str]]
    if options.unlabelled:
        rows = ((row, 0.0, "unlabelled") for row in _passing(archive.unlabelled(options.shared), catalogue))
    elif options.shared.is_dir():
        rows = _with_varied(list(entries(options.shared)), options.variants)
    else:
        rows = ((json.loads(line), 1.0, options.shared.stem) for line in options.shared.open(encoding="utf-8"))
    rows = (one for one in rows if one[0]["id"] not in had)
    for example in examples(rows, Pieces(options.base / "pieces.model"), catalogue):
        made.append(example)
        if len(made) % 2000 == 0:
            print(f"{len(made):,} examples", flush=True)
    with options.out.open("wb") as file:
        pickle.dump(made, file, protocol=5)
    claims = sum(len(example.targets) for example in made)
    print(
        f"{len(made):,} examples, {claims:,} claims, {sum(len(e.tokens.ids) for e in made) / len(made):.1f} pieces each"
    )
    return 0


def _passing(rows: Iterable[dict[str, Any]], catalogue: Catalogue) -> Iterator[dict[str, Any]]:
    """Those in the archives' languages that would be read."""
    for row in rows:
        item = article(row)
        if item.language in ARCHIVED and gate.through(scan(item, catalogue)):
            yield row


def _with_varied(
    rows: Sequence[tuple[dict[str, Any], float]], variants: int
) -> Iterator[tuple[dict[str, Any], float, str]]:
    names = Names(row for row, _ in rows)
    for row, weight in rows:
        yield row, weight, _source(row)
        for number in range(1, variants + 1):
            if row["claims"] and (other := names.other(row, number)):
                yield other, weight, "varied"


def _source(row: dict[str, Any]) -> str:
    return "suite" if "variant" in row else "real" if row.get("feed") else "written"


if __name__ == "__main__":
    sys.exit(main())
