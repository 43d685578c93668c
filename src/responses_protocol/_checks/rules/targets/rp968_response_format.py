"""RP968: the response format is one that the server knows."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View, targets_with
from responses_protocol._formats.servers import SERVERS

HINT = "Use json_object, and describe the schema in a message."
QUESTION = [{"role": "user", "content": "How much is one and two? Answer in JSON."}]
SCHEMA = {"name": "sum", "schema": {"type": "object"}}


def _check(view: View) -> Iterator[Problem]:
    format_ = view.value.get("response_format")
    kind = format_.get("type") if isinstance(format_, dict) else None
    if isinstance(kind, str) and kind in SERVERS[view.settings.target].refuses_formats:
        yield Problem("/response_format", "This response_format type is unavailable now", HINT)


def _request(**form: object) -> dict[str, object]:
    return {"model": "deepseek-v4-pro", "messages": QUESTION, "response_format": form}


RP968 = Rule(
    code="RP968",
    name="response-format",
    summary="For DeepSeek, the response format is text or json_object.",
    check=_check,
    subject="chat_completions/request",
    wrong=_request(type="json_schema", json_schema=SCHEMA),
    right=_request(type="json_object"),
    why="DeepSeek refuses the format.",
    how_to_fix=(
        "Use `json_object`, describe the schema in a message, and check the answer in your code."
    ),
    source="https://github.com/llm-exe/llm-exe/issues/662",
    targets=targets_with(lambda server: server.refuses_formats),
)
