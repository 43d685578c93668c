"""Every parameter that the SDK declares for a request has a row of its own, in both directions."""

from __future__ import annotations

from typing import Any, get_type_hints

import pytest

pytest.importorskip("openai", reason="the openai SDK is a development dependency")

import section_a_requests
import section_c_hosted
import section_g_only
import section_g_same
from openai.types.chat import ChatCompletion, completion_create_params
from openai.types.responses import Response, response_create_params
from requests_table import REQUESTS
from section_h_around import CASES as AROUND
from section_h_ends import CASES as ENDS
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
    for section in (section_a_requests, section_c_hosted, section_g_only, section_g_same)
    for case in section.CASES
    if case.kind == "request"
]


def said_by(cases: list[Case], dialect: str, smallest: dict[str, Any]) -> set[str]:
    """Return the members that a row gives a value of its own."""
    rows = [case.given for case in cases if case.source == dialect]
    return {
        name
        for given in rows
        for name in {*given, *smallest}
        if given.get(name, ...) != smallest.get(name, ...)
    }


@pytest.mark.parametrize("dialect", PARAMETERS)
def test_every_parameter_of_a_request_has_a_row(dialect: str) -> None:
    declared = {name for form in PARAMETERS[dialect] for name in get_type_hints(form)}
    assert declared - said_by(REQUEST_CASES, dialect, REQUESTS[dialect]) == set()


@pytest.mark.parametrize(
    ("dialect", "model"), [("responses", Response), ("chat_completions", ChatCompletion)]
)
def test_every_member_of_an_answer_has_a_row(dialect: str, model: Any) -> None:
    [smallest] = [
        case.given
        for case in ENDS
        if case.source == dialect and case.name.startswith("the model has said what")
    ]
    rows = said_by([*ENDS, *AROUND], dialect, smallest)
    assert set(model.model_fields) - rows == set()
