"""`python -m tests.benchmarks.store`: what ten new reports cost on a military with 20,000 of them in the store.

Made-up reports over twenty weeks, seven subscriptions, three of which take everything; the real catalogue. One line for
every eighth of the way shows that the price does not follow the number of reports.
"""

import argparse
import random
import statistics
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from connectors.store import Store, open_store
from pipeline.catalogue.catalogue import load
from pipeline.ledger.policy import Policy
from pipeline.store_ledgers import Batch, StoreLedgers
from schemas import Activity, GroupBy, Report, Stance, Subscription
from tests.pipeline.ledger.fakes import MONDAY, say

DAYS = 140
PLACES = (
    "UA",
    "UA-14",
    "UA-09",
    "UA-63",
    "UA-65",
    "UA-30",
    "UA-51",
    "UA-12",
    "SY",
    "GE",
    "MD",
    "BY",
    "donbas",
    "crimea",
)
SUBSCRIPTIONS = [
    Subscription(name="everything"),
    Subscription(name="russia", militaries=("RUS",)),
    Subscription(name="ukraine", regions=("UA",), group_by=GroupBy.COUNTRY),
    Subscription(name="donbas", militaries=("RUS",), regions=("donbas",)),
    Subscription(name="denials", militaries=("RUS",), stances=(Stance.DENIED,)),
    Subscription(name="france", militaries=("FRA",)),
    Subscription(name="twice", militaries=("RUS",), regions=("UA",), min_origins=2),
]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=20_000)
    parser.add_argument("--store", default="")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, open_store(options.store or str(Path(folder) / "x.db")) as store:
        measure(store, options.reports)


def measure(store: Store, number: int) -> None:
    store.subscriptions.define(SUBSCRIPTIONS, "benchmark")
    ledgers = StoreLedgers(store, load(), Policy())
    ledgers.begin(MONDAY)
    made = sorted((some_report(random.Random(one)) for one in range(number)), key=lambda report: report.seen_at)
    for at in range(0, number, 100):
        batch = made[at : at + 90]
        ledgers.commit(Batch(batch), batch[-1].seen_at)
        if at % (number // 8 // 100 * 100) == 0:
            print(f"{at:>6} reports: {ten(ledgers, made[at + 90 : at + 100]):.2f} s for ten more", flush=True)
        else:
            ledgers.commit(Batch(made[at + 90 : at + 100]), made[at + 99].seen_at)
    started = time.process_time()
    ledgers.settle(made[-1].seen_at)
    print(f"ledgers of all {number} reports, folded outside the batch: {time.process_time() - started:.1f} s")
    late = [some_report(random.Random(number + one)) for one in range(100)]
    times = [ten(ledgers, [again(one, made[-1]) for one in late[at : at + 10]]) for at in range(0, 100, 10)]
    print(f"ten batches of ten: median {statistics.median(times):.2f} s, longest {max(times):.2f} s")


def ten(ledgers: StoreLedgers, batch: list[Report]) -> float:
    started = time.process_time()
    ledgers.commit(Batch(batch), max(report.seen_at for report in batch))
    return time.process_time() - started


def some_report(choose: random.Random) -> Report:
    stance = choose.choices(list(Stance), (80, 7, 5, 8))[0]
    activity = choose.choice((Activity.ATTACK, Activity.ATTACK, Activity.ADVANCE, *Activity))
    return say(
        f"RUS {stance} {activity} {choose.choice(PLACES)}",
        at=MONDAY + timedelta(seconds=choose.randrange(DAYS * 86_400)),
        by=choose.choice((None, None, "Zelensky", "the ministry", "Peskov", f"a governor {choose.randrange(99)}")),
        outlet=f"outlet{choose.randrange(200)}.example",
        fingerprint=f"{choose.randbytes(60).hex()}:40:N1.4e20a9.;N2..",
    )


def again(report: Report, last: Report) -> Report:
    """The same at the end of the time."""
    what = f"RUS {report.stance} {report.claim.activity} {report.claim.region}"
    at = last.seen_at + timedelta(seconds=1)
    return say(what, at=at, outlet=report.outlet, fingerprint=report.fingerprint)


if __name__ == "__main__":
    main()
