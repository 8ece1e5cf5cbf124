"""The fast ways through folding and overlaps give what the slow ones give."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.catalogue.catalogue import Catalogue
from pipeline.catalogue.folding import _fold_slowly, fold
from pipeline.catalogue.names import Name
from pipeline.catalogue.scanner import Scanner
from schemas import HitKind

_TEXTS = st.text(st.sampled_from("aÉ’ıßﬁйй́ Їغَـكー基😀\u200b\ud800-"), max_size=240)


@given(_TEXTS)
def test_fast_folding_is_the_slow_one(text: str) -> None:
    fast, slow = fold(text), _fold_slowly(text)
    assert fast.text == slow.text
    assert [fast.start(at) for at in range(len(fast.text))] == [slow.start(at) for at in range(len(slow.text))]
    ends = range(1, len(fast.text))
    if fast.starts is None:
        assert [fast.end(at) for at in ends] == list(range(len(text))) + [len(text)] * (len(fast.text) - 1 - len(text))


@pytest.mark.parametrize("length", [1, 5, 500])
def test_emoji_cost_no_offsets(length: int) -> None:
    scanner = Scanner([Name("Kyiv", "", HitKind.REGION, ("x",))])
    body = "😀" * length + " Kyiv é " + "ö" * length
    (hit,) = scanner.find(body, "de")
    assert body[hit.start : hit.end] == "Kyiv"


def test_veto_hides_what_it_holds_and_nothing_beside_it() -> None:
    scanner = Scanner([Name("army", "en", HitKind.HEAD, ("army",))], ["Salvation Army"])
    body = "The Salvation Army met the army."
    assert [hit.start for hit in scanner.find(body, "en")] == [body.rindex("army")]


def test_longest_of_nested_places_is_meant() -> None:
    names = ("Nusa", "Nusa Tenggara", "East Nusa Tenggara")
    scanner = Scanner([Name(text, "", HitKind.REGION, (str(at),)) for at, text in enumerate(names)])
    assert [hit.refs for hit in scanner.find("in East Nusa Tenggara, and Nusa", "en")] == [("2",), ("0",)]


def test_word_of_one_language_is_no_hit_in_another_that_asks_first() -> None:
    scanner = Scanner([Name("mina", "es", HitKind.HEAD, ("weapon",))])
    assert scanner.find("una mina", "en") == ()
    assert len(scanner.find("una mina", "es")) == 1


@pytest.mark.parametrize(
    ("body", "language", "state"),
    [
        ("войска вошли в Москву", "ru", "RUS"),
        ("взрыв в Дамаске", "ru", "SYR"),
        ("у Тегерані тихо", "uk", "IRN"),
        ("под Киевом", "ru", "UKR"),
    ],
)
def test_capital_in_another_case_is_not_only_its_province(
    body: str, language: str, state: str, catalogue: Catalogue
) -> None:
    (hit,) = [hit for hit in catalogue.hits(body, language) if hit.kind is HitKind.CAPITAL]
    assert hit.refs[0] == state
