"""The scan lets through what can hold a claim, in windows whose hits lie inside them, and loses nothing."""

import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from pipeline.catalogue.catalogue import Catalogue
from pipeline.mentions.scan import MOST, WHOLE, scan, windows
from schemas import Article

Make = Callable[..., Article]
_SUITES = ("en", "fr", "de", "es", "uk", "ru", "pl", "ar", "zh", "tr")


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "Russia invades Ukraine"),
        ("en", "Two drones hit a depot near Saratov"),
        ("en", "Hamas denies it"),
        ("fr", "Des paras français à Odessa"),
        ("de", "Bundeswehr bleibt in Gao"),
        ("es", "Tropas colombianas en Arauca"),
        ("uk", "ЗСУ відійшли з Авдіївки"),
        ("ru", "Войска вышли из Херсона"),
        ("pl", "Rosjanie okrążyli Pokrowsk"),
        ("ar", "قوات فرنسية في النيجر"),
        ("zh", "俄军进入巴赫穆特"),
        ("tr", "Türk askerleri Metina'da"),
    ],
)
def test_short_claim_is_one_window_of_the_whole_body(
    language: str, title: str, catalogue: Catalogue, article: Make
) -> None:
    one = article(title, language)
    (window,) = scan(one, catalogue)
    assert (window.start, window.end, window.text) == (0, len(one.body), one.body)
    assert window.hits


@pytest.mark.parametrize(
    "title", ["Ten recipes for rhubarb", "Apple unveils a new phone in California", "Grain prices rise"]
)
def test_entry_without_anything_military_is_left_out(title: str, catalogue: Catalogue, article: Make) -> None:
    assert scan(article(title, "en"), catalogue) == ()


def test_long_body_is_cut_at_sentence_ends_and_overlaps(catalogue: Catalogue, article: Make) -> None:
    text = " ".join(f"Sentence {number} says that Russian troops stayed near Kupiansk all day." for number in range(60))
    one = article("Front report", "en", text)
    found = scan(one, catalogue)
    assert len(found) > 1
    assert all(window.text == one.body[window.start : window.end] for window in found)
    assert all(window.end - window.start <= WHOLE for window in found)
    assert all(after.start < before.end for before, after in pairwise(found))
    assert all(window.text.rstrip().endswith(".") for window in found)
    assert [window.start for window in found if window.text.startswith("Front report")] == [0]


def test_windows_of_a_long_body_without_force_or_place_are_left_out(catalogue: Catalogue, article: Make) -> None:
    chatter = "The bakery opened early and sold many loaves of warm bread to everyone. " * 40
    one = article("Morning", "en", f"{chatter}Russian troops shelled Kupiansk. {chatter}")
    found = scan(one, catalogue)
    assert found
    assert all("Kupiansk" in window.text for window in found)


def test_hits_of_a_window_lie_inside_it(catalogue: Catalogue, article: Make) -> None:
    text = "Ukrainian soldiers held Robotyne. The Kremlin denied it. " * 40
    for window in scan(article("T", "en", text), catalogue):
        assert all(window.start <= hit.start and hit.end <= window.end for hit in window.hits)


def test_every_character_of_a_long_body_is_in_some_window() -> None:
    body = "T\n" + "No full stop here at all " * 200
    spans = list(windows(body, 1))
    assert spans[0].start == 0
    assert spans[-1].end == len(body)
    assert all(after.start <= before.end for before, after in pairwise(spans))


@pytest.mark.parametrize("language", _SUITES)
def test_entries_with_a_claim_are_kept(language: str, catalogue: Catalogue, article: Make, shared: Path) -> None:
    rows = []
    for name in (f"suite_{language}_train", f"suite_{language}_dev", "hard_train", "hard_dev"):
        with (shared / "data" / "claims" / f"{name}.jsonl").open(encoding="utf-8") as lines:
            rows += [row for row in map(json.loads, lines) if row["claims"] and row["language"] == language]
    lost = [row["title"] for row in rows if not scan(article(row["title"], language, row["text"]), catalogue)]
    assert len(lost) <= 0.02 * len(rows), lost


def test_a_book_is_read_only_at_its_beginning(article: Make, catalogue: Catalogue) -> None:
    found = scan(
        article("French soldiers train in Donbas", "en", "French soldiers train in Donbas. " * 5000), catalogue
    )
    assert found
    assert found[-1].end <= MOST
