"""RP413: ids of calls for Mistral."""

from __future__ import annotations

import re
from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.chat_history.turns import ANSWER, CALL, iter_calls
from responses_protocol._reporting.quoting import quote_name

FITS = re.compile(r"[a-zA-Z0-9]{9}").fullmatch
SHORT_ID = "call0000a"


def _check(view: View) -> Iterator[Problem]:
    for pointer, call in iter_calls(view):
        yield from _check_form(f"{pointer}/id", call.get("id"))
    for index in view.by_role.get("tool", ()):
        yield from _check_form(f"/{index}/tool_call_id", view.value[index].get("tool_call_id"))


def _check_form(pointer: str, value: object) -> Iterator[Problem]:
    if isinstance(value, str) and not FITS(value):
        yield Problem(
            pointer,
            f"Tool call id was {quote_name(value)} but must be a-z, A-Z, 0-9, with a length of 9.",
            "Derive an id from the old one, the same for the call and its result.",
        )


RP413 = Rule(
    code="RP413",
    name="mistral-tool-call-id",
    summary="For Mistral, the id of a tool call is nine letters and digits.",
    check=_check,
    subject="chat_completions/history",
    wrong=[CALL, ANSWER],
    right=[
        {**CALL, "tool_calls": [{**CALL["tool_calls"][0], "id": SHORT_ID}]},
        {**ANSWER, "tool_call_id": SHORT_ID},
    ],
    why="Mistral refuses ids of another form, such as those of OpenAI.",
    how_to_fix=(
        "Derive an id of nine letters and digits from the old one, the same for the call and its "
        "result. Conversions with the preset `mistral` do so."
    ),
    source=(
        "https://github.com/jackmpcollins/magentic/issues/276 "
        "https://github.com/nearai/ironclaw/issues/1241"
    ),
    targets=frozenset({"mistral"}),
)
