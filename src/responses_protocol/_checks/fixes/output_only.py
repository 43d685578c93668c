"""Members of answers that the endpoint refuses in requests."""

from __future__ import annotations

from responses_protocol._checks.fixes.fix import RESPONSES, Fix, iter_ancestors, remove
from responses_protocol._checks.subjects import Subject
from responses_protocol._lens.patch import Patch
from responses_protocol._values import Json

# by the member of their owner that shows its type, and the values of that
MEMBERS = {
    "status": ("type", ("reasoning",)),
    "phase": ("role", ("user",)),
    "query": ("type", ("open_page", "find_in_page")),  # the action of a web search
}


def remove_output_member(payload: Json, pointer: str, subject: Subject) -> Patch:
    """Remove the member from a request, but not from a history, which can be a stored answer."""
    owner_pointer, _, name = pointer.rpartition("/")
    owner = dict(iter_ancestors(payload, pointer)).get(owner_pointer)
    if subject.kind != "request" or name not in MEMBERS or not isinstance(owner, dict):
        return []
    key, words = MEMBERS[name]
    return [remove(pointer)] if name in owner and owner.get(key) in words else []


FIX = Fix(
    "output-only",
    "Removes a member of answers from a request.",
    ("RP104", "RP215"),
    RESPONSES,
    remove_output_member,
)
