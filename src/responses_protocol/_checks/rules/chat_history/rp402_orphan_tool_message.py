"""RP402: a tool message follows the message with its call."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.chat_history.turns import ANSWER, CALL, QUESTION, find_turns
from responses_protocol._checks.wording import OPENAI
from responses_protocol._formats.servers import TARGETS


def _check(view: View) -> Iterator[Problem]:
    # each endpoint spells the word in its own way
    word = "preceding" if view.settings.target == "deepseek" else "preceeding"
    for turn in find_turns(view):
        if turn.index is None:
            index = turn.answers[0]
            yield Problem(
                f"/{index}",
                "Invalid parameter: messages with role 'tool' must be a response to a "
                f"{word} message with 'tool_calls'.",
                place=f"{view.place}.[{index}].role",
            )


RP402 = Rule(
    code="RP402",
    name="orphan-tool-message",
    summary=(
        "A tool message stands behind an assistant message with tool calls, with only tool "
        "messages between them."
    ),
    check=_check,
    subject="chat_completions/history",
    wrong=[QUESTION, ANSWER],
    right=[QUESTION, CALL, ANSWER],
    why="The endpoint reads a tool message as the answer to the calls right before it.",
    how_to_fix="Move the message behind its calls, or remove it.",
    source=(
        "https://github.com/smarter-sh/smarter/issues/264 "
        "https://github.com/itmisx/deepx-code/issues/94"
    ),
    targets=frozenset(TARGETS) - {"ollama"},  # a recorded request with one was accepted
    observed_targets=OPENAI | {"deepseek"},
)
