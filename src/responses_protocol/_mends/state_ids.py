"""Ids of responses and conversations of another server."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import View
from responses_protocol._checks.rules.responses_request.rp312_state_id import RP312
from responses_protocol._mends.mend import Mend

CODE = RP312.code


def find_foreign_ids(view: View, place: str) -> Iterator[tuple[str, Mend]]:
    """Yield the members of a request with ids that its endpoint can't know, and their mends."""
    if view.name not in RP312.views or view.settings.target not in RP312.targets:
        return
    for problem in RP312.check(view):
        member = problem.pointer.split("/")[1]
        message = f"`{member}` has an id of another server; it is left out, with all it represents."
        yield member, Mend(CODE, f"{place}/{member}", "removed", message)
