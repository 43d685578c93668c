"""Law 5 on the rows of the table: each place of each payload, with anything else in it.

What a row shows is there once more with every member missing, or of another type: that is refused
with a pointer, or it comes back exactly, and its losses can be told.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from laws import exact, resolve
from table import Case
from test_cases import CASES, target

import responses_protocol as rp
from responses_protocol.values import copied

ODD: tuple[Any, ...] = (None, True, 1.5, "", "x", [], [7], [{}], {}, {"type": {}})
MISSING = object()
Path = tuple[Any, ...]


def places(value: Any, path: Path = ()) -> Iterator[Path]:
    if path:
        yield path
    if isinstance(value, dict):
        for name, member in value.items():
            yield from places(member, (*path, name))
    elif isinstance(value, list):
        for at, element in enumerate(value):
            yield from places(element, (*path, at))


def altered(payload: Any, path: Path, odd: Any) -> Any:
    *owners, last = path
    made = owner = copied(payload)
    for name in owners:
        owner = owner[name]
    if odd is MISSING:
        del owner[last]
    else:
        owner[last] = copied(odd)
    return made


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


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.row} {case.name}")
def test_an_altered_payload_keeps_the_laws(case: Case) -> None:
    for path in places(case.given):
        for odd in (*ODD, MISSING):
            keeps_the_laws(altered(case.given, path, odd), case)
