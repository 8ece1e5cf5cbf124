"""Measures the resolver: the id of gold military spans, the country of gold region spans, per file and language.

python -m training.measure_catalogue ../shared/data/claims/dev.jsonl --errors 30
python -m training.measure_catalogue --suites dev --model bundled

With `--model bundled`, the model's pointers count too, as they do in use: whom and in which country it takes the gold
spans to be.
"""

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from pipeline.catalogue.catalogue import Catalogue, load
from pipeline.catalogue.names import DATA, rows
from pipeline.claims.reader.model import ReaderModel
from pipeline.mentions.scan import scan
from schemas import Hit, Pointer, Resolution, Span, Window
from training.claims import SHARED, GoldEntry, locate, read

_SUITES = ("en", "fr", "de", "es", "uk", "ru", "pl", "ar", "zh", "tr")
# A slug of the claims files that is a branch or another way to say an id of ours.
_VERDICTS = ("right", "finer", "abstained", "wrong")
_COUNTRIES = 7  # the column of groups.tsv
_SAME = {"irgc": "IRN", "krg-peshmerga": "peshmerga", "soviet-union": "SUN", "tigray": "tplf"}


def main() -> None:
    arguments = _arguments()
    catalogue, model = load(), ReaderModel() if arguments.model == "bundled" else None
    tally: dict[str, Counter[str]] = defaultdict(Counter)
    errors: Counter[tuple[str, ...]] = Counter()
    for path in _paths(arguments):
        for entry in read(path):
            if arguments.language in ("", entry.article.language):
                _measure(catalogue, model, entry, tally, errors)
    _print(tally, errors, arguments.errors)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*", type=Path)
    parser.add_argument("--suites", choices=("train", "dev"), help="the ten language suites")
    parser.add_argument("--language", default="", help="only entries of this language")
    parser.add_argument("--model", choices=("none", "bundled"), default="none")
    parser.add_argument("--errors", type=int, default=0, help="how many of the commonest errors to list")
    return parser.parse_args()


def _paths(arguments: argparse.Namespace) -> Iterator[Path]:
    yield from arguments.paths
    if arguments.suites:
        yield from (SHARED / "claims" / f"suite_{language}_{arguments.suites}.jsonl" for language in _SUITES)


def _measure(
    catalogue: Catalogue,
    model: ReaderModel | None,
    entry: GoldEntry,
    tally: dict[str, Counter[str]],
    errors: Counter[tuple[str, ...]],
) -> None:
    article = entry.article
    hits = catalogue.hits(article.body, article.language)
    windows = scan(article, catalogue) if model and entry.claims else ()
    for claim in entry.claims:
        military = locate(article.body, claim["military"], claim["region"])
        region = locate(article.body, claim["region"], claim["military"])
        pointed = _pointed(model, windows, military, region) if model and military and region else ((), ())
        for what, got, gold, span in _answers(catalogue, entry, claim, hits, (military, region), pointed):
            verdict = _verdict(what, got, gold, _golds(entry, claim["military"]))
            tally[f"{what} {article.language}"][verdict] += 1
            if verdict in ("abstained", "wrong"):
                errors[what, article.language, claim[what], gold, got or "-", span] += 1


def _pointed(
    model: ReaderModel, windows: Sequence[Window], military: Span, region: Span
) -> tuple[Sequence[Pointer], Sequence[Pointer]]:
    """What the model points at for the pair, in the first window that holds both."""
    start, end = min(military.start, region.start), max(military.end, region.end)
    around = next((window for window in windows if window.start <= start and end <= window.end), None)
    return model.pointed(around, military, region) if around else ((), ())


def _answers(
    catalogue: Catalogue,
    entry: GoldEntry,
    claim: dict[str, str],
    hits: tuple[Hit, ...],
    spans: tuple[Span | None, Span | None],
    pointed: tuple[Sequence[Pointer], Sequence[Pointer]],
) -> Iterator[tuple[str, str, str, str]]:
    article = entry.article
    military, region = spans
    if military is not None:
        answer = catalogue.resolve_military(military, article, hits, pointed[0])
        got = catalogue.root(answer.id) if isinstance(answer, Resolution) else ""
        yield "military", got, _gold(claim["military_id"]), article.title[:60]
    if region is not None:
        answer = catalogue.resolve_region(region, article, hits, pointed[1])
        got = (catalogue.region(answer.id).country or "none") if isinstance(answer, Resolution) else ""
        yield "region", got, claim["region_country"] or "none", article.title[:60]


def _verdict(what: str, got: str, gold: str, golds: set[str]) -> str:
    """`finer`: the name of a group where the annotators, who had no slug for it, wrote the unnamed id of its land."""
    if got == gold or (what == "military" and got in golds):
        return "right"
    if what == "military" and gold.endswith(("-rebels", "-militia")) and gold[:3].upper() in _lands().get(got, ()):
        return "finer"
    return "wrong" if got else "abstained"


@cache
def _lands() -> dict[str, list[str]]:
    """Where each group is or was active."""
    tables = (row for name in ("groups.tsv", "militaries.tsv") for row in rows(DATA / name))
    return {fields[0]: fields[_COUNTRIES].split() for _, fields in tables if len(fields) > _COUNTRIES}


def _golds(entry: GoldEntry, surface: str) -> set[str]:
    """All ids that the annotators gave the very same words: "French and Danish soldiers" is one span of two states."""
    return {_gold(claim["military_id"]) for claim in entry.claims if claim["military"] == surface}


def _gold(id: str) -> str:
    id = id if id.isupper() else id.lower()
    return _SAME.get(id, id)


def _print(tally: dict[str, Counter[str]], errors: Counter[tuple[str, ...]], shown: int) -> None:
    for key in sorted(tally):
        counts = tally[key]
        total = counts.total()
        shares = "  ".join(f"{verdict} {counts[verdict] / total:.4f}" for verdict in _VERDICTS)
        print(f"{key:14} n={total:6} {shares}")
    for (what, language, surface, gold, got, title), count in errors.most_common(shown):
        print(f"{count:4} {what} {language} {surface!r}: gold {gold}, got {got}   [{title}]")


if __name__ == "__main__":
    main()
