"""What a translator of chunks knows of its losses, and when."""

from __future__ import annotations

from typing import Any

import pytest
from cases_chunks import CITED
from stream_table import call_fragment, calls, chunk, text_chunks, whole_call

from responses_protocol.streams import ChunksToEvents, StreamError, fold_events

Payload = dict[str, Any]


def codes_and_pointers(translator: ChunksToEvents) -> list[tuple[str, str]]:
    return [(loss.code, loss.pointer) for loss in translator.losses]


def test_errors_are_known_when_they_happen() -> None:
    translator = ChunksToEvents()
    translator.feed(chunk(content="A", x_trace=1))
    assert codes_and_pointers(translator) == []
    translator.feed(chunk(audio={"id": "audio_1", "data": "UklG"}))
    assert codes_and_pointers(translator) == [("audio", "/choices/0/message/audio")]
    translator.feed(calls(whole_call(0, "call_1", '{"q":1}')))
    translator.feed(calls(call_fragment(0, '{"q":2}')))
    glued = ("call_fragment", "/choices/0/message/tool_calls/0/function/arguments")
    assert codes_and_pointers(translator) == [("audio", "/choices/0/message/audio"), glued]
    translator.feed(chunk("stop"))
    translator.close()
    assert {loss.severity for loss in translator.losses} == {"warning", "error"}


def test_late_arguments_are_a_loss_at_once() -> None:
    translator = ChunksToEvents()
    for one in (calls(whole_call(0, "call_1")), *text_chunks("A"), calls(call_fragment(0, "x"))):
        translator.feed(one)
    assert ("call_fragment", "/choices/0/message/tool_calls/0") in codes_and_pointers(translator)


@pytest.mark.parametrize("chunks", [[], text_chunks("A")])
def test_a_refused_chunk_is_a_loss(chunks: list[Payload]) -> None:
    translator = ChunksToEvents()
    for payload in chunks:
        translator.feed(payload)
    with pytest.raises(StreamError):
        translator.feed({"choices": 7})
    assert ("damaged_chunk", "") in codes_and_pointers(translator)
    translator.close()
    assert ("damaged_chunk", "") in codes_and_pointers(translator)


def test_no_losses_mean_that_nothing_is_lost_of_the_stream() -> None:
    plain = [chunk(content="A"), chunk("stop")]
    usual = _codes(plain)
    for odd, code in (
        ([{**plain[0], "id": "chatcmpl-2"}], "repeated_member"),
        ([{**plain[0], "system_fingerprint": "a"}, {**plain[0], "system_fingerprint": "b"}], ""),
        ([chunk("length")], "finish_reason"),
        ([{**plain[0], "choices": [{"index": 1, "delta": {"content": "B"}}]}], "choice"),
    ):
        assert (code or "repeated_member") in _codes([*plain, *odd]) - usual


def _codes(chunks: list[Payload]) -> set[str]:
    translator = ChunksToEvents()
    for payload in chunks:
        translator.feed(payload)
    translator.close()
    return {loss.code for loss in translator.losses}


def test_a_stream_without_an_end_has_a_loss() -> None:
    translator = ChunksToEvents()
    events = [
        event for one in text_chunks("A") for event in translator.feed(one)
    ] + translator.close()
    answer = fold_events(events)
    assert ("unfinished_stream", "/choices") in codes_and_pointers(translator)
    assert (answer["status"], answer["error"]["code"]) == ("failed", "server_error")


def test_nothing_waits_for_the_next_payload() -> None:
    translator = ChunksToEvents()
    kinds = [
        [event["type"].removeprefix("response.") for event in translator.feed(one)]
        for one in (
            chunk(role="assistant"),
            calls(whole_call(0, "call_1", "")),
            calls(call_fragment(0, '{"q":1}')),
            *text_chunks("A"),
            chunk(annotations=CITED),
        )
    ]
    assert kinds[0] == ["created", "in_progress"]
    assert kinds[1] == ["output_item.added"]
    assert kinds[2] == ["function_call_arguments.delta"]
    assert kinds[3][:2] == ["function_call_arguments.done", "output_item.done"]
    assert kinds[4] == ["output_text.annotation.added"]
