"""Inflection: a name's cases are found by its stems, and short names match nothing else."""

import re

import pytest

from pipeline.catalogue.inflection import forms

CASES = (
    ("uk", "Харків", "Харкова Харкові Харковом"),
    ("uk", "Київ", "Києва Києві"),
    ("uk", "Україна", "України Україну Україною"),
    ("uk", "Тернопіль", "Тернополя Тернополі"),
    ("uk", "Кременець", "Кременця"),
    ("uk", "Велика Британія", "Великої Британії|Велику Британію"),
    ("uk", "Донецька область", "Донецької області|Донецьку область"),
    ("uk", "Азовське море", "Азовського моря|Азовському морі"),
    ("ru", "Россия", "России Россией"),
    ("ru", "Ростов-на-Дону", "Ростове-на-Дону"),
    ("ru", "Соединённые Штаты", "Соединённых Штатов|Соединённых Штатах"),
    ("ru", "Пермь", "Перми Пермью"),
    ("ru", "Газа", "Газы Газе Газу"),
    ("pl", "Kijów", "Kijowa Kijowie"),
    ("pl", "Bachmut", "Bachmutu Bachmucie"),
    ("pl", "Moskwa", "Moskwie Moskwę"),
    ("pl", "Polska", "Polsce Polską"),
    ("pl", "Nowa Kachowka", "Nowej Kachowce|Nową Kachowkę"),
    ("pl", "obwód doniecki", "obwodzie donieckim|obwodu donieckiego"),
    ("pl", "Morze Czerwone", "Morzu Czerwonym|Morza Czerwonego"),
    ("de", "Kiew", "Kiews"),
)


@pytest.mark.parametrize(("language", "name", "cases"), CASES)
def test_every_case_is_a_form(language: str, name: str, cases: str) -> None:
    patterns = [re.compile(re.escape(form).replace(r"\*", r"\w{0,4}")) for form in forms(name, language)]
    wanted = [name, *(cases.split("|") if "|" in cases or " " in name else cases.split())]
    assert [case for case in wanted if not any(pattern.fullmatch(case) for pattern in patterns)] == []


@pytest.mark.parametrize(
    ("language", "name"), [("ru", "Мали"), ("uk", "Чад"), ("pl", "Mali"), ("ru", "Ош"), ("uk", "Рим")]
)
def test_short_names_have_no_stem(language: str, name: str) -> None:
    assert not any("*" in form for form in forms(name, language))


def test_what_is_cut_by_hand_or_does_not_decline_stays() -> None:
    assert forms("Донбас*", "uk") == ("Донбас*",)
    assert forms("Black Sea", "en") == ("Black Sea",)
    assert forms("黑海", "zh") == ("黑海",)
