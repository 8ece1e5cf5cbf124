"""Labelled entries told anew about other forces and places, so that a network learns the words around names.

Every claim's military and region is written over, wherever it stands, with one from another entry's claims that looks
alike: as many words, the same first letter case, a state's force for a state's, a plural for a plural, and in languages
with endings the same ending (in Arabic the same beginning). Facts are lost, statements are kept: who is said to do what
where, and by whom. An entry of which a part of a name would stay behind is left as it is.
"""

import re
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

Row = dict[str, Any]
Shape = tuple[str, ...]
ENDINGS = frozenset({"uk", "ru", "pl", "tr"})
STEM = {"zh": 2}  # characters that tell an inflected name; elsewhere 4


class Names:
    """The militaries and regions of all claims, by what they look like."""

    def __init__(self, rows: Iterable[Row]) -> None:
        military: dict[Shape, dict[str, Row]] = defaultdict(dict)
        region: dict[Shape, dict[str, Row]] = defaultdict(dict)
        for row in rows:
            for claim in (claim for claim in row["claims"] if claim["military_id"] != "unknown"):
                military[_military_shape(claim, row["language"])][claim["military"]] = claim
                region[_shape(claim["region"], row["language"])][claim["region"]] = claim
        self._military = {shape: list(found.values()) for shape, found in military.items()}
        self._region = {shape: list(found.values()) for shape, found in region.items()}

    def other(self, row: Row, number: int = 1) -> Row | None:
        """The entry about others, the same each time; with another number mostly about others again.

        A claim keeps in `was` the id of the military that it had.
        """
        mark = f"~{number if number > 1 else ''}"
        rng = np.random.default_rng(zlib.crc32(f"{row['id']}{mark[1:]}".encode()))
        language = row["language"]
        swaps: dict[str, str] = {}
        ids: dict[str, str] = {}
        for claim in row["claims"]:
            for slot, known in (
                ("military", self._military.get(_military_shape(claim, language), [])),
                ("region", self._region.get(_shape(claim["region"], language), [])),
            ):
                if claim[slot] in swaps or len(known) < 2:
                    continue
                drawn = known[int(rng.integers(len(known)))]
                swaps[claim[slot]] = drawn[slot]
                ids[claim[slot]] = drawn["military_id"]
        return _rewritten({**row, "id": f"{row['id']}{mark}"}, swaps, ids) if swaps else None


def _rewritten(row: Row, swaps: dict[str, str], ids: dict[str, str]) -> Row | None:
    surfaces = sorted(swaps, key=len, reverse=True)
    told = {claim[slot] for claim in row["claims"] for slot in ("military", "region")}
    if any(one != two and one in two for one in surfaces for two in told):
        return None
    write = _writer(swaps, surfaces, row["language"])
    title, text = write(row["title"]), write(row["text"])
    claims = [
        {
            **claim,
            "military": write(claim["military"]), "region": write(claim["region"]),
            "holder": claim["holder"] and write(claim["holder"]),
            "military_id": ids.get(claim["military"], claim["military_id"]), "was": claim["military_id"],
        }
        for claim in row["claims"]
    ]  # fmt: skip
    both = f"{title}\n{text}"
    whole = all(claim[slot] in both for claim in claims for slot in ("military", "region", "holder") if claim[slot])
    stem = STEM.get(row["language"], 4)
    left = {claim["region"][:stem] for claim in row["claims"] if claim["region"] in swaps}
    if not whole or any(len(one) >= stem and one in both for one in left):
        return None
    return {**row, "title": title, "text": text, "claims": claims}


def _writer(swaps: dict[str, str], surfaces: list[str], language: str) -> Callable[[str], str]:
    edge = "" if language == "zh" else r"\b"
    pattern = re.compile(f"(?:{'|'.join(f'{edge}{re.escape(surface)}{edge}' for surface in surfaces)})")
    return lambda text: pattern.sub(lambda match: swaps[match[0]], text)


def _military_shape(claim: Row, language: str) -> Shape:
    return (*_shape(claim["military"], language), "state" if claim["military_id"].isupper() else "group")


def _shape(surface: str, language: str) -> Shape:
    words = min(len(surface.split()), 3) if language != "zh" else min(len(surface), 5)
    edge = surface[-2:] if language in ENDINGS else surface[:2] if language == "ar" else surface[-1:] == "s" and "s"
    return language, str(words), "upper" if surface[:1].isupper() else "lower", edge or ""
