"""The claim models by the name that settings give them, one of each per process."""

import functools

from pipeline.claims.cues import CueModel
from pipeline.claims.model import ClaimModel
from schemas.errors import ConfigError

MODELS = ("cues",)


@functools.cache
def load(name: str) -> ClaimModel:
    """The model called so. RunInference loads anew in every pipeline, hence the cache."""
    if name == "cues":
        return CueModel()
    raise ConfigError(f"there is no claim model {name!r}; choose one of: {', '.join(MODELS)}")
