"""RP401: every tool call is followed by its tool message."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.chat_history.turns import ANSWER, CALL, QUESTION, find_turns
from responses_protocol._checks.wording import OPENAI
from responses_protocol._reporting.quoting import quote_names

RULE_TEXT = (
    "An assistant message with 'tool_calls' must be followed by tool messages responding to each "
    "'tool_call_id'."
)


HINT = "Add the results of these calls before the history is sent."


def _check(view: View) -> Iterator[Problem]:
    """Yield the assistant messages whose calls have no tool messages.

    At the end of a history without a request, calls can still wait for their results: a warning.
    """
    for turn in find_turns(view):
        if turn.index is None:
            continue
        answered = {view.value[index].get("tool_call_id") for index in turn.answers}
        missing = [call_id for call_id in dict.fromkeys(turn.calls) if call_id not in answered]
        if missing:
            # the endpoint names the message in the place of the tool message
            next_index = turn.index + len(turn.answers) + 1
            is_waiting = view.request is None and next_index == len(view.value)
            yield Problem(
                f"/{turn.index}/tool_calls",
                _format_message(view, missing),
                HINT if is_waiting else "",
                place=f"{view.place}.[{min(next_index, len(view.value) - 1)}].role",
                severity="warning" if is_waiting else None,
            )


def _format_message(view: View, call_ids: list[str]) -> str:
    if view.settings.target == "deepseek":
        return f"{RULE_TEXT} (insufficient tool messages following tool_calls message)"
    return (
        f"{RULE_TEXT} The following tool_call_ids did not have response messages: "
        f"{quote_names(call_ids)}"
    )


RP401 = Rule(
    code="RP401",
    name="unanswered-tool-calls",
    summary="An assistant message with tool calls is followed by a tool message for each of them.",
    check=_check,
    subject="chat_completions/history",
    wrong=[QUESTION, CALL, QUESTION],
    right=[QUESTION, CALL, ANSWER, QUESTION],
    why=(
        "The endpoint refuses calls without a result: the model would continue without the result "
        "that it requested."
    ),
    how_to_fix=(
        "Add a tool message with the `tool_call_id` of each call right behind the message, or "
        "remove the calls."
    ),
    source=(
        "https://github.com/router-for-me/CLIProxyAPI/issues/2798 "
        "https://github.com/BerriAI/litellm/issues/10083 "
        "https://github.com/agno-agi/agno/issues/3105"
    ),
    observed_targets=OPENAI | {"deepseek", "mistral"},
)
