"""What every claim model is: something with a name that reads a window and says what it states, in character spans."""

from typing import Protocol, runtime_checkable

from schemas.article import Window
from schemas.claim import SpanClaim


@runtime_checkable
class ClaimModel(Protocol):
    """Implementations are deterministic: equal windows give equal answers, whatever was read before."""

    @property
    def name(self) -> str:
        """Name and version, kept in every report: `cues/1`."""
        ...

    @property
    def gated(self) -> bool:
        """Whether the gate comes before it: a costly model reads only windows that are likely to hold a claim."""
        ...

    def read(self, window: Window) -> tuple[SpanClaim, ...]:
        """The claims stated in the window. Spans count code points of the article's body and lie in the window."""
        ...
