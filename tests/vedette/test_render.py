"""How alerts read: slots set off in the quote, whatever stands outside of it."""

from datetime import UTC, datetime

import pytest
from rich.console import Console
from rich.text import Text

from pipeline.catalogue.catalogue import load
from schemas import Activity, Evidence, Holder, Mention, Side, Stance, Voice
from vedette.render import highlight, origin_name, place

QUOTE = "French soldiers train in Donbas,\nsaid Macron"
WHEN = datetime(2026, 3, 2, tzinfo=UTC)


def voice(holder_at: int) -> Voice:
    return Voice(
        report="r",
        stance=Stance.AFFIRMED,
        military="FRA",
        activity=Activity.TRAIN,
        region="donbas",
        holder=Holder(start=holder_at, end=holder_at + 6, surface="Macron", side=Side.OWN),
        origin="office:FRA/president",
        title="",
        evidence=Evidence(start=100, end=100 + len(QUOTE), quote=QUOTE),
        military_mention=Mention(start=100, end=115, surface="French soldiers"),
        region_mention=Mention(start=125, end=131, surface="Donbas"),
        outlet="herald.example",
        url="",
        language="en",
        seen_at=WHEN,
        published_at=WHEN,
        confidence=0.9,
        background=False,
    )


def styled(text: Text) -> list[str]:
    return [text.plain[span.start : span.end] for span in text.spans]


def test_military_region_and_holder_are_set_off() -> None:
    assert styled(highlight(voice(holder_at=138))) == ["French soldiers", "Donbas", "Macron"]


def test_a_holder_outside_the_quote_is_left_alone_and_the_card_still_prints() -> None:
    told = highlight(voice(holder_at=10))
    assert styled(told) == ["French soldiers", "Donbas"]
    Console(width=20, file=None, quiet=True).print(told)


def test_a_quote_is_one_line() -> None:
    assert "\n" not in highlight(voice(holder_at=138)).plain


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("office:FRA/president", "France's president"),
        ("media:paris-match", "paris match"),
        ("source:UKR", "Ukraine"),
        ("outlet:herald.example", "herald.example"),
        ("outlet:#9c88d0db4ba3f0d9921b", "an unnamed outlet"),
    ],
)
def test_an_origin_reads_as_a_name(key: str, name: str) -> None:
    assert origin_name(key, load()) == name


def test_a_place_is_named_with_its_country() -> None:
    assert place("donbas", load()) == "Donbas (Ukraine)"
    assert place("UA", load()) == "Ukraine"
