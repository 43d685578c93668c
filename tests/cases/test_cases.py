"""The table of cases: input, what becomes of it, and every loss; and it comes back exactly."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import section_a
import section_b
import section_c
import section_d
import section_e
import section_f
from laws import exact, pure, reported, same, stable
from table import Case

import responses_protocol as rp
from responses_protocol.formats.codes import CODES

SECTIONS = (section_a, section_b, section_c, section_d, section_e, section_f)
CASES = [case for section in SECTIONS for case in section.CASES]
OF_REQUESTS = {1, 2, 61}  # rows about whole requests, which are no history and no list of tools
OF_STREAMS = {"streamed_otherwise"}  # codes that the cases in tests/streams emit
OTHER = {"responses": "chat_completions", "chat_completions": "responses"}


def convert(case: Case) -> rp.Conversion:
    return rp.convert(
        copy.deepcopy(case.given),
        OTHER[case.source],
        source=case.source,
        kind=case.kind,
        options=case.options,
    )


def pairs(found: tuple[rp.Loss, ...]) -> list[tuple[str, str]]:
    return sorted((loss.code, loss.pointer) for loss in found)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.row}: {case.name}")
def test_case(case: Case) -> None:
    conversion = convert(case)
    assert same(conversion.value, case.expected)
    assert pairs(conversion.losses) == sorted(case.losses)
    assert pairs(conversion.notices) == sorted(case.notices)
    for law in (exact, stable, reported, pure):
        law(case.given, case.source, case.kind, case.options)


def test_every_row_has_a_case() -> None:
    assert {case.row for case in CASES} | OF_REQUESTS == set(range(1, 67))


# --- codes ---


def emitted() -> Iterator[rp.Loss]:
    for case in CASES:
        conversion = convert(case)
        yield from conversion.losses
        yield from conversion.notices


def documented() -> dict[str, str]:
    """Return the codes of the documentation, each with its severity."""
    path = Path(__file__).parents[2] / "docs" / "losses.md"
    row = re.compile(r"^\| `(\w+)` \| (\w+) \|", re.MULTILINE)
    return dict(row.findall(path.read_text(encoding="utf-8")))


def test_codes_and_their_documentation_are_in_step() -> None:
    assert documented() == {code: what.severity for code, what in CODES.items()}


def test_every_code_is_emitted_by_a_case_and_none_that_is_not_listed() -> None:
    assert {loss.code for loss in emitted()} == set(CODES) - OF_STREAMS


def test_losses_have_the_severity_and_message_of_their_code() -> None:
    for loss in emitted():
        assert (loss.severity, loss.message) == CODES[loss.code]
