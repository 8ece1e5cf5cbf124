"""What the cue model promises of any text whatever."""

import pickle
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.claims.cues import MOST_CLAIMS, CueModel
from pipeline.claims.model import ClaimModel
from schemas.article import Hit, HitKind, Window
from schemas.claim import Activity, Stance
from tests.pipeline.claims.making import window

LANGUAGES = ("en", "fr", "de", "es", "uk", "ru", "pl", "ar", "zh", "tr", "und", "sv")
WORDS = st.sampled_from(
    [
        "Russian",
        "troops",
        "denies",
        "in",
        "Kyiv",
        "will",
        "not",
        "attack",
        ".",
        "?",
        "«",
        "»",
        "’",
        "İ",
        "法国",
        "війська",
        "لم",
        ":",
        "\n",
        "—",
    ]
)


@st.composite
def windows(draw: st.DrawFn) -> Window:
    """Arbitrary text with arbitrary hits: the model must not trust the scan."""
    text = draw(st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=40).map(" ".join)))
    start = draw(st.integers(0, 50))
    edges = st.integers(start, start + len(text))
    spans = draw(st.lists(st.tuples(edges, edges, st.sampled_from(sorted(HitKind))), max_size=8))
    hits = tuple(Hit(start=min(a, b), end=max(a, b), kind=kind, refs=("FRA", "FR")) for a, b, kind in spans if a != b)
    title_end = draw(st.integers(0, 60))
    language = draw(st.sampled_from(LANGUAGES))
    return Window(
        article_id="a", start=start, end=start + len(text), text=text, language=language, title_end=title_end, hits=hits
    )


@settings(max_examples=300, deadline=None)
@given(windows())
def test_any_text_is_read_without_a_crash_and_every_span_lies_in_the_window(item: Window) -> None:
    for claim in CueModel().read(item):
        for span in (claim.military, claim.region, *((claim.holder,) if claim.holder else ())):
            assert item.start <= span.start < span.end <= item.end


@settings(max_examples=100, deadline=None)
@given(windows())
def test_a_window_gives_the_same_answer_every_time_and_never_twice_in_it(item: Window) -> None:
    claims = CueModel().read(item)
    assert claims == CueModel().read(item)
    keys = [(c.military, c.region, c.activity, c.stance, c.holder) for c in claims]
    assert len(keys) == len(set(keys)) <= MOST_CLAIMS


def test_the_cue_model_is_a_claim_model_that_travels_to_workers() -> None:
    model = pickle.loads(pickle.dumps(CueModel()))
    assert isinstance(model, ClaimModel)
    assert model.name.startswith("cues/")


def test_a_claim_says_why() -> None:
    (claim,) = CueModel().read(window("Poland will not send troops to Ukraine"))[:1]
    assert claim.stance is Stance.DENIED
    assert any("neg: not" in reason for reason in claim.because)


def test_a_denied_withdrawal_stays_a_withdrawal() -> None:
    claims = CueModel().read(window("Russian troops will not leave Syria"))
    assert {(c.activity, c.stance) for c in claims} == {(Activity.WITHDRAW, Stance.DENIED)}


def test_a_denial_without_a_place_turns_round_what_was_said_before() -> None:
    body = window("Ukraine says Belarusian troops crossed into Ukraine; Minsk denied the claim")
    stances = {c.stance for c in CueModel().read(body)}
    assert stances == {Stance.AFFIRMED, Stance.DENIED}


def test_neither_confirming_nor_denying_takes_no_stance() -> None:
    claims = CueModel().read(
        window("Russian troops entered Sumy, Kyiv says", "The Kremlin neither confirmed nor denied it.")
    )
    assert all(claim.stance is not Stance.DENIED for claim in claims)


def test_a_window_inside_an_article_keeps_the_offsets_of_the_body() -> None:
    body = window("Russian troops captured Bakhmut on Sunday")
    moved = Window(
        article_id="a",
        start=7,
        end=7 + len(body.text),
        text=body.text,
        language="en",
        title_end=0,
        hits=tuple(Hit(start=h.start + 7, end=h.end + 7, kind=h.kind, refs=h.refs) for h in body.hits),
    )
    (claim,) = CueModel().read(moved)
    assert moved.text[claim.military.start - 7 : claim.military.end - 7] == "Russian troops"


def test_long_windows_take_time_in_proportion() -> None:
    def seconds(times: int) -> float:
        item = window("News", "Russian troops attacked Kyiv, and Moscow said Chinese ships near Taiwan fired, " * times)
        began = time.perf_counter()
        CueModel().read(item)
        return time.perf_counter() - began

    seconds(20)
    assert seconds(800) < 60 * max(seconds(80), 0.01)
