"""The bodies of errors, which are the same in both APIs."""

from __future__ import annotations

from responses_protocol._values import Json, Object

BARE_MEMBERS = ("message", "detail")  # of an error without an object around it


def is_error(payload: Object) -> bool:
    """Return whether a payload is the body of an error."""
    if "choices" in payload or "output" in payload:
        return False
    return payload.get("error") is not None or is_bare_error(payload)


def is_listed_error(payload: Json) -> bool:
    """Return whether a payload is a list with the body of one error, as Google sends it."""
    if not isinstance(payload, list) or len(payload) != 1 or not isinstance(payload[0], dict):
        return False
    return isinstance(payload[0].get("error"), dict)


def is_bare_error(payload: Object) -> bool:
    """Return whether the payload has the members of an error, without an object around them.

    Some gateways answer so, and the SDK presents errors so; several web frameworks send ``detail``.
    """
    if payload.get("error") is not None:
        return False
    return any(payload.get(name) is not None for name in BARE_MEMBERS)
