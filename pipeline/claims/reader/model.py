"""`ReaderModel`: the bundled transformer as a claim model. ONNX Runtime, one window a call, one thread.

int8 arithmetic takes its scale from whatever is in a call, so a window is always read alone and unpadded: its answer
cannot depend on its neighbours. Sessions are kept for the life of the process, since RunInference loads a model anew
in every pipeline.
"""

import tomllib
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from pipeline.claims.reader import decode
from pipeline.claims.reader.decode import Answers, Pair
from pipeline.claims.reader.tokens import Pieces, Tokens
from schemas.article import HitKind, Window
from schemas.claim import Activity, Pointer, Span, SpanClaim, Stance

BUNDLED = Path(__file__).parent / "bundled"
_JOINING = ("de", "tr")  # join a name with other words or endings, in which it is not the end that is cut off
STANCES, ACTIVITIES = tuple(Stance), tuple(Activity)


class ReaderModel:
    """A model folder: `words.npy`, `scales.npy`, `encoder.onnx`, `pairs.onnx`, `pieces.model`, and `reader.toml`.

    The last holds name and thresholds, `training/reader/export.py` says what is in the others.
    """

    gated = True  # it is costly: what can hardly hold a claim is dropped before it

    def __init__(self, folder: Path = BUNDLED) -> None:
        self._folder = folder
        self._settings = tomllib.loads((folder / "reader.toml").read_text(encoding="utf-8"))
        self.name: str = self._settings["name"]
        by_stance = self._settings["stance"]
        self._floors = np.array([by_stance[s]["floor"] for s in STANCES])
        self._slopes = np.array([by_stance[s]["slope"] for s in STANCES])
        self._shifts = np.array([by_stance[s]["shift"] for s in STANCES])
        self._background: float = self._settings["background"]

    @cached_property
    def _pieces(self) -> Pieces:
        return Pieces(self._folder / "pieces.model")

    @cached_property
    def _words(self) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
        words = np.load(self._folder / "words.npy", mmap_mode="r")  # rows come from the disk as they are met
        return words, np.load(self._folder / "scales.npy")

    @cached_property
    def _encoder(self) -> Any:
        return _session(self._folder / "encoder.onnx")

    @cached_property
    def _pairs(self) -> Any:
        return _session(self._folder / "pairs.onnx")

    def read(self, window: Window) -> tuple[SpanClaim, ...]:
        """The claims that reach their stance's floor, in reading order."""
        tokens, vectors, chances = self._encoded(window)
        military, region = ([span for span, _ in decode.spans(chances[:, kind])] for kind in (0, 1))
        asked = decode.pairs(military, region)
        if not asked:
            return ()
        answers = self.ask(vectors, asked)
        seen = Seen(window, tokens, _names(window, tokens))
        claims = [claim for number, pair in enumerate(asked) for claim in self._claims(seen, pair, answers, number)]
        return tuple(sorted(claims, key=_order))

    def tags(self, window: Window) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Characters (T, 2) and tag chances (T, 2, 3) of a window's pieces: what the taggers see, for measuring."""
        tokens, _, chances = self._encoded(window)
        return tokens.places, chances

    def pointed(self, window: Window, military: Span, region: Span) -> tuple[tuple[Pointer, ...], tuple[Pointer, ...]]:
        """Whom it points at as a military's owner, and in whose country as a region's: of given spans."""
        tokens, vectors, _ = self._encoded(window)
        spans = [tokens.within(span.start - window.start, span.end - window.start) for span in (military, region)]
        if not all(len(pieces) for pieces in spans):
            return (), ()
        (who, where) = ((int(pieces[0]), int(pieces[-1])) for pieces in spans)
        answers = self.ask(vectors, [(who, where)])
        seen = Seen(window, tokens, _names(window, tokens))
        return seen.pointers(answers.owner[0]), seen.pointers(answers.land[0])

    def _encoded(self, window: Window) -> tuple[Tokens, NDArray[Any], NDArray[np.float64]]:
        tokens = self._pieces(window)
        rows, scales = self._words
        zero, scale = scales[tokens.ids].T[..., None]
        words = (rows[tokens.ids] - zero) * scale
        vectors, tags = self._encoder.run(None, {"words": words, "features": tokens.features})
        return tokens, vectors, decode.softmax(tags)

    def ask(self, vectors: NDArray[Any], asked: list[tuple[Pair, Pair]]) -> Answers:
        """What the pair head says of the pairs, in their order."""
        spans = np.array(asked, np.int64)
        return Answers(*self._pairs.run(None, {"vectors": vectors, "military": spans[:, 0], "region": spans[:, 1]}))

    def _claims(self, seen: "Seen", pair: tuple[Pair, Pair], answers: Answers, number: int) -> list[SpanClaim]:
        logits = answers.stated[number].astype(np.float64) * self._slopes + self._shifts
        chances = 1 / (1 + np.exp(-logits))
        return [
            self._claim(seen, pair, answers, (number, stance), float(chances[stance]))
            for stance in decode.stances(chances, self._floors)
        ]

    def _claim(
        self, seen: "Seen", pair: tuple[Pair, Pair], answers: Answers, at: tuple[int, int], chance: float
    ) -> SpanClaim:
        voice = decode.holder(answers.first[at], answers.last[at])
        return SpanClaim(
            military=seen.span(pair[0]),
            region=seen.span(pair[1]),
            activity=ACTIVITIES[int(np.argmax(answers.activity[at]))],
            stance=STANCES[at[1]],
            holder=seen.span(voice) if voice else None,
            background=bool(answers.background[at] > self._background),
            confidence=round(chance, 3),
            owners=seen.pointers(answers.owner[at[0]]),
            lands=seen.pointers(answers.land[at[0]]),
        )


class Seen(NamedTuple):
    """A window in pieces."""

    window: Window
    tokens: Tokens
    names: dict[int, Span]  # the longest name that begins with a piece

    def span(self, pieces: Pair) -> Span:
        """Where the pieces stand, to the end of the last one's word ("Ukrain"); of Gazaoffensive to Gaza."""
        first, last = self.tokens.places[pieces[0]], self.tokens.places[pieces[1]]
        end = int(last[1])
        if self.window.language not in _JOINING:
            end = decode.word_end(self.window.text, end)
        return Span(start=self.window.start + int(first[0]), end=self.window.start + end)

    def pointers(self, logits: NDArray[Any]) -> tuple[Pointer, ...]:
        found = decode.pointed(logits, list(self.names))
        return tuple(Pointer(span=self.names[piece], chance=round(chance, 3)) for piece, chance in found)


def _names(window: Window, tokens: Tokens) -> dict[int, Span]:
    """What the scan found, by the piece that it begins with."""
    names: dict[int, Span] = {}
    for hit in sorted(window.hits, key=lambda hit: (hit.start, hit.end)):
        pieces = tokens.within(hit.start - window.start, hit.end - window.start)
        if hit.kind is not HitKind.HEAD and len(pieces):
            names[int(pieces[0])] = Span(start=hit.start, end=hit.end)
    return names


def _session(file: Path) -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])


def _order(claim: SpanClaim) -> tuple[Span, Span, str, str]:
    return (claim.military, claim.region, claim.stance, claim.activity)
