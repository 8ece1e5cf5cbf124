"""A plain function around one element: its results, or one dead letter that says why there are none."""

import traceback
from collections.abc import Callable, Iterable
from typing import Any

from schemas import DeadLetter, wire
from schemas.deadletter import clip
from schemas.errors import RejectedEntry
from schemas.record import Record


def guarded(name: str, function: Callable[[Any], Iterable[Any]], element: Any) -> list[Any]:
    """The results of `function(element)`, or one dead letter that says why there are none."""
    try:
        return list(function(element))
    except RejectedEntry as error:
        return [_dead(name, error.reason, error.detail, element)]
    except Exception as error:  # a bug of ours: keep the stream alive, keep the evidence
        return [_dead(name, "failed", f"{error!r}\n{traceback.format_exc(limit=-3)}", element)]


def _dead(stage: str, reason: str, detail: str, element: Any) -> DeadLetter:
    source = element[0] if isinstance(element, tuple) else element
    source = getattr(source, "article", source)
    payload = wire.encode(source).decode() if isinstance(source, Record) else repr(source)
    return DeadLetter(
        stage=stage, reason=reason, detail=detail, where=getattr(source, "where", ""), payload=clip(payload)
    )
