"""The long form: twenty thousand real entries give the same bytes in any order, with any number of workers."""

import gzip
import itertools
import random
from pathlib import Path

import pytest

from pipeline.catalogue.catalogue import load
from pipeline.ledger.policy import Policy
from pipeline.settings import Settings
from pipeline.subscriptions.load import load_subscriptions
from tests import sample
from vedette.replay import OUTPUTS, replay

REAL = sample.ROOT.parent / "shared" / "data" / "archive" / "rss_2022.jsonl.gz"


def run(archive: Path, out: Path, workers: int) -> dict[str, bytes]:
    wanted = load_subscriptions(sample.SUBSCRIPTIONS, load())
    with replay(
        [archive], wanted, Settings(model="cues"), policy=Policy(), workers=workers, progress=sample.quiet
    ) as outcome:
        outcome.write(out)
    return {name: (out / name).read_bytes() for name in OUTPUTS.values() if name != "dead.jsonl"}


@pytest.mark.soak
@pytest.mark.skipif(not REAL.exists(), reason="needs ../shared/data/archive, which is not part of the repository")
def test_twenty_thousand_real_entries_shuffled_with_two_workers_give_the_same_bytes(tmp_path: Path) -> None:
    with gzip.open(REAL) as file:
        lines = list(itertools.islice(file, 60_000, 80_000))
    (tmp_path / "a.jsonl").write_bytes(b"".join(lines))
    random.Random(7).shuffle(lines)
    (tmp_path / "b.jsonl").write_bytes(b"".join(lines))
    assert run(tmp_path / "a.jsonl", tmp_path / "one", 1) == run(tmp_path / "b.jsonl", tmp_path / "two", 2)
