"""Learning with numbers rounded as they will be served, so that int8 costs less (Jacob et al. 2018).

Weights of every linear layer to seven bits a row, what comes in to eight bits a window, as ONNX Runtime does; the
gradient passes as if nothing were rounded. The pieces' own vectors, which do not learn, are taken as they are.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

STEPS_IN, STEPS_WEIGHT = 255, 64  # eight bits with a zero of their own; seven bits around zero: `export.REDUCED`


def round_linear(network: nn.Module) -> None:
    """Make every linear layer of a network round from now on."""
    for module in network.modules():
        if isinstance(module, nn.Linear):
            module.__class__ = _Rounded


class _Rounded(nn.Linear):
    def forward(self, input: Tensor) -> Tensor:
        return functional.linear(_passed(input, incoming(input)), _passed(self.weight, weights(self.weight)), self.bias)


def incoming(x: Tensor) -> Tensor:
    """Every window (the first dimension) between its own least and most, zero included."""
    rest = tuple(range(1, x.ndim))
    low, high = x.detach().amin(rest, keepdim=True).clamp(max=0), x.detach().amax(rest, keepdim=True).clamp(min=0)
    step = ((high - low) / STEPS_IN).clamp(min=1e-12)
    zero = torch.round(-low / step)
    return (torch.clamp(torch.round(x.detach() / step) + zero, 0, STEPS_IN) - zero) * step


def weights(w: Tensor) -> Tensor:
    """Every row around zero."""
    step = (w.detach().abs().amax(1, keepdim=True) / STEPS_WEIGHT).clamp(min=1e-12)
    return torch.round(w.detach() / step) * step


def _passed(exact: Tensor, rounded: Tensor) -> Tensor:
    return exact + (rounded - exact).detach()
