from datetime import timedelta

import msgspec
from hypothesis import assume, given
from hypothesis import strategies as st

from pipeline.ledger.fold import fold
from pipeline.ledger.policy import Policy
from schemas import Activity, Ledger, Report, Stance, ids
from schemas.wire import encode
from tests.pipeline.ledger.fakes import CATALOGUE, DAY, HOUR, KYIV, MONDAY, ODESA, say
from tests.pipeline.ledger.strategies import report, reports


def ledger(what: str, *made: Report, policy: Policy | None = None) -> Ledger:
    military, activity, region = what.split()
    id = ids.claim_id(military, activity, region)
    return next(one for one in fold(made, CATALOGUE, policy or Policy()) if one.claim.id == id)


def status(what: str, *made: Report) -> str:
    return ledger(what, *made).status.value


TRAIN = "FRA train donbas"
FIRST = say("FRA affirmed train donbas", outlet="a.example")
SECOND = say("FRA affirmed train donbas", outlet="b.example")
DENIAL = say("FRA denied presence UA", by="Macron")


def test_one_origin_is_reported_two_are_corroborated() -> None:
    assert status(TRAIN, FIRST) == "reported"
    assert status(TRAIN, FIRST, SECOND) == "corroborated"


def test_affirmed_and_countered_is_contested() -> None:
    assert status(TRAIN, FIRST, SECOND, DENIAL) == "contested"
    assert ledger(TRAIN, FIRST, DENIAL).denied == (DENIAL.id,)


def test_only_denied_planned_or_possible_is_that() -> None:
    assert status("FRA presence UA", DENIAL) == "denied"
    assert status("FRA deploy UA", say("FRA planned deploy UA")) == "planned"
    assert status("FRA deploy UA", say("FRA possible deploy UA")) == "possible"


def test_an_activity_in_a_town_affirms_presence_in_the_country() -> None:
    made = (say(f"FRA affirmed train {KYIV}"), say("FRA possible presence UA"))
    assert ledger("FRA presence UA", *made).affirmed == (made[0].id,)


def test_an_attack_affirms_no_presence() -> None:
    assert status("RUS presence UA", say(f"RUS affirmed attack {KYIV}"), say("RUS possible presence UA")) == "possible"


def test_plans_stay_where_they_were_made() -> None:
    made = (say(f"FRA planned deploy {KYIV}"), say("FRA possible deploy UA"))
    assert status("FRA deploy UA", *made) == "possible"


def test_a_denied_plan_is_contested() -> None:
    assert status(f"FRA deploy {KYIV}", say(f"FRA planned deploy {KYIV}", by="the minister"), DENIAL) == "contested"


def test_not_to_the_front_but_to_kyiv_later_contests_nothing_of_ones_own() -> None:
    line = say("FRA denied deploy UA", by="Macron", article="one")
    plan = say(f"FRA planned deploy {KYIV}", by="Macron", article="one")
    assert status(f"FRA deploy {KYIV}", line, plan) == "planned"
    assert status(TRAIN, line, plan, FIRST) == "contested"


def test_a_change_of_mind_contests_what_one_said_before() -> None:
    plan = say(f"FRA planned deploy {KYIV}", by="Macron")
    assert status(f"FRA deploy {KYIV}", plan, say("FRA denied deploy UA", by="Macron", at=MONDAY + DAY)) == "contested"


def test_a_denied_withdrawal_affirms_presence_at_its_own_place() -> None:
    stays = say("FRA denied withdraw ML", by="Paris")
    assert ledger("FRA presence ML", stays).affirmed == (stays.id,)
    assert status("FRA withdraw ML", stays) == "denied"


def test_a_completed_withdrawal_ends_presence_from_then_on() -> None:
    there, gone = say("FRA affirmed presence ML-7"), say("FRA affirmed withdraw ML", at=MONDAY + DAY)
    assert status("FRA presence ML-7", there, gone) == "ended"
    assert ledger("FRA presence ML-7", there, gone).withdrawn == (gone.id,)
    back = say("FRA affirmed presence ML-7", at=MONDAY + 2 * DAY)
    assert status("FRA presence ML-7", there, gone, back) == "reported"


def test_a_withdrawal_ends_the_presence_that_an_advance_showed_and_leaves_the_advance_as_it_was() -> None:
    made = (
        say("FRA affirmed advance ML"),
        say("FRA affirmed presence ML-7"),
        say("FRA possible presence ML"),
        say("FRA affirmed withdraw ML", at=MONDAY + DAY),
    )
    assert [status(f"FRA {what}", *made) for what in ("presence ML", "presence ML-7")] == ["ended", "ended"]
    assert status("FRA advance ML", *made) == "reported"


def test_a_withdrawal_from_a_town_leaves_the_country_as_it_was() -> None:
    there, gone = say("FRA affirmed presence ML"), say("FRA affirmed withdraw ML-7", at=MONDAY + DAY)
    assert status("FRA presence ML", there, gone) == "reported"


def test_a_contested_withdrawal_ends_nothing_for_sure() -> None:
    there, gone = say("FRA affirmed presence ML"), say("FRA affirmed withdraw ML", at=MONDAY + DAY)
    stays = say("FRA denied withdraw ML", by="Paris", at=MONDAY)
    assert status("FRA presence ML", there, gone, stays) == "contested"


def test_unknown_militaries_corroborate_nothing() -> None:
    made = (
        say("unknown affirmed attack UA", outlet="a.example"),
        say("unknown affirmed attack UA", outlet="b.example"),
    )
    assert status("unknown attack UA", *made) == "reported"


def test_a_denial_for_a_state_never_reaches_an_affiliated_group() -> None:
    assert status("wagner presence ML", say("wagner affirmed presence ML"), say("RUS denied presence ML")) == "reported"


def test_background_and_doubtful_reports_are_shown_and_never_counted() -> None:
    known, doubtful = (
        say("FRA affirmed train donbas", background=True),
        say("FRA affirmed train donbas", confidence=0.2, outlet="b.example"),
    )
    found = ledger(TRAIN, known, doubtful)
    assert found.status == "uncertain"
    assert found.weightless == tuple(sorted((known.id, doubtful.id)))
    assert ledger(TRAIN, known, doubtful, policy=Policy(include_background=True)).status == "reported"


def test_a_stance_may_have_its_own_threshold() -> None:
    strict = Policy(thresholds={Stance.DENIED: 0.95})
    assert ledger(TRAIN, FIRST, DENIAL, policy=strict).status == "reported"


def test_equal_ids_keep_the_least_seen_at() -> None:
    again = say("FRA affirmed train donbas", article="one", at=MONDAY + HOUR)
    first = say("FRA affirmed train donbas", article="one")
    assert ledger(TRAIN, again, first).last_seen == MONDAY


@given(reports, st.randoms())
def test_order_and_repetition_do_not_matter(made: list[Report], random: object) -> None:
    shuffled = [*made, *made[:3]]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert list(map(encode, fold(shuffled, CATALOGUE, Policy()))) == list(map(encode, fold(made, CATALOGUE, Policy())))


@given(reports, report())
def test_a_denial_never_raises_the_count_of_affirming_origins(made: list[Report], one: Report) -> None:
    assume(one.claim.activity is not Activity.WITHDRAW)  # a denial of that does affirm presence
    denial = say(f"{one.claim.military} denied {one.claim.activity} {one.claim.region}", by="Macron", at=one.seen_at)
    before = {found.claim.id: found.origins for found in fold(made, CATALOGUE, Policy())}
    for found in fold([*made, denial], CATALOGUE, Policy()):
        assert found.origins == before.get(found.claim.id, found.origins)


@given(reports, st.integers(1, 400))
def test_only_times_relative_to_one_another_matter(made: list[Report], days: int) -> None:
    later = [msgspec.structs.replace(one, seen_at=one.seen_at + timedelta(days=days)) for one in made]
    assert [one.status for one in fold(later, CATALOGUE, Policy())] == [
        one.status for one in fold(made, CATALOGUE, Policy())
    ]


def test_ledgers_come_sorted_by_military_region_and_activity() -> None:
    made = [say(f"FRA affirmed train {ODESA}"), say("FRA affirmed aid UA"), say("FRA affirmed deploy UA")]
    found = [(one.claim.military, one.claim.region, one.claim.activity) for one in fold(made, CATALOGUE, Policy())]
    assert found == sorted(found)
