"""Writes `pipeline/catalogue/data/common.tsv`: place names that are ordinary words or people's names in some language.

    python -m training.common_words

Run again after the places changed. `wordfreq` says how common a word is; places of many people keep their names, so
that Paris stays Paris. The scanner finds the names listed here only where the words around them speak of a place.
"""

from collections.abc import Collection, Iterator
from pathlib import Path

from wordfreq import top_n_list, zipf_frequency

from pipeline.catalogue.endings import nominatives
from pipeline.catalogue.folding import fold_name
from pipeline.catalogue.regions import load_regions
from schemas import HitKind, Region, RegionKind

_PATH = Path(__file__).parents[1] / "pipeline" / "catalogue" / "data" / "common.tsv"
# A word this common (Zipf scale: 3 is once in a million) in a language is listed.
_COMMON = {"en": 3.2, "fr": 4.0, "de": 4.0, "es": 4.0, "uk": 4.3, "ru": 4.3, "pl": 4.0, "tr": 4.2}
_WELL_KNOWN = 450_000  # inhabitants; a place this large is meant more often than the word
_KNOWN_ADMIN1 = frozenset(
    [
        "US",
        "CA",
        "AU",
        "GB",
        "UA",
        "RU",
        "DE",
        "ES",
        "IT",
        "FR",
        "IN",
        "CN",
        "SY",
        "IQ",
        "AF",
        "PK",
        "SD",
        "ET",
        "MX",
        "JP",
        "KR",
        "TR",
    ]
)
_OWN_PLACES = {  # a town is much spoken of at home: that makes its name frequent, not an ordinary word
    "fr": "FR BE CH",
    "de": "DE AT CH",
    "es": "ES MX CO AR PE CL VE CU",
    "uk": "UA",
    "ru": "RU UA",
    "pl": "PL",
    "tr": "TR",
}
_A_TOWN = 20_000
_COMMON_IN_CASES = {"pl": 3.7, "uk": 3.9, "ru": 3.9}  # where the scanner undoes the cases of names
_MOST_WORDS = 20_000
_LARGE = 150_000
_AT_WAR = ("UA", "RU", "BY", "PL", "SY", "IL", "PS", "LB", "IQ", "AF", "SD", "YE", "AM", "AZ", "GE")
_A_SMALL_TOWN = 5_000
_ALWAYS = {"federal": "en", "jewish": "en", "southwest": "en", "charge": "en", "charges": "en", "elon": "en pl"}
_NEVER = frozenset(
    [
        "gaza",
        "kherson",
        "mariupol",
        "bucha",
        "bakhmut",
        "chernobyl",
        "fallujah",
        "palmyra",
        "hebron",
        "jenin",
        "geneina",
        "goma",
    ]
)


def main() -> None:
    words = {**_ALWAYS, **dict(_found())}
    for word, code in _cases():
        words[word] = " ".join(sorted({*words.get(word, "").split(), code}))
    header = "# Place names that are ordinary words or people's names, and in which languages they are:\n"
    header += "# found in those only where the text speaks of a place.\n"
    lines = (f"{word}\t{words[word]}\n" for word in sorted(words) if word not in _NEVER)
    _PATH.write_text(header + "".join(lines), encoding="utf-8")
    print(f"{_PATH}: {len(words)} words")


def _found() -> Iterator[tuple[str, str]]:
    """Names with the languages that have them as words, large and well-known places left out."""
    regions = load_regions()
    seen: dict[str, tuple[set[str], list[Region]]] = {}
    for name in regions.names():
        text = name.text.strip("*")
        if name.kind is HitKind.REGION and " " not in fold_name(text):
            texts, places = seen.setdefault(fold_name(text), (set(), []))
            texts.add(text)
            places.append(regions.region(name.refs[0]))
    for word, (texts, places) in seen.items():
        if not any(_is_well_known(place) for place in places):
            languages = [code for code in _COMMON if _is_word({*texts, word}, code, places)]
            if languages:
                yield word, " ".join(languages)


def _cases() -> Iterator[tuple[str, str]]:
    """Ordinary words that would pass for a place's name in another case: Polish PiS is no Pisa, Boga no Bóg."""
    regions = load_regions()
    places: dict[str, list[Region]] = {}
    for name in regions.names():
        if name.kind is HitKind.REGION and "*" not in name.text:
            places.setdefault(fold_name(name.text), []).append(regions.region(name.refs[0]))
    for code, least in _COMMON_IN_CASES.items():
        for word in top_n_list(code, _MOST_WORDS):
            if zipf_frequency(word, code) < least:
                break
            folded = fold_name(word)
            named = next((places[form] for form in nominatives(folded, code) if form in places), [])
            if folded not in places and named and not any(_is_spoken_of(place, code) for place in named):
                yield folded, code


def _is_spoken_of(region: Region, code: str) -> bool:
    """Whether the word may well be frequent because the news speaks of the place."""
    if _is_well_known(region) or region.population >= _LARGE:
        return True
    return region.country in (*_OWN_PLACES[code].split(), *_AT_WAR) and region.population >= _A_SMALL_TOWN


def _is_well_known(region: Region) -> bool:
    if region.kind is RegionKind.ADMIN1:
        return region.country in _KNOWN_ADMIN1
    return region.kind is not RegionKind.PLACE or region.population >= _WELL_KNOWN


def _is_word(texts: Collection[str], code: str, places: Collection[Region]) -> bool:
    own = _OWN_PLACES.get(code, "").split()
    if any(place.country in own and place.population >= _A_TOWN for place in places):
        return False
    return any(zipf_frequency(text, code) >= _COMMON[code] for text in texts)


if __name__ == "__main__":
    main()
