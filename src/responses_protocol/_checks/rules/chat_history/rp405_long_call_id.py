"""RP405: the id of a call is not too long."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.chat_history.turns import ANSWER, CALL, QUESTION, iter_calls
from responses_protocol._checks.wording import OPENAI, string_too_long

LIMIT = 40
LONG_ID = "call_" + "a" * 38


def _check(view: View) -> Iterator[Problem]:
    for pointer, call in iter_calls(view):
        yield from _check_length(view, f"{pointer}/id", call.get("id"))
    for index in view.by_role.get("tool", ()):
        yield from _check_length(
            view, f"/{index}/tool_call_id", view.value[index].get("tool_call_id")
        )


def _check_length(view: View, pointer: str, value: object) -> Iterator[Problem]:
    if isinstance(value, str) and len(value) > LIMIT:
        yield Problem(pointer, string_too_long(view.place_of(pointer), LIMIT, len(value)))


RP405 = Rule(
    code="RP405",
    name="long-tool-call-id",
    summary="The id of a tool call has at most 40 characters.",
    severity="warning",
    check=_check,
    subject="chat_completions/history",
    wrong=[
        QUESTION,
        {**CALL, "tool_calls": [{**CALL["tool_calls"][0], "id": LONG_ID}]},
        {**ANSWER, "tool_call_id": LONG_ID},
    ],
    right=[QUESTION, CALL, ANSWER],
    why="OpenAI's endpoint refuses longer ids, which other servers make.",
    how_to_fix="Derive a shorter id, the same for the call and its tool message.",
    source="https://github.com/vercel/ai/issues/5171",
    targets=OPENAI,
)
