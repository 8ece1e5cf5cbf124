"""The origin key of a report: whose knowledge it rests on. Reports with one key corroborate nothing among themselves.

Kinds of key: `media:reuters` (a wire or paper, credited, cited, or the publisher itself), `office:FRA/president`,
`source:UKR` (a state or group that is quoted), `outlet:bbc.co.uk` (a publisher of no known house).
"""

from collections.abc import Sequence

from pipeline.claims.clauses import sentences
from schemas.article import Article, Hit, HitKind
from schemas.claim import Holder, Span

_KNOWN = ("media:", "office:")
_MEDIA = "media:"


def origin(article: Article, holder: Holder | None, cited: str = "") -> str:
    """The cited source where the catalogue knows it, else the wire that is credited, else the publisher's house."""
    if holder is not None and holder.id:
        return holder.id if holder.id.startswith(_KNOWN) else f"source:{holder.id}"
    if cited:
        return cited
    if article.credit:
        return article.credit if article.credit.startswith(_KNOWN) else f"{_MEDIA}{article.credit}"
    if article.family and article.family != article.outlet:
        return f"{_MEDIA}{article.family}"
    return f"outlet:{article.family or article.outlet or article.feed or article.entry_key}"


def cited(article: Article, hits: Sequence[Hit], claim: Span) -> str:
    """The one paper or agency, not of the article's own house, that the claim's sentence names, else the article.

    Two of them: nobody can tell whose it is, so it stays the article's own.
    """
    own = {f"{_MEDIA}{article.family}", f"{_MEDIA}{article.credit}", article.credit}
    named = [hit for hit in hits if hit.kind is HitKind.OFFICE and hit.refs[0].startswith(_MEDIA)]
    others = [hit for hit in named if not own.intersection(hit.refs)]
    start, end = _sentence(article, claim)
    near = sorted({hit.refs[0] for hit in others if start <= hit.start < end})
    found = near or sorted({hit.refs[0] for hit in others})
    return found[0] if len(found) == 1 else ""


def _sentence(article: Article, claim: Span) -> tuple[int, int]:
    inside = (s for s in sentences(article.body) if s.start <= claim.start < s.end)
    return next(((s.start, s.end) for s in inside), (claim.start, claim.end))
