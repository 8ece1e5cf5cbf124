"""The origin key of a report: whose knowledge it rests on. Reports with one key corroborate nothing among themselves.

Kinds of key: `media:reuters` (a wire or paper, credited or cited), `office:FRA/president`, `source:UKR` (a state or
group that is quoted), `outlet:bbc.co.uk` (the publisher's own).
"""

from schemas.article import Article
from schemas.claim import Holder

_KNOWN = ("media:", "office:")


def origin(article: Article, holder: Holder | None) -> str:
    """The cited source where the catalogue knows it, else the wire that is credited, else the publisher's family."""
    if holder is not None and holder.id:
        return holder.id if holder.id.startswith(_KNOWN) else f"source:{holder.id}"
    if article.credit:
        return article.credit if article.credit.startswith(_KNOWN) else f"media:{article.credit}"
    return f"outlet:{article.family or article.outlet or article.feed or article.entry_key}"
