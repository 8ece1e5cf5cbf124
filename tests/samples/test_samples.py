"""The sample is what its README says it is."""

import tomllib
from collections import Counter
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from schemas import Activity, Stance, Subscription
from tests.samples.reading import ARCHIVE, SAMPLES, body, days, documents, entries, expected, moment

REVISED = "meridian-post.example:correction-1"  # one link, two contents
DUPLICATED = "fr-ua-03-again"  # one entry, seen twice
OLD = {"fr-ua-26"}
FROM_THE_FUTURE = {"date-01"}
NEVER_A_CLAIM = ("trap-", "plain-")


def test_a_hundred_and_forty_entries_in_eight_languages() -> None:
    languages = Counter(entry["language"][:2] for entry in days())
    assert languages.total() + len(documents()) == 202
    assert {"en", "fr", "uk", "ru", "pl", "de", "es", "ar", "zh", "tr"} <= set(languages)


def test_every_entry_has_the_fields_of_a_feed() -> None:
    fields = {"id", "guid", "title", "description", "link", "published", "seen_at", "source", "language"}
    assert {frozenset(entry) for entry in days()} == {frozenset(fields)}
    assert all(all(entry.values()) for entry in days())


def test_ids_are_unique_and_guids_too_but_for_the_duplicate_and_the_revision() -> None:
    assert max(Counter(entry["id"] for entry in entries()).values()) == 1
    first = next(entry["guid"] for entry in days() if entry["id"] == DUPLICATED)
    repeated = {guid: n for guid, n in Counter(entry["guid"] for entry in entries()).items() if n > 1}
    assert repeated == {REVISED: 2, first: 2}


def test_the_duplicate_is_identical_and_the_revision_is_not() -> None:
    once, again = (entry for entry in days() if entry["id"] in ("fr-ua-03", DUPLICATED))
    assert {k for k in once if once[k] != again[k]} == {"id", "seen_at"}
    before, after = (entry for entry in days() if entry["guid"] == REVISED)
    assert before["link"] == after["link"]
    assert before["title"] != after["title"]
    assert moment(before["seen_at"]) < moment(after["seen_at"])


def test_entries_were_seen_within_the_two_weeks_on_the_day_their_file_names() -> None:
    start, end = datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 17, tzinfo=UTC)
    assert all(start <= moment(entry["seen_at"]) < end for entry in days())
    names = {path.name.partition(".")[0] for path in ARCHIVE.glob("2026-*")}
    assert names == {entry["seen_at"][:10] for entry in days()}


def test_only_the_marked_entries_are_old_or_from_the_future() -> None:
    lag = {entry["id"]: moment(entry["seen_at"]) - moment(entry["published"]) for entry in days()}
    assert {i for i, late in lag.items() if late > timedelta(days=3)} == OLD
    assert {i for i, late in lag.items() if late < timedelta(0)} == FROM_THE_FUTURE


def test_every_expected_claim_refers_to_an_entry_and_quotes_it() -> None:
    bodies = {entry["id"]: body(entry) for entry in entries()}
    for row in expected():
        for slot in ("military", "region", "holder"):
            assert row[slot] in bodies[row["entry"]], f"{row['entry']}: {slot} {row[slot]!r} is not in the text"


def test_expected_claims_use_the_words_of_the_schema() -> None:
    for row in expected():
        Activity(row["activity"])
        Stance(row["stance"])
        assert row["background"] in ("true", "false")
        assert row["military"]
        assert row["military_id"]
        assert row["region"]


def test_all_stances_and_activities_but_other_are_told() -> None:
    assert {row["stance"] for row in expected()} == set(Stance)
    assert {row["activity"] for row in expected()} == set(Activity) - {Activity.OTHER}


def test_a_third_is_plain_news_and_holds_no_claim() -> None:
    quiet = [entry["id"] for entry in days() if entry["id"].startswith(NEVER_A_CLAIM)]
    assert 0.25 < len(quiet) / len(days()) < 0.4
    assert not set(quiet) & {row["entry"] for row in expected()}


def test_every_address_is_invented() -> None:
    hosts = {entry[field].split("/")[2] for entry in days() for field in ("link", "source")}
    assert all(host.endswith(".example") for host in hosts)


def test_broken_lines_have_a_file_of_their_own() -> None:
    lines = (ARCHIVE / "broken.jsonl").read_bytes().splitlines()
    with pytest.raises(msgspec.DecodeError):
        msgspec.json.decode(lines[0])
    assert not {"published", "seen_at"} & set(msgspec.json.decode(lines[1]))


def test_subscriptions_use_only_fields_that_exist() -> None:
    tables = tomllib.loads((SAMPLES / "subscriptions.toml").read_text(encoding="utf-8"))["subscription"]
    assert all(set(table) <= set(Subscription.__struct_fields__) for table in tables)
    subscriptions = [msgspec.convert(table | {"schema": "vedette.subscription/1"}, Subscription) for table in tables]
    assert subscriptions[0].name == "france-in-ukraine"
    assert max(Counter(s.name for s in subscriptions).values()) == 1
