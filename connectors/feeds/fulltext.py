"""The words of an article's page, through trafilatura. Runs in a worker process: pages are hostile. Pure."""

import html
import re

from schemas.errors import NotAFeed

CHARACTERS = 200_000  # of text; the longest reportage has a third of it
PARAGRAPHS = 2_000
LEAST = 200  # characters: less is a cookie notice or a paywall, not an article
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)


def page_text(body: bytes, *, url: str, content_type: str) -> str:
    """The article's text as HTML paragraphs. Raises NotAFeed `no_article` where the page holds none."""
    from trafilatura import extract  # two seconds and fifty megabytes, which only feeds with full text need

    text = extract(
        _decoded(body, content_type),
        url=url,
        include_comments=False,
        include_tables=False,
        favor_precision=True,
        output_format="txt",
    )
    if not text or len(text) < LEAST:
        raise NotAFeed("no_article", f"{url}: no article of {LEAST} characters or more was found in the page")
    return as_html(text[:CHARACTERS])


def as_html(text: str) -> str:
    """Lines as paragraphs, so that nobody takes a `<` or `&` in them for markup."""
    lines = [line.strip() for line in text.splitlines()]
    return "\n".join(f"<p>{html.escape(line, quote=False)}</p>" for line in lines[:PARAGRAPHS] if line)


def _decoded(body: bytes, content_type: str) -> str | bytes:
    """By the header where it tells the truth; else trafilatura looks at the page."""
    if named := _CHARSET.search(content_type):
        try:
            return body.decode(named[1])
        except (LookupError, UnicodeError):
            pass
    return body
