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


def spoil(value: Any) -> None:
    """Change every list and object of a value, however deep."""
    if isinstance(value, list):
        for one in value:
            spoil(one)
        value.append("spoilt")
    elif isinstance(value, dict):
        for one in value.values():
            spoil(one)
        value["spoilt"] = True


@pytest.mark.parametrize("kind", PAYLOADS)
@pytest.mark.parametrize("source", OTHER)
@given(data=st.data())
def test_nothing_is_shared(source: Any, kind: Any, data: st.DataObject) -> None:
    payload = data.draw(PAYLOADS[kind](source))

    def convert(given: Any) -> rp.Conversion:
        return rp.convert(given, OTHER[source], source=source, kind=kind)

    wanted = convert(copy.deepcopy(payload))
    value, complement = copy.deepcopy((wanted.value, wanted.complement))
    given_away = copy.deepcopy(payload)
    conversion = convert(given_away)
    spoil(given_away)
    assert same([conversion.value, conversion.complement], [value, complement])
    spoil(conversion.value)
    assert same(conversion.complement, complement)
    assert same(convert(payload).value, value)  # nor with anything of the package itself

    restored = rp.restore(wanted.value, wanted.complement)
    spoil(wanted.value)
    spoil(wanted.complement)
    assert same(restored, payload)
    before = copy.deepcopy((value, complement))
    spoil(rp.restore(value, complement))
    assert same([value, complement], list(before))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("source", OTHER)
@given(data=st.data())
def test_losses_read_late_speak_of_the_source_as_it_was(
    source: Any, kind: Any, data: st.DataObject
) -> None:
    """Losses are made when they are first read: from then on they stay."""
    payload = data.draw(KINDS[kind](source))

    def convert(given: Any) -> rp.Conversion:
        return rp.convert(given, OTHER[source], source=source, kind=kind)

    wanted = convert(copy.deepcopy(payload))
    conversion = convert(payload)
    spoil(payload)
    spoil(conversion.value)
    assert conversion.losses == wanted.losses
    assert conversion.notices == wanted.notices
    first = conversion.losses
    spoil(conversion.complement)
    assert conversion.losses is first
