import threading
import time
from pathlib import Path

from connectors.store import open_store
from connectors.store.engine import Database


def _write_and_tell(database: Database, done: list[str]) -> None:
    with database.write():
        done.append("waited")


def test_a_thread_that_writes_again_and_again_lets_the_others_write(tmp_path: Path) -> None:
    done: list[str] = []
    with open_store(f"sqlite:///{tmp_path}/store.db") as store:
        with store.database.write():
            waiting = threading.Thread(target=_write_and_tell, args=(store.database, done))
            waiting.start()
            time.sleep(0.2)
        for _ in range(20):
            with store.database.write():
                done.append("again")
        waiting.join()
    assert done[0] == "waited"


def test_a_write_that_fails_gives_its_turn_back(tmp_path: Path) -> None:
    done: list[str] = []
    with open_store(f"sqlite:///{tmp_path}/store.db") as store:
        for _ in range(2):
            try:
                with store.database.write():
                    raise ValueError
            except ValueError:
                done.append("failed")
        _write_and_tell(store.database, done)
    assert done == ["failed", "failed", "waited"]
