"""The table of cases: input, what becomes of it, and every loss; and it comes back exactly."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
import section_a
import section_a_requests
import section_b
import section_b_more
import section_c
import section_c_hosted
import section_d
import section_d_media
import section_e
import section_e_choices
import section_e_names
import section_e_search
import section_f
import section_g_only
import section_g_same
import section_g_values
import section_h_around
import section_h_ends
import section_h_final
import section_h_said
import section_i
import section_j
import section_k
from laws import durable, exact, pure, reported, same, stable
from resolver_table import REFERENCE, resolve
from table import Case

import responses_protocol as rp
from responses_protocol.formats.codes import CODES
from responses_protocol.formats.registry import DIALECTS

SECTIONS = (
    section_a,
    section_a_requests,
    section_b,
    section_b_more,
    section_c,
    section_c_hosted,
    section_d,
    section_d_media,
    section_e,
    section_e_names,
    section_e_search,
    section_e_choices,
    section_f,
    section_g_same,
    section_g_only,
    section_g_values,
    section_h_ends,
    section_h_said,
    section_h_around,
    section_h_final,
    section_i,
    section_j,
    section_k,
)
CASES = [case for section in SECTIONS for case in section.CASES]
OF_STREAMS = {  # codes that the cases in tests/streams emit
    *("call_fragment", "damaged_chunk", "late_event", "missing_events", "repeated_member"),
    *("streamed_otherwise", "superseded", "unfinished_stream", "unknown_event"),
    "unreadable_event",
}
OTHER: dict[str, Any] = {
    "responses": "chat_completions",
    "chat_completions": "responses",
    "chat_agent": "responses",
}


def convert(case: Case) -> rp.Conversion:
    return rp.convert(
        copy.deepcopy(case.given),
        target(case),
        source=case.source,
        kind=case.kind,
        options=case.options,
        request=copy.deepcopy(case.request),
    )


def target(case: Case) -> Any:
    return case.target or OTHER[case.source]


def pairs(found: tuple[rp.Loss, ...]) -> list[tuple[str, str]]:
    return sorted((loss.code, loss.pointer) for loss in found)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.row}: {case.name}")
def test_case(case: Case) -> None:
    conversion = convert(case)
    assert same(conversion.value, case.expected)
    assert pairs(conversion.losses) == sorted(case.losses)
    assert pairs(conversion.notices) == sorted(case.notices)
    for law in (exact, stable, reported, pure, durable):
        law(case.given, case.source, case.kind, case.options, target(case))


def test_every_row_has_a_case() -> None:
    assert {case.row for case in CASES} == {*range(1, 87), *range(95, 99)}


# --- codes ---


def emitted() -> Iterator[rp.Loss]:
    for case in CASES:
        conversion = convert(case)
        yield from conversion.losses
        yield from conversion.notices
    # the one code that needs what is no part of a payload
    yield from rp.convert([REFERENCE], "chat_completions", resolve=resolve).losses


def documented() -> dict[str, str]:
    """Return the codes of the documentation, each with its severity."""
    path = Path(__file__).parents[2] / "docs" / "losses.md"
    row = re.compile(r"^\| `(\w+)` \| (\w+) \|", re.MULTILINE)
    return dict(row.findall(path.read_text(encoding="utf-8")))


def test_codes_and_their_documentation_are_in_step() -> None:
    assert documented() == {code: what.severity for code, what in CODES.items()}


def test_every_code_is_emitted_by_a_case_and_none_that_is_not_listed() -> None:
    assert {loss.code for loss in emitted()} == set(CODES) - OF_STREAMS


PAIRS = list(permutations([dialect.label for dialect in DIALECTS.values()], 2))


def test_losses_have_the_severity_and_message_of_their_code() -> None:
    for loss in emitted():
        code = CODES[loss.code]
        assert loss.severity == code.severity
        assert loss.message in {code.message(*pair) for pair in PAIRS}
