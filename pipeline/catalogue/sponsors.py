"""Forces that a state only backs, leads or made: "Iran-backed fighters" are no army, "Russian-made" says no owner.

Whom a state backs depends on the land: Iran's are Hezbollah in Lebanon, the Houthis in Yemen, and militias elsewhere.
"""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.catalogue import owners
from schemas import Hit, Resolution, Span

if TYPE_CHECKING:
    from pipeline.catalogue.catalogue import Catalogue

_AHEAD = 24  # characters that hold "pro-" or "backed by"
_MADE = re.compile(
    r"^['’]?s?[-‑–\s]?(made|built|designed|manufactured|supplied|donated|provided|trained)\b", re.IGNORECASE
)
_SPONSORED = re.compile(
    r"^['’]?s?[-‑–\s]?(backed|led|aligned|affiliated|funded|linked|allied|sponsored|supported|installed|"
    r"directed|gestützt\w*|nah\w*|treu\w*|unterstützt\w*|yanlısı|destekli)\b|^支持的",
    re.IGNORECASE,
)
_LED = re.compile(r"^['’]?s?[-‑–\s]?led\b", re.IGNORECASE)
_FOR = re.compile(
    r"\b(?:pro|про)[-‑–\s]?$|\b(?:(?:soutenu|appuyé)\w* par|(?:respaldad|apoyad)\w+ por|wspieran\w+ przez|"
    r"підтримуван\w+|поддерживаем\w+|(?:backed|supported) by)\s(?:the |l['’]|la |le )?$|"
    r"[亲親]$|الموالي\w* ل$|المدعوم\w* من $",
    re.IGNORECASE,
)
_AGAINST = re.compile(r"\b(?:anti|анти|контр|non)[-‑–\s]?$", re.IGNORECASE)
# Whom Iran backs, by land; and whose the arms are that it only sold.
_OF_IRAN = {"LBN": "hezbollah", "YEM": "houthis", "SYR": "syr-militia", "IRQ": "irq-militia"}
_SELLERS = frozenset({"IRN", "PRK"})
_SOLD = frozenset({"weapon", "aircraft", "vehicle"})
_BUYERS = {"UKR": "RUS"}


def is_aside(hit: Hit, span: Span, body: str) -> bool:
    """Whether what the hit names sponsors, opposes or made the force of the span."""
    after, before = body[hit.end : span.end], body[max(span.start, hit.start - _AHEAD) : hit.start]
    return bool(_MADE.match(after) or _SPONSORED.match(after) or _FOR.search(before) or _AGAINST.search(before))


def sponsored(
    catalogue: "Catalogue", asides: Sequence[tuple[str, Hit]], span: Span, body: str, land: str
) -> Resolution | None:
    """Who is meant by what the span says of a sponsor: `asides` with their roots; `land` is whose the place near is."""
    for owner, hit in asides:
        after = body[hit.end : span.end]
        if owner not in catalogue.militaries.states or _MADE.match(after):
            continue
        if _LED.match(after):
            return Resolution(id="csto" if owner == "RUS" else "coalition", score=0.6, reason=f"led by {owner}")
        if _backs(hit, span, body):
            group = _OF_IRAN.get(land, "") if owner == "IRN" else owners.conflict(owner, "backed")
            if group:
                return Resolution(id=group, score=0.6, reason=f"backed by {owner}")
        against = _AGAINST.search(body[max(span.start, hit.start - _AHEAD) : hit.start])
        kind = "rebels" if against else "militia"
        return Resolution(
            id=f"{owner.lower()}-{kind}", score=0.6, reason=f"{'against' if against else 'backed by'} {owner}"
        )
    return None


def buyer(maker: str, heads: Sequence[str], land: str) -> str:
    """Who flies arms that another state makes where only they are used: "Iranian drones" over Ukraine. "" for none."""
    return _BUYERS.get(land, "") if maker in _SELLERS and heads and set(heads) <= _SOLD else ""


def _backs(hit: Hit, span: Span, body: str) -> bool:
    """Whether the state of the hit is for the force, not against it, and no more than that."""
    before = body[max(span.start, hit.start - _AHEAD) : hit.start]
    return bool(_FOR.search(before) or _SPONSORED.match(body[hit.end : span.end])) and not _AGAINST.search(before)
