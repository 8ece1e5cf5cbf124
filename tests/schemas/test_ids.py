"""Ids are hashes of content: the same in every process, and different where something that matters differs."""

import subprocess
import sys

from schemas import Activity, Claim, ids


def test_an_id_is_the_same_in_another_process() -> None:
    code = "from schemas import ids; print(ids.claim_id('FRA', 'train', 'donbas'))"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert other.stdout.strip() == ids.claim_id("FRA", "train", "donbas")


def test_parts_do_not_run_into_one_another() -> None:
    assert ids.digest("claim", "ab", "c") != ids.digest("claim", "a", "bc")


def test_different_kinds_never_share_an_id() -> None:
    assert ids.digest("claim", "a") != ids.digest("thread", "a")


def test_a_lone_surrogate_still_has_an_id() -> None:
    assert ids.article_id("", "\ud800", "")


def test_an_entry_without_link_is_known_by_feed_and_guid() -> None:
    assert ids.entry_key("", "https://a.example/rss", "7") == "https://a.example/rss#7"
    assert ids.entry_key("https://a.example/x", "https://a.example/rss", "7") == "https://a.example/x"


def test_a_claim_belongs_to_the_root_of_its_military() -> None:
    assert Claim.of("FRA/foreign-legion", Activity.TRAIN, "donbas").root == "FRA"


def test_a_report_of_another_holder_is_another_report() -> None:
    assert ids.report_id("a", "c", "denied", (0, 6)) != ids.report_id("a", "c", "denied", None)
