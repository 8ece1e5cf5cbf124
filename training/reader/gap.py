"""How much better a network knows what it has seen than what it has not: mean losses by kind of entry.

    .venv/bin/python -m training.reader.gap out/reader/run/annealed.pt --examples out/reader/examples.pkl \\
        --base out/reader/base ../shared/data/claims/{dev,hard_dev,suite_en_dev}.jsonl [--most 600]

Of the examples (real, written, suite) and of each file, whose entries must not be among them, as many as `--most`. The
pairs are asked about the tagger's own spans, as in use. `stance right` and so on: share of the labelled pairs whose
likeliest stance, owner or country is right.
"""

import argparse
import json
import pickle
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from pipeline.catalogue.catalogue import load as load_catalogue
from pipeline.claims.reader.tokens import Pieces
from training.reader import examples as made
from training.reader.batches import collate, questions
from training.reader.example import Example
from training.reader.network import Reader, load
from training.reader.train import Losses, losses

KINDS = ("real", "written", "suite")


def measured(reader: Reader, examples: Sequence[Example]) -> dict[str, float]:
    """Means over the examples; activity and what follows over those that have such a label."""
    totals, counts, right, asked = (
        np.zeros(len(Losses._fields)),
        np.zeros(len(Losses._fields)),
        np.zeros(3),
        np.zeros(3),
    )
    with torch.inference_mode():
        for example in examples:
            batch = collate([example], None, None)
            vectors, tags = reader.read(reader.low(batch), batch.features, batch.mask)
            pairs = questions([example], tags.softmax(-1).numpy(), batch.ids.shape[1], None)
            answers = reader.answer(vectors, pairs.military, pairs.region, batch.mask)
            totals += [float(loss) for loss in losses(tags, answers, batch, pairs)]
            claimed, pointed = bool(example.targets), [bool(gold.any()) for gold in (pairs.owner, pairs.land)]
            counts += [1, 1, claimed, claimed, claimed, *pointed]
            for number, (logits, gold) in enumerate(
                ((answers.stated, pairs.stated > 0), (answers.owner, pairs.owner), (answers.land, pairs.land))
            ):
                known = gold.any(-1)
                right[number] += int(gold[known].gather(-1, logits[known].argmax(-1, keepdim=True)).sum())
                asked[number] += int(known.sum())
    means = totals / np.maximum(counts, 1)
    shares = (right / np.maximum(asked, 1)).tolist()
    return {
        **dict(zip(Losses._fields, means.tolist(), strict=True)),
        **{f"{name} right": share for name, share in zip(("stance", "owner", "land"), shares, strict=True)},
    }


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("state", type=Path)
    parser.add_argument("held_out", nargs="+", type=Path)
    parser.add_argument("--examples", type=Path, required=True)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--layers", type=int, default=9)
    parser.add_argument("--frozen", type=int, default=3)
    parser.add_argument("--most", type=int, default=600)
    options = parser.parse_args(arguments)
    torch.set_num_threads(1)
    reader = load(options.state, options.base, options.layers, options.frozen, averaged=True).eval()
    seen: list[Example] = pickle.loads(options.examples.read_bytes())
    sets = {f"seen, {kind}": [one for one in seen if one.source == kind] for kind in KINDS}
    pieces, catalogue = Pieces(options.base / "pieces.model"), load_catalogue()
    for file in options.held_out:
        rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
        sets[file.stem] = list(made.examples(((row, 1.0, file.stem) for row in rows), pieces, catalogue))
    for name, examples in sets.items():
        drawn = np.random.default_rng(0).permutation(len(examples))[: options.most]
        means = measured(reader, [examples[i] for i in drawn])
        print(f"{name:18} {len(drawn):5}  " + "  ".join(f"{key} {value:.3f}" for key, value in means.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
