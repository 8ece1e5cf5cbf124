"""Golden sentences in ten languages: what a span must resolve to, homonyms and vetoes among them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.catalogue.catalogue import Catalogue
from pipeline.catalogue.names import rows
from schemas import Abstention, Article, Resolution, Span

_ROWS = [fields for _, fields in rows(Path(__file__).parent / "resolver.tsv")]
Make = Callable[..., Article]


def test_table_is_large_and_speaks_ten_languages() -> None:
    assert len(_ROWS) >= 80
    assert len({row[0] for row in _ROWS}) == 10


@pytest.mark.parametrize(("language", "text", "surface", "kind", "expected"), _ROWS)
def test_span_resolves_as_the_table_says(
    language: str, text: str, surface: str, kind: str, expected: str, catalogue: Catalogue, article: Make
) -> None:
    assert _answer(catalogue, article(text, language), surface, kind, expected) == expected


def _answer(catalogue: Catalogue, one: Article, surface: str, kind: str, expected: str) -> str:
    start = one.title.index(surface)
    span = Span(start=start, end=start + len(surface))
    hits = catalogue.hits(one.body, one.language)
    if kind.startswith("holder:"):
        holder = catalogue.resolve_holder(span, one, hits, kind.partition(":")[2])
        return f"{holder.id} {holder.side}".strip()
    if expected == "-" and not any(span.start <= hit.start and hit.end <= span.end for hit in hits):
        return "-"
    found = (catalogue.resolve_military if kind == "military" else catalogue.resolve_region)(span, one, hits)
    if isinstance(found, Abstention):
        return "-"
    return f"country:{catalogue.region(found.id).country}" if expected.startswith("country:") else found.id


def test_part_of_a_holder_s_name_is_the_whole_name(catalogue: Catalogue, article: Make) -> None:
    one = article("Selon Paris Match, des soldats sont à Kyiv", "fr")
    holder = catalogue.resolve_holder(Span(start=6, end=11), one, catalogue.hits(one.body, "fr"), "FRA")
    assert (holder.surface, holder.id) == ("Paris Match", "media:paris-match")


def test_resolution_has_a_reason_and_its_losers(catalogue: Catalogue, article: Make) -> None:
    one = article("Russian and Ukrainian troops fought near Lyman", "en")
    found = catalogue.resolve_military(Span(start=0, end=28), one, catalogue.hits(one.body, "en"))
    assert isinstance(found, Resolution)
    assert found.reason
    assert {loser.id for loser in found.losers} == {"UKR"}


def test_unnamed_force_without_any_owner_stays_unknown(catalogue: Catalogue, article: Make) -> None:
    one = article("A drone crashed into a warehouse", "en")
    found = catalogue.resolve_military(Span(start=2, end=7), one, catalogue.hits(one.body, "en"))
    assert isinstance(found, Resolution)
    assert found.id == "unknown"


def test_word_that_names_no_region_gets_none(catalogue: Catalogue, article: Make) -> None:
    one = article("Soldiers gathered at the hospital", "en")
    assert isinstance(catalogue.resolve_region(Span(start=21, end=33), one, ()), Abstention)


def test_relative_place_needs_one_country(catalogue: Catalogue, article: Make) -> None:
    one = article("Rwanda and Burundi traded fire across the border", "en")
    span = Span(start=one.title.index("the border"), end=len(one.title))
    assert isinstance(catalogue.resolve_region(span, one, catalogue.hits(one.body, "en")), Abstention)
