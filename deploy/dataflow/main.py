"""What the flex template's launcher runs: `vedette stream` with the template's parameters, Beam's own behind `--`."""

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import start

OURS = ("from", "store", "to", "subscriptions", "max_age", "start", "model", "config")  # as in metadata.json
FILES = ("subscriptions", "config")  # gs://… is fetched


def command(given: Sequence[str], fetched: dict[str, str]) -> list[str]:
    """`given`: --name=value each, as the launcher writes them. `fetched`: local copies of what is elsewhere."""
    ours, beams = [], []
    for word in given:
        name, _, value = word.removeprefix("--").partition("=")
        if name in OURS:
            if value:
                ours.append(f"--{name.replace('_', '-')}={fetched.get(value, value)}")
        elif name != "runner":
            beams.append(word)
    return ["stream", *ours, "--runner=DataflowRunner", "--no-wait", "--", *beams]


def fetch(given: Sequence[str], folder: Path) -> dict[str, str]:
    """Copies of the files that parameters name on other machines, by address."""
    from apache_beam.io.filesystems import FileSystems

    copies = {}
    for word in given:
        name, _, value = word.removeprefix("--").partition("=")
        if name in FILES and "://" in value:
            copy = folder / f"{name}.toml"
            with FileSystems.open(value) as file:
                copy.write_bytes(file.read())
            copies[value] = str(copy)
    return copies


if __name__ == "__main__":
    from vedette.cli import main

    start.prepare()
    with tempfile.TemporaryDirectory() as temporary:
        sys.argv[1:] = command(sys.argv[1:], fetch(sys.argv[1:], Path(temporary)))
        main()
