"""RP404: a call is answered once."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.chat_history.turns import ANSWER, CALL, QUESTION, find_turns
from responses_protocol._checks.wording import OPENAI


def _check(view: View) -> Iterator[Problem]:
    for turn in find_turns(view):
        first: dict[str, int] = {}
        for index in turn.answers:
            call_id = view.value[index].get("tool_call_id")
            if isinstance(call_id, str) and first.setdefault(call_id, index) != index:
                yield Problem(
                    f"/{index}/tool_call_id",
                    f"Invalid parameter: Duplicate value for 'tool_call_id' of '{call_id}', in "
                    f"{view.place}[{first[call_id]}] and {view.place}[{index}].",
                )


RP404 = Rule(
    code="RP404",
    name="call-answered-twice",
    summary="No two tool messages of a turn answer the same call.",
    check=_check,
    subject="chat_completions/history",
    wrong=[QUESTION, CALL, ANSWER, ANSWER],
    right=[QUESTION, CALL, ANSWER, CALL, ANSWER],
    why="The endpoint can't decide between the results.",
    how_to_fix="Remove all but one of the tool messages.",
    source="https://github.com/agno-agi/agno/issues/5116",
    observed_targets=OPENAI,
)
