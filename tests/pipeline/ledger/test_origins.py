import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pipeline.ledger.bearing import Bearing, bearings
from pipeline.ledger.origins import origins
from schemas import Report, Stance, fingerprint
from tests.pipeline.ledger.fakes import HOUR, MONDAY, outlets, say
from tests.pipeline.ledger.strategies import report

WHAT = "FRA affirmed train donbas"


def of(*reports: Report) -> set[str]:
    return origins(affirmations(list(reports)))


def affirmations(reports: list[Report]) -> list[Bearing]:
    return [one for made in reports for one in bearings(made) if one.stance is Stance.AFFIRMED]


def test_ten_outlets_that_cite_one_source_are_one_origin() -> None:
    assert of(*(say(WHAT, by="Paris Match", outlet=outlet) for outlet in outlets(10))) == {"Paris Match"}


def test_a_copied_story_counts_for_the_outlet_that_had_it_first() -> None:
    first = say(WHAT, outlet="first.example", fingerprint="story")
    copies = [say(WHAT, outlet=outlet, at=MONDAY + HOUR, fingerprint="story") for outlet in outlets(5)]
    assert of(*copies, first) == {"first.example"}


def test_a_rewritten_story_is_an_origin_of_its_own() -> None:
    assert (
        len(of(say(WHAT, outlet="a.example", fingerprint="one"), say(WHAT, outlet="b.example", fingerprint="two"))) == 2
    )


def test_likeness_is_looked_up_and_never_chained() -> None:
    a = say(WHAT, outlet="a.example", fingerprint="one")
    b = say(WHAT, outlet="b.example", fingerprint="one+two", at=MONDAY + HOUR)
    c = say(WHAT, outlet="c.example", fingerprint="two+three", at=MONDAY + 2 * HOUR)
    d = say(WHAT, outlet="d.example", fingerprint="three", at=MONDAY + 3 * HOUR)
    assert of(a, b, c, d) == {"a.example", "b.example", "c.example"}  # b like a, c like b's text, d like c's


@given(st.lists(report(), min_size=1, max_size=8), st.data())
def test_a_later_wire_copy_never_adds_an_origin(made: list[Report], data: st.DataObject) -> None:
    copied = data.draw(st.sampled_from([one for one in made if one.fingerprint] or made))
    assume(copied.stance is Stance.AFFIRMED and copied.fingerprint)
    later = copied.seen_at + data.draw(st.integers(1, 100)) * HOUR
    what = f"{copied.claim.military} affirmed {copied.claim.activity} {copied.claim.region}"
    copy = say(what, outlet="copy.example", at=later, fingerprint=copied.fingerprint)
    assert len(of(*made, copy)) == len(of(*made))


@given(st.lists(report(), min_size=1, max_size=8), st.data())
def test_a_citation_never_adds_an_origin(made: list[Report], data: st.DataObject) -> None:
    source = data.draw(st.sampled_from(("Macron", "the ministry", "Paris Match")))
    cited = say("FRA affirmed train donbas", by=source)
    assert of(*made, cited, say("FRA affirmed train UA", by=source, outlet="other.example")) == of(*made, cited)


def test_many_stories_of_one_template_are_compared_once_each(monkeypatch: pytest.MonkeyPatch) -> None:
    """They share all bands and are not near: comparing them band by band would hold up whoever decides."""
    compared: list[tuple[str, str]] = []

    def alike(a: str, b: str) -> bool:
        compared.append((a, b))
        return False

    monkeypatch.setattr(fingerprint, "bands", lambda words: tuple(f"{band}" for band in range(30)))
    monkeypatch.setattr(fingerprint, "alike", alike)
    told = [say(WHAT, outlet=outlet, fingerprint=outlet) for outlet in outlets(20)]
    assert len(of(*told)) == 20
    assert len(compared) == len(set(compared)) == 20 * 19 / 2
