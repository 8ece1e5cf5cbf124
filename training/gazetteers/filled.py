"""What known places are called in Chinese, Arabic, Ukrainian and Russian where the gazetteers do not say: `filled.tsv`.

Written for this project (CC0), a row a region: its id, then a column for each of `COLUMNS`, names separated by `|`.
Names of GeoNames places go into `places.tsv.gz`, all others into `newsworthy_aliases.tsv`.
"""

from pathlib import Path

from pipeline.catalogue.names import rows
from pipeline.catalogue.region_tables import PREFIX

TABLE = Path(__file__).parent / "filled.tsv"
COLUMNS = ("zh", "ar", "uk", "ru")

Named = dict[str, list[str]]  # names by language


def of_geonames() -> dict[str, Named]:
    """By the GeoNames number."""
    return {id.removeprefix(PREFIX): names for id, names in _read().items() if id.startswith(PREFIX)}


def of_others() -> dict[str, Named]:
    return {id: names for id, names in _read().items() if not id.startswith(PREFIX)}


def _read() -> dict[str, Named]:
    table = rows(TABLE)
    next(table)
    return {id: _named(cells) for _, (id, *cells) in table}


def _named(cells: list[str]) -> Named:
    return {language: cell.split("|") for language, cell in zip(COLUMNS, cells, strict=False) if cell}
