"""RP406: a list of tool calls is not empty."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.wording import OPENAI, empty_array

PLAIN = {"role": "assistant", "content": "Hi."}


def _check(view: View) -> Iterator[Problem]:
    for index in view.by_role.get("assistant", ()):
        if view.value[index].get("tool_calls") == []:
            pointer = f"/{index}/tool_calls"
            yield Problem(pointer, empty_array(view.place_of(pointer)), "Leave `tool_calls` out.")


RP406 = Rule(
    code="RP406",
    name="empty-tool-calls",
    summary="An assistant message without tool calls has no list of them.",
    check=_check,
    subject="chat_completions/history",
    wrong=[{**PLAIN, "tool_calls": []}],
    right=[PLAIN],
    why="The endpoint takes a list of calls with elements, or none at all.",
    how_to_fix="Leave out `tool_calls`.",
    source="Observed at api.openai.com, 2026-08-30.",
    targets=OPENAI,
)
