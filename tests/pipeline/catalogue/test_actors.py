"""Armed groups, units, missions and sources: enough of them, each tied to its root, no name with two meanings."""

import re
from collections import defaultdict
from pathlib import Path

import pytest

from pipeline.catalogue.catalogue import Catalogue
from pipeline.catalogue.names import DATA, LANGUAGES, names, rows
from pipeline.catalogue.offices import speaks_for
from schemas import HitKind, Military, MilitaryKind
from training.gazetteers.actors import actors, known_names, problems

_GROUPS = (MilitaryKind.GROUP, MilitaryKind.COMPANY)
_ORGANISATIONS = ("un/", "eu/", "nato/", "african-union/", "ecowas/", "sadc/", "eac/", "csto/", "gcc/", "coalition/")
_AMBIGUOUS = frozenset({"mnla"})  # two groups' abbreviation: Mali's is meant, Myanmar's Mon go by their full name
_LATIN = {"en", "fr", "de", "es", "pl", "tr"}  # a name that begins with a capital is found in all of them
_SPEAKERS = (HitKind.LEADER, HitKind.OFFICE)


def _of_kind(catalogue: Catalogue, *kinds: MilitaryKind) -> list[Military]:
    return [military for military in catalogue.militaries if military.kind in kinds]


def test_four_hundred_armed_groups_on_every_continent(catalogue: Catalogue) -> None:
    assert len(_of_kind(catalogue, *_GROUPS)) >= 400
    countries = {country for _, fields in rows(DATA / "groups.tsv") if len(fields) > 7 for country in fields[7].split()}
    assert countries >= {
        "MLI",
        "SDN",
        "COD",
        "SOM",
        "MOZ",
        "SYR",
        "YEM",
        "PAK",
        "MMR",
        "PHL",
        "COL",
        "MEX",
        "HTI",
        "UKR",
    }


def test_three_hundred_units_named_by_the_news(catalogue: Catalogue) -> None:
    units = [unit for unit in _of_kind(catalogue, MilitaryKind.UNIT) if not unit.id.startswith(_ORGANISATIONS)]
    assert len(units) >= 300


def test_sixty_missions_and_alliances(catalogue: Catalogue) -> None:
    missions = [unit for unit in _of_kind(catalogue, MilitaryKind.UNIT) if unit.id.startswith(_ORGANISATIONS)]
    assert len(missions) + len(_of_kind(catalogue, MilitaryKind.ALLIANCE)) >= 60


def test_four_hundred_offices_and_media_are_known() -> None:
    sources = {name.refs[0] for name in names() if name.kind in _SPEAKERS and "*" not in name.refs[0]}
    assert len(sources) >= 400


def test_tables_do_not_contradict_themselves(catalogue: Catalogue) -> None:
    assert list(problems(catalogue.militaries)) == []


def test_every_group_and_unit_of_the_tables_is_called_something(catalogue: Catalogue) -> None:
    named = {ref for name in names() for ref in name.refs}
    listed = {fields[0] for table in ("groups.tsv", "units.tsv", "missions.tsv") for _, fields in rows(DATA / table)}
    assert sorted(listed - named) == []


def test_no_name_means_two_militaries() -> None:
    meanings: dict[tuple[str, str], set[str]] = defaultdict(set)
    for name in names():
        if name.kind is HitKind.MILITARY and name.text.casefold() not in _AMBIGUOUS:
            meanings[name.language, name.text].add(name.refs[0])
    assert {text: refs for text, refs in meanings.items() if len(refs) > 1} == {}


def test_a_hundred_and_fifty_groups_have_names_in_all_ten_languages() -> None:
    spoken: dict[str, set[str]] = defaultdict(set)
    for name in names():
        if name.kind is HitKind.MILITARY:
            shared = _LATIN if name.language in ("", "en") and name.text[0].isupper() else set()
            spoken[name.refs[0]] |= {name.language, *shared}
    assert sum(set(LANGUAGES) <= spoken[id] for id in spoken if "/" not in id and id.islower()) >= 150


def test_every_slug_of_the_guidelines_exists(shared: Path, catalogue: Catalogue) -> None:
    text = (shared / "data/claims/GUIDELINES.md").read_text(encoding="utf-8")
    listed = re.search(r"Others: lower-case slug: (.+?), irgc->", text)
    assert listed is not None
    assert [slug for slug in listed[1].split(", ") if slug not in catalogue.militaries] == []


@pytest.mark.parametrize(
    ("text", "language", "id"),
    [
        ("47-ма окрема механізована бригада тримає Роботине", "uk", "UKR/47-mech"),
        ("бійці 3-ї штурмової бригади під Андріївкою", "uk", "UKR/azov-3"),
        ("бойцы 155-й бригады морской пехоты под Угледаром", "ru", "RUS/155-naval-infantry"),
        ("USS Gerald R. Ford heads for the Caribbean", "en", "USA/ford"),
        ("затонул крейсер «Москва» у берегов Одессы", "ru", "RUS/moskva"),
        ("辽宁舰编队穿过宫古海峡", "zh", "CHN/liaoning"),
        ("قوة الرضوان قرب الحدود", "ar", "hezbollah/radwan"),
        ("Soldaten der KFOR in Zvečan", "de", "nato/kfor"),
        ("żołnierze 93. Brygady Zmechanizowanej pod Bachmutem", "pl", "UKR/93-mech"),
        ("M23'e bağlı Twirwaneho milisleri Minembwe'de", "tr", "twirwaneho"),
        ("les Chapitos s'en prennent à Culiacán", "fr", "chapitos"),
        ("un ataque del Frente Carlos Patiño en Argelia", "es", "farc-dissidents/carlos-patino"),
    ],
)
def test_unit_or_group_is_found_in_its_language(text: str, language: str, id: str, catalogue: Catalogue) -> None:
    assert id in {ref for hit in catalogue.hits(text, language) for ref in hit.refs}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The Ghost of Kyiv was a legend", "en"),
        ("Verkhovna Rada votes on the budget", "en"),
        ("The chip maker HTC is in talks", "en"),
        ("The US Fish and Wildlife Service said so", "en"),
    ],
)
def test_legend_parliament_or_company_is_no_force(text: str, language: str, catalogue: Catalogue) -> None:
    assert [hit for hit in catalogue.hits(text, language) if hit.kind is HitKind.MILITARY] == []


def test_a_group_s_own_outlet_speaks_for_it_and_an_agency_for_nobody() -> None:
    assert speaks_for("media:al-masirah") == "houthis"
    assert speaks_for("office:un/unrwa") == "un"
    assert speaks_for("office:UKR/kharkiv") == "UKR"
    assert speaks_for("media:suspilne") == ""


def test_proxy_is_affiliated_with_its_patron_and_no_part_of_it(catalogue: Catalogue) -> None:
    assert "IRN" in catalogue.military("aah").affiliated
    assert not catalogue.military_within("aah", "IRN")
    assert catalogue.military_within("UKR/47-mech", "UKR")


def test_validity_is_in_years(catalogue: Catalogue) -> None:
    minusma = catalogue.military("un/minusma")
    assert (minusma.since, minusma.until) == (2013, 2023)
    assert catalogue.military("un/unifil").until is None


def test_groups_that_ucdp_lists_in_our_days_are_known(shared: Path) -> None:
    listed = {name for actor in actors(shared / "data/gazetteers/ucdp-actor-221.csv") for name in actor.names}
    wanted = {"Dan na Ambassagou", "Kaniyat", "Twirwaneho", "ARSA", "Los Choneros", "Mobondo", "CODECO"}
    assert {re.sub(r"\W+", "", name.lower()) for name in wanted} <= known_names()
    assert len(wanted & listed) >= 4
