"""The laws of whole answers on every short one with reasoning."""

from __future__ import annotations

from typing import Any

import pytest
from laws import exact, pure, reported, stable
from thoughts import ANSWERS, FORMS

import responses_protocol as rp


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("source", list(ANSWERS))
@pytest.mark.parametrize("law", [exact, stable, reported, pure])
def test_every_short_answer(law: Any, source: str, form: Any) -> None:
    for answer in ANSWERS[source]:
        law(answer, source, "response", rp.Options(reasoning=form))
