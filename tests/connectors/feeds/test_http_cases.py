"""Public bug reports about feed fetchers, as replies in order and what must then have been asked and stored.

`tests/data/polling` holds the HTTP cases of shared/data/feeds/cases (ours, CC0), so that they run everywhere.
"""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from connectors.feeds.state import ErrorClass
from tests.feedserver.clock import BEGINNING
from tests.feedserver.scene import Scene, played
from tests.feedserver.server import Reply, Request

CASES = Path(__file__).parents[2] / "data" / "polling"
SHARED = Path(__file__).parents[4] / "shared" / "data" / "feeds" / "cases"
OPENED = "Mon, 02 Jun 2025 10:05:00 GMT"

Check = Callable[[Scene, list[str]], None]


def _asked(scene: Scene, number: int) -> tuple[str | None, str | None]:
    headers = scene.requests[number - 1].headers
    return headers.get("if-none-match"), headers.get("if-modified-since")


def case_101(scene: Scene, errors: list[str]) -> None:
    assert (_asked(scene, 2), _asked(scene, 3)) == (('"e1"', OPENED), ('"e2"', OPENED))
    assert (len(scene.store.entries), scene.state.counters.new) == (3, 3)


def case_103(scene: Scene, errors: list[str]) -> None:
    assert (_asked(scene, 2), _asked(scene, 3)) == (('"v1"', OPENED), ('"v2"', OPENED))
    assert (len(scene.store.entries), errors) == (2, ["", "", ""])


def case_105(scene: Scene, errors: list[str]) -> None:
    assert _asked(scene, 3) == ('"stuck"', "Tue, 03 Jun 2025 07:05:00 GMT")
    assert len(scene.store.entries) == 3


def case_107(scene: Scene, errors: list[str]) -> None:
    assert errors == [ErrorClass.UNAVAILABLE, ""]
    assert len(scene.store.entries) == 2


def case_109(scene: Scene, errors: list[str]) -> None:
    assert errors == ["", ErrorClass.NOT_A_FEED, ErrorClass.NOT_A_FEED, ""]
    assert [_asked(scene, number)[0] for number in (3, 4)] == ['"n1"', '"n1"']
    assert len(scene.store.entries) == 2


def case_111(scene: Scene, errors: list[str]) -> None:
    assert scene.requests[3].target == "/feed.xml"
    assert (scene.state.moved_to, len(scene.store.entries)) == ("", 2)


def case_113(scene: Scene, errors: list[str]) -> None:
    assert scene.requests[1].target == "/get?sig=Zm9v%2Fbar%3D%3D&next=http%3A%2F%2Fexample.org%2F"
    assert len(scene.store.entries) == 2


def case_115(scene: Scene, errors: list[str]) -> None:
    assert _asked(scene, 2)[0] == '"m1"'
    assert len(scene.store.entries) == 3


def case_117(scene: Scene, errors: list[str]) -> None:
    assert errors == [ErrorClass.INCOMPLETE_BODY, ""]
    assert (_asked(scene, 2)[0], len(scene.store.entries)) == (None, 3)


def case_119(scene: Scene, errors: list[str]) -> None:
    assert (errors, len(scene.store.entries)) == ([ErrorClass.TIMEOUT, ""], 2)


def _wait_after_first(number: str, wait: timedelta) -> bool:
    """Whether the second poll came when it may."""
    match number:
        case "107":
            return wait >= timedelta(seconds=89)
        case "115":
            return timedelta(minutes=30) <= wait <= timedelta(hours=24)
    return True


@pytest.mark.parametrize("number", ["101", "103", "105", "107", "109", "111", "113", "115", "117", "119"])
def test_public_bug_reports_are_no_bugs_here(number: str) -> None:
    case = next(case for case in _cases(CASES / "http_cases.jsonl") if case["case"].startswith(number))
    check: Check = globals()[f"case_{number}"]

    async def play(scene: Scene) -> None:
        scene.server.handler = _handler(case["replies"], scene.server.base)
        errors: list[str] = []
        for _ in range(case["polls"]):
            before = scene.clock.now
            await scene.again()
            assert len(errors) != 1 or _wait_after_first(number, scene.clock.now - before)
            errors.append(scene.state.error)
        check(scene, errors)

    played([], play)


@pytest.mark.skipif(not SHARED.exists(), reason="needs ../shared/data/feeds/cases")
def test_every_shared_http_case_is_among_these() -> None:
    shared = [case for case in _cases(SHARED / "cases.jsonl") if case["kind"] == "http"]
    assert shared == _cases(CASES / "http_cases.jsonl")


def _cases(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _handler(replies: list[dict[str, Any]], base: str) -> Callable[[Request], Reply]:
    left = iter(replies)

    def answer(request: Request) -> Reply:
        reply = next(left)
        body = (CASES / reply["body_file"]).read_bytes() if reply["body_file"] else b""
        headers = tuple((name, _filled(value, base)) for name, value in reply["headers"].items())
        return Reply(reply["status"], headers, body, reply["delay_s"])

    return answer


def _filled(value: str, base: str) -> str:
    date = re.compile(r"\{HTTP_DATE:\+(\d+)\}")
    later = date.sub(lambda found: _http_date(int(found[1])), value)
    return later.replace("{BASE}", base)


def _http_date(seconds: int) -> str:
    return format_datetime(BEGINNING + timedelta(seconds=seconds), usegmt=True)
