"""What the sample archive must give, as readable tables.

Write them anew with `python -m tests.sample`, and read the diff.
"""

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.catalogue.catalogue import load
from pipeline.ledger.policy import Policy
from pipeline.settings import Settings
from pipeline.subscriptions.load import load_subscriptions
from schemas import AlertEvent, Ledger, Report, wire
from vedette.replay import replay

ROOT = Path(__file__).parents[1]
ARCHIVE = ROOT / "samples" / "archive"
SUBSCRIPTIONS = ROOT / "samples" / "subscriptions.toml"
EXPECTED = ROOT / "tests" / "data" / "sample"
TABLES = ("reports", "ledgers", "events", "dead")


def tables(out: Path) -> dict[str, str]:
    """The files of a replay's `--out` as readable tables, without versions and ids."""
    lines = {name: (out / f"{name}.jsonl").read_bytes().splitlines() for name in TABLES}
    return {
        "reports": table(report_row(wire.decode(line, Report)) for line in lines["reports"]),
        "ledgers": table(map(_ledger_row, lines["ledgers"])),
        "events": table(map(_event_row, lines["events"])),
        "dead": table(map(_dead_row, lines["dead"])),
    }


def table(rows: Iterable[str]) -> str:
    """Sorted lines: what is compared is a set."""
    return "".join(f"{row}\n" for row in sorted(rows))


def report_row(report: Report) -> str:
    holder = f"{report.holder.surface} [{report.holder.id or '?'} {report.holder.side}]" if report.holder else "-"
    background = "background" if report.background else "news"
    return "\t".join(
        (
            report.title[:60].replace("\t", " ").replace("\n", " "),
            report.claim.military,
            report.claim.activity,
            report.claim.region,
            report.stance,
            holder,
            background,
            report.origin,
        )
    )


def _ledger_row(line: bytes) -> str:
    ledger = wire.decode(line, Ledger)
    claim, counts = ledger.claim, (len(ledger.affirmed), len(ledger.denied))
    return "\t".join(
        (claim.military, claim.activity, claim.region, ledger.status, *map(str, counts), " ".join(ledger.origins))
    )


def _event_row(line: bytes) -> str:
    event = wire.decode(line, AlertEvent)
    thread = event.thread
    sent = "sent" if event.sent else f"kept: {event.sent_reason}"
    return "\t".join(
        (
            thread.subscription,
            thread.root,
            thread.region,
            thread.group,
            event.episode,
            f"{event.at:%Y-%m-%dT%H:%M}",
            event.kind,
            event.status,
            sent,
        )
    )


def _dead_row(line: bytes) -> str:
    import json

    letter = json.loads(line)
    return "\t".join((Path(letter["where"]).name, letter["stage"], letter["reason"]))


def run(out: Path, *, workers: int = 1) -> None:
    """Replay the sample into `out`."""
    wanted = load_subscriptions(SUBSCRIPTIONS, load())
    with replay([ARCHIVE], wanted, Settings(model="cues"), policy=Policy(), workers=workers, progress=quiet) as outcome:
        outcome.write(out)


def quiet(step: str, done: int, total: int | None = None) -> None:
    pass


def _changed(found: dict[str, str]) -> Iterator[Path]:
    for name, text in found.items():
        path = EXPECTED / f"{name}.tsv"
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            yield path


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        run(Path(folder))
        for changed in _changed(tables(Path(folder))):
            print(f"wrote {changed.relative_to(ROOT)}: read the diff")
