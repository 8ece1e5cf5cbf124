"""What the scanner finds, and what it must not, in each language and script."""

import pytest

from pipeline.catalogue.catalogue import Catalogue
from pipeline.catalogue.names import Name
from pipeline.catalogue.scanner import Scanner
from schemas import HitKind


def _found(catalogue: Catalogue, body: str, language: str) -> dict[str, tuple[str, ...]]:
    return {body[hit.start : hit.end]: hit.refs for hit in catalogue.hits(body, language)}


@pytest.mark.parametrize(
    ("language", "body", "surface", "ref"),
    [
        ("en", "Russia's fleet left", "Russia", "RUS"),
        ("en", "a U.S.-led raid", "U.S.-led", "USA"),
        ("fr", "la force d'Ukraine", "Ukraine", "UKR"),
        ("de", "die Bodentruppen Russlands", "Bodentruppen", "force"),
        ("de", "die Bodentruppen Russlands", "Russlands", "RUS"),
        ("es", "las tropas francesas", "francesas", "FRA"),
        ("uk", "у Харкові тихо", "Харкові", "geonames:706483"),
        ("uk", "французьких військових", "французьких", "FRA"),
        ("ru", "российскими войсками", "российскими", "RUS"),
        ("ru", "российскими войсками", "войсками", "force"),
        ("pl", "pod Bachmutem", "Bachmutem", "geonames:713174"),
        ("pl", "rosyjscy żołnierze", "rosyjscy", "RUS"),
        ("ar", "وبالقوات الفرنسية", "القوات", "force"),
        ("ar", "للجيش المصري", "المصري", "EGY"),
        ("uk", "бійці картелю «Халіско»", "картелю «Халіско", "cjng"),
        ("ru", "боевики картеля «Синалоа»", "картеля «Синалоа", "sinaloa-cartel"),
        ("ar", "مقاتلو حركة «الشباب»", "حركة «الشباب", "al-shabaab"),
        ("zh", "俄军与法国士兵", "俄军", "RUS"),
        ("zh", "俄军与法国士兵", "法国", "FRA"),
        ("zh", "刚果称M23没有拿下布卡武", "M23", "m23"),
        ("tr", "Rusya'nın askerleri", "Rusya", "RUS"),
        ("tr", "Rusların askerlerine", "Rusların", "RUS"),
        ("tr", "Rusların askerlerine", "askerlerine", "soldiers"),
    ],
)
def test_name_is_found_in_its_inflected_form(
    language: str, body: str, surface: str, ref: str, catalogue: Catalogue
) -> None:
    assert ref in _found(catalogue, body, language).get(surface, ())


@pytest.mark.parametrize(
    ("language", "body", "surface"),
    [
        ("en", "tell us about it", "us"),
        ("en", "a turkey sandwich", "turkey"),
        ("en", "they bought most of it", "most"),
        ("en", "The Moscow Times wrote", "Moscow"),
        ("en", "South Sudan waits", "Sudan"),
        ("en", "the Officer of the day", "Of"),
        ("en", "a polish cloth", "polish"),
        ("fr", "un travail", "un"),
        ("zh", "摩洛哥军方", "哥军"),
        ("ar", "قاعدة عسكرية", "قاعدة عسكرية"),
    ],
)
def test_word_that_only_looks_like_a_name_is_no_hit(
    language: str, body: str, surface: str, catalogue: Catalogue
) -> None:
    kinds = [hit.kind for hit in catalogue.hits(body, language) if body[hit.start : hit.end] == surface]
    assert not [kind for kind in kinds if kind is not HitKind.HEAD]


def test_hits_are_sorted_and_lie_in_the_text(catalogue: Catalogue) -> None:
    body = "Ukraine's navy and the Black Sea Fleet met near Snake Island, Reuters reported from Kyiv."
    hits = catalogue.hits(body, "en")
    assert [(hit.start, hit.end) for hit in hits] == sorted((hit.start, hit.end) for hit in hits)
    assert all(0 <= hit.start < hit.end <= len(body) and hit.refs for hit in hits)


def test_capital_may_mean_its_state_or_the_city(catalogue: Catalogue) -> None:
    (hit,) = [hit for hit in catalogue.hits("Moscow denies it", "en") if hit.kind is HitKind.CAPITAL]
    assert hit.refs[0] == "RUS"
    assert any(catalogue.region(ref).country == "RU" for ref in hit.refs[1:])


def test_stem_with_an_inner_star_needs_all_its_words() -> None:
    scanner = Scanner([Name("gwardi* narodow*", "pl", HitKind.HEAD, ("national-guard",))])
    assert [(hit.start, hit.end) for hit in scanner.find("gwardii narodowej Iraku", "pl")] == [(0, 17)]
    assert scanner.find("gwardii cesarskiej", "pl") == ()


@pytest.mark.parametrize(
    ("name", "language", "body", "surface"),
    [
        ("obron* narodowo-wyzwolencz*", "pl", "z obroną narodowo-wyzwoleńczą", "obroną narodowo-wyzwoleńczą"),
        ("крейсер* «Москва» флота", "ru", "на крейсере «Москва» флота", "крейсере «Москва» флота"),
        ("бригад* «Азов*»", "uk", "бригадою «Азовом» взято", "бригадою «Азовом"),
        ("ракет* «Калибр»", "ru", "удар ракетами «Калибр», вчера", "ракетами «Калибр"),
        ("«Шахед*»", "uk", "упав «Шахедами» вночі", "Шахедами"),
        ("Größ* Weiß*", "de", "Große Weiße kam", "Große Weiße"),
    ],
)
def test_words_after_a_star_are_read_as_the_text_is(name: str, language: str, body: str, surface: str) -> None:
    scanner = Scanner([Name(name, language, HitKind.MILITARY, ("x",))])
    (hit,) = scanner.find(body, language)
    assert body[hit.start : hit.end] == surface


@pytest.mark.parametrize("body", ["obrona narodowo-chłopska", "obrona narodowo", "obrona", "obrona narodowo-wyzwole"])
def test_words_after_a_star_must_all_be_there(body: str) -> None:
    assert Scanner([Name("obron* narodowo-wyzwolencz*", "pl", HitKind.HEAD, ("x",))]).find(body, "pl") == ()


def test_offsets_are_the_originals_after_a_ligature() -> None:
    scanner = Scanner([Name("Kyiv", "", HitKind.REGION, ("x",))])
    body = "Größe ﬁn: Kyiv"
    (hit,) = scanner.find(body, "de")
    assert body[hit.start : hit.end] == "Kyiv"
