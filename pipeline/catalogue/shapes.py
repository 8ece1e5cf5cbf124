"""The outlines of admin-1 regions, simplified; read at the first question, each parsed when it is asked for.

`shapes.tsv.gz` holds one region a line: id, box, then its rings, separated by `;`. A ring is a list of `x,y` steps in
hundredths of a degree, the first one from zero.
"""

import gzip
from functools import cache
from pathlib import Path

from pipeline.catalogue.geometry import Box, Point, Ring, inside, parse_box

_FILE = Path(__file__).parent / "data" / "regions" / "shapes.tsv.gz"
_STEPS = 100  # to a degree


@cache
def shapes() -> "Shapes":
    """The shipped outlines, read once per process."""
    return Shapes(gzip.decompress(_FILE.read_bytes()).decode().splitlines()[1:])


class Shapes:
    def __init__(self, lines: list[str]) -> None:
        self._rows = {id: (box, rings) for id, box, rings in (line.split("\t") for line in lines)}

    def outline(self, id: str) -> tuple[Ring, ...]:
        """The outer rings of the region, () where none are known."""
        row = self._rows.get(id)
        return tuple(_ring(text) for text in row[1].split(";")) if row else ()

    def holder(self, point: Point) -> str:
        """The region around the point, the first in order of ids where simplified outlines overlap."""
        for id, (box, _) in self._rows.items():
            if _box(box).contains(point) and inside(self.outline(id), point):
                return id
        return ""


def _box(text: str) -> Box:
    box = parse_box(text)
    assert box is not None
    return box


def _ring(text: str) -> Ring:
    x = y = 0
    points = []
    for step in text.split(" "):
        dx, _, dy = step.partition(",")
        x, y = x + int(dx), y + int(dy)
        points.append(Point(y / _STEPS, x / _STEPS))
    return tuple(points)
