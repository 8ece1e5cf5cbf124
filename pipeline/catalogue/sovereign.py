"""Whose forces a land has that has none of its own: Greenland's are Denmark's, New Caledonia's France's."""

from functools import cache

from pipeline.catalogue.names import DATA, rows


def sovereign(state: str, *, who_fights: bool = True) -> str:
    """The root whose forces the land's are; itself where they are its own.

    `who_fights`: also where it is a group that bears the land's name, as the Sahrawi army; as a place it stays a land.
    """
    holder = _holders().get(state, state)
    if holder.endswith("*"):
        return holder[:-1] if who_fights else state
    return holder


@cache
def _holders() -> dict[str, str]:
    """`*` after a group's id: see `sovereign`."""
    return {fields[0]: fields[1] for _, fields in rows(DATA / "sovereign.tsv")}
