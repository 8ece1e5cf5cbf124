"""`vedette why` answers from a store and from a replay's folder: why sent, why not, at which field or stage."""

import json
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from rich.console import Console

from connectors.store import Store
from pipeline.catalogue.catalogue import load
from pipeline.claims.models import load as load_model
from schemas import Activity, Entry
from schemas.errors import InputError
from tests import sample
from tests.pipeline.ledger.fakes import DAY, HOUR, MONDAY, asks, say
from tests.vedette.stored import NOW, STORY, TRAIN, filled
from vedette.records import FolderRecords, Records, StoreRecords
from vedette.silencing import silence
from vedette.why import Inquiry

FIRST = "https://herald.example/1"


def told(records: Records, name: str) -> str:
    console = Console(width=200, record=True, force_terminal=False)
    with console.capture() as capture:
        console.print(Inquiry(records, load(), load_model("cues"), NOW).answer(name))
    return capture.get()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    others = [asks("trainers", activities=(Activity.ATTACK,)), asks("twice", min_origins=3)]
    with filled(tmp_path, asks(destinations=("desk",)), *others) as store:
        yield store


def test_a_sent_alert_says_why_to_whom_and_what_its_thread_told(store: Store) -> None:
    opened = store.alerts.events(subscription="france-in-ukraine")[-1]
    answer = told(StoreRecords(store), opened.id[:12])
    for words in ("sent: asked for", "new here: train in Donbas", "to desk: waits until 2026-03-02 09:00", "contested"):
        assert words in answer
    assert answer.count("fits") == 10


def test_a_silenced_alert_says_so(store: Store) -> None:
    silence(store, MONDAY, subscription="france-in-ukraine", until=NOW + DAY, by="Ann")
    opened = store.alerts.events(subscription="france-in-ukraine")[-1]
    assert "held back now: silenced by Ann" in told(StoreRecords(store), opened.id)


def test_an_entry_says_for_each_subscription_which_field_did_not_fit(store: Store) -> None:
    answer = told(StoreRecords(store), FIRST)
    assert "it brought opened" in answer
    assert "another activity" in answer
    assert "trainers: it asks for attack; this is train" in answer


def test_a_matching_entry_whose_thread_lacks_origins_says_so(store: Store) -> None:
    assert "the thread has not opened: it needs 3 independent origins" in told(StoreRecords(store), FIRST)


def test_an_entry_that_adds_nothing_to_a_thread_says_so(tmp_path: Path) -> None:
    copy = say(TRAIN, at=MONDAY + HOUR, entry="https://herald.example/2", article="two")
    with filled(tmp_path, story=[STORY[0], copy]) as store:
        assert "told in 2026-W10 already" in told(StoreRecords(store), "https://herald.example/2")


def test_an_old_entry_says_so(tmp_path: Path) -> None:
    old = msgspec.structs.replace(STORY[0], published_at=MONDAY - 9 * DAY)
    with filled(tmp_path, story=[old]) as store:
        answer = told(StoreRecords(store), FIRST)
    assert "older than max_age" in answer
    assert "9 days" in answer


def test_an_entry_before_the_beginning_says_so(tmp_path: Path) -> None:
    with filled(tmp_path) as store:
        store.subscriptions.put(asks("late", group_by=asks().group_by))
        answer = told(StoreRecords(store), FIRST)
    assert "before the subscription began, or is not decided yet" in answer


def test_an_entry_of_the_inbox_is_explained_stage_by_stage(store: Store) -> None:
    store.inbox.add([Entry(link="https://x.example/a%20b", title="Rain in Kyiv", seen_at=NOW, published=NOW)], NOW)
    assert "no window can hold a claim" in told(StoreRecords(store), "https://x.example/a%20b")


@pytest.mark.parametrize("name", ["nothing", "%", '"'])
def test_what_nobody_knows_is_said_to_be_unknown(store: Store, name: str) -> None:
    with pytest.raises(InputError, match="nothing is known"):
        told(StoreRecords(store), name)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("out")
    sample.run(out)
    return out


@pytest.fixture
def replayed(folder: Path) -> FolderRecords:
    from pipeline.subscriptions.load import load_subscriptions

    return FolderRecords(folder, load_subscriptions(sample.SUBSCRIPTIONS, load()), [sample.ARCHIVE])


def test_a_replay_answers_for_its_alerts(replayed: FolderRecords, folder: Path) -> None:
    lines = map(json.loads, (folder / "events.jsonl").read_text().splitlines())
    kept = next(line for line in lines if line["sent_reason"] == "repeat = first")
    assert "not sent: repeat = first" in told(replayed, kept["id"])


def test_a_replay_answers_for_an_entry_from_the_stages_on(replayed: FolderRecords) -> None:
    answer = told(replayed, "https://le-quai.example/2026/03/fr-ua-01")
    for words in ("normalise", "scan", "resolve", "france-in-ukraine: it asks for this", "it brought opened"):
        assert words in answer


def test_an_entry_of_an_archive_may_be_named_by_its_id(replayed: FolderRecords) -> None:
    answer = told(replayed, "fr-ua-01")
    assert "it brought opened" in answer
    assert "kharkiv-under-fire: it asks for RUS; FRA is not part of that" in answer


def test_a_replay_answers_for_a_dead_letter(replayed: FolderRecords, folder: Path) -> None:
    letter = json.loads((folder / "dead.jsonl").read_text().splitlines()[0])
    assert f"dead letter {letter['stage']}/{letter['reason']}" in told(replayed, letter["where"])


def test_a_folder_without_events_is_no_replays(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no events\.jsonl"):
        FolderRecords(tmp_path, [], [])


def test_a_later_delivery_names_its_slot(tmp_path: Path) -> None:
    with filled(tmp_path, asks(destinations=("desk",), digest="every 6h")) as store:
        opened = store.alerts.events()[-1]
        answer = told(StoreRecords(store), opened.id)
    assert "with `digest 2026-03-02T12:00Z`" in answer
