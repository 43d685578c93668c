"""RP403: a tool message has the id of a call in the message that it follows."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.chat_history.turns import ANSWER, CALL, QUESTION, find_turns
from responses_protocol._checks.wording import OPENAI
from responses_protocol._reporting.quoting import quote_name


def _check(view: View) -> Iterator[Problem]:
    for turn in find_turns(view):
        if turn.index is None:
            continue
        called = set(turn.calls)
        for index in turn.answers:
            call_id = view.value[index].get("tool_call_id")
            if isinstance(call_id, str) and call_id not in called:
                yield Problem(
                    f"/{index}/tool_call_id",
                    f"Invalid parameter: 'tool_call_id' of '{quote_name(call_id)}' not found in "
                    "'tool_calls' of previous message.",
                )


RP403 = Rule(
    code="RP403",
    name="unknown-tool-call-id",
    summary="The tool_call_id of a tool message is the id of a call in the message it follows.",
    check=_check,
    subject="chat_completions/history",
    wrong=[QUESTION, CALL, ANSWER, {**ANSWER, "tool_call_id": "call_b"}],
    right=[QUESTION, CALL, ANSWER],
    why="The endpoint matches results to calls by id, and refuses a result that matches none.",
    how_to_fix="Copy the `id` of the call into `tool_call_id`.",
    source="https://github.com/cline/cline (src/core/api/transform/openai-format.ts quotes it)",
    observed_targets=OPENAI,
)
