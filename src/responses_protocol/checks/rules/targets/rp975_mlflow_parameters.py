"""RP975: the tools, the tool choice and the metadata that MLflow takes."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol.checks.rule import Problem, Rule, View
from responses_protocol.checks.rules.targets.mlflow_items import graded

VIEWS = (
    "responses_request",
    "responses_agent_request",
    "responses_response",
    "responses_agent_response",
)
ADD = {"type": "function", "name": "add", "parameters": {"type": "object", "properties": {}}}
ASKED = {"input": [{"role": "user", "content": "Hello!"}]}


def _check(view: View) -> Iterator[Problem]:
    """Find functions without parameters, choices without a name, and metadata that is no text."""
    tools, choice = view.value.get("tools"), view.value.get("tool_choice")
    for at, tool in enumerate(tools if isinstance(tools, list) else ()):
        if tool.get("type") == "function" and not isinstance(tool.get("parameters"), dict):
            absent = "parameters" not in tool
            told = "parameters: Field required" if absent else "Input should be a valid dictionary"
            yield Problem(
                f"/tools/{at}{'' if absent else '/parameters'}", told, severity=graded(view)
            )
    if isinstance(choice, dict) and not isinstance(choice.get("name"), str):
        yield Problem("/tool_choice", "name: Field required", severity=graded(view))
    metadata = view.value.get("metadata")
    for name, value in metadata.items() if isinstance(metadata, dict) else ():
        if not isinstance(value, str):
            yield Problem(
                "/metadata", f"{name}: Input should be a valid string", severity=graded(view)
            )
    answered = view.about.endswith("response")  # requests have no instructions in MLflow
    if answered and isinstance(view.value.get("instructions"), list):
        yield Problem("/instructions", "Input should be a valid string", severity=graded(view))


RP975 = Rule(
    code="RP975",
    name="mlflow-parameters",
    summary="Functions have parameters, tool_choice names one of them, and metadata is text.",
    views=VIEWS,
    check=_check,
    subject="responses/request",
    wrong={**ASKED, "tool_choice": {"type": "web_search_preview"}},
    right={**ASKED, "tool_choice": {"type": "function", "name": "f"}},
    why="",
    how_to_fix="",
    source="Measured with mlflow 3.17.2",
    targets=frozenset({"mlflow"}),
)
