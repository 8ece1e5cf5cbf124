"""From spans to regions: sentences of our own in ten languages, homonyms among them."""

from pathlib import Path

import pytest

from pipeline.catalogue.catalogue import Catalogue
from pipeline.catalogue.names import rows
from schemas import Abstention, Resolution, Span
from training.claims import article

ROWS = [tuple(fields) for _, fields in rows(Path(__file__).with_name("resolve_region.tsv"))]
SURE = 0.5


def resolve(catalogue: Catalogue, language: str, marked: str) -> Resolution | Abstention:
    """What the span in brackets resolves to."""
    start, end = marked.index("["), marked.index("]") - 1
    text = marked.replace("[", "").replace("]", "")
    made = article({"title": "", "text": text, "language": language})
    shift = len(made.body) - len(text)
    hits = catalogue.hits(made.body, made.language)
    return catalogue.resolve_region(Span(start=start + shift, end=end + shift), made, hits)


@pytest.mark.parametrize(("language", "marked", "expected"), ROWS)
def test_a_span_means_the_region_that_people_mean(
    catalogue: Catalogue, language: str, marked: str, expected: str
) -> None:
    answer = resolve(catalogue, language, marked)
    if expected == "-":
        assert isinstance(answer, Abstention), answer
    else:
        assert isinstance(answer, Resolution), answer
        assert answer.id == expected
        assert answer.score >= SURE


def test_an_answer_says_why_and_what_lost(catalogue: Catalogue) -> None:
    answer = resolve(catalogue, "en", "The [Paris], Texas, fire brigade bought a truck from the U.S. Army.")
    assert isinstance(answer, Resolution)
    assert "US-TX stands behind the name" in answer.reason
    assert "geonames:2988507" in [loser.id for loser in answer.losers]


def test_one_name_has_one_sense_in_an_article(catalogue: Catalogue) -> None:
    text = "Fire in Paris, Texas. The mayor of [Paris] thanked the firemen."
    answer = resolve(catalogue, "en", text)
    assert isinstance(answer, Resolution)
    assert answer.id == "geonames:4717560"


def test_a_name_cannot_vouch_for_itself(catalogue: Catalogue) -> None:
    once = resolve(catalogue, "en", "[London] waits.")
    often = resolve(catalogue, "en", "[London] waits. London hopes. London fears. London sleeps.")
    assert isinstance(once, Resolution)
    assert isinstance(often, Resolution)
    assert once.score == often.score


def test_the_town_is_the_one_named_last(catalogue: Catalogue) -> None:
    answer = resolve(catalogue, "en", "Gunmen left Kidal for Tessalit. Soldiers entered [the town] in Mali on Friday.")
    assert isinstance(answer, Resolution)
    assert answer.id == "geonames:2449893"
    assert isinstance(resolve(catalogue, "en", "Soldiers entered [the town] on Friday."), Abstention)
