"""`vedette explain`: why an entry gave these reports, or none, stage by stage."""

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from pipeline.catalogue.catalogue import Catalogue
from pipeline.catalogue.homonyms import meant
from pipeline.claims.model import ClaimModel
from pipeline.claims.read import read
from pipeline.claims.report import decisions
from pipeline.guard import guarded
from pipeline.ledger.policy import Policy
from pipeline.mentions.gate import judge, through
from pipeline.mentions.scan import scan
from pipeline.subscriptions.match import match
from pipeline.text.normalise import normalise
from schemas import Abstention, Article, DeadLetter, Report, Scanned, SpanClaim, Subscription, Window
from vedette.extract import UNDATED, Line
from vedette.render import STANCE_STYLE, place, plain


def explain(
    line: Line, catalogue: Catalogue, model: ClaimModel, subscriptions: Sequence[Subscription]
) -> RenderableType:
    """What each stage made of the entry. Control characters of its text are made visible."""
    return Group(*map(_shown, _stages(line, catalogue, model, subscriptions)))


def explain_article(article: Article, catalogue: Catalogue, model: ClaimModel) -> RenderableType:
    """The same of an article that is stored: everything but how it was normalised."""
    return Group(*map(_shown, _read_article(article, catalogue, model, ())))


def _stages(
    line: Line, catalogue: Catalogue, model: ClaimModel, subscriptions: Sequence[Subscription]
) -> Iterator[RenderableType]:
    if isinstance(line.entry, DeadLetter):
        yield _refused(line.entry)
        return
    yield Rule(Text(plain(line.entry.title or line.entry.where)), align="left")
    (article,) = guarded("normalise", lambda entry: [normalise(entry, undated_at=UNDATED)], line.entry)
    if isinstance(article, DeadLetter):
        yield _refused(article)
        return
    yield from _read_article(article, catalogue, model, subscriptions)


def _read_article(
    article: Article, catalogue: Catalogue, model: ClaimModel, subscriptions: Sequence[Subscription]
) -> Iterator[RenderableType]:
    yield _normalised(article)
    windows = scan(article, catalogue)
    yield from _scanned(windows, article, catalogue)
    if model.gated:
        yield from _gated(windows)
        windows = through(windows)
    scanned = Scanned(article=article, windows=windows)
    (claims,) = guarded("read", lambda one: [read(one, model)], scanned)
    if isinstance(claims, DeadLetter):
        yield _refused(claims)
        return
    yield from _read(claims, article, model)
    for span, outcome in decisions(scanned, claims, catalogue, model.name):
        yield from _resolved(span, outcome, article, catalogue, subscriptions)


def _shown(part: RenderableType) -> RenderableType:
    if isinstance(part, Text):
        part.plain = plain(part.plain)
    return part


def _refused(letter: DeadLetter) -> RenderableType:
    return Text(f"{letter.stage}: dead letter {letter.reason} at {letter.where}: {letter.detail}", style="yellow")


def _normalised(article: Article) -> RenderableType:
    table = Table.grid(padding=(0, 2))
    rows = {
        "normalise": f"article {article.id}, {len(article.body)} characters, language {article.language}",
        "": f"key {article.entry_key}",
        " ": f"published {article.published_at:%Y-%m-%d %H:%M} ({article.date_source}), outlet {article.outlet or '?'}"
        f", family {article.family or '?'}, credit {article.credit or 'none'}",
    }
    for name, value in rows.items():
        table.add_row(Text(name, "bold"), Text(value))
    return table


def _scanned(windows: Sequence[Window], article: Article, catalogue: Catalogue) -> Iterator[RenderableType]:
    if not windows:
        hits = meant(catalogue.hits(article.body, article.language), article.body, article.language)
        names = ", ".join(f"{article.body[h.start : h.end]} ({h.kind})" for h in hits) or "none"
        yield Text.assemble(("scan", "bold"), f": no window can hold a claim. Names found: {names}")
    for window in windows:
        names = ", ".join(f"{article.body[h.start : h.end]} ({h.kind}: {' '.join(h.refs[:3])})" for h in window.hits)
        yield Text.assemble(("scan", "bold"), f": window {window.start}–{window.end}. Names: {names}")


def _gated(windows: Sequence[Window]) -> Iterator[RenderableType]:
    for window in windows:
        yield Text.assemble(("gate", "bold"), f": window {window.start}–{window.end} {judge(window).reason}")


def _read(claims: Sequence[SpanClaim], article: Article, model: ClaimModel) -> Iterator[RenderableType]:
    if not claims:
        yield Text.assemble(("read", "bold"), f" ({model.name}): no military is said to do anything in a place here")
    for claim in claims:
        holder = article.body[claim.holder.start : claim.holder.end] if claim.holder else "the outlet"
        because = f": {', '.join(claim.because)}" if claim.because else ""  # a network gives no reasons
        yield Text.assemble(
            ("read", "bold"),
            f" ({model.name}): {holder}: ",
            (str(claim.stance), STANCE_STYLE[claim.stance]),
            f" {article.body[claim.military.start : claim.military.end]} · {claim.activity} · "
            f"{article.body[claim.region.start : claim.region.end]}"
            f"{' · background' if claim.background else ''} ({claim.confidence:.2f}{because})",
            "".join(_pointed(claim, article)),
        )


def _pointed(claim: SpanClaim, article: Article) -> Iterator[str]:
    """The names at which the model points for whose the force is and where the place lies, each once."""
    for question, pointers in (("whose", claim.owners), ("in", claim.lands)):
        chances: dict[str, float] = {}
        for pointer in pointers:
            name = article.body[pointer.span.start : pointer.span.end]
            chances[name] = chances.get(name, 0.0) + pointer.chance
        if chances:
            likeliest = sorted(chances.items(), key=lambda item: (-item[1], item[0]))[:3]
            yield f"; {question}: " + ", ".join(f"{name} {chance:.2f}" for name, chance in likeliest)


def _resolved(
    span: SpanClaim,
    outcome: Report | Abstention,
    article: Article,
    catalogue: Catalogue,
    subscriptions: Sequence[Subscription],
) -> Iterator[RenderableType]:
    if isinstance(outcome, Abstention):
        losers = ", ".join(f"{loser.id} {loser.score:.2f}" for loser in outcome.losers)
        surface = article.body[span.military.start : span.military.end]
        lost = f" (candidates: {losers})" if losers else ""
        yield Text.assemble(("resolve", "bold"), f": no report for {surface}: {outcome.reason}{lost}")
        return
    yield Text.assemble(
        ("resolve", "bold"),
        f": {outcome.claim.military} ({outcome.military.reason}) · {outcome.claim.activity} · "
        f"{place(outcome.claim.region, catalogue)} {outcome.claim.region} ({outcome.region.reason})",
    )
    holder = f"{outcome.holder.id or 'no id'}, side {outcome.holder.side}" if outcome.holder else "the outlet"
    yield Text(f"         holder {holder}; origin {outcome.origin}; report {outcome.id}", style="dim")
    for subscription in subscriptions:
        reason = match(outcome, subscription, catalogue, Policy())
        yield Text(f"         {subscription.name}: {reason}", style="dim")
