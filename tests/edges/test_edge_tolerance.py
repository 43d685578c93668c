"""``fail_on`` and ``tolerate``: which losses end a conversion."""

from __future__ import annotations

from typing import Any

import pytest

import responses_protocol as rp

REQUEST: dict[str, Any] = {
    "model": "m",
    "input": [
        {"type": "message", "role": "user", "content": "Hello"},
        {"type": "web_search_call", "id": "ws_1", "status": "completed"},
    ],
    "tools": [{"type": "file_search", "vector_store_ids": ["vs_1"]}],
    "include": ["file_search_call.results"],
}
ERRORS = ("hosted_item", "hosted_tool")


def convert(**more: Any) -> rp.Conversion:
    return rp.convert(REQUEST, "chat_completions", **more)


def test_a_loss_of_the_severity_or_a_graver_one_refuses() -> None:
    with pytest.raises(rp.LossError) as error_info:
        convert(fail_on="error")
    assert {loss.code for loss in error_info.value.losses} >= {*ERRORS, "include"}
    with pytest.raises(rp.LossError, match="error hosted"):
        convert(fail_on="info")


@pytest.mark.parametrize("tolerated", ERRORS)
def test_the_worst_loss_that_is_not_tolerated_refuses(tolerated: str) -> None:
    [other_code] = set(ERRORS) - {tolerated}
    with pytest.raises(rp.LossError, match=f"error {other_code}"):
        convert(fail_on="error", tolerate=[tolerated])
    with pytest.raises(rp.LossError, match="warning include"):
        convert(fail_on="warning", tolerate=ERRORS)


def test_tolerated_losses_pass_and_are_reported_all_the_same() -> None:
    conversion = convert(fail_on="error", tolerate=ERRORS)
    assert {loss.code for loss in conversion.losses} >= set(ERRORS)
    assert conversion.value == convert().value


def test_a_code_that_no_loss_has_is_an_error_of_the_caller() -> None:
    with pytest.raises(ValueError, match="no loss has the code no_such, nor_such"):
        convert(fail_on="error", tolerate=["nor_such", "no_such"])
