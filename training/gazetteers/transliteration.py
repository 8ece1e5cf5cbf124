"""How Ukrainian and Russian place names are written in Latin languages: each language's press has rules of its own.

Бахмут is Bakhmut in English, Bachmut in German and Polish, Bakhmout in French, Bajmut in Spanish, Bahmut in Turkish.
"""

import re

_TABLES: dict[str, str] = {
    "en": "а=a б=b в=v г=h ґ=g д=d е=e є=ie ж=zh з=z и=y і=i ї=i й=i к=k л=l м=m н=n о=o п=p р=r с=s т=t "
    "у=u ф=f х=kh ц=ts "
    "ч=ch ш=sh щ=shch ь= ю=iu я=ia '=",
    "de": "а=a б=b в=w г=h ґ=g д=d е=e є=je ж=sch з=s и=y і=i ї=ji й=j к=k л=l м=m н=n о=o п=p р=r с=s т=t "
    "у=u ф=f х=ch ц=z "
    "ч=tsch ш=sch щ=schtsch ь= ю=ju я=ja '=",
    "fr": "а=a б=b в=v г=h ґ=g д=d е=e є=ie ж=j з=z и=y і=i ї=ï й=ï к=k л=l м=m н=n о=o п=p р=r с=s т=t "
    "у=ou ф=f х=kh ц=ts "
    "ч=tch ш=ch щ=chtch ь= ю=iou я=ia '=",
    "es": "а=a б=b в=v г=h ґ=g д=d е=e є=ie ж=zh з=z и=i і=i ї=i й=i к=k л=l м=m н=n о=o п=p р=r с=s т=t "
    "у=u ф=f х=j ц=ts "
    "ч=ch ш=sh щ=shch ь= ю=iu я=ia '=",
    "pl": "а=a б=b в=w г=h ґ=g д=d е=e є=je ж=ż з=z и=y і=i ї=ji й=j к=k л=l м=m н=n о=o п=p р=r с=s т=t "
    "у=u ф=f х=ch ц=c "
    "ч=cz ш=sz щ=szcz ь= ю=ju я=ja '=",
    "tr": "а=a б=b в=v г=h ґ=g д=d е=e є=ye ж=j з=z и=ı і=i ї=yi й=y к=k л=l м=m н=n о=o п=p р=r с=s т=t "
    "у=u ф=f х=h ц=ts "
    "ч=ç ш=ş щ=şç ь= ю=yu я=ya '=",
}
_RUSSIAN: dict[str, str] = {
    "en": "г=g е=e ё=yo и=i й=y ы=y э=e ю=yu я=ya ъ=",
    "de": "г=g е=e ё=jo и=i й=i ы=y э=e ю=ju я=ja ъ=",
    "fr": "г=g е=e ё=io и=i й=ï ы=y э=e ю=iou я=ia ъ=",
    "es": "г=g е=e ё=io и=i й=i ы=i э=e ю=iu я=ia ъ=",
    "pl": "г=g е=ie ё=io и=i й=j ы=y э=e ю=ju я=ja ъ=",
    "tr": "г=g е=e ё=yo и=i й=y ы=ı э=e ю=yu я=ya ъ=",
}
_PARSED = {
    (source, target): dict(pair.split("=") for pair in f"{table} {_RUSSIAN[target] if source == 'ru' else ''}".split())
    for source in ("uk", "ru")
    for target, table in _TABLES.items()
}
_JOTATED = {"я": "ia", "ю": "iu", "є": "ie", "ё": "io"}  # Polish after a consonant: Куп'янськ, Kupiańsk
_INITIAL = {"Є": "Ye", "Ї": "Yi", "Й": "Y", "Ю": "Yu", "Я": "Ya"}  # English and Spanish at the start of a word


def transliterate(name: str, source: str, target: str) -> str:
    """`name` in Ukrainian or Russian (`source`) as `target` writes it, marks aside; "" where a letter has no rule."""
    text = name.replace("’", "'").replace("ʼ", "'")
    table = _PARSED[source, target]
    if any(letter not in table and letter not in " -" for letter in text.lower()):
        return ""
    if target == "pl":
        text = re.sub(r"([бвгдзклмнпрстфхц])'?([яюєё])", lambda match: match[1] + _JOTATED[match[2]], text)
        text = re.sub(r"([жшчщц])е", r"\1e", text)
        text = re.sub(r"(^|(?<=[ \-аеёиоуыэюя]))[её]", "je", text) if source == "ru" else text
        text = re.sub(r"\bЕ", "Je", text) if source == "ru" else text
    if target in ("en", "es"):
        text = re.sub(r"\b[ЄЇЙЮЯ]", lambda match: _INITIAL[match[0]], text)
    if source == "uk":
        text = text.replace("зг", "zgh") if target == "en" else text
    return _tidied("".join(_letter(letter, table) for letter in text), target)


def _letter(letter: str, table: dict[str, str]) -> str:
    plain = table.get(letter.lower(), letter)
    return plain.capitalize() if letter.isupper() else plain


def _tidied(written: str, target: str) -> str:
    if target == "de":  # a single s between vowels would be read as z
        return re.sub(r"(?<=[aeiouy])s(?=[aeiouy])", "ss", written)
    if target == "pl":
        return written.replace("lie", "le").replace("lio", "lo")
    return written
