"""Draws how the model errs: a confusion matrix of stances, and confidence beside the share that is right. SVG by hand.

    .venv/bin/python -m training.pictures ../shared/data/claims/dev.jsonl [FILE…] [--model NAME] [--out docs/pictures]

Writes `stances-<model>.svg` and `reliability-<model>.svg`; the same entries and model give the same bytes.
"""

import argparse
import collections
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

from pipeline.claims.models import load as load_model
from pipeline.settings import DEFAULT_MODEL
from training.evaluate import STANCES, Fact, Scored, score

NONE = "no claim"
NAMES = {"affirmed": "affirmed", "planned": "planned or possible", "denied": "denied", NONE: NONE}
BINS = 10
INK, PALE, BLUE, GREY = "#1c2733", "#5b6b7a", "#2563a8", "#d6dde4"
_FONT = 'font-family="system-ui, Helvetica, Arial, sans-serif"'

Matrix = dict[tuple[str, str], int]  # (labelled, found) to how many


class Bin(NamedTuple):
    """Claims of about the same confidence."""

    claims: int
    confidence: float  # their mean
    right: float  # the share that is right


def confusion(scored: Iterable[Scored]) -> Matrix:
    """For every military and country of an entry, which stance was labelled and which was found."""
    counts: Matrix = collections.Counter()
    for entry in scored:
        gold, found = _by_pair(entry.gold), _by_pair(entry.found)
        for pair in sorted(gold.keys() | found.keys()):
            for both in _matched(gold[pair], found[pair]):
                counts[both] += 1
    return counts


def reliability(scored: Iterable[Scored]) -> list[Bin]:
    """Every claim found (the surest of equal ones) in one of ten bins by its confidence."""
    points: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for entry in scored:
        right, sure = {fact.key for fact in entry.gold}, dict[tuple[str, str, str], float]()
        for fact in entry.found:
            sure[fact.key] = max(fact.confidence, sure.get(fact.key, 0.0))
        for key, confidence in sure.items():
            points[min(int(confidence * BINS), BINS - 1)].append((confidence, key in right))
    return [
        Bin(len(own), sum(c for c, _ in own) / max(len(own), 1), sum(ok for _, ok in own) / max(len(own), 1))
        for own in points
    ]


def error(bins: Sequence[Bin]) -> float:
    """The expected calibration error: how far confidence and share lie apart, over all claims."""
    return sum(one.claims * abs(one.confidence - one.right) for one in bins) / max(sum(one.claims for one in bins), 1)


def stances_picture(matrix: Matrix, title: str) -> str:
    """Rows are what is labelled, columns what was found; the shade is the share of the row."""
    side, left, top = 108, 150, 92
    names = (*STANCES, NONE)
    parts = [_text(left, 26, title, size=15, bold=True), _text(left + 2 * side, 52, "found", colour=PALE, at="middle")]
    for number, name in enumerate(names):
        parts.append(_text(left + (number + 0.5) * side, 76, NAMES[name], size=11, at="middle"))
        parts.append(_text(left - 12, top + (number + 0.5) * 64 + 4, NAMES[name], size=12, at="end"))
        total = sum(matrix.get((name, found), 0) for found in names)
        parts += [
            _cell(left + column * side, top + number * 64, matrix.get((name, found), 0), total, name == found)
            for column, found in enumerate(names)
            if (name, found) != (NONE, NONE)
        ]
    return _svg(left + 4 * side + 20, top + 4 * 64 + 20, title, parts)


def reliability_picture(bins: Sequence[Bin], title: str) -> str:
    """A point a bin on its way along the diagonal, its area by the number of claims; the numbers below."""
    size, left, top = 380, 70, 50
    most = max((one.claims for one in bins), default=1) or 1
    note = f"{sum(one.claims for one in bins):,} claims; expected calibration error {error(bins):.3f}"
    parts = [_text(left, 26, title, size=15, bold=True), _text(left, 43, note, size=11, colour=PALE)]
    for tick in range(0, 11, 2):
        at = tick / 10 * size
        parts.append(_line(left, top + size - at, left + size, top + size - at, GREY))
        parts.append(_text(left - 8, top + size - at + 4, f"{tick / 10:.1f}", size=11, at="end"))
        parts.append(_text(left + at, top + size + 18, f"{tick / 10:.1f}", size=11, at="middle"))
    parts.append(_line(left, top + size, left + size, top, PALE, dashed=True))
    shown = [one for one in bins if one.claims]
    places = [(left + one.confidence * size, top + size - one.right * size) for one in shown]
    parts += [_line(*here, *there, BLUE) for here, there in pairwise(places)]
    for one, (x, y) in zip(shown, places, strict=True):
        radius = 3 + 11 * (one.claims / most) ** 0.5
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{BLUE}" fill-opacity="0.75"/>')
    for number, one in enumerate(bins):
        parts.append(
            _text(left + (number + 0.5) / BINS * size, top + size + 52, f"{one.claims:,}", size=10, at="middle")
        )
    parts.append(
        _text(left + size / 2, top + size + 36, "confidence (below: claims in each tenth)", size=11, at="middle")
    )
    parts.append(_text(18, top + size / 2, "share that is right", size=11, at="middle", turned=True))
    return _svg(left + size + 30, top + size + 66, title, parts)


def _by_pair(facts: Iterable[Fact]) -> collections.defaultdict[tuple[str, str], list[str]]:
    found: collections.defaultdict[tuple[str, str], list[str]] = collections.defaultdict(list)
    for fact in facts:
        if fact.stance not in found[fact.root, fact.country]:
            found[fact.root, fact.country].append(fact.stance)
    return found


def _matched(gold: Sequence[str], found: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Equal stances first; of the rest one with one, and what is left over with nothing."""
    yield from ((stance, stance) for stance in STANCES if stance in gold and stance in found)
    missed = [stance for stance in STANCES if stance in gold and stance not in found]
    wrong = [stance for stance in STANCES if stance in found and stance not in gold]
    for number in range(max(len(missed), len(wrong))):
        yield (
            missed[number] if number < len(missed) else NONE,
            wrong[number] if number < len(wrong) else NONE,
        )


def _cell(x: float, y: float, count: int, total: int, right: bool) -> str:
    share = count / total if total else 0.0
    hue = "37,99,168" if right else "176,74,48"
    dark = share > 0.55
    fill = (
        f'<rect x="{x:.0f}" y="{y:.0f}" width="104" height="60" rx="4" fill="rgba({hue},{0.06 + 0.84 * share:.2f})"/>'
    )
    number = _text(x + 52, y + 28, f"{count:,}", size=16, at="middle", colour="#ffffff" if dark else INK)
    return (
        fill + number + _text(x + 52, y + 47, f"{share:.0%}", size=11, at="middle", colour="#ffffff" if dark else PALE)
    )


def _text(
    x: float, y: float, words: str, *, size: int = 12, at: str = "start", colour: str = INK, bold: bool = False,
    turned: bool = False,
) -> str:  # fmt: skip
    weight = ' font-weight="600"' if bold else ""
    turn = f' transform="rotate(-90 {x:.1f} {y:.1f})"' if turned else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{at}" fill="{colour}"{weight}{turn}>'
        f"{escape(words)}</text>"
    )


def _line(x: float, y: float, to_x: float, to_y: float, colour: str, *, dashed: bool = False) -> str:
    dash = ' stroke-dasharray="5 4"' if dashed else ""
    return f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}" stroke="{colour}"{dash}/>'


def _svg(width: float, height: float, title: str, parts: Iterable[str]) -> str:
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" '
    body = "\n".join(parts)
    name = f'height="{height:.0f}" role="img" {_FONT}>\n<title>{escape(title)}</title>\n'
    return f'{head}{name}<rect width="100%" height="100%" fill="#ffffff"/>\n{body}\n</svg>\n'


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--model", default=DEFAULT_MODEL)
    parser.add_argument("--what", default="real entries", help="what the files hold, for the titles")
    parser.add_argument("--out", type=Path, default=Path("docs/pictures"))
    options = parser.parse_args(arguments)
    scored = [entry for path in options.files for entry in score(path, load_model(options.model))]
    options.out.mkdir(parents=True, exist_ok=True)
    drawn = {
        "stances": stances_picture(confusion(scored), f"Stances of {options.what}, model {options.model}"),
        "reliability": reliability_picture(reliability(scored), f"Confidence on {options.what}, model {options.model}"),
    }
    for name, picture in drawn.items():
        path = options.out / f"{name}-{options.model}.svg"
        path.write_text(picture, encoding="utf-8")
        print(f"wrote {path}")


if __name__ == "__main__":
    main()
