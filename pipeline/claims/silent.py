"""Who has no comment takes no stance: "the palace declined to comment" denies nothing.

A network takes a refusal to speak for a refusal of what is said. In every language there are few ways to put it.
"""

import re

from pipeline.claims.folding import fold
from pipeline.claims.lexicon import lexicon
from schemas.article import Article
from schemas.claim import Span, SpanClaim, Stance

_NEAR = 40  # characters between who is silent and the words that say so
_SILENT = re.compile(
    r"(?:declin|refus)\w*(?: to)? comment|no comment|not (?:immediately |yet )?comment|"
    r"refus\w+ de commenter|(?:pas|ni) (?:souhaité |voulu )?comment\w+|sans commentaire|décliné tout commentaire|"
    r"kein\w* Kommentar|nicht (?:dazu |weiter )?(?:äußer|kommentier)\w*|Kommentar ab\b|Stellungnahme ab\b|"
    r"no (?:quiso|quisieron|ha querido) comentar|no coment\w+|sin comentarios|"
    r"(?:rehus|declin|rechaz)\w+ (?:hacer )?coment\w+|se neg\w+ a comentar|"
    r"від коментар\w+ (?:відмов|утрим)\w+|відмов\w+ (?:від коментар|коментув)\w+|не (?:про)?коменту\w+|без коментар\w+|"
    r"от комментари\w+ (?:отказ|воздерж|уклон)\w+|отказ\w+ (?:от комментари|комментир)\w+|не (?:про)?комментир\w+|"
    r"без комментари\w+|"
    r"odm[óa]wi\w* (?:udzielenia )?(?:komentarz|skomentowa)\w*|nie s?komentow?u?[ja]\w*|bez komentarza|"
    r"(?:رفض|رفضت|امتنع\w*)(?: عن)? التعليق|(?:لم|لا) [يت]علق|"
    r"(?:未予|拒绝|不予|未作|没有)(?:置评|评论)|"
    r"yorum yapma\w*|yorumda bulunma\w*",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.!?…]\s|[。！？]|\n")


def is_silent(claim: SpanClaim, article: Article) -> bool:
    """Whether the one who is to deny it only has no comment, and nobody in that sentence denies anything."""
    if claim.stance is not Stance.DENIED or claim.holder is None:
        return False
    sentence = _sentence(article.body, claim.holder)
    text = article.body[sentence.start : sentence.end]
    first, last = claim.holder.start - sentence.start, claim.holder.end - sentence.start
    near = any(first - _NEAR < said.end() and said.start() < last + _NEAR for said in _SILENT.finditer(text))
    return near and not any(cue.tag == "stance.deny" for cue in lexicon(article.language).find(fold(text)))


def _sentence(body: str, span: Span) -> Span:
    ends = [match.end() for match in _SENTENCE.finditer(body)]
    return Span(
        start=max((end for end in ends if end <= span.start), default=0),
        end=min((end for end in ends if end >= span.end), default=len(body)),
    )
