"""What a subscriber is told, and when: the rules of DESIGN §3 as short stories."""

from datetime import datetime
from typing import Any

from pipeline.ledger.policy import Policy
from pipeline.subscriptions.timeline import timeline
from schemas import Activity, AlertEvent, EventKind, GroupBy, Repeat, Report, Revision, Stance
from tests.pipeline.ledger.fakes import CATALOGUE, DAY, HOUR, KYIV, MONDAY, ODESA, asks, daily, outlets, say

TRAIN = "FRA affirmed train donbas"


def events(
    *reports: Report, now: datetime = MONDAY + 4 * DAY, revisions: tuple[Revision, ...] = (), **asked: Any
) -> list[AlertEvent]:
    return timeline(reports, asks(**asked), CATALOGUE, Policy(), now, revisions=revisions)


def kinds(found: list[AlertEvent]) -> list[str]:
    return [event.kind.value for event in found]


def sent(*reports: Report, **asked: Any) -> list[str]:
    return kinds([event for event in events(*reports, **asked) if event.sent])


def of_kind(found: list[AlertEvent], kind: str) -> AlertEvent:
    return next(event for event in found if event.kind == kind)


# Opening


def test_the_first_report_opens_a_thread() -> None:
    (opened,) = events(say(TRAIN, by="Paris Match"))
    assert (opened.kind, opened.status, opened.episode, opened.thread.region) == (
        "opened",
        "reported",
        "2026-W10",
        "UA",
    )
    assert opened.reason == "new here: train in donbas, affirmed by Paris Match"
    assert [voice.outlet for voice in opened.voices] == ["herald.example"]


def test_a_report_that_does_not_match_opens_nothing() -> None:
    assert events(say("RUS affirmed attack UA"), say("FRA affirmed train ML")) == []


def test_old_news_opens_and_sends_nothing() -> None:
    assert events(say(TRAIN, published=MONDAY - 9 * DAY)) == []
    late = say(TRAIN, outlet="b.example", at=MONDAY + HOUR, published=MONDAY - 9 * DAY)
    corroborated = of_kind(events(say(TRAIN), late), "corroborated")
    assert (corroborated.sent, corroborated.sent_reason) == (False, "old")


def test_unknown_militaries_open_only_for_who_asks_and_corroborate_nothing() -> None:
    drones = [say("unknown affirmed attack UA", outlet=outlet) for outlet in outlets(3)]
    assert events(*drones, militaries=()) == []
    assert sent(*drones, militaries=("unknown",)) == ["opened"]


def test_background_opens_nothing_unless_asked_for() -> None:
    known = say(TRAIN, background=True)
    assert events(known) == []
    assert kinds(events(known, background=True)) == ["opened"]


def test_status_is_folded_over_everything_though_the_predicate_is_narrow() -> None:
    (opened,) = events(
        say(TRAIN, language="en"), say(TRAIN, outlet="fr.example", language="fr", at=MONDAY + HOUR), languages=("fr",)
    )[:1]
    assert (opened.kind, opened.status, len(opened.origins)) == ("opened", "corroborated", 2)


def test_an_uncertain_report_is_shown_to_who_asks_and_carries_no_weight() -> None:
    doubtful = say(TRAIN, confidence=0.3)
    found = events(doubtful, say(TRAIN, at=MONDAY + HOUR, outlet="b.example"), min_confidence=0.2)
    assert [(event.kind, event.changed, event.status) for event in found] == [
        ("opened", "uncertain", "uncertain"),
        ("opened", "", "reported"),
    ]


# Corroboration


def test_each_milestone_of_independent_origins_is_told_once() -> None:
    found = events(*(say(TRAIN, outlet=outlet, at=MONDAY + n * HOUR) for n, outlet in enumerate(outlets(6))))
    assert [(event.kind, event.changed) for event in found] == [
        ("opened", ""),
        ("corroborated", "2"),
        ("corroborated", "3"),
        ("corroborated", "5"),
    ]


def test_a_wire_copy_or_a_citation_corroborates_nothing() -> None:
    first = say(TRAIN, by="Paris Match", fingerprint="story")
    copy = say(TRAIN, outlet="copy.example", at=MONDAY + HOUR, fingerprint="story")
    citation = say(TRAIN, by="Paris Match", outlet="other.example", at=MONDAY + 2 * HOUR)
    assert kinds(events(first, copy, citation)) == ["opened"]


def test_min_origins_waits_for_enough_independent_origins() -> None:
    made = [say(TRAIN, outlet=outlet, at=MONDAY + n * HOUR) for n, outlet in enumerate(outlets(3))]
    found = events(*made, min_origins=2)
    assert [(event.kind, event.at) for event in found] == [
        ("opened", MONDAY + HOUR),
        ("corroborated", MONDAY + 2 * HOUR),
    ]
    assert events(say("FRA planned deploy UA"), say("FRA denied deploy UA"), min_origins=2) == []


def test_corroboration_after_a_denial_is_kept_for_who_asks_and_told_to_who_does_not() -> None:
    denial = say("FRA denied presence UA", by="Macron", at=MONDAY + HOUR)
    second = say(TRAIN, outlet="b.example", at=MONDAY + 2 * HOUR)
    assert sent(say(TRAIN), denial, second) == ["opened", "contested", "corroborated"]
    found = events(say(TRAIN), denial, second, inhibit_corroborated_after_denied=True)
    assert kinds([event for event in found if event.sent]) == ["opened", "contested"]
    assert "after a denial is not asked for" in of_kind(found, "corroborated").sent_reason


def test_corroboration_before_a_denial_is_told_whatever_follows() -> None:
    denial = say("FRA denied presence UA", by="Macron", at=MONDAY + 2 * HOUR)
    second = say(TRAIN, outlet="b.example", at=MONDAY + HOUR)
    told = sent(say(TRAIN), second, denial, inhibit_corroborated_after_denied=True)
    assert told == ["opened", "corroborated", "contested"]


# Withdrawals that are not sure

LEFT = "FRA affirmed withdraw donbas"


def test_one_unsure_withdrawal_is_told_and_ends_nothing() -> None:
    found = events(say(TRAIN), say(LEFT, at=MONDAY + HOUR, confidence=0.6, outlet="b.example"))
    assert [(event.kind, event.changed, event.status, event.sent) for event in found] == [
        ("opened", "", "reported", True),
        ("opened", "withdrawal", "reported", True),
    ]
    assert "not yet sure enough to end what stands" in found[-1].reason


def test_a_second_origin_ends_it_in_a_later_episode_too() -> None:
    first = say(LEFT, at=MONDAY + 5 * DAY, confidence=0.6, outlet="b.example")
    again = say(TRAIN, at=MONDAY + 7 * DAY, outlet="c.example")
    second = say(LEFT, at=MONDAY + 8 * DAY, confidence=0.6, outlet="d.example")
    found = events(say(TRAIN), first, again, second, now=MONDAY + 9 * DAY)
    assert (found[-1].kind, found[-1].status, found[-1].before) == ("ended", "ended", "reported")


def test_an_unsure_withdrawal_leaves_what_others_say_in_every_place() -> None:
    wide = say("FRA affirmed withdraw UA", at=MONDAY + HOUR, confidence=0.6, outlet="b.example")
    found = events(
        say(f"FRA affirmed presence {KYIV}"), say(f"FRA affirmed train {ODESA}"), wide, group_by=GroupBy.PLACE
    )
    assert {event.status for event in found if event.thread.region in (KYIV, ODESA)} == {"reported"}


def test_a_withdrawal_from_a_wider_place_must_be_surer_to_end_a_thread_below() -> None:
    here = say(f"FRA affirmed presence {KYIV}")
    for confidence, status in ((0.8, "reported"), (0.9, "ended")):
        wide = say("FRA affirmed withdraw UA", at=MONDAY + HOUR, confidence=confidence, outlet="b.example")
        found = [one for one in events(here, wide, group_by=GroupBy.PLACE) if one.thread.region == KYIV]
        assert found[-1].status == status


# Denials


def test_who_was_told_of_an_affirmation_learns_of_its_denial_whatever_he_asked_for() -> None:
    denial = say("FRA denied presence UA", by="Macron", at=MONDAY + HOUR, language="fr")
    asked = {"stances": (Stance.AFFIRMED,), "languages": ("en",), "activities": (Activity.TRAIN,)}
    assert sent(say(TRAIN), denial, **asked) == ["opened", "contested"]


def test_a_denial_alone_opens_nothing_for_who_asks_for_affirmations() -> None:
    denial = say("FRA denied presence UA", by="Macron")
    assert events(denial, stances=(Stance.AFFIRMED,)) == []
    assert of_kind(events(denial), "opened").status == "denied"


def test_a_denial_for_the_country_contests_a_thread_of_one_of_its_regions() -> None:
    denial = say("FRA denied presence UA", by="Macron", at=MONDAY + HOUR)
    found = events(say(f"FRA affirmed train {KYIV}"), denial, group_by=GroupBy.ADMIN1, stances=(Stance.AFFIRMED,))
    assert [(event.kind, event.thread.region, event.status) for event in found] == [
        ("opened", "UA-30", "reported"),
        ("contested", "UA-30", "contested"),
    ]


def test_a_denial_for_a_state_never_contests_a_thread_of_an_affiliated_group() -> None:
    made = (say("wagner affirmed presence ML"), say("RUS denied presence ML", at=MONDAY + HOUR))
    found = events(*made, militaries=("wagner",), regions=("ML",))
    assert kinds(found) == ["opened"]


def test_each_holder_contests_once_however_often_he_is_quoted() -> None:
    quotes = [say("FRA denied train UA", by="Macron", outlet=o, at=MONDAY + HOUR) for o in outlets(4)]
    other = say("FRA denied train UA", by="the ministry", at=MONDAY + 2 * HOUR)
    found = events(say(TRAIN), *quotes, other)
    assert [event.changed for event in found if event.kind == "contested"] == ["“macron”", "“the ministry”"]


def test_a_denial_that_comes_in_the_next_episode_still_reaches_who_was_told() -> None:
    attack = say("RUS affirmed attack UA")
    denial = say("RUS denied attack UA", by="Kremlin", at=MONDAY + 3 * DAY)
    found = events(attack, denial, militaries=("RUS",), stances=(Stance.AFFIRMED,))
    assert [(event.kind, event.episode, event.sent) for event in found] == [
        ("opened", "2026-03-02", True),
        ("closed", "2026-03-02", False),
        ("denied", "2026-03-05", True),
    ]


def test_a_denial_of_what_was_never_told_is_not_told_either() -> None:
    found = events(say(TRAIN, language="fr"), say("FRA denied train UA", at=MONDAY + HOUR), languages=("uk",))
    assert found == []


def test_a_denial_made_before_stands_for_thirty_days() -> None:
    denial = say("FRA denied presence UA", by="Macron")
    soon, late = say(TRAIN, at=MONDAY + 20 * DAY), say(TRAIN, at=MONDAY + 50 * DAY)
    asked: dict[str, Any] = {"now": MONDAY + 60 * DAY, "stances": (Stance.AFFIRMED,)}
    assert of_kind(events(denial, soon, **asked), "opened").status == "contested"
    assert of_kind(events(denial, late, **asked), "opened").status == "reported"


# Plans


def test_a_plan_that_comes_true_ten_days_later_is_told_as_realised_once() -> None:
    plan, real = (
        say(f"FRA planned deploy {KYIV}", by="Macron"),
        say(f"FRA affirmed deploy {KYIV}", at=MONDAY + 10 * DAY),
    )
    again = say(f"FRA affirmed deploy {KYIV}", at=MONDAY + 11 * DAY, outlet="b.example")
    found = events(plan, real, again, now=MONDAY + 12 * DAY)
    assert [event.kind for event in found if event.sent] == ["opened", "realised", "corroborated"]
    realised = of_kind(found, "realised")
    assert realised.reason.startswith(
        "planned on 2026-03-02 (deploy in geonames:703448, planned by Macron), now: deploy"
    )
    assert {voice.stance for voice in realised.voices} == {"affirmed", "planned"}


def test_a_plan_for_the_country_is_realised_by_a_town_in_it() -> None:
    plan, real = say("FRA planned presence UA"), say(f"FRA affirmed train {KYIV}", at=MONDAY + 10 * DAY)
    found = events(plan, real, now=MONDAY + 12 * DAY, group_by=GroupBy.ADMIN1)
    realised = of_kind(found, "realised")
    assert (realised.thread.region, realised.status, realised.sent) == ("UA", "reported", True)


def test_a_plan_stands_for_ninety_days() -> None:
    plan = say("FRA planned deploy UA")
    for days, told in ((89, True), (100, False)):
        real = say("FRA affirmed deploy UA", at=MONDAY + days * DAY)
        assert ("realised" in kinds(events(plan, real, now=MONDAY + 120 * DAY))) is told


def test_a_plan_in_one_town_is_not_realised_in_another() -> None:
    plan, real = say(f"FRA planned deploy {KYIV}"), say(f"FRA affirmed deploy {ODESA}", at=MONDAY + DAY)
    assert "realised" not in kinds(events(plan, real))


def test_old_news_makes_no_plan_come_true_and_leaves_it_to_the_real_arrival() -> None:
    plan = say("FRA planned deploy UA-30", at=MONDAY)
    old = say("FRA affirmed deploy UA-30", at=MONDAY + DAY, published=MONDAY - 100 * DAY, outlet="old.example")
    real = say("FRA affirmed deploy UA-30", at=MONDAY + 2 * DAY, outlet="new.example")
    realised = of_kind(events(plan, old, real), "realised")
    assert realised.cause is not None
    assert (realised.cause.outlet, realised.sent) == ("new.example", True)


def test_a_day_on_which_only_a_denial_came_is_denied() -> None:
    hit = say("RUS affirmed attack UA-30", at=MONDAY)
    denial = say("RUS denied attack UA", at=MONDAY + DAY, by="Moscow")
    asked: dict[str, Any] = {"militaries": ("RUS",), "group_by": GroupBy.ADMIN1}
    of_the_place = [event for event in events(hit, denial, **asked) if event.thread.region == "UA-30"]
    assert ("denied", "denied") in [(event.kind, event.status) for event in of_the_place]


def test_more_of_what_goes_on_already_is_kept_and_not_told_as_realised() -> None:
    going, plan = say("RUS affirmed attack UA"), say("RUS planned attack UA", at=MONDAY + HOUR)
    real = say("RUS affirmed attack UA", at=MONDAY + 2 * HOUR)
    realised = of_kind(events(going, plan, real, militaries=("RUS",)), "realised")
    assert (realised.sent, realised.sent_reason) == (False, "it was affirmed already when it was planned")


def test_what_was_only_possible_and_is_affirmed_now_is_told() -> None:
    made = (say("FRA possible deploy UA"), say(TRAIN, at=MONDAY + DAY))
    assert [(event.kind, event.changed) for event in events(*made)] == [("opened", ""), ("opened", "affirmed")]


# Withdrawals


def test_a_completed_withdrawal_after_presence_ends_the_thread_once() -> None:
    gone = [say("FRA affirmed withdraw UA", at=MONDAY + n * DAY, outlet=f"o{n}.example") for n in (1, 2, 8)]
    found = events(say(TRAIN), *gone, now=MONDAY + 9 * DAY)
    assert [event.kind for event in found if event.sent] == ["opened", "ended"]
    assert of_kind(found, "ended").status == "ended"


def test_a_withdrawal_from_the_country_ends_a_thread_of_one_of_its_regions() -> None:
    gone = say("FRA affirmed withdraw UA", at=MONDAY + 8 * DAY)
    found = events(say(f"FRA affirmed train {KYIV}"), gone, now=MONDAY + 9 * DAY, group_by=GroupBy.ADMIN1)
    assert of_kind(found, "ended").thread.region == "UA-30"


def test_presence_reported_after_a_withdrawal_is_told_again() -> None:
    gone, back = say("FRA affirmed withdraw UA", at=MONDAY + DAY), say(TRAIN, at=MONDAY + 8 * DAY)
    found = [event for event in events(say(TRAIN), gone, back, now=MONDAY + 9 * DAY) if event.sent]
    assert [(event.kind, event.changed) for event in found] == [("opened", ""), ("ended", ""), ("opened", "again")]


def test_presence_reported_after_a_withdrawal_that_opened_the_thread_is_told() -> None:
    gone, there = say("FRA affirmed withdraw UA"), say("FRA affirmed presence UA", at=MONDAY + HOUR)
    found = events(gone, there)
    assert [(event.kind, event.changed, event.sent) for event in found] == [
        ("opened", "", True),
        ("opened", "again", True),
    ]
    assert found[1].reason.startswith("reported again after a withdrawal: presence in UA")


def test_a_withdrawal_ends_presence_reported_in_the_ninety_days_before() -> None:
    for days, told in ((89, True), (100, False)):
        gone = say("FRA affirmed withdraw UA", at=MONDAY + days * DAY)
        found = events(say(TRAIN), gone, now=MONDAY + (days + 1) * DAY)
        assert ("ended" in kinds(found)) is told


def test_a_denied_withdrawal_contests_the_withdrawal_and_affirms_presence() -> None:
    gone = say("FRA affirmed withdraw UA", at=MONDAY + DAY)
    stays = say("FRA denied withdraw UA", by="Paris", at=MONDAY + 2 * DAY)
    found = events(say(TRAIN), gone, stays)
    assert found[-1].status == "contested"
    assert of_kind(found, "contested").changed == "“paris”"


# Episodes


def test_a_month_of_a_hot_claim_gives_one_opened_and_the_rest_continues() -> None:
    month = daily("RUS affirmed attack UA", 30)
    found = events(*month, now=MONDAY + 30 * DAY, militaries=("RUS",))
    assert kinds(found) == ["opened"] + ["continues"] * 29
    assert [event.sent for event in found] == [True] + [False] * 29
    assert sent(*month, now=MONDAY + 30 * DAY, militaries=("RUS",), repeat=Repeat.EVERY) == kinds(found)


def test_a_hot_claim_in_ten_outlets_a_day_is_not_told_again_every_day() -> None:
    month = [report for outlet in outlets(10) for report in daily("RUS affirmed attack UA", 30, outlet=outlet)]
    assert sent(*month, now=MONDAY + 30 * DAY, militaries=("RUS",)) == ["opened"]


def test_closed_is_decided_once_a_whole_further_episode_has_passed_in_silence() -> None:
    end = datetime(2026, 3, 16, tzinfo=MONDAY.tzinfo)
    assert kinds(events(say(TRAIN), now=end - HOUR)) == ["opened"]
    closed = events(say(TRAIN), now=end)[-1]
    assert (closed.kind, closed.episode, closed.at, closed.sent, closed.cause) == (
        "closed",
        "2026-W10",
        end,
        False,
        None,
    )


def test_a_thread_opens_anew_after_a_silent_episode() -> None:
    found = events(say(TRAIN), say(TRAIN, at=MONDAY + 14 * DAY), now=MONDAY + 15 * DAY)
    assert kinds(found) == ["opened", "closed", "opened"]


# Corrections


def revised(at: datetime, article: str = "edited") -> Revision:
    return Revision(entry_key="entry", article_id=article, seen_at=at)


def test_a_report_that_its_entry_no_longer_makes_is_corrected() -> None:
    found = events(say(TRAIN, entry="entry"), revisions=(revised(MONDAY + HOUR),))
    assert [(event.kind, event.status, event.sent) for event in found] == [
        ("opened", "reported", True),
        ("corrected", "uncertain", True),
    ]
    assert found[1].reason == "herald.example no longer says: train in donbas, affirmed by herald.example"


def test_an_edit_that_says_the_same_corrects_nothing() -> None:
    edited = say(TRAIN, entry="entry", article="edited", at=MONDAY + HOUR)
    assert kinds(events(say(TRAIN, entry="entry"), edited)) == ["opened"]


def test_an_edit_into_a_denial_is_corrected_and_denied() -> None:
    edited = say("FRA denied train donbas", entry="entry", at=MONDAY + HOUR)
    found = events(say(TRAIN, entry="entry"), edited)
    assert [(event.kind, event.before, event.status) for event in found] == [
        ("opened", None, "reported"),
        ("corrected", "reported", "denied"),
        ("denied", "reported", "denied"),
    ]


def test_a_correction_shows_the_status_after_everything_of_its_moment() -> None:
    holds = say(TRAIN, by="Macron", entry="entry")
    edited = say("FRA affirmed deploy UA", by="Macron", entry="entry", at=MONDAY + HOUR)
    found = events(holds, edited)
    assert [(event.kind, event.status) for event in found] == [("opened", "reported"), ("corrected", "reported")]


def test_a_correction_a_month_later_belongs_to_the_episode_it_corrects() -> None:
    found = events(say(TRAIN, entry="entry"), revisions=(revised(MONDAY + 30 * DAY),), now=MONDAY + 31 * DAY)
    assert of_kind(found, "corrected").episode == "2026-W10"


def test_content_that_comes_back_counts_again() -> None:
    first = say(TRAIN, entry="entry", article="first")
    back = (revised(MONDAY + HOUR), revised(MONDAY + 2 * HOUR, "first"))
    second = say(TRAIN, outlet="b.example", at=MONDAY + 3 * HOUR)
    found = events(first, second, revisions=back)
    assert [(event.kind, event.changed, event.status) for event in found] == [
        ("opened", "", "reported"),
        ("corrected", "entry", "uncertain"),
        ("opened", "again", "reported"),
        ("corroborated", "2", "corroborated"),
    ]
    assert found[2].reason == "reported again after a correction: train in donbas, affirmed by herald.example"


def test_an_entry_that_goes_back_and_forth_is_told_each_time() -> None:
    first = say(TRAIN, entry="entry", article="first")
    other = say(TRAIN, outlet="b.example", at=MONDAY + HOUR)
    turns = tuple(revised(MONDAY + n * HOUR, "first" if n % 2 else "edited") for n in range(2, 6))
    found = [event for event in events(first, other, revisions=turns) if event.kind == "corrected"]
    assert [(event.changed, event.status, event.sent) for event in found] == [
        ("entry", "reported", True),
        ("entry again", "corroborated", True),
        ("entry 2", "reported", True),
        ("entry 2 again", "corroborated", True),
    ]
    assert found[1].reason == "herald.example says again: train in donbas, affirmed by herald.example"


def test_content_that_comes_back_in_a_later_episode_is_told() -> None:
    first = say(TRAIN, entry="entry", article="first")
    back = (revised(MONDAY + HOUR), revised(MONDAY + 7 * DAY, "first"))
    found = events(first, revisions=back, now=MONDAY + 8 * DAY)
    assert [(event.kind, event.changed) for event in found if event.sent][-1] == ("opened", "again")


def test_a_denial_that_comes_back_is_told() -> None:
    denial = say("FRA denied train UA", by="Macron", entry="entry", article="first", at=MONDAY + HOUR)
    back = (revised(MONDAY + 2 * HOUR), revised(MONDAY + 3 * HOUR, "first"))
    found = events(say(TRAIN), denial, revisions=back)
    assert [(event.kind, event.status) for event in found] == [
        ("opened", "reported"),
        ("contested", "contested"),
        ("corrected", "reported"),
        ("corrected", "contested"),
    ]


def test_what_others_report_after_a_correction_is_told() -> None:
    other = say(TRAIN, outlet="b.example", at=MONDAY + 2 * HOUR)
    found = events(say(TRAIN, entry="entry"), other, revisions=(revised(MONDAY + HOUR),))
    assert [(event.kind, event.changed) for event in found] == [
        ("opened", ""),
        ("corrected", "entry"),
        ("opened", "again"),
    ]


# One moment, one message


def test_the_founding_article_is_told_once_with_everything_in_it() -> None:
    made = [
        say("FRA affirmed train donbas", by="Paris Match", article="seed"),
        say("FRA denied deploy UA", by="Macron", article="seed"),
        say(f"FRA planned deploy {KYIV}", by="Macron", article="seed"),
        say(f"FRA planned deploy {ODESA}", by="Macron", article="seed"),
    ]
    found = events(*made)
    assert [(event.kind, event.status, event.sent) for event in found] == [
        ("opened", "contested", True),
        ("contested", "contested", False),
    ]
    assert found[0].reason == "new here: train in donbas, affirmed by Paris Match"
    assert found[1].sent_reason == "told with `opened` of the same moment"
    assert {voice.stance for voice in found[0].voices} == {"affirmed", "denied", "planned"}


def test_every_event_says_why_it_was_decided_and_why_it_is_sent_or_not() -> None:
    made = [*daily(TRAIN, 10), say("FRA denied train UA", by="Macron", at=MONDAY + HOUR)]
    for event in events(*made, now=MONDAY + 40 * DAY):
        assert event.reason
        assert event.sent_reason


def test_an_id_never_depends_on_the_report_that_caused_the_event() -> None:
    early, late = say(TRAIN), say(TRAIN, outlet="b.example", at=MONDAY + HOUR)
    assert [event.id for event in events(late)] == [events(early, late)[0].id]
    assert EventKind.CORROBORATED in kinds(events(early, late))


def test_they_were_there_and_have_left_opens_with_the_withdrawal() -> None:
    made = (say("FRA affirmed presence UA", article="one"), say("FRA affirmed withdraw UA", article="one"))
    opened = of_kind(events(*made), "opened")
    assert (opened.status, opened.reason) == ("ended", "new here: withdraw in UA, affirmed by herald.example")
