"""Hypothesis strategies: sets of reports about one small world, with copies, citations, edits and late arrivals."""

from datetime import timedelta

from hypothesis import strategies as st

from schemas import Activity, Report, Revision, Stance
from tests.pipeline.ledger.fakes import KYIV, MONDAY, say

_HOURS = st.integers(min_value=0, max_value=24 * 30)


@st.composite
def report(draw: st.DrawFn, militaries: tuple[str, ...] = ("FRA", "FRA/foreign-legion")) -> Report:
    region = draw(st.sampled_from(("UA", "donbas", "UA-14", "UA-30", KYIV)))
    stance = draw(st.sampled_from((*Stance, Stance.AFFIRMED)))
    what = f"{draw(st.sampled_from(militaries))} {stance} {draw(st.sampled_from(list(Activity)))} {region}"
    outlet = draw(st.sampled_from(("alpha.example", "beta.example", "gamma.example")))
    at = MONDAY + timedelta(hours=draw(_HOURS))
    return say(
        what,
        at=at,
        by=draw(st.sampled_from((None, None, "Macron", "the ministry", "Paris Match"))),
        outlet=outlet,
        entry=draw(st.sampled_from(("", "", "entry-1", "entry-2"))),
        fingerprint=draw(st.sampled_from(("", "", "near-1", "near-2"))),
        published=at - timedelta(days=draw(st.sampled_from((0, 0, 0, 5)))),
        confidence=draw(st.sampled_from((0.9, 0.6, 0.6, 0.3))),
        background=draw(st.sampled_from((False, False, False, True))),
    )


@st.composite
def revision(draw: st.DrawFn) -> Revision:
    return Revision(
        entry_key=draw(st.sampled_from(("entry-1", "entry-2"))),
        article_id=draw(st.sampled_from(("content-1", "content-2"))),
        seen_at=MONDAY + timedelta(hours=draw(_HOURS)),
    )


reports = st.lists(report(), min_size=1, max_size=14)
revisions = st.lists(revision(), max_size=3)
