"""`lint` with what the programs know: the catalogue, the publishers' domains, the languages of the claim model."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from pipeline.catalogue.catalogue import load
from pipeline.catalogue.haunts import haunts
from pipeline.claims.lexicon import languages
from pipeline.ledger.policy import Policy
from pipeline.subscriptions.lint import Finding, Level, Outlets, lint
from pipeline.subscriptions.load import load_readable
from pipeline.text.data import rows
from pipeline.text.outlet import outlet
from schemas import Subscription


def lint_all(subscriptions: Sequence[Subscription]) -> list[Finding]:
    """Every finding on these subscriptions, today."""
    families = frozenset(row[1] for row in rows("families.tsv"))
    return lint(
        subscriptions,
        load(),
        outlets=Outlets(home=home, families=families),
        languages=languages(),
        haunts=haunts,
        policy=Policy(),
        now=datetime.now(UTC),
    )


def lint_file(path: Path) -> list[Finding]:
    """Every finding on a file, with what keeps some of it from being read at all."""
    found, wrong = load_readable(path, load())
    names = [one.name for one in found]
    repeated = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    return [
        *(Finding(label.strip("'\""), Level.WRONG, "", says) for label, says in wrong),
        *(Finding(name, Level.WRONG, "name", "another one is called so: each needs its own") for name in repeated),
        *lint_all(found),
    ]


def home(name: str) -> str:
    """The outlet that an article from this domain or account carries; "" where it only passes on others' articles."""
    if "/" in name:  # an account on a platform, as the loader lets it pass
        return name
    carried = outlet(f"https://{name}/", "", "")
    return "" if carried in _aggregators() else carried


def _aggregators() -> frozenset[str]:
    return frozenset(row[1] for row in rows("outlets.tsv") if row[0] == "aggregator")
