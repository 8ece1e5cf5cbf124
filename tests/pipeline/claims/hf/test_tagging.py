"""From token labels to spans: where names are glued to their neighbours, in every script, without any checkpoint."""

import pytest

from pipeline.claims.hf.pairing import Pair, Place, candidates, nearest, shown
from pipeline.claims.hf.tagging import Tagged, Token, _by_word, apart, grouped
from schemas import Stance


def tokens(text: str, *said: tuple[str, str]) -> list[Token]:
    """Tokens by their surface, in order of the text."""
    found, at = [], 0
    for surface, label in said:
        at = text.index(surface, at)
        found.append(Token(label, 0.9, at, at + len(surface)))
        at += len(surface)
    return found


def surfaces(text: str, said: list[Token]) -> list[str]:
    return [text[span.start : span.end] for span in grouped(text, said)]


@pytest.mark.parametrize(
    ("text", "said", "expected"),
    [
        (
            "法国士兵在敖德萨",
            (("法国", "B-MIL"), ("士兵", "I-MIL"), ("在", "O"), ("敖德萨", "B-LOC")),
            ["法国士兵", "敖德萨"],
        ),
        (
            "Ukrayna'ya asker",
            (("Ukr", "B-LOC"), ("ayna", "O"), ("'", "O"), ("ya", "O"), (" asker", "B-MIL")),
            ["Ukrayna", "asker"],
        ),
        ("وفرنسا تنفي", (("و", "O"), ("فرنسا", "B-LOC"), (" تنفي", "O")), ["فرنسا"]),
        ("in Kyiv, Lviv", (("in", "O"), (" Kyiv", "B-LOC"), (",", "I-LOC"), (" Lviv", "B-LOC")), ["Kyiv", "Lviv"]),
        ("Wagner NATO", (("Wagner", "S-MIL"), (" NATO", "S-MIL")), ["Wagner", "NATO"]),
        ("the Foreign Legion", (("the", "O"), (" Foreign", "MIL"), (" Legion", "MIL")), ["Foreign Legion"]),
        ("Azov brigade left", (("Azov", "B-MIL"), (" brigade", "E-MIL"), (" left", "I-MIL")), ["Azov brigade", "left"]),
    ],
)  # fmt: skip
def test_spans_end_where_the_name_ends(text: str, said: tuple[tuple[str, str], ...], expected: list[str]) -> None:
    read = tokens(text, *said)
    glued = text[0] == "و"  # a clitic is a piece of its own only where every piece speaks for itself
    assert surfaces(text, read if glued else _by_word(text, read)) == expected


def test_of_overlapping_spans_the_likelier_stays() -> None:
    one, two = Tagged(0, 10, "MIL", 0.6), Tagged(5, 8, "LOC", 0.9)
    assert apart([one, two, Tagged(20, 22, "LOC", 0.5)]) == [two, Tagged(20, 22, "LOC", 0.5)]


def test_the_nearest_pairs_are_kept_of_very_many() -> None:
    places = [Place(at, at + 1) for at in range(0, 400, 2)]
    pairs = candidates(places[:100], places[100:])
    assert len(pairs) == 64
    assert max(pair.gap for pair in pairs) < 60
    assert pairs == sorted(pairs)


def test_a_military_is_in_the_region_nearest_to_it_within_reach() -> None:
    army, near, far = Place(10, 15), Place(20, 25), Place(300, 310)
    assert nearest(candidates([army], [near, far]), 50) == [Pair(army, near)]
    assert nearest(candidates([army], [far]), 50) == []


def test_a_pair_is_marked_in_its_text_whatever_the_order() -> None:
    from pipeline.claims.hf.mapping import Meaning, Pairs

    asked = Pairs(labels={"x": Meaning(stance=Stance.DENIED)}, second="{military} in {region}?")
    text = "In Donbas there are {French} troops"
    pair = Pair(Place(20, 35), Place(3, 9))
    first = next(shown(text, pair, asked))
    assert first == ("In [R] Donbas [/R] there are [M] {French} troops [/M]", "{French} troops in Donbas?")
    assert all(
        "Donbas" in marked and "troops" in marked
        for marked, _ in shown("x" * 2000 + text, Pair(Place(2020, 2035), Place(2003, 2009)), asked)
    )
