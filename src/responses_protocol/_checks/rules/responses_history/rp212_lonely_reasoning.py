"""RP212: reasoning with an id is followed by its item."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.responses_history.reading import (
    INPUT_ROLES,
    OUTPUTS,
    is_reference,
    is_request,
)
from responses_protocol._checks.wording import OPENAI
from responses_protocol._reporting.quoting import quote_name
from responses_protocol._values import Json

CONTEXT = ("additional_tools", "configuration_update")  # allowed anywhere
HINT = "Send the following item with its id, or the reasoning without its id."
REASONING = {"type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": "gAAAAA=="}
ANSWER = {
    "type": "message",
    "role": "assistant",
    "status": "completed",
    "content": [{"type": "output_text", "text": "Three.", "annotations": []}],
}
QUESTION = {"role": "user", "content": "And twice that?"}
Verdict = Literal["error", "warning"] | None


def _check(view: View) -> Iterator[Problem]:
    for index in view.by_type.get("reasoning", ()):
        item_id = view.value[index].get("id")
        if not isinstance(item_id, str) or not item_id:
            continue
        verdict = _judge_next(view, index + 1)
        if verdict is not None:
            message = (
                f"Item '{quote_name(item_id)}' of type 'reasoning' was provided without its "
                "required following item."
            )
            yield Problem(f"/{index}", message, HINT, severity=verdict)


def _judge_next(view: View, index: int) -> Verdict:
    while index < len(view.value) and view.value[index].get("type") in CONTEXT:
        index += 1
    return judge_next_item(view.value[index] if index < len(view.value) else None, view)


def judge_next_item(item: dict[str, Json] | None, view: View) -> Verdict:
    """Return how grave it is that this item follows reasoning; None is the end.

    OpenAI was seen to accept items of the model with an id, and to refuse an assistant message
    without one.
    """
    if item is None:
        return "error" if is_request(view) else "warning"
    kind, role = item.get("type"), item.get("role")
    if kind in OUTPUTS or role in INPUT_ROLES:
        return "error"
    if item.get("id") or (kind is None and is_reference(item)):
        return None
    return "error" if kind in (None, "message") else "warning"


RP212 = Rule(
    code="RP212",
    name="lonely-reasoning",
    summary="Reasoning with an id is followed by an item of the model with an id.",
    check=_check,
    item_types=frozenset({"reasoning"}),
    subject="responses/history",
    wrong=[REASONING, ANSWER, QUESTION],
    right=[REASONING, {**ANSWER, "id": "msg_1"}, QUESTION],
    why=(
        "The endpoint stores reasoning with the item that came of it, and refuses either of them "
        "alone."
    ),
    how_to_fix="Keep the item behind the reasoning with its id, or remove the reasoning.",
    source=(
        "https://github.com/openai/openai-node/issues/1567, "
        "https://github.com/vercel/ai/issues/7099"
    ),
    targets=OPENAI,
)
