from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.subscriptions.load import parse_subscriptions, read_subscription
from pipeline.subscriptions.write import as_toml, from_words
from schemas import Activity, GroupBy, Repeat, Side, Stance, Subscription
from schemas.errors import ConfigError
from tests.pipeline.ledger.fakes import CATALOGUE

_TEXT = st.text("aé中\"'\\ #=[]{}\U0001f6a9", min_size=1).map(str.strip).filter(bool)


def _some(values: Any) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(st.sampled_from(list(values)), unique=True).map(tuple)


@st.composite
def subscriptions(draw: st.DrawFn) -> Subscription:
    return Subscription(
        name=draw(_TEXT),
        title=draw(st.just("") | _TEXT),
        militaries=draw(_some(("FRA", "FRA/foreign-legion", "unknown"))),
        regions=draw(_some(("UA", "donbas"))),
        activities=draw(_some(Activity)),
        stances=draw(_some((Stance.AFFIRMED, Stance.DENIED)).map(lambda some: (*some, Stance.POSSIBLE)[:2])),
        languages=draw(_some(("fr", "und"))),
        outlets=draw(_some(("bbc.co.uk", "t.me/channel"))),
        sides=draw(_some(Side)),
        background=draw(st.booleans()),
        min_confidence=draw(st.none() | st.floats(0, 1)),
        max_age=draw(st.none() | st.integers(0, 99999).map(lambda minutes: timedelta(minutes=minutes))),
        repeat=draw(st.sampled_from(Repeat)),
        group_by=draw(st.sampled_from(GroupBy)),
        destinations=draw(st.lists(_TEXT, unique=True).map(tuple)),
        quiet=draw(_some(("22:00-06:00", "12:00-13:00"))),
        timezone=draw(st.sampled_from(("UTC", "Europe/Paris"))),
        digest=draw(st.sampled_from(("immediate", "every 6h", "daily 07:00"))),
        rate_cap=draw(st.sampled_from(("", "20/hour"))),
        inhibit_corroborated_after_denied=draw(st.booleans()),
    )


@settings(deadline=None)
@given(subscriptions())
def test_what_is_written_is_read_back(asked: Subscription) -> None:
    assert parse_subscriptions(as_toml(asked), "written", CATALOGUE) == [asked]


def test_fields_may_be_given_as_words() -> None:
    words = ["militaries=France, wagner", "min-origins=2", "background=true", "max_age=12h", "min_confidence=.6"]
    found = read_subscription(from_words("a", words), "here", CATALOGUE)
    assert (found.militaries, found.min_origins, found.background) == (("FRA", "wagner"), 2, True)
    assert (found.max_age, found.min_confidence) == (timedelta(hours=12), 0.6)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["regions"], "write FIELD=VALUE"),
        (["regions=UA", "regions=ML"], "given twice"),
        (["name=b"], "name is given twice"),
        (["regions="], "an empty list says nothing"),
        (["min_origins=many"], "write a whole number from 1 up, not 'many'"),
        (["regoins=UA"], "did you mean 'regions'?"),
    ],
)
def test_wrong_words_are_refused_with_what_to_write(words: list[str], says: str) -> None:
    with pytest.raises(ConfigError) as error:
        read_subscription(from_words("a", words), "here", CATALOGUE)
    assert says in str(error.value)
