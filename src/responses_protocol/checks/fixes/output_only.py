"""Members of answers that the endpoint does not take back."""

from __future__ import annotations

from responses_protocol.checks.fixes.fix import RESPONSES, Fix, above, remove
from responses_protocol.checks.subjects import Subject
from responses_protocol.lens.patch import Patch
from responses_protocol.values import Json


def patch(payload: Json, pointer: str, subject: Subject) -> Patch:
    """Leave the member out of a request. A history may be a record of what came: it stays."""
    place, _ = next(above(payload, pointer))
    return [remove(pointer)] if subject.kind == "request" and place == pointer else []


FIX = Fix(
    "output-only", "A member of answers is left out of a request.", ("RP215",), RESPONSES, patch
)
