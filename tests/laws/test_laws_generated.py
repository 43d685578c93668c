"""The laws on generated payloads."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import pytest
from generated import OPTIONS, PAYLOADS
from hypothesis import given
from hypothesis import strategies as st
from laws import OTHER, check_all, check_edit

import responses_protocol as rp
from responses_protocol.testing import edits, items, messages

NO_REASONING = OPTIONS.map(lambda options: replace(options, reasoning="omit"))
CASES = list(itertools.product(OTHER, PAYLOADS))


@pytest.mark.parametrize(("dialect", "kind"), CASES)
@given(data=st.data())
def test_the_laws_hold(dialect: str, kind: str, data: st.DataObject) -> None:
    check_all(data.draw(PAYLOADS[kind](dialect)), dialect, kind, data.draw(OPTIONS))


@pytest.mark.parametrize("dialect", OTHER)
@given(data=st.data())
def test_edited_histories(dialect: Any, data: st.DataObject) -> None:
    fresh = messages() if dialect == "responses" else items()
    payload, options = data.draw(PAYLOADS["history"](dialect)), data.draw(NO_REASONING)
    value = rp.convert(
        payload, OTHER[dialect], source=dialect, kind="history", options=options
    ).value
    edit = data.draw(edits(value, fresh))
    check_edit(payload, dialect, options, edit.value, edit.origins)
