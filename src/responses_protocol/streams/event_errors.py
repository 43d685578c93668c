"""Errors in a stream of events: servers send them as events, as the body of an answer, or bare."""

from __future__ import annotations

from responses_protocol.values import Json

Object = dict[str, Json]
TYPE = "error"  # of the event that OpenAI has for it
BARE = ("code", "param", "status", "object")  # one of these stands beside a bare message
NOT_OF_IT = ("sequence_number", "event_id")


def error_in(event: Object) -> Object | None:
    """Return the error that an event tells of, None where it tells of none.

    Its members stand in an ``error`` of the event, or in the event itself.
    """
    kind = event.get("type")
    if isinstance(kind, str) and kind != TYPE and not kind.lower().endswith(TYPE):
        return None
    inner = event.get("error")
    if isinstance(inner, dict):
        return inner
    if isinstance(inner, str) and inner:
        return {"message": inner}
    if kind == TYPE:
        return {name: value for name, value in event.items() if name not in ("type", *NOT_OF_IT)}
    bare = isinstance(event.get("message"), str) and any(name in event for name in BARE)
    if bare or (kind is None and event.get("detail") and "choices" not in event):
        return {name: value for name, value in event.items() if name not in NOT_OF_IT}
    return None
