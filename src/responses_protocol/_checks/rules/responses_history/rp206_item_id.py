"""RP206: the id of an item has the form that the endpoint gives it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.wording import OPENAI, string_too_long
from responses_protocol._values import Json

# prefixes that the endpoint was seen to require
PREFIXES = {
    None: "msg",
    "message": "msg",
    "reasoning": "rs",
    "function_call": "fc",
    "custom_tool_call": "ctc",
    "web_search_call": "ws",
}
CALL = {"type": "function_call", "call_id": "call_abc", "name": "add", "arguments": "{}"}
OUTPUT = {"type": "function_call_output", "call_id": "call_abc", "output": "3"}
LIMIT = 64
_CHARACTERS = re.compile(r"[a-zA-Z0-9_-]+")
FORM = re.compile(rf"[a-zA-Z0-9_-]{{1,{LIMIT}}}")


def _check(view: View) -> Iterator[Problem]:
    for index, item in enumerate(view.value):
        item_id = item.get("id")
        if not isinstance(item_id, str) or item.get("type") == "item_reference":
            continue
        prefix = _prefix(item)
        if item_id.startswith(prefix) and FORM.fullmatch(item_id):
            continue
        pointer = f"/{index}/id"
        yield Problem(pointer, _format_message(item_id, prefix, view.place_of(pointer)))


def _prefix(item: dict[str, Json]) -> str:
    """Return the prefix for the id of an item; a reference without a type has any prefix."""
    kind = item.get("type")
    return "" if kind is None and item.get("role") is None else PREFIXES.get(kind, "")


def _format_message(item_id: str, prefix: str, place: str) -> str:
    if not _CHARACTERS.fullmatch(item_id):
        return (
            f"Invalid '{place}': '{item_id[:LIMIT]}'. Expected an ID that contains letters, "
            "numbers, underscores, or dashes, but this value contained additional characters."
        )
    if len(item_id) > LIMIT:
        return string_too_long(place, LIMIT, len(item_id))
    return f"Invalid '{place}': '{item_id}'. Expected an ID that begins with '{prefix}'."


RP206 = Rule(
    code="RP206",
    name="item-id",
    summary=(
        "The id of an item has up to 64 letters, digits, underscores and dashes, and the prefix "
        "for its type."
    ),
    severity="warning",
    check=_check,
    subject="responses/history",
    wrong=[{**CALL, "id": "item_1"}, OUTPUT],
    right=[{**CALL, "id": "fc_1"}, OUTPUT],
    why=(
        "The endpoint refuses ids that it can't have given: other letters, other prefixes, more "
        "than 64 characters."
    ),
    how_to_fix="Leave out the id of an item that the endpoint did not make.",
    source=(
        "https://github.com/Wei-Shaw/sub2api/issues/3785, "
        "https://github.com/langchain-ai/langchainjs/issues/11044, "
        "https://github.com/can1357/oh-my-pi/issues/284"
    ),
    targets=OPENAI,
)
