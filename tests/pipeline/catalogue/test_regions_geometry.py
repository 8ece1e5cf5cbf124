"""Boxes: across the antimeridian too."""

from pipeline.catalogue.geometry import Box, Point, around, parse_box


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
