"""The items of a request as the gateway stores and lists them: complete, each with an id."""

from __future__ import annotations

from collections.abc import Mapping

from responses_protocol._formats.ids import is_reference
from responses_protocol._gateway.refusals import refusal
from responses_protocol._jsontext import digest
from responses_protocol._values import Json, Object

# the prefixes of the ids of items; for other items, the beginning of their type
PREFIXES = {"message": "msg", "reasoning": "rs", "function_call": "fc", "custom_tool_call": "ctc"}
TEXTS = {"assistant": "output_text"}
ORDERS = ("desc", "asc")
LIMITS = range(1, 101)
LONGEST_NUMBER = 15  # digits


def list_items(payload: Json) -> Json:
    """Return the items of an input: a text is a message of the user, any other value stays."""
    return [{"role": "user", "content": payload}] if isinstance(payload, str) else payload


def make_stored_items(payload: Json, seed: str, known: Mapping[str, Json]) -> list[Json]:
    """Return the items of an input, with ids derived from the ``seed``.

    ``known`` has the items that references name, by their ids.
    """
    items = list_items(payload)
    if not isinstance(items, list):
        items = []
    return [
        known.get(str(item.get("id")), item)
        if is_reference(item)
        else _complete(item, f"{seed} {index}")
        for index, item in enumerate(items)
        if isinstance(item, dict)
    ]


def _complete(item: Object, seed: str) -> Object:
    kind = item.get("type") or "message"
    new_item = {"type": kind, **{name: value for name, value in item.items() if name != "type"}}
    if kind == "message":
        content = item.get("content")
        if isinstance(content, str):
            part = {"type": TEXTS.get(str(item.get("role")), "input_text"), "text": content}
            new_item["content"] = [part]
    if not isinstance(item.get("id"), str):
        new_item["id"] = f"{PREFIXES.get(str(kind), kind)}_{digest(seed)}"
    return new_item


def number_of(text: str) -> int | None:
    """Return the number that a parameter of an address is, None for any other text."""
    digits = text.removeprefix("-")
    if not digits.isdecimal() or len(digits) > LONGEST_NUMBER:
        return None
    return int(text)


def page(items: list[Json], query: Mapping[str, str]) -> Object:
    """Return the page of a list that ``order``, ``limit`` and ``after`` of a query choose."""
    order, limit = query.get("order", ORDERS[0]), query.get("limit", "20")
    if order not in ORDERS:
        raise refusal(400, f"Invalid value: '{order}'. Expected 'asc' or 'desc'.", param="order")
    size = number_of(limit)
    if size not in LIMITS:
        raise refusal(400, "Invalid 'limit': expected an integer from 1 to 100.", param="limit")
    ordered = items if order == "asc" else items[::-1]
    after = query.get("after")
    if after is not None:
        index = next((index for index, item in enumerate(ordered) if item.get("id") == after), None)
        if index is None:
            raise refusal(404, f"Item with id '{after}' not found.", param="after")
        ordered = ordered[index + 1 :]
    page_items = ordered[:size]
    return {
        "object": "list",
        "data": page_items,
        "first_id": page_items[0].get("id") if page_items else None,
        "last_id": page_items[-1].get("id") if page_items else None,
        "has_more": len(ordered) > len(page_items),
    }
