from datetime import timedelta
from pathlib import Path

import pytest

from pipeline.subscriptions.load import load_subscriptions, parse_subscriptions
from schemas import GroupBy, Subscription
from schemas.errors import ConfigError
from tests.pipeline.ledger.fakes import CATALOGUE


def parse(text: str) -> list[Subscription]:
    return parse_subscriptions(text, "subs.toml", CATALOGUE)


def one(fields: str) -> Subscription:
    return parse(f'[[subscription]]\nname = "a"\n{fields}')[0]


def test_what_is_left_out_keeps_its_default() -> None:
    assert one("") == Subscription(name="a")


def test_militaries_and_regions_may_be_ids_or_names_that_mean_only_one() -> None:
    found = one('militaries = ["France", "wagner"]\nregions = "Donbas"')
    assert (found.militaries, found.regions) == (("FRA", "wagner"), ("donbas",))


def test_every_field_is_read_in_its_friendly_form() -> None:
    found = one(
        'max_age = "12h"\ngroup_by = "place"\nlanguages = ["en-US", "FR"]\noutlets = "https://www.Herald.example/"'
    )
    assert found.max_age == timedelta(hours=12)
    assert found.group_by is GroupBy.PLACE
    assert (found.languages, found.outlets) == (("en", "fr"), ("herald.example",))
    assert one('max_age = "none"').max_age is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('regions = "Tripoli"', "subscription 'a': regions: 'Tripoli' can mean several: write one of the ids UA, ML"),
        ('militaries = "Elves"', "militaries: no military is called 'Elves': write an id such as FRA"),
        ('regoins = "UA"', "'regoins' is no field of a subscription; did you mean 'regions'?"),
        ('activities = ["atack"]', "activities: 'atack' is none of presence"),
        ('activities = ["atack"]', "did you mean 'attack'?"),
        ('max_age = "soon"', 'max_age: write "90m", "12h", "3d", "2w" or "none", not \'soon\''),
        ("min_origins = 0", "min_origins: write a whole number from 1 up, not 0"),
        ("min_confidence = 7", "min_confidence: write a number from 0 to 1, not 7"),
        ('background = "yes"', "background: write true or false"),
        ("stances = 3", "stances: 3 is none of affirmed"),
    ],
)
def test_a_wrong_value_is_named_with_what_to_write_instead(text: str, says: str) -> None:
    with pytest.raises(ConfigError) as error:
        one(text)
    assert str(error.value).startswith("subs.toml: subscription 'a': ")
    assert says in str(error.value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no [[subscription]] in it"),
        ("name = ", "not TOML"),
        ('[subscription]\nname = "a"', "two brackets"),
        ('[[subscriptions]]\nname = "a"', "'subscriptions' is not known here"),
        ('[[subscription]]\nregions = "UA"', "subscription number 1: name is missing"),
        ('[[subscription]]\nname = "a"\n[[subscription]]\nname = "a"', "two subscriptions are called 'a'"),
    ],
)
def test_a_wrong_file_is_refused_with_its_name(text: str, says: str) -> None:
    with pytest.raises(ConfigError, match=r"^subs\.toml: ") as error:
        parse(text)
    assert says in str(error.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"missing\.toml: cannot be read"):
        load_subscriptions(tmp_path / "missing.toml", CATALOGUE)


def test_a_file_is_read_in_its_order(tmp_path: Path) -> None:
    path = tmp_path / "two.toml"
    path.write_text('[[subscription]]\nname = "b"\n[[subscription]]\nname = "a"\n')
    assert [found.name for found in load_subscriptions(path, CATALOGUE)] == ["b", "a"]


def test_every_field_of_a_subscription_can_be_written_in_a_file() -> None:
    for field in set(Subscription.__struct_fields__) - {"name"}:
        with pytest.raises(ConfigError) as error:
            one(f"{field} = {{}}")
        assert "is no field" not in str(error.value)
