"""RP309: JSON mode needs the word JSON in the input."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.responses_history.reading import continues_state
from responses_protocol._checks.wording import OPENAI
from responses_protocol._formats.json_mode import is_in_input

MESSAGE = (
    "Response input messages must contain the word 'json' in some form to use 'text.format' of "
    "type 'json_object'."
)
HINT = "Write the word into the input: the endpoint does not look for it in the instructions."


def _check(view: View) -> Iterator[Problem]:
    """Skip requests that continue stored state of the server, which can contain the word."""
    request = view.value
    text = request.get("text")
    format_ = text.get("format") if isinstance(text, dict) else None
    if not isinstance(format_, dict) or format_.get("type") != "json_object":
        return
    history = request.get("input")
    if continues_state(request) or is_in_input(history):
        return
    yield Problem("/input", MESSAGE, HINT)


def _request(question: str) -> dict[str, object]:
    return {"model": "gpt-5-mini", "input": question, "text": {"format": {"type": "json_object"}}}


RP309 = Rule(
    code="RP309",
    name="json-not-asked-for",
    summary="With text.format of type json_object, the input contains the word JSON.",
    check=_check,
    subject="responses/request",
    wrong=_request("List three colours."),
    right=_request("List three colours, as a JSON object."),
    why=(
        "Without the word, models in JSON mode write blanks until the limit of tokens is reached, "
        "so the endpoint refuses the request."
    ),
    how_to_fix='Write "JSON" into the input, or use a format of type `json_schema`.',
    source="Reported of api.openai.com by several clients, word by word alike, in 2025 and 2026",
    targets=OPENAI,
)
