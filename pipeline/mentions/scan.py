"""The scan: finds the few articles, and the places in them, that can hold a claim. It loses nothing on purpose.

A claim needs whose force, doing what, where. The scan asks for less: some name that can be an actor or a place, and
beside it a force noun, a force's own name, or a word of what forces do. An entry is short, so usually its one window
is the whole body; a long one is cut at sentence ends into overlapping windows, and those without both are left out.
"""

import re
from collections.abc import Iterator, Sequence

from pipeline.catalogue.catalogue import Catalogue
from pipeline.catalogue.homonyms import meant
from pipeline.mentions.cues import has_cue
from schemas import Article, Hit, HitKind, Span, Window

MOST = 50_000  # characters of one article that are read: what is longer is a book, or meant to stop us
WHOLE = 1_000  # bodies up to this many characters are one window
_NAMES = frozenset(HitKind) - {HitKind.HEAD}
_PLAINLY_MILITARY = frozenset(
    {
        "force",
        "soldiers",
        "army",
        "navy",
        "ship",
        "air-force",
        "aircraft",
        "weapon",
        "marines",
        "peacekeepers",
        "rebels",
        "militia",
    }
)
_MEASURED = ("en", "pl")  # elsewhere no real entries show that our words suffice: two names are enough there
_UNTIED = ("office:*/", "media:")  # "the president", "Reuters": nobody's force
_SENTENCE_END = re.compile(r"[.!?…]+['\"”’»)\]]*\s+|[。！？；]+[”’」』]*|[؟؛]\s+|\n+")
_HARD_LIMIT = 2 * WHOLE  # a "sentence" longer than this is a list or a page without full stops


def scan(article: Article, catalogue: Catalogue) -> tuple[Window, ...]:
    """The windows worth reading, in order, each with the hits inside it."""
    body = article.body[:MOST]
    hits = meant(catalogue.hits(body, article.language), body, article.language)
    if not can_hold_claim(hits, body, article.language):
        return ()
    title_end = len(article.title)
    spans = [Span(start=0, end=len(body))] if len(body) <= WHOLE else list(windows(body, title_end))
    windowed = (_window(article, span, hits, title_end) for span in spans)
    return tuple(
        window for window in windowed if len(spans) == 1 or can_hold_claim(window.hits, window.text, article.language)
    )


def can_hold_claim(hits: Sequence[Hit], text: str, language: str) -> bool:
    """Whether there is a name and something military beside it; troops and warships need no name."""
    if any(
        hit.kind is HitKind.MILITARY or (hit.kind is HitKind.HEAD and hit.refs[0] in _PLAINLY_MILITARY) for hit in hits
    ):
        return True
    names = {(hit.start, hit.kind) for hit in hits if hit.kind in _NAMES and not hit.refs[0].startswith(_UNTIED)}
    if not names:
        return language not in _MEASURED and any(hit.kind is HitKind.HEAD for hit in hits)
    if any(hit.kind is HitKind.HEAD for hit in hits) or has_cue(text, language):
        return True
    return language not in _MEASURED and len(names) > 1


def windows(body: str, title_end: int) -> Iterator[Span]:
    """Sentence groups of at most WHOLE characters, each beginning with the last sentence of the one before."""
    sentences = list(_sentences(body, title_end))
    first = 0
    while first < len(sentences):
        last = first
        while last + 1 < len(sentences) and sentences[last + 1].end - sentences[first].start <= WHOLE:
            last += 1
        yield Span(start=sentences[first].start, end=sentences[last].end)
        if last + 1 >= len(sentences):
            return
        first = last if last > first else last + 1


def _sentences(body: str, title_end: int) -> Iterator[Span]:
    start = 0
    for end in (*(match.end() for match in _SENTENCE_END.finditer(body)), len(body)):
        while end - start > _HARD_LIMIT:
            yield Span(start=start, end=start + WHOLE)
            start += WHOLE
        if end > start and end > title_end:
            yield Span(start=start, end=end)
            start = end


def _window(article: Article, span: Span, hits: Sequence[Hit], title_end: int) -> Window:
    return Window(
        article_id=article.id,
        start=span.start,
        end=span.end,
        text=article.body[span.start : span.end],
        language=article.language,
        title_end=title_end,
        hits=tuple(hit for hit in hits if span.start <= hit.start and hit.end <= span.end),
    )
