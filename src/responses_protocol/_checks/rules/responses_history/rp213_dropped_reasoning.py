"""RP213: an item with its id needs the reasoning before it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.responses_history.reading import (
    INPUT_ROLES,
    is_elsewhere,
)
from responses_protocol._checks.wording import OPENAI
from responses_protocol._reporting.quoting import quote_name
from responses_protocol._values import Json

KEPT = ("function_call", "message", "web_search_call")
HINT = "If the model reasoned before this item, send the reasoning too, or the item without its id."
ALWAYS = re.compile(r"(.*/)?(o\d|gpt-5(?!\.|.*-chat))")  # gpt-5.1 and later reason only on request
CALL: dict[str, Json] = {
    "type": "function_call",
    "id": "fc_1",
    "call_id": "call_abc",
    "name": "add",
    "arguments": "{}",
}
OUTPUT: dict[str, Json] = {"type": "function_call_output", "call_id": "call_abc", "output": "3"}
REASONING: dict[str, Json] = {
    "type": "reasoning",
    "id": "rs_1",
    "summary": [],
    "encrypted_content": "gAAAAA==",
}


def _check(view: View) -> Iterator[Problem]:
    """Yield the first item with an id of each turn that has no reasoning."""
    request = view.request
    if not isinstance(request, dict) or not is_reasoning(request) or is_elsewhere(view):
        return
    for index in _iter_calls_without_reasoning(view):
        item = view.value[index]
        message = (
            f"Item '{quote_name(item['id'])}' of type '{item['type']}' was provided without its "
            "required 'reasoning' item: 'rs_…'."
        )
        yield Problem(f"/{index}", message, HINT)


def _iter_calls_without_reasoning(view: View) -> Iterator[int]:
    """Yield the index of the first item with an id of each turn that has no reasoning."""
    first: int | None = None
    reasoned = False
    for index, item in enumerate(view.value):
        kind = item.get("type")
        if item.get("role") in INPUT_ROLES:
            if first is not None and not reasoned:
                yield first
            first, reasoned = None, False
        elif kind == "reasoning":
            reasoned = True
        elif first is None and kind in KEPT and item.get("id"):
            first = index
    if first is not None and not reasoned:
        yield first


def is_reasoning(request: dict[str, Json]) -> bool:
    """Return whether the model of a request always reasons, or the request asks for it."""
    settings = request.get("reasoning")
    effort = settings.get("effort") if isinstance(settings, dict) else None
    if isinstance(effort, str):
        return effort != "none"
    model = request.get("model")
    return isinstance(model, str) and ALWAYS.match(model) is not None


def _request(*items: dict[str, Json]) -> dict[str, object]:
    return {"model": "gpt-5-mini", "input": [{"role": "user", "content": "Add."}, *items]}


RP213 = Rule(
    code="RP213",
    name="dropped-reasoning",
    summary="An item of a reasoning model that keeps its id is sent with its reasoning.",
    severity="info",
    views=("responses_history",),
    check=_check,
    item_types=frozenset(KEPT),
    subject="responses/request",
    wrong=_request(CALL, OUTPUT),
    right=_request(REASONING, CALL, OUTPUT),
    why=(
        "The endpoint can demand the reasoning that the model made before an item, where the item "
        "is sent with its id."
    ),
    how_to_fix=(
        "Send the reasoning items back as they came, or leave out the ids of the items behind them."
    ),
    source="https://github.com/mastra-ai/mastra/issues/8738",
    targets=OPENAI,
)
