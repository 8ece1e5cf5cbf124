"""`units(paths)`: an archive as a stream of pieces of work. Runs in the driver: it opens, decompresses and cuts.

Memory does not grow with the archive; the same files give the same units in the same order, however they were named.
"""

import os
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO

from connectors.archive.kinds import Kind, kind
from connectors.archive.source import READ_ERRORS, Source, damage
from connectors.archive.split import SHOWN, document, items, lines
from connectors.archive.table import table
from connectors.archive.work import Broken, Document, Lines, Rows, Unit
from schemas.errors import InputError

__all__ = ["Broken", "Document", "Lines", "Rows", "Unit", "units"]

FORMATS = "JSON Lines, a JSON array, CSV, TSV, RSS, Atom, RDF or JSON Feed; plain, .gz or .zst; or a .zip of these"
IGNORED = frozenset({"__MACOSX", "Thumbs.db", "desktop.ini"})  # and hidden files: what systems leave in folders
ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")  # the second one is empty

_SPLIT: dict[Kind, Callable[[str, Source, int], Iterable[Lines | Rows | Document | Broken]]] = {
    Kind.LINES: lines,
    Kind.ITEMS: items,
    Kind.TABLE: table,
    Kind.DOCUMENT: lambda path, source, _: document(path, source),
}


def units(paths: Sequence[Path], *, size: int = 1000) -> Iterator[Unit]:
    """The work that the files, folders and zips of `paths` hold, `size` entries at most in one unit.

    A file that is named twice, or is in a folder that is named too, is read once. Raises InputError for a path that
    is not there; whatever else is wrong becomes a unit of its own and a dead letter later.
    """
    for path in paths:
        if not path.exists():
            raise InputError(f"there is no file or folder {path}: check the path")
    return _units(_roots(paths), size)


def _units(roots: Sequence[str], size: int) -> Iterator[Unit]:
    for root in roots:
        if os.path.isdir(root):
            yield from _folder(root, size)
        else:
            yield from _file(root, size)


def _roots(paths: Sequence[Path]) -> list[str]:
    """Each file once, by the least of its names: paths inside other paths are left out."""
    real: dict[str, str] = {}
    for path in sorted(map(str, paths), reverse=True):
        real[os.path.realpath(path)] = path
    folders = [os.path.join(path, "") for path in real if os.path.isdir(path)]
    inside = {path for path in real for folder in folders if path.startswith(folder) and path != folder}
    return sorted(name for path, name in real.items() if path not in inside)


def _folder(root: str, size: int) -> Iterator[Unit]:
    errors: list[OSError] = []
    seen = {os.path.realpath(root)}
    for folder, folders, names in os.walk(root, onerror=errors.append, followlinks=True):
        folders[:] = _unseen(folder, folders, seen)
        for name in sorted(names):
            if not _is_ignored(name):
                yield from _file(os.path.join(folder, name), size, inside=True)
    for error in errors:
        where = _shown(str(error.filename))
        yield Unit(path=where, work=Broken(where=where, **damage(error)._asdict()))


def _unseen(folder: str, names: Sequence[str], seen: set[str]) -> list[str]:
    """The folders to walk, by name; links may lead anywhere, so each real folder is walked once."""
    found = []
    for name in sorted(names):
        real = os.path.realpath(os.path.join(folder, name))
        if real not in seen and not _is_ignored(name):
            seen.add(real)
            found.append(name)
    return found


def _file(path: str, size: int, *, inside: bool = False) -> Iterator[Unit]:
    """`inside` a folder only regular files are opened: a pipe there would wait for ever."""
    where = _shown(path)
    try:
        if inside and not os.path.isfile(path):
            raise OSError("not a regular file")
        with open(path, "rb") as stream:
            if stream.peek(4)[:4] in ZIP_MAGIC:
                yield from _zip(where, stream, size)
            else:
                yield from _stream(where, stream, size)
    except READ_ERRORS as error:
        yield Unit(path=where, work=Broken(where=where, **damage(error)._asdict()))


def _zip(where: str, stream: IO[bytes], size: int) -> Iterator[Unit]:
    with zipfile.ZipFile(stream) as archive:
        for info in sorted(archive.infolist(), key=lambda info: (info.filename, info.header_offset)):
            if not info.is_dir() and not any(map(_is_ignored, info.filename.split("/"))):
                yield from _member(f"{where}!{_shown(info.filename)}", archive, info, size)


def _member(where: str, archive: zipfile.ZipFile, info: zipfile.ZipInfo, size: int) -> Iterator[Unit]:
    try:
        with archive.open(info) as stream:
            yield from _stream(where, stream, size)
    except READ_ERRORS as error:
        yield Unit(path=where, work=Broken(where=where, **damage(error)._asdict()))


def _stream(where: str, stream: IO[bytes], size: int) -> Iterator[Unit]:
    source = Source(stream)
    head = source.head()
    found = kind(where, head)
    if found:
        for work in _SPLIT[found](where, source, size):
            yield Unit(path=where, work=work)
    elif source.damage:
        yield Unit(path=where, work=Broken(where=where, **source.damage._asdict()))
    elif head.strip():
        detail = f"not an archive of entries: it should be {FORMATS}"
        yield Unit(path=where, work=Broken(where=where, reason="unknown-kind", detail=detail, payload=head[:SHOWN]))


def _is_ignored(name: str) -> bool:
    return name.startswith(".") or name in IGNORED


def _shown(path: str) -> str:
    """The path as text that can be written: file names may be no text at all."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
