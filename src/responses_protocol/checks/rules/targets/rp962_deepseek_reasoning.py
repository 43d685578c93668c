"""RP962: DeepSeek wants to see what it thought before its calls."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol.checks.rule import Example, Problem, Rule, View
from responses_protocol.values import Json

THOUGHT = "reasoning_content"
CALL = {"id": "call_abc", "type": "function", "function": {"name": "add", "arguments": "{}"}}
RESULT = {"role": "tool", "tool_call_id": "call_abc", "content": "3"}


def forgotten(view: View) -> Iterator[Problem]:
    """Find calls since the last question whose reasoning was left out, where the model thinks."""
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
    summary="A turn with calls that is not over comes back with its reasoning_content.",
    severity="warning",
    views=("chat_history",),
    check=forgotten,
    wrong=Example("chat_completions/request", _request()),
    right=Example("chat_completions/request", _request(reasoning_content="One and two...")),
    source="https://api-docs.deepseek.com/guides/thinking_mode",
    targets=frozenset({"deepseek"}),
)
