"""`read`: what a claim model reads in an article, window by window. Needs no Beam: `vedette extract` calls it too."""

from pipeline.claims.merge import merge
from pipeline.claims.model import ClaimModel
from schemas.article import Scanned
from schemas.claim import SpanClaim


def read(scanned: Scanned, model: ClaimModel) -> tuple[SpanClaim, ...]:
    """The claims of all windows, each read alone, overlaps merged."""
    return merge(claim for window in scanned.windows for claim in model.read(window))
