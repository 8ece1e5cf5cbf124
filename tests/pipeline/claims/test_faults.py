"""Faults that a critical reader found, each kept from coming back, in several languages."""

import pytest

from pipeline.catalogue.catalogue import load
from pipeline.claims.cues import CueModel
from pipeline.claims.report import reports
from schemas.claim import Activity, Stance
from schemas.report import Report
from tests.pipeline.claims.making import article, scanned

DENIED = [
    ("en", "Ankara denied on Friday that Turkish soldiers are in Derna."),
    ("en", "Serbia denies reports of Serbian troops in northern Kosovo."),
    ("de", "Moskau bestritt am Freitag, dass russische Soldaten in Mali sind."),
    ("de", "Das serbische Verteidigungsministerium hat bestritten, dass serbische Soldaten im Kosovo stehen."),
    ("fr", "Moscou dément que des soldats russes se trouvent au Mali."),
    ("es", "Caracas niega que soldados venezolanos estén en Guyana."),
    ("uk", "Мінськ заперечив, що білоруські війська перебувають в Україні."),
    ("ru", "Минск отрицает, что белорусские войска находятся на Украине."),
    ("pl", "Mińsk zaprzecza, że białoruscy żołnierze są na Ukrainie."),
    ("tr", "Milli Savunma Bakanlığı, Türk askerlerinin Libya'da bulunduğu iddialarını yalanladı."),
    ("ar", "نفت موسكو أن تكون القوات الروسية في مالي."),
    ("zh", "莫斯科否认俄军在马里。"),
]
CITED = [
    ("en", "French soldiers are training in Odesa, according to Paris Match."),
    ("fr", "Des soldats français s'entraînent à Odessa, selon Paris Match."),
    ("de", "Französische Soldaten üben in Odessa, berichtet Paris Match."),
    ("pl", "Według Paris Match francuscy żołnierze szkolą się w Odessie."),
    ("uk", "Французькі солдати тренуються в Одесі, пише Paris Match."),
]
LABELLED = [
    ("fr", "Mali : des soldats russes attaquent Kidal"),
    ("en", "Sudan: RSF fighters attack El Fasher"),
    ("es", "Sudán: soldados egipcios atacan Puerto Sudán"),
    ("de", "Drohnen: Russische Soldaten greifen Charkiw an"),
    ("en", "Tuesday: Russian troops shelled Kharkiv"),
]
SPOKEN_FROM = [
    ("en", "CAIRO, March 6 (Reuters) - Ethiopian troops attacked Baidoa on Friday.", "EG"),
    ("en", "Russian troops attacked Kharkiv, the president said in Brussels.", "BE"),
    ("fr", "Des soldats russes ont attaqué Kharkiv, a déclaré le président, en déplacement à Brest.", "FR"),
    ("de", "Russische Soldaten haben Charkiw angegriffen, teilte der Sprecher in Berlin mit.", "DE"),
]
NOT_YET = [
    ("en", "British troops could train Ukrainian recruits near Lviv."),
    ("pl", "Brytyjscy żołnierze mogliby szkolić ukraińskich rekrutów pod Lwowem."),
    ("fr", "Londres n'exclut pas d'envoyer des soldats britanniques à Lviv."),
    ("uk", "Польща планує відправити польських військових до Литви."),
    ("de", "Die Bundeswehr soll im Herbst ein Bataillon nach Litauen verlegen."),
]
BACKGROUND = [
    ("de", "Vier Jahre nach dem russischen Einmarsch in die Ukraine steigen die Preise."),
    ("pl", "Cztery lata po rosyjskiej inwazji na Ukrainę rosną ceny."),
    ("uk", "Чотири роки після російського вторгнення в Україну ціни зростають."),
    ("ru", "Четыре года после российского вторжения в Украину цены растут."),
    ("fr", "Quatre ans après l'invasion russe de l'Ukraine, les prix montent."),
]
NO_FORCE = [
    ("en", "Dockers strike in Rotterdam enters third day / Unions vowed to hold their positions at the gates."),
    ("es", "El Ejército de Salvación reparte mantas en Sevilla"),
    ("de", "Heilsarmee schickt Suppenküche nach Graz"),
    ("pl", "Armia kibiców ruszyła do Gdyni"),
]


def read(language: str, text: str, **fields: str) -> list[Report]:
    title, _, rest = text.partition(" / ")
    scan = scanned(article(title, rest, language, **fields))
    return reports(scan, CueModel().read(scan.windows[0]), load(), "cues")


@pytest.mark.parametrize(("language", "text"), DENIED)
def test_nothing_inside_a_denial_is_affirmed(language: str, text: str) -> None:
    found = read(language, f"Notes / {text}")
    assert found
    assert {report.stance for report in found} == {Stance.DENIED}


def test_the_loser_who_denies_does_not_affirm_what_the_winner_says() -> None:
    found = read("en", "Sudan's army retakes Bara; RSF denies losing the town")
    affirmed = [report for report in found if report.stance is Stance.AFFIRMED]
    assert affirmed
    assert all(report.holder is None or "RSF" not in report.holder.surface for report in affirmed)


def test_a_denial_that_names_nothing_is_laid_at_the_deniers_own_door() -> None:
    found = read("en", "Polish troops entered Brest and Belarusian troops entered Vilnius on Friday; Minsk denies it")
    denied = {report.claim.root for report in found if report.stance is Stance.DENIED}
    assert denied <= {"BLR"}


@pytest.mark.parametrize(
    ("language", "text", "there", "not_there"),
    [
        ("en", "French troops will go to Odesa, not to Donbas", "Odesa", "Donbas"),
        ("de", "Deutsche Soldaten werden nach Vilnius verlegt, nicht nach Charkiw", "Vilnius", "Charkiw"),
    ],
)
def test_not_to_here_denies_one_place_only(language: str, text: str, there: str, not_there: str) -> None:
    stances = {report.region.surface: report.stance for report in read(language, text)}
    assert stances[there] is Stance.PLANNED
    assert stances[not_there] is Stance.DENIED


@pytest.mark.parametrize(("language", "text"), CITED)
def test_a_cited_paper_is_the_origin_and_its_own_story_has_the_same(language: str, text: str) -> None:
    citing = read(language, text, outlet="daily.example", family="daily.example")
    own = read("en", "French soldiers are training in Odesa", outlet="parismatch.com", family="paris-match")
    assert {report.origin for report in (*citing, *own)} == {"media:paris-match"}


@pytest.mark.parametrize(("language", "text"), LABELLED)
def test_a_place_a_topic_or_a_day_before_a_colon_holds_nothing(language: str, text: str) -> None:
    found = read(language, text)
    assert found
    assert all(report.holder is None for report in found), [report.holder for report in found]


def test_a_capital_that_accuses_before_a_colon_is_the_holder() -> None:
    found = read("en", "Kinshasa: Rwandan troops have entered Goma")
    assert {report.holder.surface for report in found if report.holder} == {"Kinshasa"}


@pytest.mark.parametrize(("language", "text", "country"), SPOKEN_FROM)
def test_where_a_speaker_or_reporter_is_is_not_where_the_force_is(language: str, text: str, country: str) -> None:
    found = read(language, f"Notes / {text}")
    assert found
    assert country not in {load().region(report.claim.region).country for report in found}


@pytest.mark.parametrize(("language", "text"), NOT_YET)
def test_what_may_or_will_happen_is_no_fact(language: str, text: str) -> None:
    found = read(language, f"Notes / {text}")
    assert found
    assert {report.stance for report in found} <= {Stance.PLANNED, Stance.POSSIBLE}


@pytest.mark.parametrize(("language", "text"), BACKGROUND)
def test_an_old_invasion_is_background(language: str, text: str) -> None:
    assert all(report.background for report in read(language, text))


@pytest.mark.parametrize(("language", "text"), NO_FORCE)
def test_strikers_fans_and_charities_are_no_force(language: str, text: str) -> None:
    assert read(language, text) == []


def test_a_witness_is_not_a_force_at_the_place_of_the_sentence_before() -> None:
    text = "French soldiers are training in Donbas / A Ukrainian drone operator told the magazine so."
    assert {report.claim.root for report in read("en", text)} == {"FRA"}


def test_an_announced_drill_is_a_plan() -> None:
    found = read("en", "Notes / Chinese forces will hold drills in the Taiwan Strait from 6 March.")
    assert {(report.claim.activity, report.stance) for report in found} == {(Activity.TRAIN, Stance.PLANNED)}


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "London refuses to deny that British soldiers are in Odesa"),
        ("en", "The ministry declined to deny that French soldiers are training in Odesa"),
        ("fr", "Paris refuse de démentir que des soldats français sont à Odessa"),
        ("ru", "Лондон отказался опровергать, что британские солдаты находятся в Одессе"),
    ],
)
def test_who_refuses_to_deny_denies_nothing(language: str, title: str) -> None:
    scan = scanned(article(title, language=language))
    read = tuple(claim for window in scan.windows for claim in CueModel().read(window))
    assert Stance.DENIED not in {claim.stance for claim in read}
