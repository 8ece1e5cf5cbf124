"""Credentials out of texts: what a service says of a failure often repeats the URL, and in that the token."""

import re
from urllib.parse import unquote, urlsplit

HIDDEN = "***"
_SHORTEST = 4  # what is shorter stands in too many words to be hidden
_PARTS = re.compile(r"[/?&=:@,#]+")


def redact(text: str, *urls: str) -> str:
    """The text without anything of these URLs that may be a secret."""
    secrets = {part for url in urls for part in _secrets(url)}
    for secret in sorted(secrets, key=lambda each: (-len(each), each)):
        text = text.replace(secret, HIDDEN)
    return text


def _secrets(url: str) -> set[str]:
    """All but the scheme and a host that is one for sure."""
    scheme, _, rest = url.partition("://")
    parts = {url, rest, *_PARTS.split(rest)} if rest else {url}
    parts |= {unquote(part) for part in parts}
    return {part for part in parts if len(part) >= _SHORTEST} - _shown(url, scheme)


def _shown(url: str, scheme: str) -> set[str]:
    if scheme not in ("http", "https", "mailto", "mailtos"):
        return set()
    try:
        return {urlsplit(url).hostname or ""}
    except ValueError:
        return set()
