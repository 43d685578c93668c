"""The table of cases: payloads, their translations and all losses; each is restored exactly."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path
from typing import Any

import cases_answer_content
import cases_answer_members
import cases_content_parts
import cases_declared_tools
import cases_final_messages
import cases_finish_reasons
import cases_hosted_calls
import cases_instructions
import cases_messages
import cases_mlflow
import cases_parameter_values
import cases_part_members
import cases_reasoning
import cases_recorded_histories
import cases_shared_parameters
import cases_tool_calls
import cases_tool_choices
import cases_tool_media
import cases_tool_names
import cases_tool_outputs
import cases_tools
import cases_unshared_parameters
import cases_web_search
import pytest
from laws import durable, exact, pure, reported, same, stable
from resolver_table import REFERENCE, resolve
from table import Case

import responses_protocol as rp
from responses_protocol._formats.codes import CODES
from responses_protocol._formats.registry import DIALECTS

SECTIONS = (
    cases_messages,
    cases_instructions,
    cases_content_parts,
    cases_part_members,
    cases_tool_calls,
    cases_hosted_calls,
    cases_tool_outputs,
    cases_tool_media,
    cases_tools,
    cases_tool_names,
    cases_web_search,
    cases_tool_choices,
    cases_reasoning,
    cases_shared_parameters,
    cases_unshared_parameters,
    cases_parameter_values,
    cases_finish_reasons,
    cases_answer_content,
    cases_answer_members,
    cases_final_messages,
    cases_recorded_histories,
    cases_mlflow,
    cases_declared_tools,
)
CASES = [case for section in SECTIONS for case in section.CASES]
STREAM_CODES = {  # codes that the cases in tests/streams emit
    *("call_fragment", "damaged_chunk", "late_event", "missing_events", "repeated_member"),
    *("streamed_otherwise", "superseded", "unfinished_stream", "unknown_event"),
    "unreadable_event",
}
DEFAULT_TARGETS: dict[str, Any] = {
    "responses": "chat_completions",
    "chat_completions": "responses",
    "chat_agent": "responses",
}


def convert(case: Case) -> rp.Conversion:
    return rp.convert(
        copy.deepcopy(case.payload),
        target(case),
        source=case.source,
        kind=case.kind,
        options=case.options,
        request=copy.deepcopy(case.request),
    )


def target(case: Case) -> Any:
    return case.target or DEFAULT_TARGETS[case.source]


def pairs(losses: tuple[rp.Loss, ...]) -> list[tuple[str, str]]:
    return sorted((loss.code, loss.pointer) for loss in losses)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.decision}: {case.name}")
def test_case(case: Case) -> None:
    conversion = convert(case)
    assert same(conversion.value, case.expected)
    assert pairs(conversion.losses) == sorted(case.losses)
    assert pairs(conversion.notices) == sorted(case.notices)
    for law in (exact, stable, reported, pure, durable):
        law(case.payload, case.source, case.kind, case.options, target(case))


def test_every_row_has_a_case() -> None:
    assert {case.decision for case in CASES} == {*range(1, 87), *range(95, 99)}


# --- codes ---


def find_emitted() -> Iterator[rp.Loss]:
    for case in CASES:
        conversion = convert(case)
        yield from conversion.losses
        yield from conversion.notices
    # the code that needs a resolver
    yield from rp.convert([REFERENCE], "chat_completions", resolve=resolve).losses


def read_documented() -> dict[str, str]:
    """Return the codes of the documentation, each with its severity."""
    path = Path(__file__).parents[2] / "docs" / "losses.md"
    row = re.compile(r"^\| `(\w+)` \| (\w+) \|", re.MULTILINE)
    return dict(row.findall(path.read_text(encoding="utf-8")))


def test_codes_and_their_documentation_are_in_step() -> None:
    assert read_documented() == {code: entry.severity for code, entry in CODES.items()}


def test_every_code_is_emitted_by_a_case_and_none_that_is_not_listed() -> None:
    assert {loss.code for loss in find_emitted()} == set(CODES) - STREAM_CODES


PAIRS = list(permutations([dialect.label for dialect in DIALECTS.values()], 2))


def test_losses_have_the_severity_and_message_of_their_code() -> None:
    for loss in find_emitted():
        code = CODES[loss.code]
        assert loss.severity == code.severity
        assert loss.message in {code.message(*pair) for pair in PAIRS}
