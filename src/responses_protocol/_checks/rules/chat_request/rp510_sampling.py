"""RP510: reasoning models take no sampling parameters."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.chat_request.examples import request
from responses_protocol._checks.rules.chat_request.models import reasons
from responses_protocol._checks.wording import OPENAI

# parameters that accept their default
DEFAULTS = {"temperature": 1, "top_p": 1, "presence_penalty": 0, "frequency_penalty": 0}
UNSUPPORTED = ("logprobs", "top_logprobs", "logit_bias")


def _check(view: View) -> Iterator[Problem]:
    if not reasons(view.value.get("model")):
        return
    for name, default in DEFAULTS.items():
        value = view.value.get(name)
        if isinstance(value, int | float) and value != default:
            yield Problem(
                f"/{name}",
                f"Unsupported value: '{name}' does not support {value} with this model. Only the "
                f"default ({default}) value is supported.",
            )
    for name in UNSUPPORTED:
        if view.value.get(name):
            yield Problem(
                f"/{name}", f"Unsupported parameter: '{name}' is not supported with this model."
            )


RP510 = Rule(
    code="RP510",
    name="sampling-of-reasoning-model",
    summary="A request to a model that reasons has the default sampling parameters.",
    severity="info",
    check=_check,
    subject="chat_completions/request",
    wrong=request(model="gpt-5-mini", temperature=0.2),
    right=request(model="gpt-5-mini", temperature=1),
    why=("Models that reason have their own sampling, and most of them refuse these parameters."),
    how_to_fix=(
        "Remove the parameter or write its default. Some models take it with `reasoning_effort: "
        "none`."
    ),
    source=(
        "https://github.com/johny-b/llmcomp/issues/69 Whether it holds depends on the model, and "
        "on its reasoning effort."
    ),
    targets=OPENAI,
)
