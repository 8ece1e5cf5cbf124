"""The gazetteer of quiet places: found by name and by id, never scanned for."""

from pathlib import Path

import pytest

from pipeline.catalogue.gazetteer import Gazetteer
from pipeline.catalogue.region_tables import FOLDER
from pipeline.catalogue.regions import load_regions

PARIS_KENTUCKY = "geonames:4303602"


def _tables(folder: Path, places: str, names: str) -> Gazetteer:
    import gzip

    (folder / "gazetteer.tsv.gz").write_bytes(gzip.compress(places.encode()))
    (folder / "gazetteer_names.tsv.gz").write_bytes(gzip.compress(names.encode()))
    return Gazetteer(folder)


def test_every_row_is_found(tmp_path: Path) -> None:
    places = "id\tname\n" + "".join(f"{id}\tTown {id}\tXX\t1\t2\t3\n" for id in (2, 9, 10, 77, 1000))
    names = "name\tids\n" + "".join(f"town {id}\t{id}\n" for id in (10, 1000, 2, 77, 9))
    gazetteer = _tables(tmp_path, places, names)
    for id in ("2", "9", "10", "77", "1000"):
        assert gazetteer.record(id) == [id, f"Town {id}", "XX", "1", "2", "3"]
        assert gazetteer.numbers(f"Town {id}") == (id,)


@pytest.mark.parametrize("id", ["1", "3", "500", "2000", "", "x", "-2"])
def test_what_is_not_there_is_not_found(tmp_path: Path, id: str) -> None:
    gazetteer = _tables(tmp_path, "id\n2\tA\n9\tB\n1000\tC\n", "name\tids\nb\t9\n")
    assert gazetteer.record(id) is None


def test_case_and_marks_do_not_matter_to_a_name() -> None:
    gazetteer = Gazetteer(FOLDER)
    assert gazetteer.numbers("BOGOTÁ") == gazetteer.numbers("bogota") != ()
    assert gazetteer.numbers("No such place at all") == ()


def test_quiet_places_are_regions_with_parents_but_are_not_listed() -> None:
    regions = load_regions()
    assert PARIS_KENTUCKY in regions.namesakes("Paris")
    assert regions.within(PARIS_KENTUCKY, "US-KY")
    assert PARIS_KENTUCKY not in set(regions.ids())


def test_districts_have_no_point() -> None:
    regions = load_regions()
    (district,) = regions.namesakes("Metcalfe County")
    assert regions.ancestors(district)[:3] == (district, "US-KY", "US")
    assert regions.geometry(district).point is None
