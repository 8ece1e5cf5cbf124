"""Go programs for tests: built once into the cache, from a folder whose go.mod and go.sum pin every module."""

import hashlib
import shutil
import subprocess
from pathlib import Path

from tests.integration.servers.jars import Unavailable, cache

_SECONDS = 1200


def missing() -> str:
    """What to install first; "" where nothing is missing."""
    return "" if shutil.which("go") else "needs go: https://go.dev/dl, version 1.26 or newer"


def built(name: str, source: Path, package: str = ".") -> Path:
    """The program that `package` is, built in the folder `source`."""
    sources = b"".join(file.read_bytes() for file in sorted(source.iterdir()))
    program = cache() / f"{name}-{hashlib.sha256(sources).hexdigest()[:16]}"
    if not program.exists():
        program.parent.mkdir(parents=True, exist_ok=True)
        part = program.with_suffix(".part")
        command = ["go", "build", "-mod=readonly", "-o", str(part), package]
        made = subprocess.run(command, cwd=source, capture_output=True, text=True, timeout=_SECONDS, check=False)
        if made.returncode:
            raise Unavailable(f"go could not build {name}: {made.stderr.strip()[-200:]}")
        part.rename(program)
    return program
