"""Law 5 on the rows of the table: each place of each payload, with anything else in it.

What a row shows is there once more with every member missing, or of another type: that is refused
with a pointer, or it comes back exactly, and its losses can be told.
"""

from __future__ import annotations

from typing import Any

import pytest
from altered import altered
from laws import exact, resolve
from table import Case
from test_cases import CASES, target

import responses_protocol as rp


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.row} {case.name}")
def test_an_altered_payload_keeps_the_laws(case: Case) -> None:
    for payload in altered(case.given):
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
