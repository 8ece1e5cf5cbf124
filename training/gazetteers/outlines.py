"""Simplified outlines of admin-1 regions from Natural Earth (public domain), for `shapes.tsv.gz`."""

from collections.abc import Sequence

from training.gazetteers.countries import located
from training.gazetteers.sources import Shape, Sources

HEAD = ("id", "box", "rings")
_TOLERANCE = 0.02  # degrees: about two kilometres
_STEPS = 100
_SMALLEST = 0.001  # square degrees: islands smaller than this are left out, but for a region's largest
_CORNERS = 3

XY = tuple[float, float]


def rows(sources: Sources) -> list[tuple[str, ...]]:
    """Id, box and rings of every first-level division that has a shape."""
    shapes: dict[str, list[Shape]] = {}
    for shape in sources.shapes:
        if top := sources.topmost(shape.iso):
            shapes.setdefault(top, []).append(shape)
    made = ((id, located(shapes[id])[2], _rings(shapes[id])) for id in sorted(shapes))
    return [row for row in made if row[2]]


def _rings(shapes: Sequence[Shape]) -> str:
    rings = sorted((ring for shape in shapes for ring in shape.rings), key=_area, reverse=True)
    kept = [ring for at, ring in enumerate(rings) if at == 0 or _area(ring) >= _SMALLEST]
    return ";".join(text for text in (_written(_simplified(ring)) for ring in kept) if text)


def _written(ring: Sequence[XY]) -> str:
    steps, x, y = [], 0, 0
    for point in dict.fromkeys((round(a * _STEPS), round(b * _STEPS)) for a, b in ring):
        steps.append(f"{point[0] - x},{point[1] - y}")
        x, y = point
    return " ".join(steps) if len(steps) >= _CORNERS else ""


def _simplified(ring: Sequence[XY]) -> list[XY]:
    """Douglas and Peucker: corners within the tolerance of the line between the kept ones go. The ring stays closed."""
    kept = {0, len(ring) - 1, len(ring) // 2}
    pending = [(0, len(ring) // 2), (len(ring) // 2, len(ring) - 1)]
    while pending:
        first, last = pending.pop()
        if last - first < 2:
            continue
        distance, at = max((_distance(ring[i], ring[first], ring[last]), i) for i in range(first + 1, last))
        if distance > _TOLERANCE:
            kept.add(at)
            pending += [(first, at), (at, last)]
    return [ring[at] for at in sorted(kept)]


def _distance(point: XY, a: XY, b: XY) -> float:
    (x, y), (x1, y1), (x2, y2) = point, a, b
    length = (x2 - x1) ** 2 + (y2 - y1) ** 2
    share = 0.0 if length == 0 else max(0.0, min(1.0, ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / length))
    return float(((x - x1 - share * (x2 - x1)) ** 2 + (y - y1 - share * (y2 - y1)) ** 2) ** 0.5)


def _area(ring: Sequence[XY]) -> float:
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2
