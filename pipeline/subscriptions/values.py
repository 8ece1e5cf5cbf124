"""One value of a subscription file at a time: from what a person wrote to what a `Subscription` holds.

Every function raises ValueError with what to write instead; `load` adds the file, the subscription and the key.
"""

import difflib
import enum
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import Any, Protocol, TypeVar
from zoneinfo import available_timezones

from schemas import Hit, Military, Region, delivery_times
from schemas.errors import CatalogueError

E = TypeVar("E", bound=enum.StrEnum)
T = TypeVar("T")

_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


# Where an account is an outlet of its own: `t.me/channel`. The same as in pipeline/text/data/outlets.tsv.
PLATFORMS = (
    *("bsky.app", "facebook.com", "instagram.com", "medium.com", "reddit.com"),
    *("t.me", "tiktok.com", "twitter.com", "vk.com", "youtube.com"),
)
# ISO 639-1, and what an article has whose language cannot be told.
_LANGUAGES = (
    "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo "
    "es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka "
    "kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng "
    "nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su "
    "sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu und"
)
# Overrides of the direction of writing: they make a text look like another.
_TURNS = frozenset(("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"))


class Word(Protocol):
    """A name in the catalogue, with the ids that it may mean."""

    @property
    def text(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def refs(self) -> tuple[str, ...]: ...


class Names(Protocol):
    """The part of the catalogue that knows ids and names."""

    def names(self) -> Iterable[Word]: ...

    def military(self, id: str) -> Military: ...
    def region(self, id: str) -> Region: ...
    def hits(self, body: str, language: str) -> Sequence[Hit]: ...


def many(value: Any, read: Callable[[Any], T]) -> tuple[T, ...]:
    """A list, or one value standing for a list of one. Each once, in the order given."""
    values = value if isinstance(value, list) else [value]
    if not values:
        raise ValueError("an empty list says nothing: name at least one, or leave the whole line out, which means any")
    return tuple(dict.fromkeys(read(one) for one in values))


def text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"write a text in quotes, not {value!r}")
    if any(map(_is_control, value.strip())):
        raise ValueError(f"write plain text on one line, without control characters, not {value!r}")
    return value.strip()


def flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"write true or false, not {value!r}")
    return value


def count(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ValueError(f"write a whole number from 1 up, not {value!r}")
    return value


def share(value: Any) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= 1:
        raise ValueError(f"write a number from 0 to 1, not {value!r}")
    return float(value)


def age(value: Any) -> timedelta | None:
    """`3d`, `12h`, `90m`, `2w`, or `none` for no limit."""
    if value == "none":
        return None
    found = re.fullmatch(r"(\d{1,5})([mhdw])", value) if isinstance(value, str) else None
    if found is None:
        raise ValueError(f'write "90m", "12h", "3d", "2w" or "none", not {value!r}')
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def quiet(value: Any) -> str:
    """Hours in which nothing is delivered: `22:00-06:00`."""
    span = delivery_times.quiet(text(value))
    return f"{delivery_times.clock(span.start)}-{delivery_times.clock(span.end)}"


def digest(value: Any) -> str:
    """`immediate`, `every 6h` or `daily 07:00`."""
    read = delivery_times.digest(text(value))
    if read.daily is not None:
        return f"daily {delivery_times.clock(read.daily)}"
    return "every " + "".join(text(value).casefold().split()[1:]) if read.every else delivery_times.IMMEDIATE


def rate_cap(value: Any) -> str:
    """`20/hour`."""
    delivery_times.rate_cap(text(value))
    return re.sub(r"\s*(?:/|per)\s*", "/", text(value).casefold())


def timezone(value: Any) -> str:
    """An IANA name, in its own letters' case."""
    written = text(value)
    try:
        return str(delivery_times.timezone(written))
    except ValueError as error:
        raise ValueError(f"{error}{_nearest_zone(written)}") from error


def one_of(kind: type[E]) -> Callable[[Any], E]:
    """Reads a word of a fixed list."""

    def read(value: Any) -> E:
        if not isinstance(value, str) or value not in set(kind):
            raise ValueError(f"{value!r} is none of {', '.join(kind)}{nearest(value, kind)}")
        return kind(value)

    return read


def language(value: Any) -> str:
    """An ISO 639-1 code; `en-US` is read as `en`."""
    code = text(value).replace("_", "-").partition("-")[0].casefold()
    if code not in _LANGUAGES.split():
        raise ValueError(f'write a two-letter language code (ISO 639-1) such as "fr" or "uk", not {value!r}')
    return code


def outlet(value: Any) -> str:
    """A publisher's domain, its account on a platform, or the name of a publisher family."""
    address = text(value).casefold().removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")
    domain, _, path = address.partition("/")
    account = path.removeprefix("@")
    if not re.fullmatch(r"[\w-]+(\.[\w-]+)*", domain) or not re.fullmatch(r"[\w.-]*", account):
        raise ValueError(f'write a domain such as "bbc.co.uk" or "t.me/channel", not {value!r}')
    if account and domain not in PLATFORMS:
        raise ValueError(f"write the domain alone, {domain!r}, not {value!r}")
    return f"{domain}/{account}" if account else domain


def military(names: Names) -> Callable[[Any], str]:
    """Reads a military's id, or a name that can mean only one."""
    return lambda value: _id(text(value), names.military, names, "military", "FRA, FRA/foreign-legion, wagner, unknown")


def region(names: Names) -> Callable[[Any], str]:
    """Reads a region's id, or a name that can mean only one."""
    return lambda value: _id(text(value), names.region, names, "region", "UA, UA-14, geonames:703448, donbas")


def nearest(value: Any, words: Iterable[str]) -> str:
    """A hint at what was probably meant."""
    close = difflib.get_close_matches(str(value), [str(word) for word in words], n=1)
    return f"; did you mean {close[0]!r}?" if close else ""


def _nearest_zone(written: str) -> str:
    """Zones are known by their towns: `paris` means `Europe/Paris`."""
    zones = sorted(available_timezones())
    town = written.replace(" ", "_").rpartition("/")[2].casefold()
    named = next((zone for zone in zones if "/" in zone and zone.rpartition("/")[2].casefold() == town), "")
    return f"; did you mean {named!r}?" if named else nearest(written, zones)


def _id(written: str, known: Callable[[str], object], names: Names, what: str, examples: str) -> str:
    if _is_known(written, known):
        return written
    meant = _meanings(written, known, names)
    if len(meant) == 1:
        return meant[0]
    if meant:
        raise ValueError(f"{written!r} can mean several: write one of the ids {', '.join(meant)}")
    hint = _meant(written, known, names)
    raise ValueError(f"no {what} is called {written!r}{hint}: write an id such as {examples} (docs/ids.md)")


def _meant(written: str, known: Callable[[str], object], names: Names) -> str:
    """The id in other letters' case, else the English name that is spelt most alike."""
    for id in (written.upper(), written.lower()):
        if _is_known(id, known):
            return f"; did you mean {id!r}?"
    english = {word.text: word.refs for word in names.names() if word.language in ("", "en") and word.text.isalpha()}
    close = difflib.get_close_matches(written, english, n=5, cutoff=0.7)
    fitting = (name for name in close if any(_is_known(id, known) for id in english[name]))
    return next((f"; did you mean {name!r}?" for name in fitting), "")


def _meanings(written: str, known: Callable[[str], object], names: Names) -> list[str]:
    whole = (hit for hit in names.hits(written, "en") if (hit.start, hit.end) == (0, len(written)))
    return list(dict.fromkeys(ref for hit in whole for ref in hit.refs if _is_known(ref, known)))


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") or unicodedata.bidirectional(character) in _TURNS


def _is_known(id: str, known: Callable[[str], object]) -> bool:
    try:
        known(id)
    except (CatalogueError, KeyError):
        return False
    return True
