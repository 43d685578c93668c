"""Law 5 on the rows of the table, with other values at each place of each payload.

Each payload is tried with every member removed, and with values of other types: it is refused with
a pointer, or restored exactly with losses that point into it. Each run tries one in five, and a
thorough run all.
"""

from __future__ import annotations

from typing import Any
from zlib import crc32

import pytest
from altered import alter_payload
from effort import sample
from laws import exact, resolve
from table import Case
from test_cases import CASES, target

import responses_protocol as rp

LONG = 10_000  # characters


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.decision} {case.name}")
def test_an_altered_payload_keeps_the_laws(case: Case) -> None:
    step = 5 if len(str(case.payload)) < LONG else 200  # long rows repeat the same shapes
    for payload in sample(alter_payload(case.payload), step, crc32(case.name.encode())):
        check_laws(payload, case)


def check_laws(payload: Any, case: Case) -> None:
    target_dialect = target(case)
    try:
        conversion = rp.convert(
            payload, target_dialect, source=case.source, kind=case.kind, options=case.options
        )
    except rp.ConversionError as error:
        owner, _, _ = error.pointer.rpartition("/")
        resolve(payload, owner)
        return
    exact(payload, case.source, case.kind, case.options, target_dialect)
    for loss in (*conversion.losses, *conversion.notices):
        resolve(payload, loss.pointer)
