"""Reads the golden pairs of tests/data/text: TSV with a header; `#` starts a comment line, `\\n` is a line break."""

import json
from pathlib import Path

DATA = Path(__file__).parents[2] / "data" / "text"


def rows(name: str) -> list[list[str]]:
    lines = (DATA / name).read_text(encoding="utf-8").split("\n")[1:-1]
    return [line.replace("\\n", "\n").split("\t") for line in lines if not line.startswith("#")]


def records(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]
