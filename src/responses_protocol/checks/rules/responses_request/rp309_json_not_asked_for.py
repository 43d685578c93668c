"""RP309: who wants a JSON object says so in the input."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol.checks.rule import Example, Problem, Rule, View
from responses_protocol.checks.rules.responses_history.reading import STATE
from responses_protocol.checks.wording import OPENAI
from responses_protocol.values import Json

TOLD = (
    "Response input messages must contain the word 'json' in some form to use 'text.format' of "
    "type 'json_object'."
)
HINT = "It is looked for in the input alone, not in the instructions."


def unasked(view: View) -> Iterator[Problem]:
    """Find JSON mode without the word; what the server holds may have it."""
    request = view.value
    text = request.get("text")
    form = text.get("format") if isinstance(text, dict) else None
    if not isinstance(form, dict) or form.get("type") != "json_object":
        return
    history = request.get("input")
    if any(request.get(name) for name in STATE) or any(_says(one) for one in _texts(history)):
        return
    yield Problem("/input", TOLD, HINT)


def _says(text: str) -> bool:
    return "json" in text.lower()


def _texts(history: Json) -> Iterator[str]:
    """Yield all texts of an input; an item by reference counts as one that says it."""
    if isinstance(history, str):
        yield history
        return
    for item in history if isinstance(history, list) else ():
        if item.get("type") == "item_reference" or ("type" not in item and "role" not in item):
            yield "json"
        for member in ("content", "output"):
            held = item.get(member)
            if isinstance(held, str):
                yield held
            for part in held if isinstance(held, list) else ():
                if isinstance(part, dict) and isinstance(part.get("text"), str):
                    yield part["text"]


def _request(asked: str) -> dict[str, object]:
    return {"model": "gpt-5-mini", "input": asked, "text": {"format": {"type": "json_object"}}}


RP309 = Rule(
    code="RP309",
    name="json-not-asked-for",
    summary="With text.format of type json_object, the input says the word JSON.",
    severity="error",
    views=("responses_request",),
    check=unasked,
    wrong=Example("responses/request", _request("List three colours.")),
    right=Example("responses/request", _request("List three colours, as a JSON object.")),
    source="Reported of api.openai.com by several clients, word by word alike, in 2025 and 2026",
    targets=OPENAI,
)
