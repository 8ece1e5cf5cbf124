"""Names that are also people, clubs, papers, dishes, or another land's town: what the pipeline takes a span for."""

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.catalogue.catalogue import Catalogue
from pipeline.catalogue.homonyms import meant
from pipeline.catalogue.names import rows
from schemas import Article, Hit, HitKind, Resolution, Span

_ROWS = [fields for _, fields in rows(Path(__file__).parents[2] / "data" / "catalogue" / "homonyms.tsv")]
_LEAST = 0.95
Make = Callable[..., Article]


def test_table_has_three_hundred_lines_in_ten_languages() -> None:
    assert len(_ROWS) >= 300
    assert len({row[0] for row in _ROWS}) == 10
    assert len({tuple(row) for row in _ROWS}) == len(_ROWS)


def test_homonyms_are_taken_for_what_they_are(catalogue: Catalogue, article: Make) -> None:
    wrong = [(*row, got) for row in _ROWS if (got := _taken(catalogue, article(row[1], row[0]), *row[2:])) != row[3]]
    assert len(wrong) <= (1 - _LEAST) * len(_ROWS), wrong


def _taken(catalogue: Catalogue, one: Article, surface: str, expected: str) -> str:
    start = one.title.index(surface)
    span = Span(start=start, end=start + len(surface))
    hits = meant(catalogue.hits(one.body, one.language), one.body, one.language)
    inside = [hit for hit in hits if hit.start < span.end and span.start < hit.end and hit.refs[0][:6] != "media:"]
    if expected == "-":
        return " ".join(f"{hit.kind} {hit.refs[0]}" for hit in inside) or "-"
    military = expected.isupper() and len(expected) == 3
    found = (catalogue.resolve_military if military else catalogue.resolve_region)(span, one, hits)
    if not isinstance(found, Resolution) or not inside:
        return "-"
    if military:
        return catalogue.root(found.id)
    return f"in {catalogue.region(found.id).country}" if expected.startswith("in ") else found.id


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("en", "Israel Open to Truce as Russian Jets Hit Kharkiv", "Russian"),
        ("en", "China Claims Its Frigates Left", "China"),
        ("en", "Georgia Army Says Two Killed", "Georgia"),
        ("en", "Will Russia use its drones?", "Russia"),
        ("en", "They abandon Bakhmut to the enemy", "Bakhmut"),
    ],
)
def test_name_that_only_looks_like_part_of_another_stays(
    language: str, text: str, name: str, catalogue: Catalogue
) -> None:
    hits: tuple[Hit, ...] = meant(catalogue.hits(text, language), text, language)
    assert any(text[hit.start : hit.end] == name and hit.kind is not HitKind.HEAD for hit in hits)
