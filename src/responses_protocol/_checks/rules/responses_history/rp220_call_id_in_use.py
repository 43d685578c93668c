"""RP220: open calls have different ids, and each call one output."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.responses_history.reading import CALLS, OUTPUTS

CALL = {"type": "function_call", "call_id": "call_abc", "name": "add", "arguments": "{}"}
OUTPUT = {"type": "function_call_output", "call_id": "call_abc", "output": "3"}
OPEN, ANSWERED = 1, 2


def _check(view: View) -> Iterator[Problem]:
    if not any(kind in view.by_type for kind in CALLS):
        return
    state: dict[str, int] = {}
    for index, item in enumerate(view.value):
        kind, call_id = item.get("type"), item.get("call_id")
        if not isinstance(call_id, str) or (kind not in CALLS and kind not in OUTPUTS):
            continue
        if kind in CALLS:
            if state.get(call_id) == OPEN:
                yield Problem(
                    f"/{index}/call_id", f"Two calls with call_id {call_id} wait for an output."
                )
            state[call_id] = OPEN
        else:
            if state.get(call_id) == ANSWERED:
                yield Problem(
                    f"/{index}/call_id", f"Two outputs answer the call with call_id {call_id}."
                )
            if call_id in state:
                state[call_id] = ANSWERED


RP220 = Rule(
    code="RP220",
    name="call-id-in-use",
    summary="A call_id is used again only after its call was answered, and is answered once.",
    severity="warning",
    check=_check,
    item_types=frozenset(CALLS),
    subject="responses/history",
    wrong=[CALL, CALL, OUTPUT],
    right=[CALL, OUTPUT, CALL, OUTPUT],
    why=(
        "A reader can't decide which of two open calls an output answers, or which of two outputs "
        "to use."
    ),
    how_to_fix="Give each call an id of its own, and answer each id once.",
    source=("https://github.com/QwenLM/qwen-code/issues/9436: readers can't find the right call"),
)
