"""The recognition policy: which country a disputed region counts as. `data/regions/policy.toml` holds all of them."""

import tomllib
from pathlib import Path
from typing import Any

from schemas.errors import CatalogueError

FILE = Path(__file__).parent / "data" / "regions" / "policy.toml"
DEFAULT = "UN"


def load_policy(name: str = DEFAULT, path: Path = FILE) -> dict[str, str]:
    """Region id to country, for the regions that this policy sees otherwise than the tables. Raises CatalogueError."""
    policies: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    if name not in policies:
        raise CatalogueError(f"no recognition policy {name!r} in {path.name}: there are {', '.join(sorted(policies))}")
    return dict(policies[name].get("country", {}))
