from hypothesis import given
from hypothesis import strategies as st

from pipeline.ledger.policy import Policy
from pipeline.subscriptions.index import SubscriptionIndex
from pipeline.subscriptions.match import Reason, match
from schemas import Report, Subscription
from tests.pipeline.ledger.fakes import CATALOGUE, KYIV, asks, say
from tests.pipeline.ledger.strategies import report

EVERYONE = ("FRA", "FRA/foreign-legion", "RUS", "wagner", "unknown", "martians")
subscriptions = st.lists(
    st.builds(
        lambda militaries, regions: asks(militaries=tuple(militaries), regions=tuple(regions)),
        st.lists(st.sampled_from(EVERYONE), max_size=2),
        st.lists(st.sampled_from(("UA", "donbas", KYIV, "ML", "atlantis")), max_size=2),
    ),
    max_size=8,
)


@given(st.lists(report(militaries=EVERYONE), max_size=6), subscriptions)
def test_the_index_offers_every_subscription_that_matches(made: list[Report], asked: list[Subscription]) -> None:
    index = SubscriptionIndex(asked, CATALOGUE)
    loose = Policy(threshold=0, include_background=True)
    for one in made:
        offered = index.candidates(one)
        for subscription in asked:
            if match(one, subscription, CATALOGUE, loose) in (Reason.MATCHED, Reason.OLD):
                assert subscription in offered
                assert subscription in index.of_root(one.claim.root)


def test_the_index_does_not_offer_other_places_or_forces() -> None:
    kyiv, mali, russia = asks("kyiv", regions=(KYIV,)), asks("mali", regions=("ML",)), asks("rus", militaries=("RUS",))
    index = SubscriptionIndex([kyiv, mali, russia], CATALOGUE)
    assert index.candidates(say(f"FRA affirmed train {KYIV}")) == (kyiv,)
    assert index.of_root("FRA") == (kyiv, mali)


def test_who_asks_for_any_military_is_not_offered_unknown_ones() -> None:
    anyone = asks("anyone", militaries=())
    index = SubscriptionIndex([anyone], CATALOGUE)
    assert index.candidates(say("unknown affirmed attack UA")) == ()
    assert index.of_root("unknown") == ()
    assert index.candidates(say("RUS affirmed attack UA")) == (anyone,)
