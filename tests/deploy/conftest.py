"""Where the published schemas lie that deploy/ is checked against."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def schemas() -> Path:
    folder = ROOT.parent / "shared" / "data" / "deploy"
    if not folder.exists():
        pytest.skip("needs ../shared/data/deploy, which is not part of this repository")
    return folder
