"""Where a region lies on the globe: a point, a box, or nothing. Degrees; a box may cross the antimeridian."""

from collections.abc import Iterable
from typing import NamedTuple


class Point(NamedTuple):
    latitude: float
    longitude: float


class Box(NamedTuple):
    """`west` is greater than `east` where the box crosses the antimeridian (Russia, the Pacific)."""

    south: float
    west: float
    north: float
    east: float

    def contains(self, point: Point) -> bool:
        if not self.south <= point.latitude <= self.north:
            return False
        if self.west <= self.east:
            return self.west <= point.longitude <= self.east
        return point.longitude >= self.west or point.longitude <= self.east


Ring = tuple[Point, ...]  # closed without repeating its first point


class Geometry(NamedTuple):
    """`point` is where the region's name stands on a map, never a guess for something inside it."""

    point: Point | None = None
    box: Box | None = None
    outline: tuple[Ring, ...] = ()  # of admin-1 regions: outer rings, simplified to about two kilometres

    def contains(self, point: Point) -> bool:
        """Whether the point lies in the outline, or, where there is none, in the box."""
        if self.outline:
            return inside(self.outline, point)
        return self.box is not None and self.box.contains(point)


def inside(rings: Iterable[Ring], point: Point) -> bool:
    """Even-odd rule: a line from the point crosses the rings an odd number of times."""
    odd = False
    for ring in rings:
        before = ring[-1]
        for corner in ring:
            if (before.latitude > point.latitude) != (corner.latitude > point.latitude):
                share = (point.latitude - corner.latitude) / (before.latitude - corner.latitude)
                if point.longitude < corner.longitude + share * (before.longitude - corner.longitude):
                    odd = not odd
            before = corner
    return odd


def parse_box(text: str) -> Box | None:
    """`south,west,north,east`; None for an empty field."""
    return Box(*map(float, text.split(","))) if text else None


def around(boxes: Iterable[Box]) -> Box | None:
    """The narrowest box around all boxes."""
    known = list(boxes)
    if not known:
        return None
    west, east = _narrowest([(box.west, box.east if box.east >= box.west else box.east + 360) for box in known])
    return Box(min(box.south for box in known), west, max(box.north for box in known), east)


def _narrowest(spans: list[tuple[float, float]]) -> tuple[float, float]:
    """The shortest arc that holds all arcs: it begins where the widest gap between them ends."""
    ordered = sorted(spans)
    reach = ordered[0][1]
    gaps = [(0.0, ordered[0][0], 0.0)]
    for west, east in ordered[1:]:
        gaps.append((west - reach, west, reach))
        reach = max(reach, east)
    closing = (ordered[0][0] + 360 - reach, ordered[0][0], reach)
    _, west, east = max(closing, *gaps) if len(gaps) > 1 else closing
    return west, east - 360 if east > 180 else east
