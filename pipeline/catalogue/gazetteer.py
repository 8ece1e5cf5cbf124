"""`Gazetteer`: the quiet places, which the scan does not look for and only the resolver asks about.

A list of every village in the automaton would find more ordinary words than places, and cost every process memory. What
a model marked as a place, or what the scan found and has namesakes, is looked up here instead: by binary search in two
sorted texts, read at the first question. See `data/regions/README.md`.
"""

import gzip
from functools import cached_property
from pathlib import Path

from pipeline.catalogue.folding import fold_name


class Gazetteer:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def record(self, id: str) -> list[str] | None:
        """The fields of the place with this GeoNames number: id, name, parent, latitude, longitude, population."""
        if not id.isdecimal():
            return None
        wanted = int(id)
        data, low, high = self._places, 0, len(self._places)
        while low < high:
            start, end = _line(data, (low + high) // 2)
            number = int(data[start : data.index(b"\t", start)])
            if number == wanted:
                return (data[start:end].decode() + "\t" * 5).split("\t")[:6]
            low, high = (end + 1, high) if number < wanted else (low, start)
        return None

    def numbers(self, name: str) -> tuple[str, ...]:
        """The GeoNames numbers of all places that are called so, listed ones too: the largest first."""
        wanted = fold_name(name).encode()
        data, low, high = self._names, 0, len(self._names)
        while low < high:
            start, end = _line(data, (low + high) // 2)
            key, _, ids = data[start:end].partition(b"\t")
            if key == wanted:
                return tuple(ids.decode().split())
            low, high = (end + 1, high) if key < wanted else (low, start)
        return ()

    def sounding(self, country: str, key: str) -> tuple[tuple[str, str], ...]:
        """(number, name as spoken) of the places of a country whose consonants are these: see `sounds`."""
        wanted = f"{country} {key}".encode()
        data, low, high = self._sounds, 0, len(self._sounds)
        while low < high:
            start, end = _line(data, (low + high) // 2)
            found, _, places = data[start:end].partition(b"\t")
            if found == wanted:
                return tuple(_numbered(place) for place in places.decode().split("|"))
            low, high = (end + 1, high) if found < wanted else (low, start)
        return ()

    @cached_property
    def _sounds(self) -> bytes:
        return _rows(self._folder / "gazetteer_sounds.tsv.gz")

    @cached_property
    def _places(self) -> bytes:
        return _rows(self._folder / "gazetteer.tsv.gz")

    @cached_property
    def _names(self) -> bytes:
        return _rows(self._folder / "gazetteer_names.tsv.gz")


def _rows(path: Path) -> bytes:
    """The table without its head."""
    return gzip.decompress(path.read_bytes()).partition(b"\n")[2]


def _numbered(place: str) -> tuple[str, str]:
    number, _, said = place.partition(" ")
    return number, said


def _line(data: bytes, at: int) -> tuple[int, int]:
    """Where the line around the byte `at` begins and ends."""
    return data.rfind(b"\n", 0, at) + 1, data.find(b"\n", at)
