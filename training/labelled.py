"""Labelled entries as the cue model sees them: which pairs of a text state a marked claim, and with what stance."""

import json
import sys
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.catalogue.catalogue import Catalogue
from pipeline.claims.lexicon import lexicon
from pipeline.claims.pairs import Pair, pairs
from pipeline.claims.scene import Scene, scenes
from pipeline.claims.spans import Actor, Place
from pipeline.claims.words import topic
from schemas import Article, DateSource, Span, Window
from schemas.names import Resolution
from training import archive

OURS = Path(__file__).parent / "data"
SHARED = (("train", 1.0), ("hard_train", 2.0))  # what an entry counts
SUITE, OWN = 2.0, 1.0
FOLDS = 10
EPOCH = datetime(2023, 1, 1, tzinfo=UTC)
Key = tuple[str, str]  # root of the military, country of the region


class Label(NamedTuple):
    right: int
    worth: float


def entries(shared: Path) -> Iterator[tuple[dict[str, Any], float]]:
    """Every training entry with what it counts; never a `*_dev` file."""
    files = [(shared / f"{name}.jsonl", worth) for name, worth in SHARED]
    files += [(path, SUITE) for path in sorted(shared.glob("suite_*_train.jsonl"))]
    files += [(path, OWN) for path in sorted(OURS.glob("*.jsonl"))]
    for path, worth in files:
        for line in path.read_text(encoding="utf-8").splitlines():
            yield json.loads(line), worth
    yield from ((row, 1.0) for row in archive.annotated(shared.parent / "archive"))


def story_of(entry: dict[str, Any]) -> str:
    """What entries have in common that tell one story."""
    return str(entry.get("group") or (entry["id"].rpartition("-")[0] if "variant" in entry else entry["id"]))


def fold_of(entry: dict[str, Any]) -> int:
    """Which tenth an entry is in; entries that tell one story are in the same."""
    return zlib.crc32(story_of(entry).encode()) % FOLDS


class Case:
    """One entry: its sentences, their pairs, and what every span resolves to."""

    def __init__(self, entry: dict[str, Any], worth: float, catalogue: Catalogue) -> None:
        self.entry, self.worth, self.catalogue = entry, worth, catalogue
        self.article = article(entry)
        self.body = self.article.body
        self.hits = catalogue.hits(self.body, self.article.language)
        self.window = _window(self.article, self.hits)
        self.scenes = scenes(self.window, lexicon(self.article.language))
        self.pairs = [[_interned(pair) for pair in pairs(scene)] for scene in self.scenes]
        self.topics = [tuple(map(sys.intern, topic(scene))) for scene in self.scenes]
        self.gold: dict[Key, list[dict[str, Any]]] = defaultdict(list)
        for claim in entry["claims"]:
            self.gold[claim["military_id"].partition("/")[0].lower(), claim["region_country"]].append(claim)
        self._roots: dict[tuple[int, int], str | None] = {}
        self._countries: dict[tuple[int, int], str | None] = {}

    def stories(self) -> Iterator[tuple[Scene, tuple[str, ...], Pair]]:
        """Every pair with its sentence and what that is about."""
        for scene, about, own in zip(self.scenes, self.topics, self.pairs, strict=True):
            for pair in own:
                yield scene, about, pair

    def key(self, pair: Pair) -> Key | None:
        return self.key_of(pair.actor, pair.place)

    def key_of(self, military: Actor | Span, region: Place | Span) -> Key | None:
        """What two spans resolve to; None where the catalogue will not say."""
        root = self._root(military.start, military.end)
        country = self._country(region.start, region.end)
        return None if root is None or country is None else (root, country)

    def label(self, pair: Pair) -> Label | None:
        """Whether the pair states a marked claim, and how much that counts; None where it cannot be told."""
        key = self.key(pair)
        if key is None:
            return None
        if key not in self.gold:
            return Label(0, self.worth)
        place = self.body[pair.place.start : pair.place.end]
        if not any(_alike(place, c["region"]) or self._meets(c["region"], pair.place) for c in self.gold[key]):
            return None
        actor = self.body[pair.actor.start : pair.actor.end]
        if pair.actor.kind in ("force", "name", "bare") or any(
            _alike(actor, c["military"]) or self._meets(c["military"], pair.actor) for c in self.gold[key]
        ):
            return Label(1, self.worth)
        return Label(0, self.worth / 2)

    def stated(self, pair: Pair) -> Sequence[dict[str, Any]]:
        """The marked claims that the pair states: those with its very words where there are any."""
        good = self.gold[self.key(pair) or ("", "")]
        actor, place = self.body[pair.actor.start : pair.actor.end], self.body[pair.place.start : pair.place.end]
        return [c for c in good if _within(c["military"], actor) and _within(c["region"], place)] or good

    def _root(self, start: int, end: int) -> str | None:
        if (start, end) not in self._roots:
            found = self.catalogue.resolve_military(Span(start=start, end=end), self.article, self.hits)
            self._roots[start, end] = found.id.partition("/")[0].lower() if isinstance(found, Resolution) else None
        return self._roots[start, end]

    def _country(self, start: int, end: int) -> str | None:
        if (start, end) not in self._countries:
            found = self.catalogue.resolve_region(Span(start=start, end=end), self.article, self.hits)
            self._countries[start, end] = (
                self.catalogue.region(found.id).country if isinstance(found, Resolution) else None
            )
        return self._countries[start, end]

    def _meets(self, surface: str, span: Actor | Place) -> bool:
        """Whether the marked words stand where the span stands."""
        at = self.body.find(surface)
        while at >= 0:
            if at < span.end and span.start < at + len(surface):
                return True
            at = self.body.find(surface, at + 1)
        return False


def article(entry: dict[str, Any]) -> Article:
    return Article(
        id=entry["id"], entry_key="", revision="", url="", feed="", outlet="", family="", title=entry["title"],
        text=entry["text"] or "", language=entry["language"][:2].lower(), published_at=EPOCH,
        date_source=DateSource.FEED, seen_at=EPOCH, fingerprint="",
    )  # fmt: skip


def _window(item: Article, hits: Any) -> Window:
    return Window(
        article_id="", start=0, end=len(item.body), text=item.body, language=item.language,
        title_end=len(item.title), hits=hits,
    )  # fmt: skip


def _interned(pair: Pair) -> Pair:
    """The same strings once in memory: millions of features share some hundred thousand names."""
    return pair._replace(features=tuple(map(sys.intern, pair.features)))


def _alike(one: str, two: str) -> bool:
    one, two = one.casefold(), two.casefold()
    return one in two or two in one or one[:5] == two[:5]


def _within(one: str, two: str) -> bool:
    return one in two or two in one
