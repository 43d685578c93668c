"""RP407: a message has content."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.wording import OPENAI, missing
from responses_protocol._values import Json

# members that an assistant's message can have in place of content
SUBSTITUTES = ("tool_calls", "function_call", "refusal", "audio")


def _null_message(name: str) -> str:
    return "Invalid value for 'content': expected a string, got null."


MESSAGES: dict[str, Callable[[str], str]] = {
    "developer": missing,
    **dict.fromkeys(("system", "user", "assistant", "tool"), _null_message),
}


def _check(view: View) -> Iterator[Problem]:
    for role, format_message in MESSAGES.items():
        for index in view.by_role.get(role, ()):
            message = view.value[index]
            if message.get("content") is None and not (
                role == "assistant" and _has_substitute(message)
            ):
                pointer = f"/{index}/content"
                name = view.place_of(pointer)
                param = name if format_message is missing else f"{view.place}.[{index}].content"
                yield Problem(pointer, format_message(name), place=param)


def _has_substitute(message: Json) -> bool:
    return any(message.get(name) is not None for name in SUBSTITUTES)


RP407 = Rule(
    code="RP407",
    name="missing-content",
    summary="A message has content, or, from the assistant, tool calls, a refusal or audio.",
    check=_check,
    subject="chat_completions/history",
    wrong=[{"role": "user", "content": None}],
    right=[{"role": "assistant", "refusal": "No."}],
    why="The endpoint refuses a message that has nothing to read.",
    how_to_fix="Send an empty string where nothing was said, or remove the message.",
    source=(
        "Observed at api.openai.com, 2026-08-30. https://github.com/docker/docker-agent/issues/63"
    ),
    targets=OPENAI,
)
