"""Writes a trained reader as a model folder: the pieces' vectors, two ONNX graphs in int8, and the tokenizer.

    .venv/bin/python -m training.reader.export out/reader/run/annealed.pt OUT --base out/reader/base [--float]

`words.npy`: the vectors of all pieces, a row of uint8 each, and `scales.npy` (pieces, 2), a row's zero and its scale;
they lie outside the graph so that a process holds only the rows that it meets.
`encoder.onnx`: words (T, D), features (T, F) → vectors (T, D), tags (T, 2, 3).
`pairs.onnx`: vectors (T, D), military (P, 2), region (P, 2) → stated (P, 4), activity (P, 4, 9), background (P, 4),
first (P, 4, T), last (P, 4, T), owner (P, T), land (P, T). Weights are int8 per channel; activations are quantised as
they come.
"""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from pipeline.claims.reader.tokens import FEATURES
from training.reader.network import ARCHITECTURES, D, Reader, load

REDUCED = True  # seven bits: without VNNI, products of eight overflow sixteen bits and are cut, and processors disagree


class EncoderGraph(nn.Module):
    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.reader = reader

    def forward(self, words: Tensor, features: Tensor) -> tuple[Tensor, Tensor]:
        low = self.reader.encoder.lower_of(words.unsqueeze(0), None)
        vectors, tags = self.reader.read(low, features.unsqueeze(0), None)
        return vectors[0], tags[0]


class PairsGraph(nn.Module):
    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.reader = reader

    def forward(self, vectors: Tensor, military: Tensor, region: Tensor) -> tuple[Tensor, ...]:
        answers = self.reader.answer(vectors.unsqueeze(0), military.unsqueeze(0), region.unsqueeze(0), None)
        return tuple(answer[0] for answer in answers)


def export(reader: Reader, folder: Path, base: Path, *, whole: bool) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    _write_words(reader.encoder.word.weight, folder)
    features = torch.zeros(12, FEATURES)
    vectors, spans = torch.randn(12, D), torch.tensor([[1, 2], [4, 4], [6, 8]])
    _write(
        EncoderGraph(reader), (vectors, features), folder / "encoder.onnx", ["words", "features"], ["vectors", "tags"],
        {name: {0: "pieces"} for name in ("words", "features", "vectors", "tags")}, whole=whole,
    )  # fmt: skip
    answers = ["stated", "activity", "background", "first", "last", "owner", "land"]
    axes: dict[str, dict[int, str]] = {"vectors": {0: "pieces"}, "military": {0: "pairs"}, "region": {0: "pairs"}}
    axes |= {name: {0: "pairs"} for name in answers[:3]} | {name: {0: "pairs", 2: "pieces"} for name in answers[3:5]}
    axes |= {name: {0: "pairs", 1: "pieces"} for name in answers[5:]}
    _write(
        PairsGraph(reader), (vectors, spans, spans), folder / "pairs.onnx", ["vectors", "military", "region"], answers,
        axes, whole=whole,
    )  # fmt: skip
    shutil.copyfile(base / "pieces.model", folder / "pieces.model")


def _write_words(words: Tensor, folder: Path) -> None:
    low, high = words.detach().aminmax(dim=1)
    scale = ((high - low) / 255).clamp(min=1e-12)
    zero = -low / scale
    rows = torch.round(words.detach() / scale[:, None] + zero[:, None]).clamp(0, 255)
    np.save(folder / "words.npy", rows.to(torch.uint8).numpy())
    np.save(folder / "scales.npy", torch.stack((zero, scale), 1).numpy())


def _write(
    module: nn.Module,
    inputs: tuple[Tensor, ...],
    file: Path,
    names: list[str],
    answers: list[str],
    axes: Any,
    *,
    whole: bool,
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        torch.onnx.export(
            module.eval(), inputs, str(plain), input_names=names, output_names=answers, dynamic_axes=axes,
            opset_version=17, dynamo=False,
        )  # fmt: skip
        if whole:
            shutil.copyfile(plain, file)
        else:
            quantize_dynamic(
                plain, file, op_types_to_quantize=["MatMul"], per_channel=True, reduce_range=REDUCED,
                weight_type=QuantType.QInt8,
            )  # fmt: skip
    onnx.checker.check_model(str(file))


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("state", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--layers", type=int, default=9)
    parser.add_argument("--frozen", type=int, default=3)
    parser.add_argument("--architecture", choices=ARCHITECTURES, default="once")
    parser.add_argument("--float", action="store_true", help="float32 instead of int8, to compare")
    parser.add_argument("--last", action="store_true", help="the last weights instead of their running average")
    options = parser.parse_args(arguments)
    reader = load(
        options.state, options.base, options.layers, options.frozen, options.architecture, averaged=not options.last
    )
    export(reader, options.folder, options.base, whole=options.float)
    return 0


if __name__ == "__main__":
    sys.exit(main())
