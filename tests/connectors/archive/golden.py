"""Golden pairs: `tests/data/archive/NAME` and, next to it, `NAME.expected.json`, what it must be read as.

A new quirk is two files. `python -m tests.connectors.archive.golden` writes the expectations anew: read the diff.
"""

import os
from pathlib import Path
from typing import Any

import msgspec

from connectors.archive.read import entries
from connectors.archive.units import units
from schemas import DeadLetter, Entry

FOLDER = Path(__file__).parents[2] / "data" / "archive"
EXPECTED = ".expected.json"
INPUTS = sorted(path.name for path in FOLDER.iterdir() if not path.name.endswith(EXPECTED))


def read(name: str) -> list[dict[str, Any]]:
    """What the file `name` of the current folder is read as, short: fields that are empty are left out."""
    return [_short(result) for unit in units([Path(name)]) for result in entries(unit)]


def expected(name: str) -> Any:
    return msgspec.json.decode((FOLDER / f"{name}{EXPECTED}").read_bytes())


def _short(result: Entry | DeadLetter) -> dict[str, Any]:
    """Details of dead letters are words for people, and partly a library's: only that they are there is held."""
    record = {name: value for name, value in msgspec.to_builtins(result).items() if value}
    if isinstance(result, DeadLetter):
        assert record.pop("detail")
        record["payload"] = record.get("payload", "")[:80]
    return record


if __name__ == "__main__":
    os.chdir(FOLDER)
    for name in INPUTS:
        text = msgspec.json.format(msgspec.json.encode(read(name)), indent=2)
        (FOLDER / f"{name}{EXPECTED}").write_bytes(text + b"\n")
