"""The scanner: every catalogue name in a text, by one pass of an Aho–Corasick automaton over its folded copy.

Words are bounded by the spaces that folding leaves: the patterns carry them, so the automaton itself rejects `Of` in
`Office`. Chinese has no boundaries; Arabic names may carry clitics; stems are checked for their endings afterwards.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import ahocorasick_rs

from pipeline.catalogue import endings
from pipeline.catalogue.folding import Folded, fold, fold_name
from pipeline.catalogue.inflection import forms
from pipeline.catalogue.names import LANGUAGES, Name
from pipeline.catalogue.placewords import speaks_of_place, starts_sentence
from schemas import Hit, HitKind

_PLACES = frozenset({HitKind.STATE, HitKind.CAPITAL, HitKind.REGION, HitKind.DEMONYM})
_NAMED = frozenset({HitKind.MILITARY, HitKind.LEADER, HitKind.OFFICE})
_OF_ONE_LANGUAGE = frozenset({HitKind.HEAD, HitKind.DEMONYM})
_ARTICLES = (endings.ARTICLE, "لل")
_NONE: frozenset[str] = frozenset()
_SURE = 6  # letters: shorter words at the start of a sentence are seldom a place in another case
_OWN_SCRIPT = ("ar", "zh", "uk", "ru")  # cannot be mistaken for another of our languages
_STEMMED = ("pl", "de", "tr")
_STRENGTH = (HitKind.STATE, HitKind.CAPITAL, HitKind.REGION)  # of the same letters, the first wins and takes the refs


class _Entry(NamedTuple):
    kind: HitKind | None  # None: a veto
    refs: tuple[str, ...]
    language: str
    stem: bool
    rest: tuple[str, ...]  # words after the first starred one, each perhaps a stem too
    compound: bool
    capital: bool  # only where the text has a capital
    capitals: bool  # only where the text has nothing but capitals
    arabic: bool
    article: bool  # the name has the Arabic article and is another word without it
    common: frozenset[str]  # languages that have it as an ordinary word: there only where the text speaks of a place


class Scanner:
    """Built once per process; finding is pure."""

    def __init__(
        self, names: Iterable[Name], vetoes: Iterable[str] = (), common: Mapping[str, frozenset[str]] | None = None
    ) -> None:
        self._common = common or {}
        self._entries: list[tuple[_Entry, ...]] = []
        self._index: dict[str, int] = {}
        self._shapes: dict[tuple[object, ...], _Entry] = {}
        for name in names:
            for form in _forms(name):
                self._add(form, name.kind, name.refs, name.language)
        for text in vetoes:
            self._add(text, None, (), "")
        self._automaton = ahocorasick_rs.AhoCorasick(list(self._index), store_patterns=False)
        self._index.clear()  # the automaton knows them now
        self._shapes.clear()

    def find(self, body: str, language: str) -> tuple[Hit, ...]:
        """All hits, sorted by (start, end). They may overlap: only what cannot be meant is left out."""
        folded = fold(body)
        found: dict[tuple[int, int], list[_Entry]] = {}
        for pattern, start, end in self._automaton.find_matches_as_indexes(folded.text, overlapping=True):
            for entry in self._entries[pattern]:
                span = self._span(entry, folded, start, end, body, language)
                if span is not None:
                    found.setdefault(span, []).append(entry)
        if language in endings.INFLECTED:
            for span, entries in self._declined(folded, body, language, found):
                found.setdefault(span, []).extend(entries)
        return _hits(found)

    def _add(self, text: str, kind: HitKind | None, refs: tuple[str, ...], language: str) -> None:
        text, rest = _split(text)
        stem, compound = text.endswith("*"), text.startswith("*")
        core = fold_name(text.strip("*"))
        if not core or core.isdigit():
            return
        arabic, chinese = "\u0600" <= core[0] <= "\u06ff", "\u3040" <= core[0] <= "\u9fff"
        article = arabic and core.startswith(endings.ARTICLE) and len(core) > 4
        if article:
            core = core[2:]
        pattern = core if chinese or compound or arabic else f" {core}"
        if not (stem or chinese):
            pattern += " "
        shape = (
            kind,
            language,
            stem,
            compound,
            _first_letter(text).isupper(),
            _is_acronym(text),
            arabic,
            article and kind is not HitKind.DEMONYM,
        )
        shape += (self._common.get(core, _NONE) if kind is HitKind.REGION else _NONE,)
        known = self._shapes.get((*shape, refs)) if not rest else None
        entry = known or _Entry(kind, refs, language, stem, rest, *shape[3:])
        if not rest:
            self._shapes[(*shape, refs)] = entry  # a place has many names: they share one entry
        at = self._index.setdefault(pattern, len(self._entries))
        if at == len(self._entries):
            self._entries.append((entry,))
        elif entry not in self._entries[at]:
            self._entries[at] += (entry,)

    def _declined(
        self, folded: Folded, body: str, language: str, found: Iterable[tuple[int, int]]
    ) -> Iterator[tuple[tuple[int, int], list[_Entry]]]:
        """Names in another case than the one they are listed in: capitalised words, alone and in pairs."""
        covered = {at for start, end in found for at in range(start, end)}
        words = [
            word
            for word in _capitalised(folded, body)
            if folded.start(word[0]) not in covered
            and (len(word[2]) >= _SURE or not starts_sentence(body, folded.start(word[0])))
        ]
        for at, (start, end, word) in enumerate(words):
            forms = (word, *endings.nominatives(word, language))
            following = words[at + 1] if at + 1 < len(words) and words[at + 1][0] == end + 1 else None
            if following:
                second = (following[2], *endings.nominatives(following[2], language))
                pairs = [f"{one} {two}" for one in forms for two in second]
                entries = self._of_forms(pairs)
                if entries:
                    yield (folded.start(start), folded.end(following[1])), entries
                    continue
            entries = self._of_forms(forms[1:])
            if entries:
                yield (folded.start(start), folded.end(end)), entries

    def _of_forms(self, forms: Sequence[str]) -> list[_Entry]:
        """What the first form that is a name in full can be. The automaton reads all forms as one text."""
        text = f" {' '.join(forms)} "
        best: tuple[int, list[_Entry]] = (len(text), [])
        bounds = set()
        at = 0
        for form in forms:
            bounds.add((at, at + len(form) + 2))
            at += len(form) + 1
        for pattern, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            if start < best[0] and (start, end) in bounds:
                entries = [
                    entry for entry in self._entries[pattern] if entry.kind and not (entry.stem or entry.capitals)
                ]
                entries = [entry for entry in entries if not entry.common]  # in another case it would be any word
                if entries:
                    best = (start, entries)
        return best[1]

    def _span(
        self, entry: _Entry, folded: Folded, start: int, end: int, body: str, language: str
    ) -> tuple[int, int] | None:
        """The characters of the original that the match covers, or None where it is not this name after all."""
        text = folded.text
        if entry.kind in _OF_ONE_LANGUAGE and not _travels(entry.language, language):
            return None
        if text[start] == " ":
            start += 1
        elif entry.arabic or entry.compound:
            word = text.rfind(" ", 0, start) + 1
            clitic = text[word:start]
            if entry.arabic and (clitic not in endings.CLITICS or (entry.article and clitic[-2:] not in _ARTICLES)):
                return None
            start = word if entry.compound else start - 2 if clitic.endswith(endings.ARTICLE) else start
        if entry.stem:
            close = text.find(" ", end)
            if close > end and not _ends(entry, text[end:close], language):
                return None
            end = close
            for word in entry.rest:
                end = _next_word(text, end, word, entry.language)
                if not end:
                    return None
        elif text[end - 1] == " ":
            end -= 1
        first, last = folded.start(start), folded.end(end)
        if not _cased(entry, body, first, last) or (
            language in entry.common and not speaks_of_place(body, first, language)
        ):
            return None
        return first, last


def _forms(name: Name) -> tuple[str, ...]:
    """Names of states, people and offices decline too; places come with their stems already."""
    declines = name.kind not in (HitKind.REGION, HitKind.HEAD, HitKind.DEMONYM) and "*" not in name.text
    return forms(name.text, name.language) if declines and not name.text.isupper() else (name.text,)


def _first_letter(text: str) -> str:
    return next((character for character in text if character.isalpha()), "")


def _is_acronym(text: str) -> bool:
    return text.isupper() and sum(map(str.isalpha, text)) <= 5


def _split(text: str) -> tuple[str, tuple[str, ...]]:
    """A name with a star inside: the part up to the first star, and the words that must follow it."""
    at = text.find("* ")
    if at < 0:
        return text, ()
    rest = text[at + 2 :].split()
    return text[: at + 1], tuple(fold_name(word) + ("*" if word.endswith("*") else "") for word in rest)


def _next_word(text: str, at: int, word: str, language: str) -> int:
    """Where the folded word after `at` ends if it is `word`, else 0."""
    close = text.find(" ", at + 1)
    found = text[at + 1 : close]
    if word.endswith("*"):
        stem = word[:-1]
        return close if found.startswith(stem) and endings.ends(found[len(stem) :], language) else 0
    return close if found == word else 0


def _travels(own: str, language: str) -> bool:
    """Whether a word of the language `own` counts in an article of another: only where it cannot be another word."""
    return own in ("", language, *_OWN_SCRIPT) or language not in LANGUAGES


def _ends(entry: _Entry, tail: str, language: str) -> bool:
    """Whether the letters after a stem are an ending. A name's own form travels; its endings stay in their language."""
    return endings.ends(tail, entry.language) and (
        entry.language == language or entry.language not in _STEMMED or entry.kind in _OF_ONE_LANGUAGE
    )


def _cased(entry: _Entry, body: str, start: int, end: int) -> bool:
    if entry.capitals:
        return body[start:end].upper() == body[start:end]
    return not entry.capital or not body[start].islower()


def _capitalised(folded: Folded, body: str) -> list[tuple[int, int, str]]:
    """The words that begin with a capital, with where they stand in the folded text."""
    words = []
    start, text = 1, folded.text
    while start < len(text):
        end = text.find(" ", start)
        if end > start and body[folded.start(start)].isupper():
            words.append((start, end, text[start:end]))
        start = end + 1
    return words


def _hits(found: dict[tuple[int, int], list[_Entry]]) -> tuple[Hit, ...]:
    hits: list[Hit] = []
    blocked: list[tuple[int, int]] = []
    for (start, end), entries in found.items():
        kinds = {entry.kind for entry in entries}
        if None in kinds:
            blocked.append((start, end))
            continue
        hits.extend(_merged(start, end, entries))
    kept = [hit for hit in hits if not _inside(hit, hits, blocked)]
    return tuple(sorted(kept, key=lambda hit: (hit.start, hit.end, hit.kind, hit.refs)))


def _merged(start: int, end: int, entries: Sequence[_Entry]) -> list[Hit]:
    """One hit per kind; a place that is also a state or capital is that, with its other readings among the refs."""
    kinds: dict[HitKind, dict[str, None]] = {}
    languages: dict[HitKind, str] = {}
    places = [kind for kind in _STRENGTH if any(entry.kind is kind for entry in entries)]
    for entry in sorted(entries, key=lambda entry: _STRENGTH.index(entry.kind) if entry.kind in _STRENGTH else 9):
        assert entry.kind is not None
        kind = places[0] if entry.kind in places else entry.kind
        kinds.setdefault(kind, {}).update(dict.fromkeys(entry.refs))
        languages.setdefault(kind, entry.language)
    return [
        Hit(start=start, end=end, kind=kind, refs=tuple(refs), language=languages[kind]) for kind, refs in kinds.items()
    ]


def _inside(hit: Hit, hits: Sequence[Hit], blocked: Sequence[tuple[int, int]]) -> bool:
    """Whether a longer name means these letters otherwise: a place in a longer place, force, person or paper."""
    if any(start <= hit.start and hit.end <= end for start, end in blocked):
        return True
    if hit.language == "zh" and any(other.start < hit.start < other.end < hit.end for other in hits):
        return True  # 摩洛哥军方 has 摩洛哥, not 哥军
    return any(
        other.start <= hit.start and hit.end <= other.end and other.end - other.start > hit.end - hit.start
        and _swallows(other.kind, hit.kind)
        for other in hits
    )  # fmt: skip


def _swallows(longer: HitKind, shorter: HitKind) -> bool:
    if longer in _NAMED:
        return shorter in _PLACES or shorter in _NAMED
    if longer in _PLACES:
        return shorter in _PLACES or shorter is HitKind.LEADER
    return longer is HitKind.HEAD and shorter is HitKind.HEAD
