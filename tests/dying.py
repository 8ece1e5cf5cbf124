"""The command line, killed at a point: `python -m tests.dying MODULE:CLASS.METHOD:before|after ARGUMENTS…`.

`kill -9` by its own hand, right before or right after that method is called for the first time.
"""

import importlib
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]


def killed(point: str, *words: str, folder: Path) -> None:
    """Run it, and see to it that it died there."""
    command = [sys.executable, "-m", "tests.dying", point, *words]
    environ = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr


def main(point: str, *words: str) -> None:
    module, path, when = point.split(":")
    owner, name = path.split(".")
    target = getattr(importlib.import_module(module), owner)
    real = getattr(target, name)

    def dying(*arguments: Any, **named: Any) -> None:
        if when == "after":
            real(*arguments, **named)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(target, name, dying)
    sys.argv = ["vedette", *words]
    from vedette.cli import main as command

    command()


if __name__ == "__main__":
    main(*sys.argv[1:])
