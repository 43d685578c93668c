"""RP505: JSON mode needs the word JSON in a message."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.chat_request.examples import request
from responses_protocol._formats.json_mode import is_in_messages
from responses_protocol._formats.servers import SERVERS


def _check(view: View) -> Iterator[Problem]:
    form = view.value.get("response_format")
    if not isinstance(form, dict) or form.get("type") != "json_object":
        return
    if not is_in_messages(view.value.get("messages")):
        yield Problem(
            "/response_format",
            "'messages' must contain the word 'json' in some form, to use 'response_format' of "
            "type 'json_object'.",
            place="messages",
        )


RP505 = Rule(
    code="RP505",
    name="chat-json-not-asked-for",
    summary="With `response_format` json_object, a message contains the word JSON.",
    check=_check,
    subject="chat_completions/request",
    wrong=request(response_format={"type": "json_object"}),
    right=request(
        response_format={"type": "json_object"},
        messages=[{"role": "user", "content": "Answer in JSON."}],
    ),
    why=(
        "Without the word, models in JSON mode write blanks until the limit of tokens is reached, "
        "so the endpoint refuses the request."
    ),
    how_to_fix='Write "JSON" into a message, or use a response format of type `json_schema`.',
    source="https://github.com/meta-llama/PurpleLlama/issues/94",
    observed_targets=frozenset(name for name, server in SERVERS.items() if server.wants_json_word),
)
