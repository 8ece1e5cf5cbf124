"""Sentences of our own and what they state, one table per language (`golden/<language>.tsv`)."""

from pathlib import Path

import pytest

from pipeline.catalogue.catalogue import load
from pipeline.claims.cues import CueModel
from pipeline.claims.report import reports
from schemas.report import Report
from tests.pipeline.claims.making import article, scanned

FOLDER = Path(__file__).parent / "golden"
FEWEST = {"en": 25, "fr": 25, "uk": 25, "ru": 25}


def rows() -> list[tuple[str, str, str]]:
    found = []
    for path in sorted(FOLDER.glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                text, _, claims = line.partition("\t")
                found.append((path.stem, text, claims.strip()))
    return found


@pytest.mark.parametrize(("language", "text", "claims"), rows())
def test_a_sentence_states_what_the_table_says(language: str, text: str, claims: str) -> None:
    title, _, rest = text.partition(" / ")
    read = scanned(article(title, rest, language))
    found = reports(read, CueModel().read(read.windows[0]), load(), "cues")
    stated = [[field.strip() for field in claim.split("|")] for claim in claims.split(";") if claim.strip()]
    for fields in stated:
        assert any(_fits(report, fields) for report in found), (fields, [_shown(report) for report in found])
    assert bool(found) == bool(stated), [_shown(report) for report in found]


def test_every_language_has_its_sentences() -> None:
    counts = {language: sum(1 for row in rows() if row[0] == language) for language, _, _ in rows()}
    assert set(counts) == {"en", "fr", "de", "es", "uk", "ru", "pl", "ar", "zh", "tr"}
    assert all(count >= FEWEST.get(language, 8) for language, count in counts.items()), counts


def _fits(report: Report, fields: list[str]) -> bool:
    military, region, activity, stance, holder, background = (*fields, "", "")[:6]
    return (
        any(_alike(report.military.surface, name) for name in military.split("/"))  # "soldiers/Germany": either will do
        and _alike(report.region.surface, region)
        and (report.claim.activity.value, report.stance.value) == (activity, stance)
        and (not holder or (report.holder is not None and _alike(report.holder.surface, holder)))
        and (background == "b") == report.background
    )


def _alike(one: str, two: str) -> bool:
    return one.casefold() in two.casefold() or two.casefold() in one.casefold()


def _shown(report: Report) -> str:
    holder = report.holder.surface if report.holder else ""
    parts = (
        report.military.surface,
        report.region.surface,
        report.claim.activity,
        report.stance,
        holder,
        report.background,
    )
    return " | ".join(map(str, parts))
