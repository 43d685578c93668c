"""RP962: DeepSeek refuses calls without the reasoning before them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._values import Json

REASONING = "reasoning_content"
NEWER_MESSAGE = "The `reasoning_content` in the thinking mode must be passed back to the API."
_NEWER_MODELS = re.compile(r"deepseek-v(?:[4-9]|\d\d)")
CALL = {"id": "call_abc", "type": "function", "function": {"name": "add", "arguments": "{}"}}
RESULT = {"role": "tool", "tool_call_id": "call_abc", "content": "3"}


def _check(view: View) -> Iterator[Problem]:
    """Yield the assistant's messages whose reasoning is missing.

    From V4 on, DeepSeek requires the reasoning of all turns once there are calls; before that, only
    of calls since the last question.
    """
    if _is_newer(view):
        yield from _check_all_turns(view)
        return
    last_question = max(view.by_role.get("user", ()), default=-1)
    since = [index for index in view.by_role.get("assistant", ()) if index > last_question]
    if not since or not _is_thinking(view):
        return
    for index in since:
        message = view.value[index]
        if message.get("tool_calls") and message.get(REASONING) is None:
            text = (
                f"Missing `reasoning_content` field in the assistant message at message index "
                f"{index}. For more information, please refer to "
                "https://api-docs.deepseek.com/guides/thinking_mode#tool-calls"
            )
            yield Problem(f"/{index}", text)


def _is_newer(view: View) -> bool:
    model = view.request.get("model") if isinstance(view.request, dict) else None
    return isinstance(model, str) and _NEWER_MODELS.search(model) is not None


def _check_all_turns(view: View) -> Iterator[Problem]:
    thinking = view.request.get("thinking") if isinstance(view.request, dict) else None
    if isinstance(thinking, dict) and thinking.get("type") == "disabled":
        return
    indexes = view.by_role.get("assistant", ())
    if any(view.value[index].get("tool_calls") for index in indexes):
        for index in indexes:
            if view.value[index].get(REASONING) is None:
                called = view.value[index].get("tool_calls")
                yield Problem(f"/{index}", NEWER_MESSAGE, severity="error" if called else None)


def _is_thinking(view: View) -> bool:
    request: Json = view.request if isinstance(view.request, dict) else {}
    model, thinking = request.get("model"), request.get("thinking")
    if isinstance(model, str) and "reasoner" in model:
        return True
    if isinstance(thinking, dict):
        return bool(thinking.get("type") == "enabled")
    return any(view.value[index].get(REASONING) for index in view.by_role.get("assistant", ()))


def _request(**thought: str) -> dict[str, object]:
    call_message = {"role": "assistant", "content": None, "tool_calls": [CALL], **thought}
    question = {"role": "user", "content": "What is one and two?"}
    return {"model": "deepseek-reasoner", "messages": [question, call_message, RESULT]}


RP962 = Rule(
    code="RP962",
    name="deepseek-reasoning",
    summary=(
        "A turn with calls that is not over comes back with its reasoning_content, from V4 on "
        "every turn."
    ),
    severity="warning",
    views=("chat_history",),
    check=_check,
    subject="chat_completions/request",
    wrong=_request(),
    right=_request(reasoning_content="One and two..."),
    why=(
        "In thinking mode, DeepSeek refuses calls that come back without the reasoning that led "
        "to them."
    ),
    how_to_fix="Send the `reasoning_content` of the assistant's messages back as it came.",
    source=(
        "https://api-docs.deepseek.com/guides/thinking_mode; of V4: "
        "https://github.com/Gitlawb/openclaude/issues/878, "
        "https://github.com/vercel/ai/pull/14740, https://github.com/MoonshotAI/kimi-cli/issues/2141"
    ),
    targets=frozenset({"deepseek"}),
)
