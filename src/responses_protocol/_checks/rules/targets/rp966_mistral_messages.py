"""RP966: a request to Mistral does not end with the assistant."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View

MESSAGE = (
    "Expected last role User or Tool (or Assistant with prefix True) for serving but got assistant"
)


def _check(view: View) -> Iterator[Problem]:
    last = view.value[-1] if view.value and view.request is not None else {}
    if last.get("role") == "assistant" and last.get("prefix") is not True:
        yield Problem(f"/{len(view.value) - 1}", MESSAGE)


def _request(**prefix: bool) -> dict[str, object]:
    question = {"role": "user", "content": "What is one and two?"}
    prefix_message = {"role": "assistant", "content": "It is", **prefix}
    return {"model": "mistral-small-latest", "messages": [question, prefix_message]}


RP966 = Rule(
    code="RP966",
    name="mistral-messages",
    summary=(
        "A request to Mistral ends with the user, with a tool, or with a prefix of the assistant."
    ),
    views=("chat_history",),
    check=_check,
    subject="chat_completions/request",
    wrong=_request(),
    right=_request(prefix=True),
    why=(
        "Mistral refuses a request that ends with the assistant, unless the message begins the "
        "answer."
    ),
    how_to_fix="Add a message of the user, or set `prefix` to true.",
    source="Seen at api.mistral.ai in October 2026",
    targets=frozenset({"mistral"}),
)
