"""RP911: the format of a Responses request is flat."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.dialects.reading import request_of
from responses_protocol._checks.wording import OBSERVED, missing

HINT = "The object json_schema is the form of Chat Completions: move its members up to the type."
SCHEMA = {"type": "object", "properties": {}, "required": [], "additionalProperties": False}


def _check(view: View) -> Iterator[Problem]:
    text = request_of(view).get("text")
    format_ = text.get("format") if isinstance(text, dict) else None
    if not isinstance(format_, dict) or "name" in format_:
        return
    if isinstance(format_.get("json_schema"), dict):
        param = "text.format.name"
        yield Problem("/text/format", missing(param), HINT, param)


def _request(**form: object) -> dict[str, object]:
    text = {"format": {"type": "json_schema", **form}}
    return {"model": "gpt-5-mini", "input": "One and two?", "text": text}


RP911 = Rule(
    code="RP911",
    name="chat-format",
    summary="In a Responses request, text.format has the name and the schema itself.",
    check=_check,
    subject="responses/request",
    wrong=_request(json_schema={"name": "sum", "schema": SCHEMA}),
    right=_request(name="sum", schema=SCHEMA),
    why="The endpoint looks for name and schema beside the type, and refuses the format.",
    how_to_fix="Move the members of `json_schema` up to the type.",
    source=OBSERVED,
    any_shape=True,
)
