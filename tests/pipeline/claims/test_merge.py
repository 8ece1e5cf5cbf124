"""Overlapping windows and origins: pure functions with tables."""

import itertools

import msgspec
import pytest

from pipeline.claims.merge import merge
from pipeline.claims.origins import origin
from schemas.claim import Activity, Holder, Pointer, Span, SpanClaim, Stance
from tests.pipeline.claims.making import article


def claim(start: int, confidence: float, stance: Stance = Stance.AFFIRMED) -> SpanClaim:
    return SpanClaim(
        military=Span(start=start, end=start + 3),
        region=Span(start=9, end=12),
        activity=Activity.PRESENCE,
        stance=stance,
        confidence=confidence,
    )


def test_equal_statements_are_one_with_the_highest_confidence() -> None:
    assert merge([claim(0, 0.4), claim(0, 0.9), claim(0, 0.6)]) == (claim(0, 0.9),)


def test_order_does_not_matter_and_the_answer_is_sorted() -> None:
    claims = [claim(4, 0.5), claim(0, 0.5), claim(0, 0.7), claim(0, 0.5, Stance.DENIED)]
    answers = {merge(order) for order in itertools.permutations(claims)}
    assert len(answers) == 1
    (answer,) = answers
    assert [c.military.start for c in answer] == [0, 0, 4]


def test_of_two_that_only_point_elsewhere_the_same_one_stays() -> None:
    names = (Pointer(span=Span(start=20, end=25), chance=0.6),)
    plain = claim(0, 0.5)
    pointing = [msgspec.structs.replace(plain, owners=names), msgspec.structs.replace(plain, lands=names), plain]
    answers = {merge(order) for order in itertools.permutations(pointing)}
    assert answers == {(pointing[0],)}


def named(id: str) -> Holder:
    return Holder(start=0, end=1, surface="x", id=id)


@pytest.mark.parametrize(
    ("holder", "credit", "key"),
    [
        (named("media:paris-match"), "reuters", "media:paris-match"),
        (named("office:FRA/president"), "", "office:FRA/president"),
        (named("UKR"), "", "source:UKR"),
        (named(""), "reuters", "media:reuters"),
        (None, "reuters", "media:reuters"),
        (None, "", "media:house"),
        (named(""), "", "media:house"),
    ],
)
def test_the_origin_is_the_cited_source_else_the_wire_else_the_house(
    holder: Holder | None, credit: str, key: str
) -> None:
    assert origin(article("t", credit=credit, family="house"), holder) == key


def test_a_publisher_of_no_known_house_is_its_own_origin() -> None:
    assert origin(article("t", outlet="daily.example", family="daily.example"), None) == "outlet:daily.example"


def test_a_wire_has_one_key_whether_credited_or_cited() -> None:
    assert origin(article("t", credit="reuters"), None) == origin(article("t"), named("media:reuters"))
