"""The gate drops what plainly holds no claim, says why, and loses next to nothing that holds one."""

import gzip
import json
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import pytest

from pipeline.catalogue.catalogue import Catalogue
from pipeline.mentions.gate import ELSEWHERE, features, judge, table, through
from pipeline.mentions.scan import scan
from schemas import Article, Hit, HitKind, Window
from schemas.errors import ConfigError

Make = Callable[..., Article]
_LANGUAGES = ("en", "fr", "de", "es", "uk", "ru", "pl", "ar", "zh", "tr")


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "French soldiers train in Donbas"),
        ("en", "Kyiv denies that its troops left Avdiivka"),
        ("en", "Venezuela moves troops to the Guyanese border"),
        ("fr", "Le Tchad n'enverra pas de troupes au Niger"),
        ("de", "Bundeswehr verlegt Panzer nach Litauen"),
        ("es", "El Kremlin niega la presencia de tropas rusas en Venezuela"),
        ("uk", "Польща не планує вводити війська в Україну"),
        ("ru", "Париж отрицает, что французские военные находятся в Одессе"),
        ("pl", "Macron nie wyklucza wysłania żołnierzy do Ukrainy"),
        ("ar", "موسكو تنفي وجود جنود روس في ليبيا"),
        ("zh", "法国否认向敖德萨派遣士兵"),
        ("tr", "Moskova, Libya'da Rus askeri bulunduğunu yalanladı"),
    ],
)
def test_a_claim_of_any_stance_is_read(language: str, title: str, catalogue: Catalogue, article: Make) -> None:
    windows = scan(article(title, language), catalogue)
    assert through(windows) == windows != ()


@pytest.mark.parametrize(
    "headline",
    [
        "Thai and Cambodian troops clash at border",
        "M23 takes Goma",
        "US seizes tanker off Venezuela",
        "Balloon enters Lithuanian airspace",
        "Denmark sends soldiers to Greenland",
        "National Guard deployed to Los Angeles",
        "North Korean troops in Kursk, says Seoul",
        "Iran attacks Israel",
    ],
)
def test_headlines_of_later_years_are_read(headline: str, catalogue: Catalogue, article: Make) -> None:
    assert through(scan(article(headline, "en"), catalogue))


@pytest.mark.parametrize(
    ("language", "title", "text"),
    [
        ("en", "Germany beat Japan to reach the final", "The captain scored twice as the striker fired home late."),
        ("en", "Air force veteran from Ohio wins the lottery", "He will buy a house in Florida."),
        ("en", "Netflix releases a film about the American army", "Our review: the actor shines, the soundtrack not."),
    ],
)
def test_other_news_is_dropped(language: str, title: str, text: str, catalogue: Catalogue, article: Make) -> None:
    windows = scan(article(title, language, text), catalogue)
    assert windows
    assert through(windows) == ()


def test_a_drop_names_its_sum_its_floor_and_the_loudest_words(catalogue: Catalogue, article: Make) -> None:
    (window,) = scan(article("Germany beat Japan to reach the final", "en", "The striker fired home."), catalogue)
    verdict = judge(window)
    assert not verdict.kept
    assert verdict.reason.startswith(f"dropped by the gate: {verdict.worth} against a floor of {table().floor['en']}")
    assert "against" in verdict.reason.partition("floor")[2]
    assert "language:" not in verdict.reason


def test_the_reason_and_the_decision_agree(catalogue: Catalogue, article: Make) -> None:
    titles = ("French soldiers train in Donbas", "Germany beat Japan with a late attack", "Army wins 3-0 in Texas")
    for title in titles:
        for window in scan(article(title, "en"), catalogue):
            assert judge(window).kept == bool(through([window]))


def test_a_window_is_judged_alone(catalogue: Catalogue, article: Make) -> None:
    titles = ("French soldiers train in Donbas", "Germany beat Japan with a late attack", "Türk askerleri Metina'da")
    windows = [window for title in titles for window in scan(article(title, "en"), catalogue)]
    alone = [window for window in windows if through([window])]
    assert list(through(windows)) == alone
    assert list(through(windows[::-1])) == alone[::-1]


def test_a_language_without_labels_has_the_floor_of_elsewhere() -> None:
    window = Window(article_id="", start=0, end=1, text="x", language="sw", title_end=0, hits=())
    assert f"floor of {table().floor[ELSEWHERE]}" in judge(window).reason


def test_names_are_seen_whatever_the_language() -> None:
    hits = (
        Hit(start=0, end=6, kind=HitKind.DEMONYM, refs=("FRA",)),
        Hit(start=7, end=15, kind=HitKind.HEAD, refs=("soldiers",)),
        Hit(start=25, end=31, kind=HitKind.REGION, refs=("donbas",)),
    )
    window = Window(article_id="", start=0, end=31, text="x" * 31, language="sw", title_end=0, hits=hits)
    assert {"force:owned", "owned:soldiers", "place:beside", "region:donbas", "head:1"} <= set(features(window))


def test_hostile_text_is_judged_too() -> None:
    for text in ("", "\ud800", "\u0300" * 500, "a" * 5000, "俄" * 5000, "🪖 💥", "\x00\n\t"):
        for language in ("en", "zh", "und", ""):
            window = Window(article_id="", start=0, end=len(text), text=text, language=language, title_end=0, hits=())
            assert isinstance(judge(window).worth, int)


def test_a_damaged_table_names_its_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "gate.tsv").write_text("floor\t*\t-5\nworth\ttroops\n", encoding="utf-8")
    monkeypatch.setattr("pipeline.mentions.gate.resources.files", lambda package: tmp_path)
    with pytest.raises(ConfigError, match=r"gate\.tsv:2"):
        table.__wrapped__()


@pytest.mark.parametrize("language", _LANGUAGES)
def test_written_entries_with_a_claim_are_kept(
    language: str, catalogue: Catalogue, article: Make, shared: Path
) -> None:
    rows = _claimed([shared / "data/claims" / f"{name}.jsonl" for name in ("hard_dev", f"suite_{language}_dev")])
    assert _share_kept([row for row in rows if row["language"] == language], catalogue, article) >= 0.98


@pytest.mark.parametrize("language", ["en", "pl"])
def test_real_entries_with_a_claim_are_kept(language: str, catalogue: Catalogue, article: Make, shared: Path) -> None:
    rows = _claimed([shared / "data/claims/dev.jsonl"])
    assert _share_kept([row for row in rows if row["language"][:2] == language], catalogue, article) >= 0.98


def test_most_of_an_english_archive_is_never_read(catalogue: Catalogue, article: Make, shared: Path) -> None:
    with gzip.open(shared / "data/archive/rss_2022.jsonl.gz", "rt", encoding="utf-8", errors="replace") as lines:
        rows = [json.loads(line) for line in islice(lines, 0, None, 130)]
    english = [
        article(row["title"] or "", "en", row["description"] or "")
        for row in rows
        if (row["language"] or "").startswith("en")
    ]
    read = sum(bool(through(scan(one, catalogue))) for one in english)
    assert len(english) > 500
    assert read <= 0.15 * len(english)


def _claimed(paths: list[Path]) -> list[dict[str, str]]:
    return [row for path in paths for row in map(json.loads, path.open(encoding="utf-8")) if row["claims"]]


def _share_kept(rows: list[dict[str, str]], catalogue: Catalogue, article: Make) -> float:
    found = (scan(article(row["title"], row["language"][:2], row["text"] or ""), catalogue) for row in rows)
    return sum(bool(through(windows)) for windows in found) / len(rows)
