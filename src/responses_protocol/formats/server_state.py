"""What a Responses request leaves on the server, and how a caller's function brings it in.

OpenAI reads the items of an earlier answer, of a conversation or of a prompt template before those
of ``input``. Here they are only read: the members that name them stay what they are, and so does
an ``item_reference``, so that the way back gives the request as it was.
"""

from __future__ import annotations

from responses_protocol.errors import ConversionError
from responses_protocol.formats.body_layouts import Object
from responses_protocol.formats.ids import REFERENCE, is_reference
from responses_protocol.formats.list_locations import Resolve
from responses_protocol.values import Json

STATE = ("prompt", "conversation", "previous_response_id")  # in the order in which they are read
FOUND = "resolved_state"


def earlier_items(payload: Object, resolve: Resolve | None) -> dict[str, list[Json]]:
    """Return the items that come before the input, by the members that ``resolve`` knows."""
    found = {}
    for name in STATE:
        if resolve is not None and payload.get(name) is not None:
            items = _resolved(resolve, name, payload[name], f"/{name}")
            if items is not None:
                found[name] = items
    return found


def resolved(items: list[Json], resolve: Resolve) -> tuple[list[Json], list[int], dict[str, str]]:
    """Return ``items`` with references replaced by what they refer to.

    Returns also the borders, which say for each place between two values of the result which place
    of ``items`` it is, and a code for each reference that was found.
    """
    reads: list[Json] = []
    origins: list[int] = []
    codes: dict[str, str] = {}
    for index, item in enumerate(items):
        origins.append(index)
        found = _resolved(resolve, REFERENCE, item, f"/{index}") if is_reference(item) else None
        if found is None:
            reads.append(item)
        else:
            reads += found
            codes[f"/{index}"] = FOUND
        origins += [index + 1] * (len(reads) - len(origins))
    return reads, [*origins[: len(reads)], len(items)], codes


def _resolved(resolve: Resolve, name: str, value: Json, pointer: str) -> list[Json] | None:
    found = resolve(name, value)
    if found is not None and not isinstance(found, list):
        raise ConversionError("the resolver must return a list of items or None", pointer)
    return found
