"""Law 5 on the rows of the table: each place of each payload, with anything else in it.

What a row shows is there once more with every member missing, or of another type: that is refused
with a pointer, or it comes back exactly, and its losses can be told. One in five is tried in every
run, and all where that is thorough.
"""

from __future__ import annotations

from typing import Any
from zlib import crc32

import pytest
from altered import altered
from effort import sample
from laws import exact, resolve
from table import Case
from test_cases import CASES, target

import responses_protocol as rp

LONG = 10_000  # characters


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.row} {case.name}")
def test_an_altered_payload_keeps_the_laws(case: Case) -> None:
    step = 5 if len(str(case.given)) < LONG else 200  # a row of many tools is much of the same
    for payload in sample(altered(case.given), step, crc32(case.name.encode())):
        keeps_the_laws(payload, case)


def keeps_the_laws(payload: Any, case: Case) -> None:
    to = target(case)
    try:
        made = rp.convert(payload, to, source=case.source, kind=case.kind, options=case.options)
    except rp.ConversionError as error:
        owner, _, _ = error.pointer.rpartition("/")
        resolve(payload, owner)
        return
    exact(payload, case.source, case.kind, case.options, to)
    for loss in (*made.losses, *made.notices):
        resolve(payload, loss.pointer)
