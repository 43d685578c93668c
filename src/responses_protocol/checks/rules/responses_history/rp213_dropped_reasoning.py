"""RP213: an item that comes back with its id comes with the reasoning before it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from responses_protocol.checks.rule import Example, Problem, Rule, View
from responses_protocol.checks.rules.responses_history.reading import (
    INPUT_ROLES,
    OUTPUTS,
    is_elsewhere,
)
from responses_protocol.checks.rules.wording import OPENAI
from responses_protocol.values import Json

KEPT = ("function_call", "message", "web_search_call")
HINT = "If the model reasoned before it, send the reasoning as well, or this item without its id."
ALWAYS = re.compile(r"(.*/)?(o\d|gpt-5(?!\.|.*-chat))")  # gpt-5.1 and later need to be asked
CALL = {
    "type": "function_call",
    "id": "fc_1",
    "call_id": "call_abc",
    "name": "add",
    "arguments": "{}",
}
OUTPUT = {"type": "function_call_output", "call_id": "call_abc", "output": "3"}
THOUGHT = {"type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": "gAAAAA=="}


def dropped(view: View) -> Iterator[Problem]:
    """Find, in each turn of a reasoning model, a first item with an id and no reasoning."""
    whole = view.whole
    if not isinstance(whole, dict) or not is_reasoning(whole) or is_elsewhere(view):
        return
    for at in _first(view):
        item = view.value[at]
        kind, item_id = item.get("type"), item.get("id")
        if kind in KEPT and isinstance(item_id, str) and item_id:
            told = (
                f"Item '{item_id}' of type '{kind}' was provided without its required "
                "'reasoning' item: 'rs_…'."
            )
            yield Problem(f"/{at}", told, HINT)


def _first(view: View) -> Iterator[int]:
    """Yield where the model begins to speak."""
    spoke = False
    for at, item in enumerate(view.value):
        speaks = item.get("role") not in INPUT_ROLES and item.get("type") not in OUTPUTS
        if speaks and not spoke:
            yield at
        spoke = speaks


def is_reasoning(request: dict[str, Json]) -> bool:
    """Tell whether a request is for a model that reasons always, or is asked to."""
    settings = request.get("reasoning")
    effort = settings.get("effort") if isinstance(settings, dict) else None
    if isinstance(effort, str):
        return effort != "none"
    model = request.get("model")
    return isinstance(model, str) and ALWAYS.match(model) is not None


def _request(*items: dict[str, object]) -> dict[str, object]:
    return {"model": "gpt-5-mini", "input": [{"role": "user", "content": "Add."}, *items]}


RP213 = Rule(
    code="RP213",
    name="dropped-reasoning",
    summary="An item of a reasoning model that keeps its id is sent with its reasoning.",
    severity="info",
    views=("responses_history",),
    check=dropped,
    wrong=Example("responses/request", _request(CALL, OUTPUT)),
    right=Example("responses/request", _request(THOUGHT, CALL, OUTPUT)),
    source="https://github.com/mastra-ai/mastra/issues/8738",
    targets=OPENAI,
)
