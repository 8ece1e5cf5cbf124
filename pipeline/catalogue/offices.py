"""Offices, leaders and media: who is cited, and for whom they speak. Read from `data/offices.tsv` and `sources.tsv`.

An office of a state or group needs no line: `office:FRA/president` speaks for FRA. Macron, the Élysée and "the French
president" all have that one id.
"""

from functools import cache

from pipeline.catalogue.names import DATA, rows

MEDIA = "media:"
OFFICE = "office:"
ANY_STATE = "office:*/"


@cache
def speaks_for(id: str) -> str:
    """The root that a holder speaks for: of `office:FRA/president` it is FRA; "" for media and experts."""
    listed = _listed().get(id)
    if listed is not None:
        return listed
    if id.startswith(OFFICE):
        return id.removeprefix(OFFICE).partition("/")[0]
    return "" if id.startswith(MEDIA) else id.partition("/")[0]


@cache
def _listed() -> dict[str, str]:
    return {
        fields[0]: fields[2]
        for table in ("offices.tsv", "sources.tsv")
        for _, fields in rows(DATA / table)
        if len(fields) > 2
    }
