"""RP961: DeepSeek refuses calls that are separated from their outputs."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View

HINT = "Put the calls of a turn next to each other, and their outputs right behind them."
CALLS, OUTPUTS = (
    ("function_call", "custom_tool_call"),
    ("function_call_output", "custom_tool_call_output"),
)
FIRST = {"type": "function_call", "call_id": "call-a", "name": "read", "arguments": "{}"}
SECOND = {**FIRST, "call_id": "call-b"}
REASONING = {"type": "reasoning", "id": "rs_1", "summary": []}
RESULTS = [
    {"type": "function_call_output", "call_id": "call-a", "output": "1"},
    {"type": "function_call_output", "call_id": "call-b", "output": "2"},
]


def _check(view: View) -> Iterator[Problem]:
    """Yield calls that are separated from their output; RP203 finds those without one."""
    if not any(kind in view.by_type for kind in CALLS):
        return
    answered = {
        view.value[index].get("call_id") for kind in OUTPUTS for index in view.by_type.get(kind, ())
    }
    waiting_calls: dict[str, int] = {}
    for index, item in enumerate(view.value):
        kind, call_id = item.get("type"), item.get("call_id")
        if kind in CALLS:
            if isinstance(call_id, str) and call_id in answered:
                waiting_calls[call_id] = index
        elif kind in OUTPUTS:
            waiting_calls.pop(call_id if isinstance(call_id, str) else "", None)
        else:
            for call, place in waiting_calls.items():
                yield Problem(f"/{place}", f"No tool output found for tool call {call}.", HINT)
            waiting_calls.clear()


RP961 = Rule(
    code="RP961",
    name="deepseek-split-calls",
    summary="Nothing stands between the calls of a turn, nor between them and their outputs.",
    check=_check,
    subject="responses/history",
    wrong=[FIRST, REASONING, SECOND, *RESULTS],
    right=[REASONING, FIRST, SECOND, *RESULTS],
    why="DeepSeek looks for the outputs right behind the calls, and refuses the history.",
    how_to_fix="Put the calls of a turn next to each other, and their outputs right behind them.",
    source="Recorded at api.deepseek.com: https://github.com/pydantic/pydantic-ai",
    targets=frozenset({"deepseek"}),
)
