from datetime import timedelta
from pathlib import Path

import pytest

from pipeline.subscriptions.load import load_subscriptions, parse_subscriptions
from pipeline.subscriptions.values import PLATFORMS
from pipeline.text.data import rows
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


def test_times_of_delivery_are_read_as_people_write_them() -> None:
    found = one('quiet = ["9:30 – 17:00", "22:00-6:00"]\ntimezone = "Europe/Paris"\nrate_cap = "20 per Hour"')
    assert (found.quiet, found.rate_cap) == (("09:30-17:00", "22:00-06:00"), "20/hour")
    assert one('digest = "daily at 7:00"').digest == "daily 07:00"
    assert one('digest = "Every 6 h"').digest == "every 6h"


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
        ("militaries = []", "militaries: an empty list says nothing: name at least one, or leave the whole line out"),
        ('languages = "jp"', 'write a two-letter language code (ISO 639-1) such as "fr" or "uk", not \'jp\''),
        ('languages = "eng"', "two-letter language code"),
        ('outlets = "bbc.co.uk/news"', "outlets: write the domain alone, 'bbc.co.uk', not 'bbc.co.uk/news'"),
        ('outlets = "BBC News"', 'outlets: write a domain such as "bbc.co.uk" or "t.me/channel", not \'BBC News\''),
        ('min_origins = 2\nstances = "planned"', 'only affirmations are counted: add "affirmed" to stances'),
        ('title = "a\\u001b[31m"', "title: write plain text on one line, without control characters, not 'a\\x1b[31m'"),
        ('title = "\\u202eevil"', "without control characters"),
        ('regions = "Ukrane"', "no region is called 'Ukrane'; did you mean 'Ukraine'?: write an id such as UA"),
        ('militaries = "Frnce"', "did you mean 'France'?"),
        ('militaries = "fra"', "did you mean 'FRA'?"),
        ('militaries = "NATO"', "did you mean 'nato'?"),
        ('quiet = "night"', "quiet: write hours such as \"22:00-06:00\", not 'night'"),
        ('quiet = "22:00-24:30"', "write hours such as"),
        ('quiet = "08:00-08:00"', "no time at all or the whole day: to be told nothing, leave destinations out"),
        ('timezone = "paris"', "timezone: write a time zone such as"),
        ('timezone = "paris"', "did you mean 'Europe/Paris'?"),
        ('timezone = "../etc"', "write a time zone such as"),
        ('digest = "weekly"', 'digest: write "immediate", "every 6h" or "daily 07:00", not \'weekly\''),
        ('digest = "every 0m"', 'write "every 1m" to "every 7d"'),
        ('digest = "daily 25:00"', '"daily 07:00"'),
        ('rate_cap = "20"', 'rate_cap: write "20/hour"'),
        ('rate_cap = "0/hour"', 'write "20/hour"'),
        ("inhibit_corroborated_after_denied = 1", "write true or false"),
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


def test_a_name_with_control_characters_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"subscription 'a\\x1b': name: write plain text"):
        parse('[[subscription]]\nname = "a\\u001b"')


def test_outlets_are_domains_accounts_on_platforms_and_families() -> None:
    written = 'outlets = ["bbc.co.uk", "https://t.me/Channel", "youtube.com/@one", "paris-match"]'
    assert one(written).outlets == ("bbc.co.uk", "t.me/channel", "youtube.com/one", "paris-match")
    assert {row[1] for row in rows("outlets.tsv") if row[0] == "platform"} == set(PLATFORMS)


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
