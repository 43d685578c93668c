"""The bodies of errors, which the APIs answer alike."""

from __future__ import annotations

from responses_protocol.values import Json

Object = dict[str, Json]
BARE = ("message", "detail")  # what an error has that no object stands around


def is_error(payload: Object) -> bool:
    """Tell whether a payload is the body of an error, which both APIs answer alike."""
    if "choices" in payload or "output" in payload:
        return False
    return payload.get("error") is not None or is_bare_error(payload)


def is_listed_error(payload: Json) -> bool:
    """Tell whether a payload is a list with the body of one error, as Google sends it."""
    if not isinstance(payload, list) or len(payload) != 1 or not isinstance(payload[0], dict):
        return False
    return isinstance(payload[0].get("error"), dict)


def is_bare_error(payload: Object) -> bool:
    """Tell whether the members of an error are those of the payload itself.

    So do some gateways answer, and the SDK shows errors like this; ``detail`` is what several web
    frameworks send.
    """
    return payload.get("error") is None and any(payload.get(name) is not None for name in BARE)
