"""RP966: what Mistral refuses in messages."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol.checks.rule import Example, Problem, Rule, View

LAST = (
    "Expected last role User or Tool (or Assistant with prefix True) for serving but got assistant"
)
EXTRA = "Extra inputs are not permitted"
THOUGHT = "reasoning_content"
HINT = "Mistral has reasoning as content parts of type thinking."


def messages(view: View) -> Iterator[Problem]:
    """Find requests that end with the assistant, and reasoning beside the content."""
    for at in view.by_role.get("assistant", ()):
        if THOUGHT in view.value[at]:
            yield Problem(f"/{at}/{THOUGHT}", EXTRA, HINT)
    last = view.value[-1] if view.value and view.whole is not None else {}
    if last.get("role") == "assistant" and last.get("prefix") is not True:
        yield Problem(f"/{len(view.value) - 1}", LAST)


def _request(**prefix: bool) -> dict[str, object]:
    asked = {"role": "user", "content": "What is one and two?"}
    begun = {"role": "assistant", "content": "It is", **prefix}
    return {"model": "mistral-small-latest", "messages": [asked, begun]}


RP966 = Rule(
    code="RP966",
    name="mistral-messages",
    summary="A request ends with the user, a tool or a prefix, and has no reasoning_content.",
    severity="error",
    views=("chat_history",),
    check=messages,
    wrong=Example("chat_completions/request", _request()),
    right=Example("chat_completions/request", _request(prefix=True)),
    source=(
        "https://github.com/charmbracelet/crush/issues/1590; seen at api.mistral.ai in October 2026"
    ),
    targets=frozenset({"mistral"}),
)
