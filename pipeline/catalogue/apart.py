"""Compiling in a process of its own: it takes 300 MB for a few seconds, which the process that waits need not hold."""

import subprocess
import sys

import msgspec

from pipeline.catalogue.own import Own

_PATIENCE = 120.0  # seconds


def compile_apart(own: Own) -> None:
    """Lets another Python put the compiled names into the cache. Where it cannot, nothing is lost but time."""
    code = f"import sys; sys.path[:] = {sys.path!r}; from pipeline.catalogue.apart import main; main()"
    try:
        subprocess.run(
            [sys.executable, "-c", code],
            input=msgspec.json.encode(own),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_PATIENCE,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return


def main() -> None:
    """What the other Python does. The names of one's own come in on standard input."""
    from pipeline.catalogue.catalogue import Catalogue

    Catalogue(msgspec.json.decode(sys.stdin.buffer.read(), type=Own), apart=False)
