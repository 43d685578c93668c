"""RP927: the response format of a Chat request is nested."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.dialects.reading import request_of
from responses_protocol._checks.wording import OBSERVED, missing

HINT = "This is the form of the Responses API: move name and schema into an object json_schema."
SCHEMA = {"type": "object", "properties": {}, "required": [], "additionalProperties": False}


def _check(view: View) -> Iterator[Problem]:
    format_ = request_of(view).get("response_format")
    if not isinstance(format_, dict) or format_.get("type") != "json_schema":
        return
    if format_.get("json_schema") is None and "schema" in format_:
        param = "response_format.json_schema"
        yield Problem("/response_format", missing(param), HINT, param)


def _request(**form: object) -> dict[str, object]:
    messages = [{"role": "user", "content": "What is one and two?"}]
    format_ = {"type": "json_schema", **form}
    return {"model": "gpt-5-mini", "messages": messages, "response_format": format_}


RP927 = Rule(
    code="RP927",
    name="responses-format",
    summary="In a Chat request, response_format has name and schema in an object json_schema.",
    check=_check,
    subject="chat_completions/request",
    wrong=_request(name="sum", schema=SCHEMA),
    right=_request(json_schema={"name": "sum", "schema": SCHEMA}),
    why="The endpoint looks for an object `json_schema`, and refuses the format.",
    how_to_fix="Move all members but the type into `json_schema`.",
    source=OBSERVED,
    any_shape=True,
)
