"""Builds an image where no engine runs: every instruction of a Dockerfile, carried out in a root folder of its own.

A base is an empty Debian (debootstrap) with this machine's Python in /usr/local, as Docker's Python images have it. RUN
runs in a chroot whose mounts end with it. Needs root; made for tests, on files of our own.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.deploy.dockerfile import Instruction, expanded, is_let_in, read
from tests.integration.servers.jars import cache

_LIBRARIES = "ca-certificates,libssl3,libffi8,libsqlite3-0,libbz2-1.0,liblzma5,libreadline8,libncursesw6,zlib1g"
_FROM_HERE = ("PIP_CERT", "PIP_FIND_LINKS", "PIP_DEFAULT_TIMEOUT", "SSL_CERT_FILE", "HTTPS_PROXY", "HTTP_PROXY")
_SECONDS = 1800


def missing() -> str:
    """What to install before an image can be built here; "" where nothing is missing."""
    if os.getuid() != 0:
        return "needs root: a chroot"
    lacking = [name for name in ("debootstrap", "chroot", "unshare") if shutil.which(name) is None]
    return f"needs {' and '.join(lacking)}: apt-get install debootstrap" if lacking else ""


class Stage:
    """A root folder, and what the instructions have set for those that follow."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.environ = {"PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"}
        self.folder, self.user = "/", "0:0"
        self.labels: dict[str, str] = {}
        self.start: list[str] = []
        self.health: list[str] = []

    def run(
        self, command: list[str], more: Iterable[str] = (), *, read_only: bool = False
    ) -> subprocess.CompletedProcess[str]:
        """A command inside, with these environment variables and the image's own, nothing else."""
        own = [f"{name}={value}" for name, value in self.environ.items()]
        mounts = ["mount -t proc proc $0/proc", "mount --rbind /dev $0/dev"]
        if read_only:
            mounts = ["mount --bind $0 $0", "mount -o remount,bind,ro $0", "mount -t tmpfs tmpfs $0/tmp", *mounts]
        inside = f'{" && ".join(mounts)} && exec chroot --userspec={self.user} $0 env -i "$@"'
        entered = ["sh", "-c", 'cd "$0" && exec "$@"', self.folder, *command]
        return subprocess.run(
            ["unshare", "--mount", "sh", "-euc", inside, str(self.root), *more, *own, *entered],
            capture_output=True, text=True, timeout=_SECONDS, check=False,
        )  # fmt: skip


def build(file: Path, context: Path, work: Path) -> Stage:
    """The last stage of a Dockerfile. Raises RuntimeError with the output of what failed."""
    stages: dict[str, Stage] = {}
    arguments: dict[str, str] = {}
    stage = Stage(work)
    for number, instruction in enumerate(read(file)):
        if instruction.word == "FROM":
            names = instruction.operands
            stage = stages[names[2] if len(names) > 2 else str(number)] = Stage(_base(work / str(number)))
        else:
            _carry_out(instruction, stage, stages, arguments, context, file)
    return stage


def _carry_out(
    instruction: Instruction,
    stage: Stage,
    stages: dict[str, Stage],
    arguments: dict[str, str],
    context: Path,
    file: Path,
) -> None:
    word, values = instruction.word, {**arguments, **stage.environ}
    match word:
        case "ARG":
            name, _, value = instruction.text.partition("=")
            arguments[name] = value
        case "ENV":
            pairs = (pair.partition("=") for pair in instruction.words)
            stage.environ.update({name: expanded(value, values) for name, _, value in pairs})
        case "LABEL":
            pairs = (pair.partition("=") for pair in instruction.words)
            stage.labels.update({name: expanded(value, values) for name, _, value in pairs})
        case "WORKDIR":
            stage.folder = instruction.text
            (stage.root / stage.folder.lstrip("/")).mkdir(parents=True, exist_ok=True)
        case "USER":
            stage.user = instruction.text
        case "COPY":
            source = stages[instruction.flags["from"]].root if "from" in instruction.flags else context
            copy(instruction, source, stage, None if "from" in instruction.flags else file)
        case "RUN":
            _run(instruction, stage)
        case "ENTRYPOINT" | "CMD":
            stage.start = [*(stage.start if word == "CMD" else []), *_exec_form(instruction.text)]
        case "HEALTHCHECK":
            stage.health = _exec_form(instruction.text.partition("CMD ")[2])


def _run(instruction: Instruction, stage: Stage) -> None:
    text = instruction.text
    command = _exec_form(text) if text.startswith("[") else ["sh", "-c", text]
    here = [f"{name}={os.environ[name]}" for name in _FROM_HERE if name in os.environ]
    done = stage.run(command, here)
    if done.returncode:
        raise RuntimeError(f"RUN {text}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")


def copy(instruction: Instruction, source: Path, stage: Stage, file: Path | None) -> None:
    """COPY from a folder; from the context only what the .dockerignore beside the Dockerfile `file` lets in."""
    *names, target = instruction.operands
    into = stage.root / (target if target.startswith("/") else f"{stage.folder}/{target}").lstrip("/")
    for name in names:
        path = source / name.lstrip("/")
        if path.is_dir():
            shutil.copytree(path, into, symlinks=True, dirs_exist_ok=True, ignore=_ignored(source, file))
            continue
        if file is not None and not is_let_in(_ignore_file(file), name):
            raise RuntimeError(f"COPY {name}: .dockerignore does not let it in")
        place = into / path.name if target.endswith("/") else into
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, place)


def _ignored(source: Path, file: Path | None) -> Any:
    def ignored(folder: str, names: list[str]) -> list[str]:
        if file is None:
            return []
        inside = Path(folder).relative_to(source)
        return [name for name in names if not is_let_in(_ignore_file(file), (inside / name).as_posix())]

    return ignored


def _ignore_file(file: Path) -> Path:
    return file.with_name(f"{file.name}.dockerignore")


def _exec_form(text: str) -> list[str]:
    words: list[str] = json.loads(text)
    return words


def _base(root: Path) -> Path:
    """A copy of the empty Debian with Python, which is kept between runs."""
    kept = (
        cache() / f"debian-bookworm-python-{sys.version_info.major}.{sys.version_info.minor}.{sys.version_info.micro}"
    )
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix="debian-", dir=kept.parent))
        _bootstrap(made)
        made.rename(kept)
    subprocess.run(["cp", "-a", str(kept), str(root)], check=True)
    root.chmod(0o755)  # a temporary folder is its owner's alone
    return root


def _bootstrap(root: Path) -> None:
    command = ["debootstrap", "--variant=minbase", f"--include={_LIBRARIES}", "bookworm", str(root)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)
    if done.returncode:
        raise RuntimeError(f"debootstrap: {done.stdout[-2000:]}")
    python = f"python{sys.version_info.major}.{sys.version_info.minor}"
    library = Path("lib") / python
    left_out = shutil.ignore_patterns("test", "tests", "__pycache__", "idlelib", "tkinter", "site-packages")
    shutil.copytree(Path(sys.base_prefix) / library, root / "usr/local" / library, ignore=left_out, dirs_exist_ok=True)
    shutil.copy2(Path(sys.base_prefix) / "bin" / python, root / "usr/local/bin" / python)
    for shared in (Path(sys.base_prefix) / "lib").glob("libpython*.so*"):
        shutil.copy2(shared, root / "usr/local/lib" / shared.name)
    for name in ("python", "python3"):
        (root / "usr/local/bin" / name).symlink_to(python)
    for name in ("resolv.conf", "ssl/certs/ca-certificates.crt"):  # the network as it is here
        shutil.copy2(Path("/etc") / name, root / "etc" / name)
    for command in (["ldconfig"], ["python", "-m", "ensurepip"]):
        subprocess.run(["chroot", str(root), *command], check=True, capture_output=True)
