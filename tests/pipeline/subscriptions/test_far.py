"""A group asked for where it cannot be is told; one that may be there is not. With the catalogue's own lists."""

import pytest

from pipeline.catalogue.catalogue import load
from pipeline.catalogue.haunts import haunts
from pipeline.subscriptions.far import far
from schemas import Subscription


def told(militaries: str, regions: str) -> list[str]:
    asked = Subscription(name="a", militaries=tuple(militaries.split()), regions=tuple(regions.split()))
    return [says for _, says in far(asked, load(), haunts)]


@pytest.mark.parametrize(
    ("military", "regions"), [("kia", "ML"), ("rsf", "UA donbas"), ("hamas", "BR"), ("cjng", "SY")]
)
def test_a_group_on_the_other_side_of_the_world_is_told(military: str, regions: str) -> None:
    (says,) = told(military, regions)
    assert says.startswith(f"{military} is known in ")


def test_it_says_where_the_group_is_and_how_far_that_is() -> None:
    assert told("rsf", "UA") == [
        "rsf is known in Sudan, 3,700 km from all regions that are asked for: is it another group that is meant?"
    ]


@pytest.mark.parametrize(
    ("militaries", "regions"),
    [
        ("hamas", "IL"),  # over a border
        ("hezbollah", "IL"),
        ("houthis", "IL"),
        ("wagner", "BF"),  # beside a country that is listed
        ("isis", "MZ"),  # by a group that is affiliated
        ("isis/khorasan", "RU"),
        ("RUS", "ML"),  # a state's forces may be anywhere
        ("nato", "AF"),
        ("unknown", "ML"),
        ("kia", ""),
        ("kia", "MM ML"),  # one region is near
        ("houthis", "red-sea"),  # no country's
        ("kia", "sahel"),
        ("kia", "atlantis"),
        ("martians", "ML"),
    ],
)  # fmt: skip
def test_what_may_be_meant_is_not_told(militaries: str, regions: str) -> None:
    assert told(militaries, regions) == []


def test_of_several_groups_the_one_that_is_far_is_told() -> None:
    assert [says.split()[0] for says in told("wagner kia", "ML")] == ["kia"]
