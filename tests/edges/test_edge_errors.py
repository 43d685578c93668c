"""Errors pass from process to process, with the same text and members."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

import pytest

import responses_protocol as rp
from responses_protocol._lens.fail_on import LossError
from responses_protocol._streams.errors import AnswerError, StreamError
from responses_protocol._streams.sse import SseDecoder, SseError
from responses_protocol.errors import ComplementError, ConversionError

HISTORY = [{"role": "user", "content": "hi"}, {"type": "reasoning", "id": "r", "summary": []}]


def refuse_losses() -> None:
    rp.convert(HISTORY, "chat_completions", fail_on="info")


def catch(call: Callable[[], Any]) -> ConversionError:
    with pytest.raises(ConversionError) as error_info:
        call()
    return error_info.value


ERRORS = [
    ConversionError("no", "/a"),
    ComplementError("no", "/b"),
    StreamError("no", 3, "/c"),
    SseError("no", 4, 5, 6),
    AnswerError("failed", {"error": {"message": "no"}}),
    catch(refuse_losses),
    catch(lambda: rp.convert(7, "chat_completions")),
    catch(lambda: rp.restore([], {})),
    catch(lambda: SseDecoder().feed(b"data: {\n\n")),
]
COPIES: list[Callable[[Any], Any]] = [
    copy.copy,
    copy.deepcopy,
    *(
        lambda one, at=at: pickle.loads(pickle.dumps(one, at))
        for at in range(pickle.HIGHEST_PROTOCOL + 1)
    ),
]


@pytest.mark.parametrize("copy_object", COPIES)
def test_conversions_pass_with_their_losses(copy_object: Callable[[Any], Any]) -> None:
    conversion = rp.convert(HISTORY, "chat_completions")
    copied = copy_object(conversion)
    assert (copied.value, copied.complement) == (conversion.value, conversion.complement)
    assert (copied.losses, copied.notices) == (conversion.losses, conversion.notices) != ((), ())
    edited = [*conversion.value, {"role": "user", "content": "x", "name": "a"}]
    restoration = rp.restoration(edited, conversion.complement)
    copied = copy_object(restoration)
    assert (copied.value, copied.fresh, copied.exact) == (restoration.value, ((1, 2),), False)
    assert copied.losses == restoration.losses != ()


def test_a_value_that_is_not_json_is_refused_at_its_place() -> None:
    form = {"format": "responses-protocol/complement", "version": 2, "source": "responses"}
    choice = {**form, "kind": "tool_choice", "target": "chat_completions", "segments": []}
    with pytest.raises(ConversionError) as error_info:
        rp.restore(True, choice)
    assert error_info.value.pointer == ""
    history = {**choice, "kind": "history", "segments": [{"digest": "", "values": []}]}
    with pytest.raises(ConversionError) as error_info:
        rp.restore([10**5000], history)
    assert not isinstance(error_info.value, ComplementError)
    request = {**form, "kind": "request", "target": "chat_agent", "lists": {}, "same": {}}
    with pytest.raises(ComplementError):
        rp.restore({}, {**request, "members": {}, "rest": {"x": float("nan")}})


@pytest.mark.parametrize("error", ERRORS, ids=lambda one: type(one).__name__)
@pytest.mark.parametrize("copy_object", COPIES)
def test_a_copy_has_the_same_text_and_members(
    error: ConversionError, copy_object: Callable[[Any], Any]
) -> None:
    error.__dict__["__notes__"] = ["where it was"]
    copied = copy_object(error)
    assert type(copied) is type(error)
    assert (str(copied), copied.args, vars(copied)) == (str(error), error.args, vars(error))


def test_all_kinds_are_there() -> None:
    kinds = {ConversionError, ComplementError, StreamError, SseError, AnswerError, LossError}
    assert {type(error) for error in ERRORS} == kinds


def test_a_pool_of_processes_outlives_an_error() -> None:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        error = pool.submit(refuse_losses).exception()
        assert isinstance(error, LossError)
        assert str(error) == str(catch(refuse_losses))
        assert pool.submit(len, "still there").result() == 11
