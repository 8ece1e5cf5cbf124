"""Claim models on Beam: `RunInference(ClaimHandler("cues"))` turns scanned articles into what was read in them."""

from collections.abc import Iterable, Sequence
from typing import Any

from apache_beam.ml.inference.base import ModelHandler

from pipeline.claims.model import ClaimModel
from pipeline.claims.models import load
from pipeline.claims.read import read
from pipeline.guard import guarded
from schemas.article import Scanned
from schemas.claim import SpanClaim
from schemas.deadletter import DeadLetter

Read = tuple[Scanned, tuple[SpanClaim, ...] | DeadLetter]  # what was read, or why it could not be


class ClaimHandler(ModelHandler[Scanned, Read, ClaimModel]):
    """Batches are only Beam's way of carrying: every window is read alone, whatever its neighbours."""

    def __init__(self, model: str = "cues") -> None:
        super().__init__(min_batch_size=1, max_batch_size=64)
        self._model = model

    def load_model(self) -> ClaimModel:
        return load(self._model)

    def run_inference(
        self, batch: Sequence[Scanned], model: ClaimModel, inference_args: dict[str, Any] | None = None
    ) -> Iterable[Read]:
        return [(scanned, guarded("read", lambda one: [read(one, model)], scanned)[0]) for scanned in batch]

    def get_metrics_namespace(self) -> str:
        return "vedette.claims"
