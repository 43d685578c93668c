"""RP511: newer models call functions without reasoning in Chat."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.chat_request.examples import TOOL, request
from responses_protocol._formats.openai_models import refuses_functions


def _check(view: View) -> Iterator[Problem]:
    model, effort = view.value.get("model"), view.value.get("reasoning_effort")
    if not refuses_functions(model, effort):
        return
    tools = view.value.get("tools")
    for tool in tools if isinstance(tools, list) else ():
        if tool.get("type", "function") == "function":
            yield Problem(
                "/tools",
                "Function tools with reasoning_effort are not supported for "
                f"{model} in /v1/chat/completions. To use function tools, use /v1/responses or set "
                "reasoning_effort to 'none'.",
                place="reasoning_effort",
            )
            return


def _request(effort: str) -> dict[str, object]:
    return {"model": "gpt-5.4", "tools": [TOOL], "reasoning_effort": effort}


RP511 = Rule(
    code="RP511",
    name="functions-with-effort",
    summary=(
        "A request with functions to gpt-5.4 or newer has no reasoning_effort but none, and to "
        "gpt-5.6 or newer it has that one."
    ),
    check=_check,
    subject="chat_completions/request",
    wrong=request(**_request("low")),
    right=request(**_request("none")),
    why="These models call functions while they reason in the Responses API only.",
    how_to_fix=(
        "Set `reasoning_effort` to `none`, or send the request to `/v1/responses`: "
        "`responses-protocol convert --to responses` translates it."
    ),
    source=(
        "https://github.com/openai/openai-openapi/issues/541, "
        "https://github.com/BerriAI/litellm/pull/34569"
    ),
    targets=frozenset({"openai"}),
)
