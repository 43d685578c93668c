"""RP962: DeepSeek wants to see what it thought before its calls."""

from __future__ import annotations

import re
from collections.abc import Iterator

from responses_protocol.checks.rule import Problem, Rule, View
from responses_protocol.values import Json

THOUGHT = "reasoning_content"
NEWER = "The `reasoning_content` in the thinking mode must be passed back to the API."
_NEWER = re.compile(r"deepseek-v(?:[4-9]|\d\d)")
CALL = {"id": "call_abc", "type": "function", "function": {"name": "add", "arguments": "{}"}}
RESULT = {"role": "tool", "tool_call_id": "call_abc", "content": "3"}


def _check(view: View) -> Iterator[Problem]:
    """Find answers whose reasoning was left out, where the model thinks.

    From V4 on it wants that of every turn once there are calls, before that only the reasoning of
    calls since the last question.
    """
    if _is_newer(view):
        yield from _of_any_turn(view)
        return
    asked = max(view.by_role.get("user", ()), default=-1)
    since = [at for at in view.by_role.get("assistant", ()) if at > asked]
    if not since or not _thinks(view):
        return
    for at in since:
        message = view.value[at]
        if message.get("tool_calls") and message.get(THOUGHT) is None:
            told = (
                f"Missing `reasoning_content` field in the assistant message at message index {at}."
                " For more information, please refer to "
                "https://api-docs.deepseek.com/guides/thinking_mode#tool-calls"
            )
            yield Problem(f"/{at}", told)


def _is_newer(view: View) -> bool:
    model = view.whole.get("model") if isinstance(view.whole, dict) else None
    return isinstance(model, str) and _NEWER.search(model) is not None


def _of_any_turn(view: View) -> Iterator[Problem]:
    thinking = view.whole.get("thinking") if isinstance(view.whole, dict) else None
    if isinstance(thinking, dict) and thinking.get("type") == "disabled":
        return
    said = view.by_role.get("assistant", ())
    if any(view.value[at].get("tool_calls") for at in said):
        for at in said:
            if view.value[at].get(THOUGHT) is None:
                called = view.value[at].get("tool_calls")
                yield Problem(f"/{at}", NEWER, severity="error" if called else None)


def _thinks(view: View) -> bool:
    whole: Json = view.whole if isinstance(view.whole, dict) else {}
    model, thinking = whole.get("model"), whole.get("thinking")
    if isinstance(model, str) and "reasoner" in model:
        return True
    if isinstance(thinking, dict):
        return bool(thinking.get("type") == "enabled")
    return any(view.value[at].get(THOUGHT) for at in view.by_role.get("assistant", ()))


def _request(**thought: str) -> dict[str, object]:
    called = {"role": "assistant", "content": None, "tool_calls": [CALL], **thought}
    asked = {"role": "user", "content": "What is one and two?"}
    return {"model": "deepseek-reasoner", "messages": [asked, called, RESULT]}


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
