"""What comes out shares no list and no object with what went in, nor with each other."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from laws import OTHER, same
from whole_payloads import requests, responses

import responses_protocol as rp
from responses_protocol.testing import histories, tool_choices, tools

PAYLOADS: dict[str, Any] = {"history": histories, "tools": tools, "tool_choice": tool_choices}
KINDS: dict[str, Any] = {**PAYLOADS, "request": requests, "response": responses}


def change_deeply(value: Any) -> None:
    """Change every list and object of a value, however deep."""
    if isinstance(value, list):
        for member in value:
            change_deeply(member)
        value.append("spoilt")
    elif isinstance(value, dict):
        for member in value.values():
            change_deeply(member)
        value["spoilt"] = True


@pytest.mark.parametrize("kind", PAYLOADS)
@pytest.mark.parametrize("source", OTHER)
@given(data=st.data())
def test_nothing_is_shared(source: Any, kind: Any, data: st.DataObject) -> None:
    payload = data.draw(PAYLOADS[kind](source))

    def convert(source_value: Any) -> rp.Conversion:
        return rp.convert(source_value, OTHER[source], source=source, kind=kind)

    expected = convert(copy.deepcopy(payload))
    value, complement = copy.deepcopy((expected.value, expected.complement))
    source_copy = copy.deepcopy(payload)
    conversion = convert(source_copy)
    change_deeply(source_copy)
    assert same([conversion.value, conversion.complement], [value, complement])
    change_deeply(conversion.value)
    assert same(conversion.complement, complement)
    assert same(convert(payload).value, value)  # nor with anything of the package itself

    restored = rp.restore(expected.value, expected.complement)
    change_deeply(expected.value)
    change_deeply(expected.complement)
    assert same(restored, payload)
    before = copy.deepcopy((value, complement))
    change_deeply(rp.restore(value, complement))
    assert same([value, complement], list(before))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("source", OTHER)
@given(data=st.data())
def test_losses_that_are_read_late_are_those_of_the_original_source(
    source: Any, kind: Any, data: st.DataObject
) -> None:
    """Losses are made when they are first read: from then on they stay."""
    payload = data.draw(KINDS[kind](source))

    def convert(source_value: Any) -> rp.Conversion:
        return rp.convert(source_value, OTHER[source], source=source, kind=kind)

    expected = convert(copy.deepcopy(payload))
    conversion = convert(payload)
    change_deeply(payload)
    change_deeply(conversion.value)
    assert conversion.losses == expected.losses
    assert conversion.notices == expected.notices
    losses = conversion.losses
    change_deeply(conversion.complement)
    assert conversion.losses is losses
