"""Law 5: any JSON value converts or is refused with a pointer; and what converts keeps the laws."""

from __future__ import annotations

from typing import Any

import pytest
from generated import OPTIONS, PAYLOADS
from hypothesis import given, settings
from hypothesis import strategies as st
from laws import OTHER, exact, pure, resolve, store_and_load

import responses_protocol as rp
from responses_protocol.testing import damaged, histories, json_values, tools


def is_refused(payload: Any, to: Any, **arguments: Any) -> bool:
    """Tell whether a payload is refused, and check where the refusal points.

    What is missing has no place, so the last token may name a member that is not there.
    """
    try:
        rp.convert(payload, to, **arguments)
    except rp.ConversionError as error:
        owner, _, _ = error.pointer.rpartition("/")
        assert error.pointer == "" or isinstance(resolve(payload, owner), (dict, list))  # noqa: PT017
        return True
    return False


ANY_HISTORY = st.one_of(json_values(), *(damaged(histories(dialect)) for dialect in OTHER))
ANY_TOOLS = st.one_of(json_values(), *(damaged(tools(dialect)) for dialect in OTHER))


@given(payload=ANY_HISTORY | ANY_TOOLS, to=st.sampled_from(list(OTHER)))
@settings(max_examples=300)
def test_any_json_converts_or_is_refused_with_a_pointer(payload: Any, to: Any) -> None:
    if not is_refused(payload, to):
        conversion = rp.convert(payload, to)
        assert conversion.value is not None or payload is None or conversion.losses


DAMAGED = {
    (source, kind): json_values() | damaged(PAYLOADS[kind](source))
    for source in OTHER
    for kind in PAYLOADS
}


@pytest.mark.parametrize("kind", PAYLOADS)
@pytest.mark.parametrize("source", OTHER)
@given(data=st.data())
def test_accepted_values_keep_the_laws(source: str, kind: str, data: st.DataObject) -> None:
    """What no schema accepts, and is converted all the same, must come back as well."""
    damaged_payload = data.draw(DAMAGED[source, kind])
    payload = store_and_load(
        damaged_payload
    )  # no parser gives the two halves of one character apart
    options = data.draw(OPTIONS)
    if not is_refused(payload, OTHER[source], source=source, kind=kind, options=options):
        exact(payload, source, kind, options)
        pure(payload, source, kind, options)
