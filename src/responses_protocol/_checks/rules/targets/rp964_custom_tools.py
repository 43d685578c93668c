"""RP964: only OpenAI's servers know custom tools."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View, targets_with

HINT = "Offer a function instead, as conversions with the preset of this server do."
CUSTOM = {"type": "custom", "custom": {"name": "run"}}
FUNCTION = {"type": "function", "function": {"name": "run"}}


def _check(view: View) -> Iterator[Problem]:
    for index, tool in enumerate(view.value):
        if tool.get("type") == "custom":
            yield Problem(f"/{index}/type", "This endpoint knows functions only.", HINT)


RP964 = Rule(
    code="RP964",
    name="custom-tools",
    summary="For servers other than OpenAI's, all tools are functions.",
    severity="warning",
    check=_check,
    subject="chat_completions/tools",
    wrong=[CUSTOM],
    right=[FUNCTION],
    why="These servers know functions only. They refuse a custom tool or pass over it.",
    how_to_fix=(
        "Offer a function with one string as its parameter. Conversions with the preset of the "
        "server do so."
    ),
    source="The documentation of the endpoints, as of November 2026",
    targets=targets_with(lambda server: "custom" in server.refuses_tools),
)
