"""What moment a date in a feed or dump means. Pure: nothing is filled in from today, nothing is guessed.

Written by hand because the kept libraries guess: feedparser reads `2024/3/29` as the month the program runs in and a
zone it does not know as UTC; dateutil fills gaps from the clock. What cannot be read here is no date.
"""

import re
from datetime import UTC, datetime, timedelta, timezone

EARLIEST, LATEST = 1900, 2100  # years outside are placeholders or damage: 0001-01-01, 9999-12-31
LONGEST = 64  # characters
TOO_GREAT = 1e15

_CLOCK = (
    r"(?:[T\s,،-]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d+))?)?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?(?![A-Za-z]))?)?"
)
_ZONE = r"\s*(?P<zone>[A-Za-z]{1,5})?\s*(?P<offset>[+-]\d{1,2}(?::?\d{2})?)?\s*(?:\([^()]*\)|\[[^\[\]]*\])?"
_WEEKDAY = r"(?:[^\W\d_]{2,16}\.?(?:[,،]\s*|\s+))?"
_MONTH = r"(?P<month>[^\W\d_]{3,16})\.?"
_FORMS = tuple(
    re.compile(form)
    for form in (
        r"(?P<year>\d{4})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})" + _CLOCK + _ZONE,
        _WEEKDAY
        + r"(?P<day>\d{1,2})\.?[\s-]+(?:de\s+)?"
        + _MONTH
        + r",?[\s-]+(?:de\s+)?(?P<year>\d{4}|\d{2})"
        + _CLOCK
        + _ZONE,
        _WEEKDAY + _MONTH + r"\s+(?P<day>\d{1,2}),?\s+(?P<year>\d{4})" + _CLOCK + _ZONE,
        _WEEKDAY + r"(?P<month>[A-Za-z]{3})\s+(?P<day>\d{1,2})" + _CLOCK + _ZONE + r"\s+(?P<year>\d{4})",  # C's asctime
        r"(?P<year>\d{4})\s?年\s?(?P<month>\d{1,2})\s?月\s?(?P<day>\d{1,2})\s?日?" + _CLOCK + _ZONE,
        r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})" + _CLOCK + _ZONE,  # with dots the day is first
    )
)
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
# How months begin in English, French, German, Spanish, Italian, Polish, Ukrainian, Russian, Turkish and Arabic (of
# Egypt, the Levant and the Maghreb).
_BEGINNINGS = {
    **{name[:3]: number for number, name in enumerate(_MONTHS, 1)},
    **{"janv": 1, "ene": 1, "gen": 1, "jän": 1, "sty": 1, "січ": 1, "янв": 1, "oca": 1},
    **{"fév": 2, "fev": 2, "lut": 2, "лют": 2, "фев": 2, "şub": 2},
    **{"mar": 3, "mär": 3, "бер": 3, "мар": 3},
    **{"avr": 4, "abr": 4, "kwi": 4, "кві": 4, "апр": 4, "nis": 4},
    **{"mai": 5, "mag": 5, "maj": 5, "тра": 5, "май": 5, "мая": 5},
    **{"juin": 6, "giu": 6, "cze": 6, "чер": 6, "июн": 6, "haz": 6},
    **{"juil": 7, "lug": 7, "lip": 7, "лип": 7, "июл": 7, "tem": 7},
    **{"aoû": 8, "aou": 8, "ago": 8, "sie": 8, "сер": 8, "авг": 8, "ağu": 8},
    **{"set": 9, "wrz": 9, "вер": 9, "сен": 9, "eyl": 9},
    **{"okt": 10, "ott": 10, "paź": 10, "жов": 10, "окт": 10, "eki": 10},
    **{"lis": 11, "лис": 11, "ноя": 11, "kas": 11},
    **{"ينا": 1, "جان": 1, "فبر": 2, "فيف": 2, "شبا": 2, "مار": 3, "آذا": 3, "اذا": 3, "نيس": 4},
    **{"أبر": 4, "ابر": 4, "إبر": 4, "أفر": 4, "افر": 4, "ماي": 5, "أيا": 5, "ايا": 5, "يون": 6, "جوا": 6, "حزي": 6},
    **{"يول": 7, "جوي": 7, "تمو": 7, "أغس": 8, "اغس": 8, "أوت": 8, "اوت": 8, "سبت": 9, "أيل": 9, "ايل": 9},
    **{"أكت": 10, "اكت": 10, "نوف": 11, "ديس": 12},
    **{"déc": 12, "dez": 12, "dic": 12, "gru": 12, "гру": 12, "дек": 12, "ara": 12},
}
_COMPACT = {8: "%Y%m%d", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}
# Names that mean one offset only: IST (India, Ireland, Israel) is none of them. The American ones are RFC 822's.
_MINUTES = {
    **dict.fromkeys(("z", "ut", "utc", "gmt", "wet"), 0),
    **dict.fromkeys(("cet", "met", "mez", "bst", "west", "wat"), 60),
    **dict.fromkeys(("cest", "mest", "mesz", "eet", "sast", "cat"), 120),
    **dict.fromkeys(("eest", "msk", "eat", "trt"), 180),
    **{"msd": 240, "pkt": 300, "wib": 420, "hkt": 480, "sgt": 480, "awst": 480, "jst": 540, "kst": 540},
    **{"acst": 570, "aest": 600, "acdt": 630, "aedt": 660, "nzst": 720, "nzdt": 780},
    **{"nst": -210, "ndt": -150, "ast": -240, "adt": -180, "est": -300, "edt": -240, "cst": -360, "cdt": -300},
    **{"mst": -420, "mdt": -360, "pst": -480, "pdt": -420, "akst": -540, "akdt": -480, "hst": -600, "brt": -180},
}


def when(value: object) -> datetime | None:
    """The moment in UTC, or None. Text without a zone is UTC; numbers are seconds or milliseconds since 1970."""
    match value:
        case bool():
            return None
        case int() | float() if 0 < value < TOO_GREAT:
            return _believable(_text(str(value)))
        case str() if len(value) <= LONGEST:
            return _believable(_text(value.strip()))
    return None


def _text(text: str) -> datetime | None:
    if len(text) in _COMPACT and (date := _compact(text)):
        return date
    if re.fullmatch(r"\d{9,13}(\.\d+)?", text, re.ASCII):
        return _epoch(float(text))
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return _written(text)


def _compact(digits: str) -> datetime | None:
    try:
        return datetime.strptime(digits, _COMPACT[len(digits)]).replace(tzinfo=UTC)
    except ValueError:
        return None


def _epoch(number: float) -> datetime:
    """Milliseconds from 1e11 on: as seconds that would be the year 5138."""
    seconds, milliseconds = divmod(number, 1000) if number >= 1e11 else (number, 0)
    return datetime.fromtimestamp(seconds, UTC) + timedelta(milliseconds=milliseconds)


def _written(text: str) -> datetime | None:
    for form in _FORMS:
        if match := form.fullmatch(text):
            return _built(match.groupdict())
    return None


def _built(part: dict[str, str | None]) -> datetime | None:
    zone, month = _zone(part["zone"] or "Z", part["offset"]), _month(part["month"] or "")
    if zone is None or month is None:
        return None
    fraction = int((part["fraction"] or "0").ljust(6, "0")[:6])
    clock = (_hour(int(part["hour"] or 0), part["half"]), int(part["minute"] or 0), int(part["second"] or 0), fraction)
    try:
        return datetime(_year(part["year"] or ""), month, int(part["day"] or 0), *clock, tzinfo=zone)
    except ValueError:
        return None


def _zone(name: str, offset: str | None) -> timezone | None:
    """`+03:00`, `GMT+3`, `MSK`. A name we do not know gives None: an hour too early is worse than no date."""
    if offset is None:
        minutes = _MINUTES.get(name.lower())
    else:
        hours, rest = re.fullmatch(r"(\d{1,2}):?(\d{2})?", offset[1:]).groups()  # type: ignore[union-attr]
        minutes = (int(hours) * 60 + int(rest or 0)) * (-1 if offset[0] == "-" else 1)
    return timezone(timedelta(minutes=minutes)) if minutes is not None and abs(minutes) < 24 * 60 else None


def _month(name: str) -> int | None:
    if name.isdigit():
        return int(name)
    name = name.lower()
    own = next((number for number, month in enumerate(_MONTHS, 1) if month.startswith(name)), None)
    return own or _BEGINNINGS.get(name[:4]) or _BEGINNINGS.get(name[:3])


def _year(digits: str) -> int:
    """Two digits as e-mail reads them: 00 to 49 are of this century."""
    return int(digits) if len(digits) == 4 else int(digits) + (2000 if int(digits) < 50 else 1900)


def _hour(hour: int, half: str | None) -> int:
    if half is None:
        return hour
    return hour % 12 + (12 if half[0] in "pP" else 0)


def _believable(date: datetime | None) -> datetime | None:
    """In UTC, naive taken as UTC; no placeholder: neither a year nobody means nor the first second of 1970."""
    if date is None or not EARLIEST < date.year < LATEST:
        return None
    utc = date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)
    return utc if utc.timestamp() else None
