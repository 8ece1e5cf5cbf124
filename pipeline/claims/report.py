"""From what was read to what is reported: names resolved through the catalogue, every slot proved on the text.

A report is made only where the catalogue knows who and where; otherwise the abstention says what it could not tell.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from pipeline.catalogue.catalogue import Catalogue
from pipeline.claims.evidence import evidence
from pipeline.claims.origins import cited, origin
from pipeline.claims.silent import is_silent
from schemas import ids
from schemas.article import Article, Hit, HitKind, Scanned
from schemas.claim import Activity, Claim, Holder, Span, SpanClaim, Stance
from schemas.names import Abstention, Resolution
from schemas.report import Mention, Report

UNKNOWN = "unknown"
_FORCES = frozenset(
    ("force", "soldiers", "army", "navy", "ship", "aircraft", "air-force", "weapon", "vehicle", "marines", "attack",
     "special-forces", "rebels", "militia", "mercenaries", "peacekeepers", "coast-guard", "border-guard",
     "national-guard")
)  # fmt: skip
_OFTEN_CIVILIAN = frozenset({"ship", "aircraft", "vehicle", "persons", "police", "base", "border-guard", "coast-guard"})
_TOLD_OF = frozenset({"soldiers", "persons", "ship", "aircraft", "vehicle", "weapon"})


class Decision(NamedTuple):
    """What became of a span claim, for `vedette explain`."""

    claim: SpanClaim
    outcome: Report | Abstention


def reports(scanned: Scanned, claims: Iterable[SpanClaim], catalogue: Catalogue, model: str) -> list[Report]:
    """The reports of an article, sorted by id: one for each claim, stance and holder, the most confident."""
    best: dict[tuple[str, str, str], Report] = {}
    for decision in decisions(scanned, claims, catalogue, model):
        report = decision.outcome
        if isinstance(report, Report):
            key = (report.claim.id, report.stance.value, _voice(report.holder))
            if key not in best or _rank(report) < _rank(best[key]):
                best[key] = report
    return sorted(best.values(), key=lambda report: report.id)


def decisions(scanned: Scanned, claims: Iterable[SpanClaim], catalogue: Catalogue, model: str) -> list[Decision]:
    """Every span claim with its report, or with the reason why there is none."""
    hits = hits_of(scanned)
    article = scanned.article
    made = [
        Decision(claim, _NO_COMMENT if is_silent(claim, article) else report(claim, article, hits, catalogue, model))
        for claim in claims
    ]
    absent = _denied_to_be_there(one.outcome for one in made if isinstance(one.outcome, Report))
    return [one._replace(outcome=_MISREAD) if _contradicts(one.outcome, absent) else one for one in made]


_Absence = dict[tuple[str, str, str], float]  # military, region, voice: how surely it is said not to be there
_NO_COMMENT = Abstention(reason="what: who has no comment denies nothing")
_MISREAD = Abstention(reason="what: a withdrawal is denied, and just so that the force is there at all")


def _denied_to_be_there(reports: Iterable[Report]) -> _Absence:
    absent: _Absence = {}
    for one in reports:
        if one.stance is Stance.DENIED and one.claim.activity is Activity.PRESENCE:
            absent[_place(one)] = max(one.confidence, absent.get(_place(one), 0.0))
    return absent


def _contradicts(outcome: Report | Abstention, absent: _Absence) -> bool:
    """Whether a denied withdrawal is misread: who denies more surely that a force is there cannot say that it stays."""
    if isinstance(outcome, Abstention) or outcome.stance is not Stance.DENIED:
        return False
    return outcome.claim.activity is Activity.WITHDRAW and outcome.confidence < absent.get(_place(outcome), 0.0)


def _place(report: Report) -> tuple[str, str, str]:
    return report.claim.military, report.claim.region, _voice(report.holder)


def hits_of(scanned: Scanned) -> tuple[Hit, ...]:
    """The name hits of all windows, each once, in order of place."""
    found = {(hit.start, hit.end, hit.kind, hit.refs): hit for window in scanned.windows for hit in window.hits}
    return tuple(found[key] for key in sorted(found))


def report(
    claim: SpanClaim, article: Article, hits: Sequence[Hit], catalogue: Catalogue, model: str
) -> Report | Abstention:
    """The report of one span claim. Same claim, article, catalogue and model: same report."""
    for span in (claim.military, claim.region, *((claim.holder,) if claim.holder else ())):
        if not 0 <= span.start < span.end <= len(article.body):
            return Abstention(reason=f"evidence: characters {span.start} to {span.end} are not in the article")
    military = catalogue.resolve_military(claim.military, article, hits, claim.owners)
    if isinstance(military, Abstention):
        return Abstention(reason=f"who: {military.reason}", losers=military.losers)
    if military.id == UNKNOWN and _is_nobodys(claim.military, hits):
        return Abstention(reason="who: ships, aircraft, lorries or people that nobody calls a force")
    if military.id == UNKNOWN and not _forceful(claim.military, hits):
        return Abstention(reason="who: no known name, and no noun that can only be a force")
    region = catalogue.resolve_region(claim.region, article, hits, claim.lands)
    if isinstance(region, Abstention):
        return Abstention(reason=f"where: {region.reason}", losers=region.losers)
    meant = Claim.of(military.id, claim.activity, region.id)
    if claim.holder and _is_told_of(claim.holder, hits):
        claim = msgspec.structs.replace(claim, holder=None)
    holder = catalogue.resolve_holder(claim.holder, article, hits, meant.root) if claim.holder else None
    known = holder is not None and holder.id
    source = origin(article, holder, "" if known else cited(article, hits, claim.military))
    made = _report(claim, meant, holder, military, region, article, source, catalogue.version, model)
    return _checked(made, article.body)


def _is_nobodys(military: Span, hits: Sequence[Hit]) -> bool:
    """Whether an unnamed force is no more than a ship, an aircraft, a vehicle or people: most of these are civilian."""
    inside = [hit for hit in hits if military.start <= hit.start and hit.end <= military.end]
    heads = {hit.refs[0] for hit in inside if hit.kind is HitKind.HEAD}
    return bool(heads) and heads <= _OFTEN_CIVILIAN


def _is_told_of(holder: Span, hits: Sequence[Hit]) -> bool:
    """Whether the words name soldiers or ships of a state: news tells of them, they take no stance themselves."""
    inside = [hit for hit in hits if holder.start <= hit.start and hit.end <= holder.end]
    is_named = any(hit.kind in (HitKind.DEMONYM, HitKind.STATE) for hit in inside)
    return is_named and any(hit.kind is HitKind.HEAD and hit.refs[0] in _TOLD_OF for hit in inside)


def _report(
    claim: SpanClaim,
    meant: Claim,
    holder: Holder | None,
    military: Resolution,
    region: Resolution,
    article: Article,
    source: str,
    catalogue_version: str,
    model: str,
) -> Report:
    spoken = (holder.start, holder.end) if holder else None
    return Report(
        id=ids.report_id(article.id, meant.id, claim.stance, spoken),
        claim=meant,
        stance=claim.stance,
        holder=holder,
        military=_mention(claim.military, military, article.body),
        region=_mention(claim.region, region, article.body),
        evidence=evidence(article.body, claim.military, claim.region, claim.holder),
        background=claim.background,
        confidence=min(claim.confidence, military.score, region.score),
        origin=source,
        article_id=article.id,
        entry_key=article.entry_key,
        revision=article.revision,
        title=article.title,
        url=article.url,
        outlet=article.outlet,
        family=article.family,
        language=article.language,
        fingerprint=article.fingerprint,
        published_at=article.published_at,
        seen_at=article.seen_at,
        model=model,
        catalogue=catalogue_version,
        because=claim.because,
    )


def _mention(span: Span, resolution: Resolution, body: str) -> Mention:
    surface = body[span.start : span.end]
    return Mention(start=span.start, end=span.end, surface=surface, reason=resolution.reason, score=resolution.score)


def _checked(report: Report, body: str) -> Report | Abstention:
    """No evidence, no report: every slot must be the article's own characters, letter for letter."""
    slots = [(report.military.start, report.military.end, report.military.surface)]
    slots.append((report.region.start, report.region.end, report.region.surface))
    slots.append((report.evidence.start, report.evidence.end, report.evidence.quote))
    if report.holder:
        slots.append((report.holder.start, report.holder.end, report.holder.surface))
    for start, end, surface in slots:
        if not 0 <= start < end <= len(body) or body[start:end] != surface:
            return Abstention(reason=f"evidence: characters {start} to {end} are not {surface!r}")
    return report


def _forceful(span: Span, hits: Sequence[Hit]) -> bool:
    """Whether the words name a force as such: gunmen, jets, drones; officers or positions may be anybody's."""
    inside = [hit for hit in hits if hit.start < span.end and span.start < hit.end]
    return any(hit.kind is HitKind.MILITARY or (hit.kind is HitKind.HEAD and hit.refs[0] in _FORCES) for hit in inside)


def _voice(holder: Holder | None) -> str:
    if holder is None:
        return ""
    return holder.id or holder.surface.casefold()


def _rank(report: Report) -> tuple[float, bool, str]:
    """Lower is better: confident before less so, news before background, then the lesser id."""
    return (-report.confidence, report.background, report.id)
