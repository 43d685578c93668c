"""RP302: a request names its model."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.responses_history.reading import is_set
from responses_protocol._checks.wording import OBSERVED, OPENAI, missing


def _check(view: View) -> Iterator[Problem]:
    model = view.value.get("model")
    stored_prompt = is_set(view.value.get("prompt"))
    if model is None and view.name == "responses_request" and not stored_prompt:
        stored = view.settings.profile == "wire"
        yield Problem(
            "", missing("model"), place="model", severity="warning" if stored else "error"
        )
    elif model == "":
        yield Problem("/model", "The requested model '' does not exist.")


RP302 = Rule(
    code="RP302",
    name="no-model",
    summary="A request names its model, unless a stored prompt does.",
    views=("responses_request", "chat_request"),
    check=_check,
    subject="responses/request",
    wrong={"model": "", "input": "Hello!"},
    right={"model": "gpt-5-mini", "input": "Hello!"},
    why="The endpoint does not choose a model by itself.",
    how_to_fix="Add `model`. A stored `prompt` may name it.",
    source=OBSERVED,
    targets=OPENAI,
)
