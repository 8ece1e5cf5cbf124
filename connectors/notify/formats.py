"""A letter as plain text, Markdown, HTML (for e-mail and feeds) and in short (for a telephone's screen).

Whatever comes from an article is escaped here, for the format at hand, and nowhere else.
"""

import html as markup
import re
from collections.abc import Callable, Iterable

from connectors.notify.letter import Card, Letter, Said
from connectors.notify.plain import clip, unmentioned
from connectors.notify.wording import Piece
from schemas import Stance

SHORT = 240
_QUOTES = (240, 120, 60)  # characters of a quote, where room is scarce
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+!|<>~$^=:&-]|(?<=\d)\.)")  # the colon too: a bare URL in a quote is no link
_COLOUR = {Stance.AFFIRMED: "#b3261e", Stance.PLANNED: "#1a56b0", Stance.POSSIBLE: "#0b7285", Stance.DENIED: "#2b7a3d"}
_GREY = "color:#666"


def text(letter: Letter) -> str:
    """Plain text, without the title."""
    blocks = [letter.intro] if letter.intro else []
    blocks += [_card_text(card, alone=_is_alone(letter)) for card in letter.cards]
    blocks += ["\n".join(letter.rest)] if letter.rest else []
    return unmentioned("\n\n".join((*blocks, f"{letter.because}\nid {letter.id}")))


def markdown(letter: Letter) -> str:
    """Markdown as CommonMark has it, without the title."""
    blocks = [_md(letter.intro)] if letter.intro else []
    blocks += [_card_markdown(card, alone=_is_alone(letter)) for card in letter.cards]
    blocks += ["\n".join(f"- {_md(each)}" for each in letter.rest)] if letter.rest else []
    return "\n\n".join((*blocks, f"*{_md(letter.because)}* id {letter.id}"))


def html(letter: Letter) -> str:
    """HTML of a whole letter, without the title."""
    parts = [_tag("p", _esc(letter.intro))] if letter.intro else []
    parts += [card_html(card, alone=_is_alone(letter)) for card in letter.cards]
    if letter.rest:
        parts.append(_tag("ul", "".join(_tag("li", _esc(each)) for each in letter.rest)))
    parts.append(_tag("p", f"{_esc(letter.because)}<br>id {_esc(letter.id)}", _GREY))
    return "\n".join(parts)


def card_html(card: Card, *, alone: bool = True) -> str:
    """HTML of one event. What an article says stands in elements of its own direction of writing."""
    parts = [] if alone else [_tag("h3", _esc(card.headline))]
    parts.append(_tag("p", f"<strong>{_esc(card.standing)}</strong>"))
    parts += [_said_html(said) for said in card.said]
    parts.append(_tag("p", "<br>".join((*_more(card, _esc), f"why: {_esc(card.why)}", card.when)), _GREY))
    return "\n".join(parts)


def short(letter: Letter) -> str:
    """One or two lines: what a lock screen or a text message has room for."""
    first = letter.cards[0]
    if len(letter.cards) > 1:
        return unmentioned(clip(f"{letter.intro} {'; '.join(card.headline for card in letter.cards)}".strip(), SHORT))
    said = first.said[0] if first.said else None
    if said is None:
        return unmentioned(clip(f"{first.standing}. {first.why}", SHORT))
    room = SHORT - len(said.link) - 1 if said.link and len(said.link) < SHORT // 2 else SHORT
    words = clip(f"{first.standing}. {said.who} {said.verb}: “{_words(said)}”", room)
    return unmentioned(words) + (f" {said.link}" if room < SHORT else "")


def fitting(form: Callable[[Letter], str], letter: Letter, room: int) -> str | None:
    """The letter in at most `room` characters: quotes get shorter, or cards give way to headlines. None: no room."""
    if len(letter.cards) == 1:
        candidates = [_with_quotes(letter, limit) for limit in (len(form(letter)), *_QUOTES)]
    else:
        candidates = [_briefer(letter, full) for full in range(len(letter.cards), -1, -1)]
    return next((written for each in candidates if len(written := form(each)) <= room), None)


def counted(letter: Letter, room: int) -> str:
    """What is told where not even the headlines have room: as much as fits, and how much there is."""
    several = len(letter.cards) + len(letter.rest)
    tail = f"\n… {several} alerts in all: there is no room for them here" if several > 1 else ""
    words = short(letter) if several == 1 else text(_briefer(letter, 0))
    return clip(words, room - len(tail)) + tail if room > 2 * len(tail) else clip(words, room)


def _with_quotes(letter: Letter, limit: int) -> Letter:
    """Its quotes with at most `limit` characters."""
    cards = tuple(card._replace(said=tuple(_quoting(said, limit) for said in card.said)) for card in letter.cards)
    return letter._replace(cards=cards)


def _quoting(said: Said, limit: int) -> Said:
    whole = _words(said)
    return said if len(whole) <= limit else said._replace(quote=(Piece(clip(whole, limit), ""),))


def _briefer(letter: Letter, full: int) -> Letter:
    """Only the first `full` cards stay cards."""
    brief = tuple(f"{card.when}  {card.headline}: {card.standing}" for card in letter.cards[full:])
    return letter._replace(cards=letter.cards[:full], rest=(*brief, *letter.rest))


def _is_alone(letter: Letter) -> bool:
    """Whether the title of the letter is the headline of its card."""
    return len(letter.cards) + len(letter.rest) == 1


def _card_text(card: Card, *, alone: bool) -> str:
    lines = [card.standing] if alone else [card.headline, card.standing]
    for said in card.said:
        lines += ["", f"{said.who} {said.verb}: {said.what}", f"“{_words(said)}”", f"{said.source} {said.link}".strip()]
    return "\n".join((*lines, "", *_more(card, str), f"why: {card.why}", card.when))


def _card_markdown(card: Card, *, alone: bool) -> str:
    parts = [] if alone else [f"### {_md(card.headline)}"]
    parts.append(f"**{_md(card.standing)}**")
    for said in card.said:
        source = f"[{_md(said.source)}]({_md_link(said.link)})" if said.link else _md(said.source)
        words = "".join(_strong(piece.text, piece.slot) for piece in said.quote).strip()
        parts.append(f"**{_md(said.who)}** {said.verb}: {_md(said.what)}\n> “{words}”\n>\n> {source}")
    parts.append("  \n".join((*_more(card, _md), f"why: {_md(card.why)}", _md(card.when))))
    return "\n\n".join(parts)


def _said_html(said: Said) -> str:
    colour = _COLOUR[said.stance]
    words = "".join(_tag("b", _esc(piece.text)) if piece.slot else _esc(piece.text) for piece in said.quote).strip()
    name = _bdi(said.source)
    source = f'<a href="{_esc(said.link)}" rel="noopener noreferrer">{name}</a>' if said.link else name
    return (
        _tag("p", f'{_bdi(said.who)} <span style="color:{colour}">{said.verb}</span>: {_esc(said.what)}')
        + f'\n<blockquote dir="auto" style="border-left:3px solid {colour};margin:0 0 0 4px;padding-left:8px">'
        + f"“{words}”</blockquote>\n{_tag('p', source)}"
    )


def _more(card: Card, escape: Callable[[str], str]) -> Iterable[str]:
    return [escape(f"… and {card.more} more report{'s' * (card.more > 1)}")] if card.more else []


def _words(said: Said) -> str:
    return "".join(piece.text for piece in said.quote).strip()


def _strong(words: str, slot: str) -> str:
    """Bold only where no space stands inside of the marks, which would show them."""
    bare = words.strip()
    if not slot or not bare:
        return _md(words)
    head, tail = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]
    return f"{head}**{_md(bare)}**{tail}"


def _md(words: str) -> str:
    return _MARKDOWN.sub(r"\\\1", unmentioned(words))


def _md_link(url: str) -> str:
    return url.replace("(", "%28").replace(")", "%29").replace("*", "%2A").replace("_", "%5F")


def _esc(words: str) -> str:
    return markup.escape(words, quote=True)


def _bdi(words: str) -> str:
    return f'<bdi dir="auto">{_esc(words)}</bdi>'


def _tag(name: str, inner: str, style: str = "") -> str:
    return f'<{name} style="{style}">{inner}</{name}>' if style else f"<{name}>{inner}</{name}>"
