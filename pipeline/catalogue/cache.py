"""The cache: compiled names, kept between processes in `$VEDETTE_CACHE` or `~/.cache/vedette`.

A file is used only if it is ours (this user's, writable by no one else), whole (it carries the digest of what it holds)
and made from the same data by the same code (its name says which). Anything else is built anew. Where nothing can be
written, every process builds its own.
"""

import hashlib
import os
import stat
import sys
import tempfile
import unicodedata
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import msgspec

from pipeline.catalogue.compiled import Compiled

_CODE = Path(__file__).parent
_DIGEST = 32
_KEPT = 6  # files of other versions: two checkouts, each with and without names of one's own
_PREFIX, _SUFFIX = "catalogue-", ".bin"


def kept(
    data_version: str,
    build: Callable[[], Compiled],
    folder: Path | None = None,
    apart: Callable[[], None] | None = None,
) -> Compiled:
    """The compiled names of this version of the data: from the cache, else built and put there.

    `apart` may put them there from another process: it is tried first.
    """
    home = folder or default_folder()
    path = home / f"{_PREFIX}{_key(data_version)}{_SUFFIX}"
    found = _read(path)
    if found is None and apart is not None and _is_writable(home):
        apart()
        found = _read(path)
    if found is None:
        found = build()
        _write(path, found)
    return found


def default_folder() -> Path:
    chosen = os.environ.get("VEDETTE_CACHE", "")
    if chosen:
        return Path(chosen).expanduser()
    return Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "vedette"


def _key(data_version: str) -> str:
    """What the compiled form depends on besides the data: the code of this folder, and what it is run by."""
    seal = hashlib.blake2b(data_version.encode(), digest_size=12)
    for path in sorted(_CODE.glob("*.py")):
        seal.update(path.name.encode() + b"\0" + path.read_bytes())
    machine = (sys.version, sys.byteorder, unicodedata.unidata_version, _installed("daachorse"), msgspec.__version__)
    seal.update(repr(machine).encode())
    return seal.hexdigest()


def _installed(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _read(path: Path) -> Compiled | None:
    try:
        with path.open("rb") as file:
            if not _is_ours(os.fstat(file.fileno())):
                return None
            data = file.read()
        payload = memoryview(data)[_DIGEST:]
        if hashlib.blake2b(payload, digest_size=_DIGEST).digest() != data[:_DIGEST]:
            return None
        return msgspec.msgpack.decode(payload, type=Compiled)
    except (OSError, msgspec.MsgspecError):
        return None


def _is_ours(status: os.stat_result) -> bool:
    if not stat.S_ISREG(status.st_mode):
        return False
    if not hasattr(os, "getuid"):
        return True
    return status.st_uid == os.getuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _is_writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError:
        return False
    return os.access(folder, os.W_OK)


def _write(path: Path, compiled: Compiled) -> None:
    payload = msgspec.msgpack.encode(compiled)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(hashlib.blake2b(payload, digest_size=_DIGEST).digest())
            file.write(payload)
        os.replace(file.name, path)
        _forget_old(path)
    except OSError:
        return


def _forget_old(path: Path) -> None:
    """Leaves the newest files: every edit of a data file makes one of 20 MB."""
    files = sorted(path.parent.glob(f"{_PREFIX}*{_SUFFIX}"), key=lambda each: each.stat().st_mtime)
    for old in files[:-_KEPT]:
        old.unlink(missing_ok=True)
