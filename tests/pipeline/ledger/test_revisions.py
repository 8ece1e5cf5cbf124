from datetime import datetime
from typing import Any

from pipeline.ledger.revisions import current, lives
from schemas import Report, Revision
from tests.pipeline.ledger.fakes import HOUR, MONDAY, say

WHAT = "FRA affirmed train donbas"
OTHER = "FRA denied train donbas"


def version(article: str, what: str = WHAT, hours: int = 0, **fields: Any) -> Report:
    return say(what, at=MONDAY + hours * HOUR, article=article, entry="entry", **fields)


def seen(article: str, hours: int) -> Revision:
    return Revision(entry_key="entry", article_id=article, seen_at=MONDAY + hours * HOUR)


def spans(*reports: Report, revisions: tuple[Revision, ...] = ()) -> list[tuple[str, int, int | None]]:
    def hours(at: datetime | None) -> int | None:
        return None if at is None else (at - MONDAY) // HOUR

    return [(one.report.article_id, hours(one.since) or 0, hours(one.until)) for one in lives(reports, revisions)]


def test_a_report_counts_until_its_entry_is_seen_with_other_content() -> None:
    assert spans(version("a"), version("b", OTHER, 2)) == [("a", 0, 2), ("b", 2, None)]


def test_a_revision_without_any_report_ends_what_was_said() -> None:
    assert spans(version("a"), revisions=(seen("empty", 3),)) == [("a", 0, 3)]
    assert current([version("a")], [seen("empty", 3)]) == []


def test_the_same_statement_in_a_newer_content_goes_on_as_one_report() -> None:
    assert spans(version("a"), version("b", hours=2)) == [("a", 0, None)]
    assert [report.article_id for report in current([version("a"), version("b", hours=2)])] == ["b"]


def test_another_holder_makes_it_another_statement() -> None:
    assert spans(version("a", by="Macron"), version("b", hours=2, by="the ministry")) == [("a", 0, 2), ("b", 2, None)]


def test_content_that_comes_back_counts_again_from_then_on() -> None:
    back = (seen("empty", 2), seen("a", 4))
    assert spans(version("a"), revisions=back) == [("a", 0, 2), ("a", 4, None)]
    assert [report.article_id for report in current([version("a")], back)] == ["a"]


def test_content_that_comes_back_is_known_from_the_repeated_report_too() -> None:
    edits = (version("a"), version("b", OTHER, 2), version("a", hours=4))
    assert spans(*edits) == [("a", 0, 2), ("b", 2, 4), ("a", 4, None)]


def test_what_is_seen_after_now_is_not_known_yet() -> None:
    assert current([version("a")], [seen("empty", 3)], MONDAY + HOUR) == [version("a")]


def test_entries_do_not_revise_one_another() -> None:
    other = Revision(entry_key="another", article_id="x", seen_at=MONDAY + HOUR)
    assert current([version("a")], [other]) == [version("a")]
