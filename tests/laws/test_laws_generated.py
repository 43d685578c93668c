"""The laws on generated payloads."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from generated import OPTIONS, PAYLOADS
from hypothesis import given
from hypothesis import strategies as st
from laws import OTHER, Law, edited, exact, pure, reported, stable

import responses_protocol as rp
from responses_protocol.testing import edits, histories, items, messages

NO_REASONING = OPTIONS.map(lambda options: replace(options, reasoning="omit"))
CASES = list(itertools.product(OTHER, PAYLOADS))


@pytest.mark.parametrize(("dialect", "kind"), CASES)
@pytest.mark.parametrize("law", [exact, stable, reported, pure])
@given(data=st.data())
def test_a_law_holds(law: Law, dialect: str, kind: str, data: st.DataObject) -> None:
    payload = data.draw(PAYLOADS[kind](dialect))
    law(payload, dialect, kind, data.draw(OPTIONS))


@pytest.mark.parametrize("dialect", OTHER)
@given(data=st.data())
def test_edited_histories(dialect: str, data: st.DataObject) -> None:
    fresh = messages() if dialect == "responses" else items()
    payload, options = data.draw(histories(dialect)), data.draw(NO_REASONING)
    value = rp.convert(
        payload, OTHER[dialect], source=dialect, kind="history", options=options
    ).value
    edit = data.draw(edits(value, fresh))
    edited(payload, dialect, options, edit.value, edit.origins)
