"""The claim models by the name that settings give them, one of each per process."""

import functools

from pipeline.claims.cues import CueModel
from pipeline.claims.model import ClaimModel
from schemas.errors import ConfigError

BUNDLED, CUES, OTHERS = "bundled", "cues", "hf:"
MODELS = (BUNDLED, CUES, f"{OTHERS}<path or name>")


@functools.cache
def load(name: str) -> ClaimModel:
    """The model called so. RunInference loads anew in every pipeline, hence the cache."""
    if name == CUES:
        return CueModel()
    if name == BUNDLED:
        return _bundled()
    if name.startswith(OTHERS) and name != OTHERS:
        from pipeline.claims.hf.model import load_hf

        return load_hf(name.removeprefix(OTHERS))
    raise ConfigError(f"there is no claim model {name!r}; choose one of: {', '.join(MODELS)}")


def _bundled() -> ClaimModel:
    from pipeline.claims.reader.model import BUNDLED as FOLDER
    from pipeline.claims.reader.model import ReaderModel

    if not FOLDER.is_dir():
        raise ConfigError(f"there is no bundled model in {FOLDER}: install a released version, or use `cues`")
    return ReaderModel()
