"""`rp.convert_many`: each payload as `rp.convert` has it, and no payload ends the others."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import responses_protocol as rp
from responses_protocol.testing import histories

HELLO = [{"role": "user", "content": "Hello"}]
HOSTED = [{"type": "web_search_call", "id": "ws_1", "status": "completed"}]


@given(st.lists(st.one_of(histories("responses"), st.just([1]), st.just({"role": 1})), max_size=5))
def test_each_is_what_convert_gives(payloads: list[Any]) -> None:
    results = list(rp.convert_many(payloads, "chat_completions"))
    assert len(results) == len(payloads)
    for payload, result in zip(payloads, results, strict=True):
        if isinstance(result, rp.ConversionError):
            with pytest.raises(rp.ConversionError) as error_info:
                rp.convert(payload, "chat_completions")
            assert str(result) == str(error_info.value)
        else:
            conversion = rp.convert(payload, "chat_completions")
            assert (result.value, result.losses) == (conversion.value, conversion.losses)
            assert rp.restore(result.value, result.complement) == payload


def test_one_payload_is_taken_at_a_time() -> None:
    taken = []

    def payloads() -> Iterator[Any]:
        for number in range(3):
            taken.append(number)
            yield HELLO

    results = rp.convert_many(payloads(), "responses")
    assert not taken
    next(results)
    assert taken == [0]


def test_a_loss_that_is_too_grave_is_the_error_of_its_payload() -> None:
    results = list(rp.convert_many([HOSTED, []], "chat_completions", fail_on="error"))
    assert isinstance(results[0], rp.LossError)
    assert isinstance(results[1], rp.Conversion)


@pytest.mark.parametrize(
    "wrong",
    [
        {"to": "latin"},
        {"kind": "poem"},
        {"options": "latin"},
        {"fail_on": "error", "tolerate": "x"},
    ],
)
def test_wrong_arguments_raise_before_the_first_payload(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        rp.convert_many(iter([]), **{"to": "responses", **wrong})


def test_what_it_yields_passes_from_process_to_process() -> None:
    for result in rp.convert_many([HELLO, [1]], "responses"):
        again = pickle.loads(pickle.dumps(result))
        assert type(again) is type(result)
