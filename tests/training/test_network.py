"""Both architectures answer each pair by itself. Needs torch (the extra `training`)."""

import pytest

torch = pytest.importorskip("torch", reason="the network is trained with torch, an extra")

from pipeline.claims.reader.tokens import FEATURES  # noqa: E402
from training.reader.network import ARCHITECTURES, D  # noqa: E402

MILITARY = torch.tensor([[[1, 2], [4, 4], [6, 8]], [[3, 3], [1, 1], [1, 1]]])
REGION = torch.tensor([[[5, 5], [1, 2], [4, 4]], [[5, 6], [2, 2], [2, 2]]])
LENGTHS = (10, 8)


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_an_answer_depends_on_neither_padding_nor_what_else_is_asked(architecture: str) -> None:
    torch.manual_seed(3)
    reader = ARCHITECTURES[architecture](20, layers=4, frozen=3).eval()
    low, features = torch.randn(2, 10, D), (torch.rand(2, 10, FEATURES) < 0.2).float()
    mask = torch.zeros(2, 1, 1, 10)
    mask[1, :, :, LENGTHS[1] :] = float("-inf")
    asked = torch.tensor([[True, False, True], [True, False, False]])
    with torch.inference_mode():
        vectors, _ = reader.read(low, features, mask)
        answers = reader.answer(vectors, MILITARY, REGION, mask, asked)
        for row, column in asked.nonzero().tolist():
            t = LENGTHS[row]
            alone, _ = reader.read(low[row : row + 1, :t], features[row : row + 1, :t], None)
            pair = [spans[row : row + 1, column : column + 1] for spans in (MILITARY, REGION)]
            (own,) = reader.answer(alone, *pair, None).stated[0]
            assert torch.allclose(own, answers.stated[row, column], atol=1e-4)
