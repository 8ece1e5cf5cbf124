"""Writes `pipeline/catalogue/data/common.tsv`: place names that are ordinary words or people's names in some language.

    python -m training.common_words

Run again after the places changed. `wordfreq` says how common a word is; places of many people keep their names, so
that Paris stays Paris. The scanner finds the names listed here only where the words around them speak of a place.
"""

from collections.abc import Iterator
from pathlib import Path

from wordfreq import zipf_frequency

from pipeline.catalogue.folding import fold_name
from pipeline.catalogue.regions import load_regions
from schemas import HitKind, RegionKind

_PATH = Path(__file__).parents[1] / "pipeline" / "catalogue" / "data" / "common.tsv"
# A word this common (Zipf scale: 3 is once in a million) in a language is listed.
_COMMON = {"en": 3.2, "fr": 4.0, "de": 4.0, "es": 4.0, "uk": 4.3, "ru": 4.3, "pl": 4.0, "tr": 4.2}
_WELL_KNOWN = 450_000  # inhabitants; a place this large is meant more often than the word
_KNOWN_ADMIN1 = frozenset("US CA AU GB UA RU DE ES IT FR IN CN SY IQ AF PK SD ET MX JP KR TR".split())
_ALWAYS = ("federal", "jewish", "southwest", "bay", "bank", "most", "buy", "nice", "white house", "nato")
_NEVER = ("gaza", "kherson", "mariupol", "bucha", "bakhmut", "chernobyl", "fallujah", "palmyra", "hebron", "jenin")


def main() -> None:
    words = sorted(dict.fromkeys((*_ALWAYS, *_found())))
    header = "# Place names that are ordinary words or people's names: found only where the text speaks of a place.\n"
    _PATH.write_text(header + "".join(f"{word}\n" for word in words if word not in _NEVER), encoding="utf-8")
    print(f"{_PATH}: {len(words)} words")


def _found() -> Iterator[str]:
    regions = load_regions()
    known: dict[str, bool] = {}
    texts: dict[str, str] = {}
    for name in regions.names():
        if name.kind is HitKind.REGION and " " not in name.text:
            word = fold_name(name.text.strip("*"))
            texts[word] = name.text.strip("*")
            region = regions.region(name.refs[0])
            large = region.population >= _WELL_KNOWN or region.kind not in (RegionKind.PLACE, RegionKind.ADMIN1)
            large = large or (region.kind is RegionKind.ADMIN1 and region.country in _KNOWN_ADMIN1)
            known[word] = known.get(word, False) or large
    for word, is_known in known.items():
        if not is_known and _is_common(word, texts[word]):
            yield word


def _is_common(*spellings: str) -> bool:
    return any(zipf_frequency(text, code) >= least for code, least in _COMMON.items() for text in spellings)


if __name__ == "__main__":
    main()
