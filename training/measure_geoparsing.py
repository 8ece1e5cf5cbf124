"""Geoparsing on TR-News and GeoWebNews: resolution of gold spans, and end to end.

    PYTHONPATH=. .venv/bin/python -m training.measure_geoparsing ../shared/data [--errors 30]

Exact: the region's GeoNames id is the gold one (of the golds that have one). acc@161: the region lies within 161 km of
the gold point, or is the gold entry itself (a country's middle is where one puts it). Abstentions count as wrong in
both and are shown. "Held": the same of the golds whose GeoNames entry the catalogue holds, which is what Mordecai 3 was
measured on. End to end: our place hits that resolve against all located toponyms, by overlap. Published for
Mordecai 3 (Halterman 2023, over several corpora, gold spans of the places its candidates hold): exact 0.843 TR-News and
0.901 GeoWebNews; acc@161 0.873 and 0.941.
"""

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.catalogue.catalogue import Catalogue, load
from pipeline.catalogue.geometry import Point
from pipeline.catalogue.region_tables import PREFIX
from schemas import Hit, HitKind, Resolution, Span
from training.geoparsing import Document, Gold, geonames_id, geonames_ids, gwn, kilometres, tr_news

_NEAR_KM = 161.0
_PLACES = (HitKind.STATE, HitKind.CAPITAL, HitKind.REGION, HitKind.DEMONYM)
_PUBLISHED = {"TR-News": "exact 0.843 acc@161 0.873", "GeoWebNews": "exact 0.901 acc@161 0.941"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--errors", type=int, default=0, help="how many of the commonest errors to list")
    arguments = parser.parse_args()
    catalogue = load()
    known = geonames_ids(arguments.data / "gazetteers")
    ids = {id: geonames for id, geonames in known.items() if id in catalogue.regions}
    folder = arguments.data / "geoparsing"
    for name, documents in (("TR-News", tr_news(folder / "TR-News.xml")), ("GeoWebNews", gwn(folder / "GWN.xml"))):
        _measure(name, list(documents), catalogue, ids, arguments.errors)


def _measure(name: str, documents: Sequence[Document], catalogue: Catalogue, ids: dict[str, str], shown: int) -> None:
    counts: Counter[str] = Counter()
    errors: Counter[tuple[str, ...]] = Counter()
    for document in documents:
        hits = catalogue.hits(document.article.body, document.article.language)
        for gold in document.golds:
            answer = catalogue.resolve_region(Span(start=gold.start, end=gold.end), document.article, hits)
            verdicts = list(_verdicts(catalogue, ids, answer.id if isinstance(answer, Resolution) else "", gold))
            counts.update(verdicts)
            if isinstance(answer, Resolution):
                counts.update(f"{verdict} at {min(int(answer.score * 10), 9) / 10}" for verdict in verdicts)
            if _is_held(catalogue, ids, gold):
                counts.update(f"held {verdict}" for verdict in verdicts)
            if "right" not in verdicts:
                got = answer.id if isinstance(answer, Resolution) else f"- ({answer.reason})"
                errors[document.article.body[gold.start : gold.end], gold.geonames, got] += 1
        counts.update(_end_to_end(catalogue, ids, document, hits))
    _print(name, counts)
    for (surface, geonames, got), count in errors.most_common(shown):
        print(f"{count:4} {surface!r} gold {geonames or 'no id'} got {got}")


def _verdicts(catalogue: Catalogue, ids: dict[str, str], region: str, gold: Gold) -> Iterator[str]:
    yield "golds"
    known = bool(gold.geonames)
    if known:
        yield "golds with an id"
    if not region:
        yield "abstained"
        return
    exact = known and geonames_id(region, ids) == gold.geonames
    if exact:
        yield "exact"
    if exact or _is_near(catalogue, region, gold):
        yield "near"
        yield "right"


def _is_held(catalogue: Catalogue, ids: dict[str, str], gold: Gold) -> bool:
    return bool(gold.geonames) and (PREFIX + gold.geonames in catalogue.regions or gold.geonames in ids.values())


def _is_near(catalogue: Catalogue, region: str, gold: Gold) -> bool:
    known = catalogue.region(region)
    if known.latitude is None or known.longitude is None:
        box = catalogue.regions.geometry(region).box
        return box is not None and box.contains(Point(gold.latitude, gold.longitude))
    return kilometres(gold.latitude, gold.longitude, (known.latitude, known.longitude)) <= _NEAR_KM


def _end_to_end(catalogue: Catalogue, ids: dict[str, str], document: Document, hits: Sequence[Hit]) -> Iterator[str]:
    left = list(document.golds)
    for hit in _longest([hit for hit in hits if hit.kind in _PLACES]):
        answer = catalogue.resolve_region(Span(start=hit.start, end=hit.end), document.article, hits)
        if not isinstance(answer, Resolution):
            continue
        yield "found"
        met = next((gold for gold in left if gold.start < hit.end and hit.start < gold.end), None)
        if met is None:
            continue
        left.remove(met)
        yield "found rightly"
        yield "found exactly" if (met.start, met.end) == (hit.start, hit.end) else "found in part"
        if "near" in _verdicts(catalogue, ids, answer.id, met):
            yield "found and near"


def _longest(hits: Sequence[Hit]) -> Iterator[Hit]:
    """Hits that no longer place hit overlaps, one for a span."""
    end = 0
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if hit.start >= end:
            end = hit.end
            yield hit


def _print(name: str, counts: Counter[str]) -> None:
    golds, found = counts["golds"], counts["found"]
    answered = golds - counts["abstained"]
    print(
        f"{name}: {golds} located toponyms, {counts['golds with an id']} with a GeoNames id\n"
        f"  gold spans   exact {counts['exact'] / counts['golds with an id']:.3f}  acc@161 {counts['near'] / golds:.3f}"
        f"  abstained {counts['abstained'] / golds:.3f}  acc@161 of the answered {counts['near'] / answered:.3f}"
        f"   (Mordecai 3: {_PUBLISHED[name]})"
    )
    held = counts["held golds"]
    print(
        f"  held         {held} of them  exact {counts['held exact'] / held:.3f}"
        f"  acc@161 {counts['held near'] / held:.3f}  abstained {counts['held abstained'] / held:.3f}"
    )
    bands = [band / 10 for band in range(9, 4, -1) if counts[f"golds at {band / 10}"]]
    shares = (f"{band}: {counts[f'right at {band}'] / counts[f'golds at {band}']:.2f}" for band in bands)
    print(f"  right by score {', '.join(shares)}")
    precision, recall = counts["found rightly"] / found, counts["found rightly"] / golds
    print(
        f"  end to end   P {precision:.3f} R {recall:.3f} F1 {2 * precision * recall / (precision + recall):.3f}"
        f"  exact bounds {counts['found exactly'] / counts['found rightly']:.3f}"
        f"  acc@161 of the found {counts['found and near'] / counts['found rightly']:.3f}"
        f"  of all {counts['found and near'] / golds:.3f}"
    )


if __name__ == "__main__":
    main()
