"""What the bundled schemas have to say: what the fast validator and the derived profile say."""

from __future__ import annotations

from typing import Any

from responses_protocol import schemas
from responses_protocol.schemas.fast_validator import accepts
from tools.bundle import ROOTS

BY_NAME = {root.name: root for root in ROOTS}


def expected_verdict(name: str, profile: schemas.Profile, payload: Any) -> bool:
    """Return whether a payload is right."""
    root = BY_NAME[name]
    if profile == "wire":
        return accepts(payload, *root.wire, many=root.many)
    assert root.request is not None
    check = schemas.validator(*root.request, "request")
    if not root.many:
        return check.is_valid(payload)
    return isinstance(payload, list) and all(map(check.is_valid, payload))
