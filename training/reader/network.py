"""The network: a short BERT encoder, two span taggers, and a pair head that reads the text again for every pair.

    encoder   the lower layers of multilingual-E5-small; what the scan found is added to the pieces' vectors
    taggers   for military and region: every piece begins a span, is inside one, or neither
    pairs     military span × region span → query; two layers of attention over the pieces, biased by where a piece
              stands to both spans; then for each of four stances: is it stated, activity, background, holder;
              and which piece begins a mention of whose the military is, and of the country that the region lies in

Two architectures share these parts. `Reader` reads a window once, and the pair head sees what came of it. `Marked`
reads the window anew for every pair, with both spans marked below the layers that learn (in the manner of PURE, Zhong
and Chen 2021): dearer by the number of pairs. The holder is a pair of pointers to pieces; `<s>` means the outlet's own
voice, and nobody in the text for the owner and the country. B: windows, T: pieces, P: pairs, D = 384: size of a vector.
"""

from pathlib import Path
from typing import Any, NamedTuple

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from pipeline.claims.reader.tokens import FEATURES

D, HEADS, INNER = 384, 12, 1536
PAIR_HEADS, PAIR_INNER, PAIR_LAYERS = 6, 768, 2
STANCES, ACTIVITIES = 4, 9
PLACES = 9  # where a piece stands to a pair: see `standing`
BUCKETS = 24  # distances between two spans


class Layer(nn.Module):
    """A BERT layer (post-norm), with PyTorch's fused attention."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.qkv = nn.Linear(D, 3 * D)
        self.out = nn.Linear(D, D)
        self.norm1, self.norm2 = nn.LayerNorm(D, eps=1e-12), nn.LayerNorm(D, eps=1e-12)
        self.up, self.down = nn.Linear(D, INNER), nn.Linear(INNER, D)
        self.dropout = dropout

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        shape = (*x.shape[:2], 3, HEADS, D // HEADS)
        q, k, v = self.qkv(x).view(shape).permute(2, 0, 3, 1, 4)
        drop = self.dropout if self.training else 0.0
        seen = functional.scaled_dot_product_attention(q, k, v, attn_mask=mask, dropout_p=drop)
        seen = self.out(seen.transpose(1, 2).reshape(x.shape))
        x = self.norm1(x + functional.dropout(seen, self.dropout, self.training))
        inner = self.down(functional.gelu(self.up(x)))
        normed: Tensor = self.norm2(x + functional.dropout(inner, self.dropout, self.training))
        return normed


class Encoder(nn.Module):
    def __init__(self, vocabulary: int, layers: int, frozen: int, dropout: float) -> None:
        super().__init__()
        self.word = nn.Embedding(vocabulary, D)
        self.position = nn.Embedding(512, D)
        self.kind = nn.Parameter(torch.zeros(D))
        self.norm = nn.LayerNorm(D, eps=1e-12)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(layers))
        self.found = nn.Linear(FEATURES, D, bias=False)
        self.frozen = frozen
        nn.init.normal_(self.found.weight, std=0.02)

    def lower(self, ids: Tensor, mask: Tensor | None) -> Tensor:
        """What the frozen layers make of pieces: always the same, so training computes it once."""
        return self.lower_of(self.word(ids), mask)

    def lower_of(self, words: Tensor, mask: Tensor | None) -> Tensor:
        """The same, from the pieces' own vectors (B, T, D)."""
        x = self.norm(words + self.position.weight[: words.shape[1]] + self.kind)
        for layer in self.layers[: self.frozen]:
            x = layer(x, mask)
        return x

    def upper(self, x: Tensor, features: Tensor, mask: Tensor | None) -> Tensor:
        return self.above(x + self.found(features), mask)

    def above(self, x: Tensor, mask: Tensor | None) -> Tensor:
        """The layers that learn, from vectors with what the scan found in them."""
        for layer in self.layers[self.frozen :]:
            x = layer(x, mask)
        return x


class PairLayer(nn.Module):
    """Attention of pairs over pieces (pre-norm), biased by where a piece stands to the pair."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(D), nn.LayerNorm(D)
        self.query, self.key, self.value, self.out = (nn.Linear(D, D) for _ in range(4))
        self.standing = nn.Embedding(PLACES, PAIR_HEADS)
        self.up, self.down = nn.Linear(D, PAIR_INNER), nn.Linear(PAIR_INNER, D)
        self.dropout = dropout
        nn.init.zeros_(self.standing.weight)

    def forward(self, z: Tensor, x: Tensor, standing: Tensor, mask: Tensor | None) -> Tensor:
        b, p, t = standing.shape
        q = self.query(self.norm1(z)).view(b, p, PAIR_HEADS, -1).transpose(1, 2)
        k = self.key(x).view(b, t, PAIR_HEADS, -1).transpose(1, 2)
        v = self.value(x).view(b, t, PAIR_HEADS, -1).transpose(1, 2)
        bias = self.standing(standing).permute(0, 3, 1, 2)
        if mask is not None:
            bias = bias + mask
        seen = functional.scaled_dot_product_attention(q, k, v, attn_mask=bias)
        seen = self.out(seen.transpose(1, 2).reshape(z.shape))
        z = z + functional.dropout(seen, self.dropout, self.training)
        inner = self.down(functional.gelu(self.up(self.norm2(z))))
        result: Tensor = z + functional.dropout(inner, self.dropout, self.training)
        return result


class Answers(NamedTuple):
    """For B windows, P pairs and 4 stances each."""

    stated: Tensor  # (B, P, 4) logits
    activity: Tensor  # (B, P, 4, 9) logits
    background: Tensor  # (B, P, 4) logits
    first: Tensor  # (B, P, 4, T) logits of the holder's first piece
    last: Tensor  # (B, P, 4, T)
    owner: Tensor  # (B, P, T) logits of where a mention of the military's owner begins
    land: Tensor  # (B, P, T) logits of where a mention of the region's country begins


class Pairs(nn.Module):
    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.military, self.region = nn.Linear(3 * D, D), nn.Linear(3 * D, D)
        self.both = nn.Linear(D, D)
        self.distance = nn.Embedding(BUCKETS, D)
        self.norm = nn.LayerNorm(D)
        self.layers = nn.ModuleList(PairLayer(dropout) for _ in range(PAIR_LAYERS))
        self.stance = nn.Embedding(STANCES, D)
        self.turn, self.turned = nn.Linear(D, D), nn.LayerNorm(D)
        self.stated, self.background = nn.Linear(D, 1), nn.Linear(D, 1)
        self.activity = nn.Linear(D, ACTIVITIES)
        self.first, self.last = nn.Linear(D, D), nn.Linear(D, D)
        self.from_first, self.from_last = nn.Linear(D, D), nn.Linear(D, D)
        self.owner, self.land = (nn.Sequential(nn.Linear(4 * D, D), nn.GELU(), nn.Linear(D, D)) for _ in range(2))
        self.from_owner, self.from_land = nn.Linear(D, D), nn.Linear(D, D)
        nn.init.normal_(self.distance.weight, std=0.02)
        nn.init.normal_(self.stance.weight, std=0.5)
        nn.init.constant_(self.stated.bias, -2.0)

    def forward(self, x: Tensor, military: Tensor, region: Tensor, mask: Tensor | None) -> Answers:
        """x (B, T, D); military, region (B, P, 2): first and last piece; mask (B, 1, 1, T): 0, or -inf on padding."""
        at_military, at_region = _vector(x, military), _vector(x, region)
        m, r = self.military(at_military), self.region(at_region)
        z = self.norm(m + r + self.both(m * r) + self.distance(distance(military, region)))
        where = standing(military, region, x.shape[1])
        for layer in self.layers:
            z = layer(z, x, where, mask)
        s = functional.gelu(self.turn(self.turned(z.unsqueeze(2) + self.stance.weight)))  # (B, P, 4, D)
        first = torch.einsum("bpsd,btd->bpst", self.first(s), self.from_first(x)) * D**-0.5
        last = torch.einsum("bpsd,btd->bpst", self.last(s), self.from_last(x)) * D**-0.5
        owner = self.owner(torch.cat((at_military, z), -1)) @ self.from_owner(x).transpose(1, 2) * D**-0.5
        land = self.land(torch.cat((at_region, z), -1)) @ self.from_land(x).transpose(1, 2) * D**-0.5
        if mask is not None:
            first, last = first + mask, last + mask
            owner, land = owner + mask.squeeze(1), land + mask.squeeze(1)
        return Answers(
            self.stated(s).squeeze(-1), self.activity(s), self.background(s).squeeze(-1), first, last, owner, land
        )


def _vector(x: Tensor, span: Tensor) -> Tensor:
    """First piece, last piece and mean of spans (B, P, 2)."""
    b = torch.arange(x.shape[0], device=x.device).unsqueeze(1)
    total = functional.pad(x.cumsum(1), (0, 0, 1, 0))
    first, last = span[..., 0], span[..., 1]
    mean = (total[b, last + 1] - total[b, first]) / (last - first + 1).unsqueeze(-1)
    return torch.cat((x[b, first], x[b, last], mean), -1)


def distance(military: Tensor, region: Tensor) -> Tensor:
    """Bucket of the signed distance between two spans: exact up to 4 pieces, then by powers of two."""
    gap = region[..., 0] - military[..., 0]
    size = gap.abs()
    bucket = torch.where(size <= 4, size, 3 + torch.log2(size.clamp(min=1).float()).long()).clamp(max=BUCKETS // 2 - 1)
    return bucket + torch.where(gap < 0, BUCKETS // 2, 0)


def standing(military: Tensor, region: Tensor, length: int) -> Tensor:
    """(B, P, T): far before, near; far after, near; between, military first or not; in military, region, both."""
    at = torch.arange(length, device=military.device)
    m0, m1, r0, r1 = (span.unsqueeze(-1) for span in (*military.unbind(-1), *region.unbind(-1)))
    left, right = torch.minimum(m0, r0), torch.maximum(m1, r1)
    near = ((at >= left - 6) & (at <= right + 6)).long()
    place = torch.where(at < left, near, torch.where(at > right, 2 + near, 4 + (m0 > r0).long()))
    place = torch.where((at >= m0) & (at <= m1), 6, place)
    return torch.where((at >= r0) & (at <= r1), torch.where(place == 6, 8, 7), place)


class Reader(nn.Module):
    def __init__(self, vocabulary: int, layers: int = 9, frozen: int = 3, dropout: float = 0.1) -> None:
        super().__init__()
        self.encoder = Encoder(vocabulary, layers, frozen, dropout)
        self.tag = nn.Linear(D, 6)
        self.pairs = Pairs(dropout)

    def low(self, batch: Any) -> Tensor:
        """What the frozen layers give for a `Batch`, nothing where a piece is hidden."""
        low: Tensor = self.encoder.lower(batch.ids, batch.mask) if batch.low is None else batch.low
        return low.masked_fill(batch.hidden, 0.0)

    def read(self, low: Tensor, features: Tensor, mask: Tensor | None) -> tuple[Tensor, Tensor]:
        """Vectors (B, T, D) and tag logits (B, T, 2, 3) from what the frozen layers gave."""
        x = self.encoder.upper(low, features, mask)
        return x, self.tag(x).view(*x.shape[:2], 2, 3)

    def answer(
        self, vectors: Tensor, military: Tensor, region: Tensor, mask: Tensor | None, asked: Tensor | None = None
    ) -> Answers:
        """Of pairs (B, P, 2), from what `read` gave. `asked` (B, P): others need no answer."""
        answers: Answers = self.pairs(vectors, military, region, mask)
        return answers

    def trainable(self) -> list[tuple[str, nn.Parameter]]:
        """All parameters above the frozen layers."""
        low = {id(p) for part in self.frozen_parts() for p in part.parameters()} | {id(self.encoder.kind)}
        return [(name, p) for name, p in self.named_parameters() if id(p) not in low]

    def frozen_parts(self) -> list[nn.Module]:
        e = self.encoder
        return [e.word, e.position, e.norm, *e.layers[: e.frozen]]


class Marked(Reader):
    """Reads the text anew for every pair, its two spans marked; the layers are the same as for finding spans."""

    def __init__(self, vocabulary: int, layers: int = 9, frozen: int = 3, dropout: float = 0.1) -> None:
        super().__init__(vocabulary, layers, frozen, dropout)
        self.mark = nn.Embedding(PLACES, D)
        nn.init.normal_(self.mark.weight, std=0.02)

    def read(self, low: Tensor, features: Tensor, mask: Tensor | None) -> tuple[Tensor, Tensor]:
        """Vectors are of below the layers that learn: `answer` goes on from there."""
        vectors = low + self.encoder.found(features)
        x = self.encoder.above(vectors, mask)
        return vectors, self.tag(x).view(*x.shape[:2], 2, 3)

    def answer(
        self, vectors: Tensor, military: Tensor, region: Tensor, mask: Tensor | None, asked: Tensor | None = None
    ) -> Answers:
        b, p = military.shape[:2]
        wanted = military.new_ones(b, p, dtype=torch.bool) if asked is None else asked
        at = wanted.flatten().nonzero().squeeze(1)
        rows = at // p
        m, r = military.flatten(0, 1)[at].unsqueeze(1), region.flatten(0, 1)[at].unsqueeze(1)
        own = None if mask is None else mask[rows]
        marks = self.mark(standing(m, r, vectors.shape[1])).squeeze(1)
        found = self.pairs(self.encoder.above(vectors[rows] + marks, own), m, r, own)
        if asked is None:
            return Answers(*(part.view(b, p, *part.shape[2:]) for part in found))
        return Answers(*(_put(part.squeeze(1), at, b, p) for part in found))


def _put(part: Tensor, at: Tensor, b: int, p: int) -> Tensor:
    """Answers (N, …) at their places of (B, P, …), zeros elsewhere."""
    return part.new_zeros(b * p, *part.shape[1:]).index_copy(0, at, part).view(b, p, *part.shape[1:])


ARCHITECTURES: dict[str, type[Reader]] = {"once": Reader, "marked": Marked}


def from_base(folder: Path, layers: int, frozen: int, architecture: str = "once") -> Reader:
    """A reader whose encoder begins as the lower layers of the base model."""
    tensors = load_file(folder / "model.safetensors")
    reader = ARCHITECTURES[architecture](len(tensors["embeddings.word_embeddings.weight"]), layers, frozen)
    encoder = reader.encoder
    with torch.no_grad():
        encoder.word.weight.copy_(tensors["embeddings.word_embeddings.weight"])
        encoder.position.weight.copy_(tensors["embeddings.position_embeddings.weight"][:512])
        encoder.kind.copy_(tensors["embeddings.token_type_embeddings.weight"][0])
        _copy(encoder.norm, tensors, "embeddings.LayerNorm")
        for number, layer in enumerate(encoder.layers):
            _layer(layer, tensors, f"encoder.layer.{number}.")
    for part in reader.frozen_parts():
        part.requires_grad_(False)
    encoder.kind.requires_grad_(False)
    return reader


def load(state: Path, base: Path, layers: int, frozen: int, architecture: str = "once", *, averaged: bool) -> Reader:
    """The reader of a saved state, ready to answer."""
    reader = from_base(base, layers, frozen, architecture)
    saved = torch.load(state, weights_only=True, map_location="cpu")["average" if averaged else "model"]
    own = dict(reader.trainable())
    if saved.keys() != own.keys():
        raise SystemExit(
            f"{state} is of another architecture: it lacks or has too much of {sorted(saved.keys() ^ own)}"
        )
    with torch.no_grad():
        for name, value in saved.items():
            own[name].copy_(value)
    return reader.eval()


def _layer(layer: Any, tensors: dict[str, Tensor], prefix: str) -> None:
    for slot in ("weight", "bias"):
        parts = [tensors[f"{prefix}attention.self.{name}.{slot}"] for name in ("query", "key", "value")]
        getattr(layer.qkv, slot).copy_(torch.cat(parts))
    _copy(layer.out, tensors, f"{prefix}attention.output.dense")
    _copy(layer.norm1, tensors, f"{prefix}attention.output.LayerNorm")
    _copy(layer.up, tensors, f"{prefix}intermediate.dense")
    _copy(layer.down, tensors, f"{prefix}output.dense")
    _copy(layer.norm2, tensors, f"{prefix}output.LayerNorm")


def _copy(module: Any, tensors: dict[str, Tensor], name: str) -> None:
    module.weight.copy_(tensors[f"{name}.weight"])
    module.bias.copy_(tensors[f"{name}.bias"])
