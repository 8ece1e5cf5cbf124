"""Who has no comment denies nothing, in any of the languages; who denies, denies."""

import pytest

from pipeline.catalogue.catalogue import load
from pipeline.claims.report import decisions
from pipeline.claims.silent import is_silent
from schemas import Activity, Span, SpanClaim, Stance
from schemas.names import Abstention
from tests.pipeline.claims.making import article, scanned

SILENT = [
    ("en", "The Kremlin", "Russian troops are in Mali, a paper says. The Kremlin declined to comment."),
    ("en", "The ministry", "French soldiers train in Donbas. The ministry has not yet commented."),
    ("fr", "L'Élysée", "Des soldats français sont au Donbass. L'Élysée a refusé de commenter."),
    ("de", "Das Ministerium", "Deutsche Soldaten sind in Kiew. Das Ministerium wollte sich nicht äußern."),
    ("es", "El Kremlin", "Tropas rusas están en Malí. El Kremlin no quiso comentar."),
    ("uk", "Єлисейський палац", "Французькі військові на Донбасі. Єлисейський палац від коментарів відмовився."),
    ("ru", "Елисейский дворец", "Французские военные в Донбассе. Елисейский дворец от комментариев отказался."),
    ("pl", "Kreml", "Rosyjscy żołnierze są w Mali. Kreml odmówił komentarza."),
    ("ar", "الكرملين", "القوات الروسية في مالي. الكرملين رفض التعليق."),
    ("zh", "克里姆林宫", "俄军在马里。克里姆林宫拒绝置评。"),
    ("tr", "Kremlin", "Rus askerleri Mali'de. Kremlin yorum yapmadı."),
]
SPEAKING = [
    (
        "en",
        "The Kremlin",
        "Russian troops are in Mali. The Kremlin denied it; Bamako declined to comment.",
    ),
    ("ru", "Кремль", "Российские военные в Мали. Кремль опроверг это, Бамако от комментариев отказался."),
    ("en", "The Kremlin", "Russian troops are in Mali. The Kremlin denied it. Bamako had no comment."),
]


def claim(body: str, holder: str, stance: Stance = Stance.DENIED) -> SpanClaim:
    at = body.index(holder)
    return SpanClaim(
        military=Span(start=0, end=4), region=Span(start=5, end=9), activity=Activity.PRESENCE, stance=stance,
        holder=Span(start=at, end=at + len(holder)), background=False, confidence=0.9,
    )  # fmt: skip


@pytest.mark.parametrize(("language", "holder", "text"), SILENT)
def test_a_refusal_to_speak_is_no_denial(language: str, holder: str, text: str) -> None:
    item = article("-", text, language)
    assert is_silent(claim(item.body, holder), item)
    assert not is_silent(claim(item.body, holder, Stance.AFFIRMED), item)


@pytest.mark.parametrize(("language", "holder", "text"), SPEAKING)
def test_who_denies_where_another_is_silent_denies(language: str, holder: str, text: str) -> None:
    item = article("-", text, language)
    assert not is_silent(claim(item.body, holder), item)


def test_why_there_is_no_report_is_said() -> None:
    item = article("Russian troops are in Mali", "The Kremlin declined to comment.")
    (made,) = decisions(scanned(item), [claim(item.body, "The Kremlin")], load(), "x")
    assert isinstance(made.outcome, Abstention)
    assert made.outcome.reason == "what: who has no comment denies nothing"
