"""RP978: MLflow requires all numbers of a usage."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.targets.mlflow_items import get_severity
from responses_protocol._values import Json

HINT = "Write 0 for an unknown number, or leave out usage."
TOKENS = ("input_tokens", "output_tokens", "total_tokens")
DETAILS = {"input_tokens_details": "cached_tokens", "output_tokens_details": "reasoning_tokens"}
NUMBERS = {"input_tokens": 9, "output_tokens": 2, "total_tokens": 11}
OUTPUT = {"id": "resp_1", "output": []}


def _check(view: View) -> Iterator[Problem]:
    used = view.value.get("usage")
    if not isinstance(used, dict):
        return
    yield from _missing(view, used, "/usage", *TOKENS)
    for member, name in DETAILS.items():
        details = used.get(member)
        if isinstance(details, dict):
            yield from _missing(view, details, f"/usage/{member}", name)
        else:
            yield Problem("/usage", f"{member}: Field required", HINT, severity=get_severity(view))


def _missing(view: View, value: dict[str, Json], pointer: str, *names: str) -> Iterator[Problem]:
    for name in names:
        if value.get(name) is None:
            yield Problem(pointer, f"{name}: Field required", HINT, severity=get_severity(view))


RP978 = Rule(
    code="RP978",
    name="mlflow-usage",
    summary="The usage of an answer has all five numbers of tokens.",
    views=("responses_response", "responses_agent_response"),
    check=_check,
    subject="responses/response",
    wrong={**OUTPUT, "usage": NUMBERS},
    right={
        **OUTPUT,
        "usage": {
            **NUMBERS,
            "input_tokens_details": {"cached_tokens": 0},
            "output_tokens_details": {"reasoning_tokens": 0},
        },
    },
    why="MLflow's class for usage requires all five numbers.",
    how_to_fix="Add 0 for a number that is not known, or leave out `usage`.",
    source="Measured with mlflow 3.17.2",
    targets=frozenset({"mlflow"}),
)
