"""Find errors in a stream of events: as an event, as the body of an answer, or bare."""

from __future__ import annotations

from responses_protocol._values import Object

TYPE = "error"  # the type of OpenAI's error event
BARE_ERROR_MEMBERS = (
    "code",
    "param",
    "status",
    "object",
)  # a bare message has one of these beside it
EVENT_MEMBERS = ("sequence_number", "event_id")


def error_in(event: Object) -> Object | None:
    """Return the error that an event reports, or None.

    The members of the error stand in the member ``error`` of the event, or in the event itself.
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
        return {
            name: value for name, value in event.items() if name not in ("type", *EVENT_MEMBERS)
        }
    is_bare = isinstance(event.get("message"), str) and any(
        name in event for name in BARE_ERROR_MEMBERS
    )
    if is_bare or (kind is None and event.get("detail") and "choices" not in event):
        return {name: value for name, value in event.items() if name not in EVENT_MEMBERS}
    return None
