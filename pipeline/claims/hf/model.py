"""`HfModel`: a checkpoint of others as a claim model: `hf:folder`, `hf:mapping.toml` or `hf:owner/repository`."""

from collections.abc import Sequence
from pathlib import Path

from pipeline.claims.clauses import Sentence
from pipeline.claims.hf import pairing, tagging
from pipeline.claims.hf.checkpoint import Checkpoint, hub_file
from pipeline.claims.hf.mapping import FILE, HERE, Mapping, Meaning, check_pairs, check_tagger, local, read_mapping
from pipeline.claims.hf.pairing import Pair, Place
from pipeline.claims.lexicon import lexicon
from pipeline.claims.scene import Scene, scenes
from schemas.article import Window
from schemas.claim import Span, SpanClaim
from schemas.errors import ConfigError

_Slots = dict[str, list[Place]]  # military, region, holder


class HfModel:
    """Reads spans with its tagger, or takes the scan's; asks its pair classifier, or pairs what stands together."""

    gated = True

    def __init__(self, mapping: Mapping, where: str, folder: Path | None = None, repository: str = "") -> None:
        self.name = f"hf/{mapping.name}"
        self._mapping = mapping
        self._tagger = self._pairs = None
        if mapping.tagger:
            own = mapping.tagger
            self._tagger = Checkpoint(
                "TokenClassification", _source(own.checkpoint, folder, repository, where), own.revision
            )
            check_tagger(own, self._tagger.labels, f"{where}: [tagger]")
        if mapping.pairs:
            asked = mapping.pairs
            self._pairs = Checkpoint(
                "SequenceClassification", _source(asked.checkpoint, folder, repository, where), asked.revision
            )
            check_pairs(asked, self._pairs.labels, f"{where}: [pairs]")

    def read(self, window: Window) -> tuple[SpanClaim, ...]:
        found = scenes(window, lexicon(window.language))
        slots = self._tagged(window.text) if self._tagger else _scanned(found)
        pairs = pairing.candidates(slots["military"], slots["region"])
        claims = [
            _claim(window, pair, meaning, chance, _holder(pair, slots["holder"], [scene.sentence for scene in found]))
            for pair in self._stated(pairs)
            for meaning, chance in self._meanings(window.text, pair)
        ]
        return tuple(sorted(claims, key=_order))

    def _tagged(self, text: str) -> _Slots:
        slots: _Slots = {"military": [], "region": [], "holder": []}
        own = self._mapping.tagger
        if own and self._tagger:
            for span in tagging.spans(text, self._tagger, own):
                for slot, places in slots.items():
                    if span.entity in getattr(own, slot):
                        places.append(Place(span.start, span.end, span.chance))
        return slots

    def _stated(self, pairs: Sequence[Pair]) -> Sequence[Pair]:
        own = self._mapping.tagger
        return pairing.nearest(pairs, own.reach) if own and not self._pairs else pairs

    def _meanings(self, text: str, pair: Pair) -> list[tuple[Meaning, float]]:
        if self._pairs and self._mapping.pairs:
            return list(pairing.meanings(text, pair, self._pairs, self._mapping.pairs))
        return [(self._mapping.means, 1.0)]


def load_hf(name: str) -> HfModel:
    """The model behind `hf:`: a folder with a `vedette.toml`, such a file, or a hub repository that holds one."""
    path = Path(name).expanduser()
    file = path / FILE if path.is_dir() else path
    if file.is_file():
        return HfModel(read_mapping(file.read_bytes(), str(file)), str(file), folder=file.parent)
    if path.is_dir() or path.suffix == ".toml" or name.startswith((".", "/", "~")) or name.count("/") != 1:
        raise ConfigError(
            f"hf:{name}: there is no {file}: give a folder with a {FILE}, such a file, or a hub repository owner/name"
        )
    return HfModel(read_mapping(hub_file(name, FILE), f"{name}/{FILE}"), f"{name}/{FILE}", repository=name)


def _source(checkpoint: str, folder: Path | None, repository: str, where: str) -> Path | str:
    """The folder or the hub repository that a mapping means."""
    found = local(folder, checkpoint)
    if found:
        return found
    if checkpoint == HERE:
        return repository
    if checkpoint.startswith((".", "/", "~")) or checkpoint.count("/") > 1:
        raise ConfigError(
            f"{where}: there is no checkpoint folder {checkpoint}: a path is relative to the mapping file"
        )
    return checkpoint


def _scanned(found: Sequence[Scene]) -> _Slots:
    """Who and where, as the cue model sees them."""
    return {
        "military": [Place(one.start, one.end) for scene in found for one in scene.actors],
        "region": [Place(one.start, one.end) for scene in found for one in scene.places],
        "holder": [],
    }


def _holder(pair: Pair, holders: Sequence[Place], sentences: Sequence[Sentence]) -> Place | None:
    """The holder that stands nearest in the military's sentence and is neither of the two."""
    place = pair.military
    own = next((s for s in sentences if s.start <= place.start < s.end), None)
    near = [
        (max(one.start - place.end, place.start - one.end), one)
        for one in holders
        if own and own.start <= one.start < own.end and one not in (pair.military, pair.region)
    ]
    return min(near)[1] if near else None


def _claim(window: Window, pair: Pair, meaning: Meaning, chance: float, holder: Place | None) -> SpanClaim:
    return SpanClaim(
        military=_span(window, pair.military),
        region=_span(window, pair.region),
        activity=meaning.activity,
        stance=meaning.stance,
        holder=_span(window, holder) if holder else None,
        background=meaning.background,
        confidence=round(min(chance, pair.military.chance, pair.region.chance), 3),
    )


def _span(window: Window, place: Place) -> Span:
    return Span(start=window.start + place.start, end=window.start + place.end)


def _order(claim: SpanClaim) -> tuple[Span, Span, str, str]:
    return (claim.military, claim.region, claim.stance, claim.activity)
