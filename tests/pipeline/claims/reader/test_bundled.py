"""The bundled transformer: its pieces lie where the text's characters lie, and company never changes an answer."""

import hashlib
import random
import re

import msgspec
import numpy as np
import pytest

from pipeline.catalogue.catalogue import load
from pipeline.claims.reader.model import BUNDLED, ReaderModel, Seen
from pipeline.claims.reader.tokens import Pieces, Tokens
from schemas import Span, Window

pytestmark = pytest.mark.skipif(not BUNDLED.is_dir(), reason="this version has no bundled model")

TEXTS = {
    "en": "Macron denies French soldiers are training in Donbas",
    "fr": "L’Élysée dément toute présence de soldats français dans le Donbass",
    "uk": "Кремль заперечує, що російські війська увійшли до Харкова",
    "ru": "Минобороны опровергло отправку войск в Нигер",
    "pl": "Wojsko polskie nie wejdzie na terytorium Białorusi, zapewnia minister",
    "de": "Bundeswehrsoldaten sollen im April nach Litauen verlegt werden",
    "es": "Marruecos niega que su ejército haya bombardeado Tifariti",
    "ar": "نفت موسكو وجود قوات روسية في بنغازي",
    "zh": "法国否认法国士兵在顿巴斯训练,称消息不实",
    "tr": "Ankara, Türk askerlerinin Ukrayna'ya gönderileceği iddiasını yalanladı",
}


def window(text: str, language: str) -> Window:
    return Window(
        article_id="", start=0, end=len(text), text=text, language=language, title_end=len(text),
        hits=load().hits(text, language),
    )  # fmt: skip


@pytest.mark.parametrize("language", TEXTS)
def test_pieces_lie_where_their_characters_lie(language: str) -> None:
    text = TEXTS[language]
    tokens = Pieces(BUNDLED / "pieces.model")(window(text, language))
    covered = {at for start, end in tokens.places[1:-1] for at in range(start, end)}
    assert covered == {at for at, letter in enumerate(text) if not letter.isspace()}
    assert 3 not in tokens.ids[1:-1]  # `<unk>`


@pytest.mark.parametrize("language", TEXTS)
def test_no_piece_straddles_the_edge_of_a_name(language: str) -> None:
    found = window(TEXTS[language], language)
    edges = {edge for hit in found.hits for edge in (hit.start, hit.end)}
    for start, end in Pieces(BUNDLED / "pieces.model")(found).places[1:-1]:
        assert not any(start < edge < end for edge in edges)


def test_spans_are_whole_characters_of_the_window() -> None:
    model = ReaderModel()
    for language, text in TEXTS.items():
        for claim in model.read(window(text, language)):
            for span in (claim.military, claim.region, *((claim.holder,) if claim.holder else ())):
                assert 0 <= span.start < span.end <= len(text)
                assert text[span.start : span.end].strip() == text[span.start : span.end]


ABROAD = "Kyiv: Belarus is massing its troops near Chernihiv"


def test_whose_an_unnamed_force_is_stands_in_the_text() -> None:
    claims = [claim for claim in ReaderModel().read(window(ABROAD, "en")) if _words(claim.military) == "its troops"]
    assert claims
    assert all(_words(claim.owners[0].span) == "Belarus" for claim in claims)
    assert all(_words(claim.lands[0].span) == "Kyiv" for claim in claims)


def test_everything_moves_with_the_window() -> None:
    here = window(ABROAD, "en")
    there = msgspec.structs.replace(
        here, start=40, end=here.end + 40, title_end=here.title_end + 40,
        hits=tuple(msgspec.structs.replace(hit, start=hit.start + 40, end=hit.end + 40) for hit in here.hits),
    )  # fmt: skip
    shift = re.compile(r"(start|end)=(\d+)")
    moved = shift.sub(lambda match: f"{match[1]}={int(match[2]) - 40}", repr(ReaderModel().read(there)))
    assert "Pointer" in moved
    assert moved == repr(ReaderModel().read(here))


def _words(span: Span) -> str:
    return ABROAD[span.start : span.end]


def test_a_window_read_in_company_gives_what_it_gives_alone() -> None:
    found = [window(text, language) for language, text in TEXTS.items()]
    alone = {one.text: ReaderModel().read(one) for one in found}
    together, shuffled = ReaderModel(), found * 3
    random.Random(7).shuffle(shuffled)
    assert all(together.read(one) == alone[one.text] for one in shuffled)


def test_a_very_long_window_is_read_as_far_as_the_network_reaches() -> None:
    text = " ".join([TEXTS["en"]] * 200)
    assert isinstance(ReaderModel().read(window(text, "en")), tuple)


def test_the_files_are_those_of_the_model_card() -> None:
    lines = (line.split() for line in (BUNDLED / "SHA256SUMS").read_text().splitlines())
    sums = {name: digest for digest, name in lines}
    assert sums == {name: hashlib.sha256((BUNDLED / name).read_bytes()).hexdigest() for name in sums}
    assert {"words.npy", "scales.npy", "encoder.onnx", "pairs.onnx", "pieces.model"} <= sums.keys()
    assert sum((BUNDLED / name).stat().st_size for name in sums) < 90_000_000


def test_what_is_pointed_at_for_given_spans_is_what_is_read() -> None:
    read = window(TEXTS["en"], "en")
    model = ReaderModel()
    claim = model.read(read)[0]
    assert model.pointed(read, claim.military, claim.region) == (claim.owners, claim.lands)
    assert model.pointed(read, Span(start=500, end=510), claim.region) == ((), ())


@pytest.mark.parametrize(
    ("language", "text", "shown"),
    [("en", "Troops left Gazastan", "Gazastan"), ("de", "Truppen vor der Gazaoffensive", "Gaza")],
)
def test_a_span_is_shown_to_the_end_of_its_word_but_in_german(language: str, text: str, shown: str) -> None:
    read, at = window(text, language), text.index("Gaza")
    tokens = Tokens(*(np.zeros(1),) * 2, np.array([(0, 0), (at, at + 4), (len(text), len(text))]))  # type: ignore[arg-type]
    span = Seen(read, tokens, {}).span((1, 1))
    assert text[span.start : span.end] == shown
