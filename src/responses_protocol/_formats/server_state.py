"""State that a Responses request refers to, and the caller's resolver that finds it.

OpenAI reads the items of an earlier answer, of a conversation or of a prompt template before those
of ``input``. They are only read here: the members that name them stay, as does an
``item_reference``, so that the reverse translation gives the same request.
"""

from __future__ import annotations

from responses_protocol._formats.ids import ITEM_REFERENCE, is_reference
from responses_protocol._formats.list_locations import Resolve
from responses_protocol._values import Json, Object
from responses_protocol.errors import ConversionError

STATE = ("prompt", "conversation", "previous_response_id")  # in the order in which they are read
RESOLVED = "resolved_state"


def find_earlier_items(payload: Object, resolve: Resolve | None) -> dict[str, list[Json]]:
    """Return the items before the input, by the names of the members that ``resolve`` knows."""
    earlier = {}
    for name in STATE:
        if resolve is not None and payload.get(name) is not None:
            items = _resolve_member(resolve, name, payload[name], f"/{name}")
            if items is not None:
                earlier[name] = items
    return earlier


def resolve_references(
    items: list[Json], resolve: Resolve
) -> tuple[list[Json], list[int], dict[str, str]]:
    """Replace references by the items that they refer to.

    Return the result; for each border between two of its values, the index of that border in
    ``items``; and a code for each reference that was replaced.
    """
    result: list[Json] = []
    origins: list[int] = []
    codes: dict[str, str] = {}
    for index, item in enumerate(items):
        origins.append(index)
        stored = (
            _resolve_member(resolve, ITEM_REFERENCE, item, f"/{index}")
            if is_reference(item)
            else None
        )
        if stored is None:
            result.append(item)
        else:
            result += stored
            codes[f"/{index}"] = RESOLVED
        origins += [index + 1] * (len(result) - len(origins))
    return result, [*origins[: len(result)], len(items)], codes


def _resolve_member(resolve: Resolve, name: str, value: Json, pointer: str) -> list[Json] | None:
    items = resolve(name, value)
    if items is not None and not isinstance(items, list):
        raise ConversionError("the resolver must return a list of items or None", pointer)
    return items
