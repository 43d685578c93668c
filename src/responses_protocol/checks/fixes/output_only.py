"""Members of answers that the endpoint does not take back."""

from __future__ import annotations

from responses_protocol.checks.fixes.fix import RESPONSES, Fix, above, remove
from responses_protocol.checks.subjects import Subject
from responses_protocol.lens.patch import Patch
from responses_protocol.values import Json

# by a member of their owner, and what it says there
MEMBERS = {
    "status": ("type", ("reasoning",)),
    "phase": ("role", ("user",)),
    "query": ("type", ("open_page", "find_in_page")),  # the action of a web search
}


def patch(payload: Json, pointer: str, subject: Subject) -> Patch:
    """Leave the member out of a request. A history may be a record of what came: it stays."""
    owner_at, _, name = pointer.rpartition("/")
    owner = dict(above(payload, pointer)).get(owner_at)
    if subject.kind != "request" or name not in MEMBERS or not isinstance(owner, dict):
        return []
    key, words = MEMBERS[name]
    return [remove(pointer)] if name in owner and owner.get(key) in words else []


FIX = Fix(
    "output-only",
    "A member of answers is left out of a request.",
    ("RP104", "RP215"),
    RESPONSES,
    patch,
)
