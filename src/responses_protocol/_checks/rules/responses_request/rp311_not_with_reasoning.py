"""RP311: reasoning models take no sampling parameters."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.chat_request.models import reasons
from responses_protocol._checks.wording import OPENAI
from responses_protocol._values import Json

SAMPLING = {"temperature": 1, "top_p": 1, "presence_penalty": 0, "frequency_penalty": 0}
LOGPROBS = "logprobs are not supported with reasoning models."
INCLUDED = "message.output_text.logprobs"


def _check(view: View) -> Iterator[Problem]:
    request = view.value
    if not _may_reason(request):
        return
    for name, usual in SAMPLING.items():
        if request.get(name) not in (None, usual):
            message = f"Unsupported parameter: '{name}' is not supported with this model."
            yield Problem(f"/{name}", message)
    include = request.get("include")
    if isinstance(include, list) and INCLUDED in include:
        yield Problem("/include", LOGPROBS)
    elif request.get("top_logprobs"):
        yield Problem("/top_logprobs", LOGPROBS)


def _may_reason(request: dict[str, Json]) -> bool:
    settings = request.get("reasoning")
    if isinstance(settings, dict) and settings.get("effort") == "none":
        return False
    return reasons(request.get("model"))


RP311 = Rule(
    code="RP311",
    name="not-with-reasoning-models",
    summary="Reasoning models accept no sampling parameters and return no log probabilities.",
    severity="info",
    check=_check,
    subject="responses/request",
    wrong={"model": "gpt-5-mini", "input": "Hello!", "temperature": 0.5},
    right={"model": "gpt-4.1-mini", "input": "Hello!", "temperature": 0.5},
    why=(
        "Reasoning models have their own sampling. Most refuse these parameters, some take "
        "them with effort `none`."
    ),
    how_to_fix=(
        "Remove the parameter, set `reasoning.effort` to `none` where the model has it, or use a "
        "model that does not reason."
    ),
    source="Measured at api.openai.com with gpt-5.6-terra in August 2026",
    targets=OPENAI,
)
