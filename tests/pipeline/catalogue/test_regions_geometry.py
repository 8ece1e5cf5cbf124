"""Boxes, across the antimeridian too, and outlines."""

import pytest

from pipeline.catalogue.geometry import Box, Geometry, Point, around, inside, parse_box
from pipeline.catalogue.regions import load_regions

SQUARE = (Point(0, 0), Point(0, 10), Point(10, 10), Point(10, 0))
HOLE = (Point(4, 4), Point(4, 6), Point(6, 6), Point(6, 4))


def test_a_box_across_the_antimeridian_holds_both_sides() -> None:
    pacific = Box(-10, 170, 10, -170)
    assert pacific.contains(Point(0, 175))
    assert pacific.contains(Point(0, -175))
    assert not pacific.contains(Point(0, 0))


def test_the_box_around_boxes_is_the_narrowest() -> None:
    assert around([Box(0, 10, 5, 20), Box(-5, 15, 2, 40)]) == Box(-5, 10, 5, 40)
    assert around([Box(0, 170, 1, 175), Box(0, -175, 1, -170)]) == Box(0, 170, 1, -170)


def test_no_box_is_around_nothing() -> None:
    assert around([]) is None


def test_a_box_is_read_from_its_field() -> None:
    assert parse_box("1,2,3.5,4") == Box(1, 2, 3.5, 4)
    assert parse_box("") is None


def test_a_point_is_inside_where_the_rings_say_so() -> None:
    assert inside((SQUARE,), Point(5, 5))
    assert not inside((SQUARE, HOLE), Point(5, 5))
    assert not inside((SQUARE,), Point(5, 11))


def test_an_outline_is_closer_than_the_box_around_it() -> None:
    triangle = Geometry(box=Box(0, 0, 10, 10), outline=((Point(0, 0), Point(0, 10), Point(10, 0)),))
    assert triangle.contains(Point(1, 1))
    assert not triangle.contains(Point(9, 9))
    assert Geometry(box=Box(0, 0, 10, 10)).contains(Point(9, 9))
    assert not Geometry().contains(Point(0, 0))


@pytest.mark.parametrize(
    ("latitude", "longitude", "admin1"),
    [(48.60, 38.00, "UA-14"), (45.0, 34.1, "UA-43"), (36.2, 37.16, "SY-HL"), (18.44, 1.41, "ML-8"), (43.0, 33.0, "")],
)
def test_a_point_lies_in_its_admin1_region(latitude: float, longitude: float, admin1: str) -> None:
    assert load_regions().admin1_at(Point(latitude, longitude)) == admin1


def test_a_countrys_box_holds_all_its_admin1_regions() -> None:
    regions = load_regions()
    outline = regions.geometry("UA-14").outline
    box = regions.geometry("UA").box
    assert outline
    assert box is not None
    assert all(box.contains(point) for ring in outline for point in ring)


def test_what_is_no_admin1_region_has_no_outline() -> None:
    assert load_regions().geometry("donbas").outline == ()
