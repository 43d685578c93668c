"""Every parameter that the SDK declares for a request has a row of its own, in both directions."""

from __future__ import annotations

from typing import Any, get_type_hints

import pytest

pytest.importorskip("openai", reason="the openai SDK is a development dependency")

import cases_hosted_calls
import cases_instructions
import cases_shared_parameters
import cases_unshared_parameters
from cases_answer_members import CASES as AROUND
from cases_finish_reasons import CASES as ENDS
from openai.types.chat import ChatCompletion, completion_create_params
from openai.types.responses import Response, response_create_params
from requests_table import REQUESTS
from table import Case

PARAMETERS: dict[str, tuple[Any, ...]] = {
    "responses": (
        response_create_params.ResponseCreateParamsNonStreaming,
        response_create_params.ResponseCreateParamsStreaming,
    ),
    "chat_completions": (
        completion_create_params.CompletionCreateParamsNonStreaming,
        completion_create_params.CompletionCreateParamsStreaming,
    ),
}
REQUEST_CASES: list[Case] = [
    case
    for section in (
        cases_instructions,
        cases_hosted_calls,
        cases_unshared_parameters,
        cases_shared_parameters,
    )
    for case in section.CASES
    if case.kind == "request"
]


def find_changed_members(cases: list[Case], dialect: str, smallest: dict[str, Any]) -> set[str]:
    """Return the members that any row sets to a new value."""
    rows = [case.payload for case in cases if case.source == dialect]
    return {
        name
        for payload in rows
        for name in {*payload, *smallest}
        if payload.get(name, ...) != smallest.get(name, ...)
    }


@pytest.mark.parametrize("dialect", PARAMETERS)
def test_every_parameter_of_a_request_has_a_row(dialect: str) -> None:
    declared = {name for form in PARAMETERS[dialect] for name in get_type_hints(form)}
    assert declared - find_changed_members(REQUEST_CASES, dialect, REQUESTS[dialect]) == set()


@pytest.mark.parametrize(
    ("dialect", "model"), [("responses", Response), ("chat_completions", ChatCompletion)]
)
def test_every_member_of_an_answer_has_a_row(dialect: str, model: Any) -> None:
    [smallest] = [
        case.payload
        for case in ENDS
        if case.source == dialect and case.name.startswith("the model has said what")
    ]
    rows = find_changed_members([*ENDS, *AROUND], dialect, smallest)
    assert set(model.model_fields) - rows == set()
