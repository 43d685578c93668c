"""RP927: the response_format of a Chat request has its schema in an object."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol.checks.rule import Problem, Rule, View
from responses_protocol.checks.rules.dialects.reading import request
from responses_protocol.checks.wording import OBSERVED, missing

HINT = "The Responses API has name and schema here; put them in an object json_schema."
SCHEMA = {"type": "object", "properties": {}, "required": [], "additionalProperties": False}


def _check(view: View) -> Iterator[Problem]:
    """Find a format that has its schema beside its type."""
    form = request(view).get("response_format")
    if not isinstance(form, dict) or form.get("type") != "json_schema":
        return
    if form.get("json_schema") is None and "schema" in form:
        place = "response_format.json_schema"
        yield Problem("/response_format", missing(place), HINT, place)


def _request(**form: object) -> dict[str, object]:
    asked = [{"role": "user", "content": "What is one and two?"}]
    wanted = {"type": "json_schema", **form}
    return {"model": "gpt-5-mini", "messages": asked, "response_format": wanted}


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
