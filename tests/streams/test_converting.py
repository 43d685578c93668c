"""`convert_stream`: the translators as iterators."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from openai.types.chat import ChatCompletionChunk
from openai.types.responses import ResponseTextDeltaEvent
from stream_samples import CHAT, asynchronous, chunk, recorded
from stream_table import CREATED, done, end_event, message, text

import responses_protocol as rp


def feed_all(translator: Any, payloads: list[Any]) -> list[Any]:
    outputs = [output for payload in payloads for output in translator.feed(payload)]
    return [*outputs, *translator.close()]


EVENTS = feed_all(rp.streams.ChunksToEvents(), CHAT)
BOTH = [("responses", CHAT), ("chat_completions", EVENTS)]


@pytest.mark.parametrize(("to", "payloads"), BOTH)
def test_it_equals_the_translator(to: Any, payloads: list[Any]) -> None:
    direct = rp.streams.ChunksToEvents() if to == "responses" else rp.streams.EventsToChunks()
    expected = feed_all(direct, payloads)
    conversion = rp.convert_stream(payloads, to=to)
    assert list(conversion) == expected
    assert conversion.losses == direct.losses
    assert list(rp.convert_stream([*payloads, "[DONE]"], to=to)) == expected

    async def run() -> list[Any]:
        later = rp.convert_stream(asynchronous([*payloads, " [DONE]\n"]), to=to)
        made = [one async for one in later]
        assert later.losses == direct.losses
        return made

    assert asyncio.run(run()) == expected


@pytest.mark.parametrize(("to", "payloads"), BOTH)
def test_payloads_are_translated_as_they_come(to: Any, payloads: list[Any]) -> None:
    read = 0

    def source() -> Any:
        nonlocal read
        for payload in payloads:
            read += 1
            yield payload

    conversion = rp.convert_stream(source(), to=to)
    assert read == 0
    next(conversion)
    assert read == 1
    assert conversion.losses == ()


class Source:
    """Payloads that tell whether they were closed."""

    def __init__(self, payloads: list[Any], fails: bool = False) -> None:
        self.rest = iter(payloads)
        self.fails = fails
        self.closed = False

    def __iter__(self) -> Any:
        return self

    def __next__(self) -> Any:
        if self.fails:
            raise ConnectionError
        return next(self.rest)

    def close(self) -> None:
        self.closed = True


def is_unfinished(conversion: Any) -> bool:
    found = [loss.pointer for loss in conversion.losses if loss.code == "unfinished_stream"]
    assert found in ([], ["/choices"], ["/output"])
    return bool(found)


@pytest.mark.parametrize(("to", "payloads"), BOTH)
def test_closing_a_stream_closes_its_source(to: Any, payloads: list[Any]) -> None:
    source = Source(payloads)
    with rp.convert_stream(source, to=to) as conversion:
        next(conversion)
    assert source.closed
    assert is_unfinished(conversion)
    assert list(conversion) == []

    never = Source(payloads)
    conversion = rp.convert_stream(never, to=to)
    conversion.close()
    assert never.closed
    assert is_unfinished(conversion)
    never.closed = False
    conversion.close()  # which has nothing to close any more
    assert not never.closed

    broken = Source(payloads, fails=True)
    conversion = rp.convert_stream(broken, to=to)
    with pytest.raises(ConnectionError):
        list(conversion)
    assert broken.closed
    assert is_unfinished(conversion)

    whole = Source(payloads)
    with rp.convert_stream(whole, to=to) as conversion:
        list(conversion)
    assert not whole.closed
    assert not is_unfinished(conversion)


class AsyncSource:
    """Payloads that count how often they were closed."""

    def __init__(self) -> None:
        self.closed = 0

    def __aiter__(self) -> Any:
        return self

    async def __anext__(self) -> Any:
        raise StopAsyncIteration

    async def aclose(self) -> None:
        self.closed += 1


@pytest.mark.parametrize(("to", "payloads"), BOTH)
def test_an_asynchronous_stream_is_closed_before_it_begins(to: Any, payloads: list[Any]) -> None:
    async def run() -> None:
        source = AsyncSource()
        conversion = rp.convert_stream(source, to=to)
        await conversion.aclose()
        await conversion.aclose()
        assert source.closed == 1
        assert is_unfinished(conversion)

    asyncio.run(run())


@pytest.mark.parametrize(("to", "payloads"), BOTH)
@pytest.mark.parametrize("way", ["break", "time-out", "cancelled"])
def test_closing_an_asynchronous_stream_closes_its_source(
    way: str, to: Any, payloads: list[Any]
) -> None:
    closed = []

    async def source() -> Any:
        try:
            yield payloads[0]
            await asyncio.sleep(60)
        finally:
            closed.append(way)

    async def read(conversion: Any) -> None:
        if way == "break":
            async with conversion:
                async for _ in conversion:
                    break
            return
        with pytest.raises(asyncio.TimeoutError):
            await _timed(conversion)

    async def run() -> None:
        conversion = rp.convert_stream(source(), to=to)
        if way != "cancelled":
            await read(conversion)
        else:
            task = asyncio.ensure_future(_all(conversion))
            await asyncio.sleep(0.05)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        assert closed == [way]
        assert is_unfinished(conversion)

    asyncio.run(run())


async def _timed(conversion: Any) -> None:
    while True:
        await asyncio.wait_for(anext(conversion), 0.05)


async def _all(conversion: Any) -> list[Any]:
    return [one async for one in conversion]


def test_a_resumed_stream_continues_at_the_end_of_its_head() -> None:
    events = [{**one, "sequence_number": index} for index, one in enumerate(EVENTS)]
    expected = list(rp.convert_stream(events, to="chat_completions"))
    for cut in range(len(events)):
        first = rp.streams.EventsToChunks()
        before = [one for event in events[:cut] for one in first.feed(event)]
        for start in {cut, max(cut - 2, 0), 0}:  # servers may say some of it once more
            rest = rp.convert_stream(events[start:], to="chat_completions", head=events[:cut])
            assert [*before, *rest] == expected
            assert "missing_events" not in {loss.code for loss in rest.losses}
    with pytest.raises(ValueError, match="resumed"):
        rp.convert_stream(CHAT, to="responses", head=CHAT[:1])


def test_constant_numbers_do_not_identify_events_of_a_resumed_stream() -> None:
    events = [{**one, "sequence_number": 0} for one in EVENTS]
    head, rest = events[:3], events[3:]
    first = rp.streams.EventsToChunks()
    before = [one for event in head for one in first.feed(event)]
    made = rp.convert_stream(rest, to="chat_completions", head=head)
    assert [*before, *made] == list(rp.convert_stream(EVENTS, to="chat_completions"))


def test_events_missing_behind_a_head_are_a_loss_and_leave_no_glued_text() -> None:
    told = [CREATED, text("He"), text("ll"), text("o "), text("you"), done(message("Hello you"))]
    events = [{**one, "sequence_number": index} for index, one in enumerate([*told, end_event()])]
    head = events[:2]
    cut = rp.streams.EventsToChunks(head=head)
    assert [cut.feed(event) for event in events[3:5]] == [[], []]
    assert "missing_events" in {loss.code for loss in cut.losses}
    rest = rp.convert_stream(events[3:], to="chat_completions", head=head)
    said = [one["choices"][0]["delta"].get("content") for one in rest]
    assert said == ["llo you", None]


def test_objects_of_the_sdk_may_stand_for_payloads() -> None:
    models = [ChatCompletionChunk.model_validate(one) for one in CHAT]
    assert list(rp.convert_stream(models, to="responses")) == EVENTS
    event: Any = {
        "type": "response.output_text.delta",
        "delta": "hi",
        "item_id": "m",
        "logprobs": [],
    }
    event |= {"output_index": 0, "content_index": 0, "sequence_number": 0}
    done: Any = {"type": "response.output_item.done", "output_index": 0, "sequence_number": 1}
    done |= {"item": {"type": "message", "id": "m", "role": "assistant", "content": []}}
    plain = list(rp.convert_stream([event, done], to="chat_completions"))
    model = ResponseTextDeltaEvent.model_validate(event)
    assert list(rp.convert_stream([model, done], to="chat_completions")) == plain
    assert "hi" in [one["choices"][0]["delta"].get("content") for one in plain if one["choices"]]


def test_usage_is_left_out_where_it_is_not_wanted() -> None:
    assert [one for one in rp.convert_stream(EVENTS, to="chat_completions") if one.get("usage")]
    chunks = list(rp.convert_stream(EVENTS, to="chat_completions", include_usage=False))
    assert not [one for one in chunks if one.get("usage")]


@pytest.mark.parametrize(("to", "payloads"), BOTH)
def test_a_stream_of_the_target_dialect_is_refused(to: Any, payloads: list[Any]) -> None:
    other: Any = "chat_completions" if to == "responses" else "responses"
    with pytest.raises(rp.ConversionError, match="already"):
        list(rp.convert_stream(payloads, to=other))
    with pytest.raises(rp.ConversionError, match="already"):
        rp.convert_stream(payloads, to=to, source=to)


def test_an_unknown_dialect_is_refused() -> None:
    unknown: Any = "morse"
    with pytest.raises(ValueError, match="to must be one of responses, chat_completions"):
        rp.convert_stream(CHAT, to=unknown)
    with pytest.raises(ValueError, match="options must be one of openai"):
        rp.convert_stream(CHAT, to="responses", options=unknown)


@pytest.mark.parametrize("payload", [float("nan"), 10**5000, {1, 2}], ids=["nan", "long", "set"])
@pytest.mark.parametrize("to", ["chat_completions", "responses"])
def test_other_values_than_json_are_refused(to: Any, payload: Any) -> None:
    with pytest.raises(rp.streams.StreamError) as error_info:
        list(rp.convert_stream([payload], to=to))
    assert (error_info.value.index, error_info.value.pointer) == (0, "/0")


def test_a_stream_of_a_chat_agent_is_refused() -> None:
    chunk = {"delta": {"role": "assistant", "id": "a", "content": "hi"}}
    agent: Any = "chat_agent"
    with pytest.raises(rp.ConversionError, match="cannot read or write a stream of chat_agent"):
        list(rp.convert_stream([chunk], to="responses"))
    with pytest.raises(rp.ConversionError, match="cannot read or write a stream of chat_agent"):
        rp.convert_stream([chunk], to="responses", source=agent)
    with pytest.raises(rp.ConversionError, match="cannot read or write a stream of chat_agent"):
        rp.convert_stream(CHAT, to=agent)


def test_an_unreadable_answer_is_an_error_at_its_event() -> None:
    event = {"type": "response.completed", "response": {"output": [None]}}
    with pytest.raises(rp.streams.StreamError) as error_info:
        rp.streams.EventsToChunks().feed(event)
    assert (error_info.value.index, error_info.value.pointer) == (0, "/0")


def test_an_error_begins_a_stream_of_either_dialect() -> None:
    first = {"error": {"message": "no"}}
    assert list(rp.convert_stream([first], to="responses"))[-1]["type"] == "response.failed"
    with pytest.raises(rp.streams.AnswerError) as error_info:
        list(rp.convert_stream([first], to="chat_completions"))
    assert error_info.value.payload == first["error"]


@pytest.mark.parametrize("first", [{"choices": [], "usage": {}}, {"type": "x", "choices": []}])
def test_a_payload_without_the_type_of_an_event_begins_a_chat_stream(first: Any) -> None:
    assert list(rp.convert_stream([first], to="responses"))[-1]["type"].startswith("response.")
    with pytest.raises(rp.ConversionError, match="already"):
        list(rp.convert_stream([first], to="chat_completions"))


@pytest.mark.parametrize(
    "payload", [object(), {"choices": [object()]}, [1], "text", 1.5, {"seen": {1}}]
)
def test_a_bad_payload_is_one_error_with_its_position(payload: Any) -> None:
    with pytest.raises(rp.ConversionError) as error_info:
        list(rp.convert_stream([chunk({"content": "a"}), payload], to="responses"))
    assert error_info.value.pointer.startswith("/1")


def test_a_cut_stream_is_an_error_in_chat_and_a_status_in_responses() -> None:
    with pytest.raises(rp.streams.AnswerError):
        list(rp.convert_stream(EVENTS[:-1], to="chat_completions"))
    assert list(rp.convert_stream(CHAT[:3], to="responses"))[-1]["type"] != "response.completed"


@pytest.mark.parametrize("dialect", ["responses", "chat_completions"])
def test_recorded_streams_are_recognised(dialect: Any) -> None:
    streams = recorded(dialect)
    if not streams:
        pytest.skip("RESPONSES_PROTOCOL_CORPUS is not set")
    for name, payloads in streams:
        with pytest.raises(rp.ConversionError, match="already"):
            next(rp.convert_stream(payloads, to=dialect))
        assert payloads, name


def test_every_public_name_exists() -> None:
    for name in rp.streams.__all__:
        assert getattr(getattr(rp.streams, name), "__name__", "DONE") == name
    with pytest.raises(AttributeError):
        getattr(rp.streams, "nothing")  # noqa: B009
