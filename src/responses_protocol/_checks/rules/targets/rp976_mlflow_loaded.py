"""RP976: a loaded ResponsesAgent refuses members that its signature does not have."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.targets.mlflow_bodies import REQUEST
from responses_protocol._values import Json

HINT = "Only a loaded agent, which enforces its signature, refuses it: move it into custom_inputs."
KNOWN = {
    "tools": ("type",),
    "reasoning": ("effort", "generate_summary"),
    "context": ("conversation_id", "user_id"),
}


def _check(view: View) -> Iterator[Problem]:
    tools = view.value.get("tools")
    for index, tool in enumerate(tools if isinstance(tools, list) else ()):
        yield from _find_unknown(tool, f"/tools/{index}", KNOWN["tools"])
    for member in ("reasoning", "context"):
        yield from _find_unknown(view.value.get(member), f"/{member}", KNOWN[member])


def _find_unknown(value: Json, pointer: str, known: tuple[str, ...]) -> Iterator[Problem]:
    names = sorted(set(value) - set(known)) if isinstance(value, dict) else []
    if names:
        name_list = ", ".join(f"'{name}'" for name in names)
        message = f"Invalid properties not defined in the schema found: {{{name_list}}}"
        yield Problem(pointer, message, HINT)


RP976 = Rule(
    code="RP976",
    name="mlflow-loaded",
    summary=(
        "A request to a loaded agent has no definitions of tools, and no unknown members in "
        "reasoning and context."
    ),
    severity="warning",
    views=("responses_request", "responses_agent_request"),
    check=_check,
    subject="responses_agent/request",
    wrong={**REQUEST, "tools": [{"type": "function", "name": "add", "parameters": {}}]},
    right={**REQUEST, "context": {"user_id": "ada"}},
    why=(
        "MLflow checks requests to a loaded agent against its signature. An agent that was not "
        "logged takes them."
    ),
    how_to_fix="Keep the definitions in the agent, or send them in `custom_inputs`.",
    source="Measured with mlflow 3.17.2",
    targets=frozenset({"mlflow"}),
)
