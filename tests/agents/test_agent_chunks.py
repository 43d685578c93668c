"""Events of a ResponsesAgent as chunks of a ChatAgent: joined, they are the messages."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from responses_protocol import agents, schemas
from responses_protocol._agents.agent_chunks import EventsToAgentChunks, join_agent_chunks
from responses_protocol._agents.events import item_done
from responses_protocol._agents.output import Output
from responses_protocol.streams import AnswerError

Object = dict[str, Any]
REGISTRY = schemas.registry()
CHUNK, ANSWER = (
    Draft202012Validator({"$ref": schemas.ref("chat_agent", name)}, registry=REGISTRY)
    for name in ("ChatAgentChunk", "ChatAgentResponse")
)
TEXT = agents.create_text_output_item("Hello world!", "m")
CALL = agents.create_function_call_item("f", "c", "add", "{}")
OUTPUT = agents.create_function_call_output_item("c", "4")


def join_events(*events: Object, names: dict[str, str] | None = None) -> Object:
    translator = EventsToAgentChunks(names or {})
    chunks = [chunk for event in events for chunk in translator.feed(event)]
    chunks += translator.close()
    for chunk in chunks:
        CHUNK.validate(chunk)
    answer = join_agent_chunks(chunks)
    ANSWER.validate(answer)
    return answer


def contents(answer: Object) -> list[str]:
    return [message["content"] for message in answer["messages"]]


def delta(text: str, own: str = "m") -> Object:
    return agents.create_text_delta(text, own)


@pytest.mark.parametrize(
    "deltas", [[], ["Hello world!"], ["Hello", " world!"], ["Hello"], ["", "H", "ello world!"]]
)
def test_each_text_is_yielded_once(deltas: list[str]) -> None:
    assert contents(join_events(*map(delta, deltas), item_done(TEXT))) == ["Hello world!"]


def test_streamed_text_stays_where_the_item_differs() -> None:
    deltas = [delta("Hello"), delta("world"), delta("!")]  # as an example of MLflow's has it
    assert contents(join_events(*deltas, item_done(TEXT))) == ["Helloworld!"]


def test_calls_are_part_of_the_message_before_them() -> None:
    second_call = {**CALL, "id": "g", "call_id": "d"}
    answer = join_events(*map(item_done, [TEXT, CALL, second_call, OUTPUT, TEXT]))
    assert [message["role"] for message in answer["messages"]] == ["assistant", "tool", "assistant"]
    assert [call["id"] for call in answer["messages"][0]["tool_calls"]] == ["c", "d"]
    assert answer["messages"][1]["name"] == "add"
    assert answer["messages"][2]["id"] == "m_2"
    assert answer["finish_reason"] == "stop"


def test_the_end_has_reason_and_usage() -> None:
    response = {
        "status": "incomplete",
        "incomplete_details": {"reason": "max_output_tokens"},
        "output": [TEXT],
        "usage": {"input_tokens": 3, "output_tokens": 2, "total_tokens": 5},
        "custom_outputs": {"k": 1},
    }
    last = {"type": "response.incomplete", "response": response}
    for events in ([last], [item_done(TEXT), last]):  # the items were streamed, or were not
        answer = join_events(*events)
        assert contents(answer) == ["Hello world!"]
        assert answer["finish_reason"] == "length"
        assert answer["usage"]["completion_tokens"] == 2
        assert answer["custom_outputs"] == {"k": 1}


def test_a_usage_without_its_counts_is_none() -> None:
    usages: list[Object] = [{}, {"input_tokens": 1}, {"input_tokens": None, "output_tokens": {}}]
    for usage in usages:
        last = {"type": "response.completed", "response": {"output": [TEXT], "usage": usage}}
        assert "usage" not in join_events(last)


def test_calls_at_the_end_are_the_reason() -> None:
    assert join_events(item_done(CALL))["finish_reason"] == "tool_calls"


def test_a_refusal_is_yielded() -> None:
    refusal = {"type": "refusal", "refusal": "No."}
    item = {"type": "message", "id": "m", "role": "assistant", "content": [refusal]}
    assert contents(join_events(item_done(item))) == ["No."]


def test_what_a_chat_agent_has_no_word_for_is_left_out() -> None:
    thought = agents.create_reasoning_item("r", "2 + 2")
    assert contents(join_events(item_done(thought), item_done(TEXT))) == ["Hello world!"]


@pytest.mark.parametrize(
    "event",
    [{"type": "error", "message": "overloaded"}, {"type": "response.failed", "response": {}}],
)
def test_a_failure_is_raised(event: Object) -> None:
    with pytest.raises(AnswerError):
        join_events(delta("Hel"), event)


MESSAGES = st.lists(
    st.tuples(st.text(min_size=1, max_size=4), st.integers(0, 2)), min_size=1, max_size=4
)


@given(MESSAGES)
def test_messages_of_agents_come_back(turns: list[tuple[str, int]]) -> None:
    """From a ChatAgent by the events of a ResponsesAgent, and back: nothing but ids is new."""
    messages: list[Object] = []
    for turn_index, (text, count) in enumerate(turns):
        calls: list[Object] = [
            {
                "id": f"c{turn_index}{number}",
                "type": "function",
                "function": {"name": f"f{number}", "arguments": "{}"},
            }
            for number in range(count)
        ]
        agent_message: Object = {"role": "assistant", "content": text, "id": f"msg_{turn_index}"}
        messages.append({**agent_message, "tool_calls": calls} if calls else agent_message)
        messages += [
            {
                "role": "tool",
                "content": "4",
                "name": call["function"]["name"],
                "tool_call_id": call["id"],
                "id": f"t{call['id']}",
            }
            for call in calls
        ]
    output = Output()
    events = [event for message in messages for event in output.feed({"delta": message})]
    events += output.close()
    joined_messages = join_events(*events)["messages"]
    assert [{**message, "id": None} for message in joined_messages] == [
        {**message, "id": None} for message in messages
    ]
    assert [message["id"] for message in joined_messages if message["role"] == "assistant"] == [
        message["id"] for message in messages if message["role"] == "assistant"
    ]


ARGUMENTS = '{"a": 1}'
ADDED: Object = {
    "type": "response.output_item.added",
    "output_index": 1,
    "item": {**CALL, "arguments": ""},
}
PIECE = {
    "type": "response.function_call_arguments.delta",
    "item_id": "f",
    "output_index": 1,
    "delta": ARGUMENTS,
}
ENDED: Object = {"type": "response.completed", "response": {"status": "completed", "output": []}}
COMPLETE_CALL = {**CALL, "arguments": ARGUMENTS}
LISTED: Object = {**ENDED, "response": {**ENDED["response"], "output": [TEXT, COMPLETE_CALL]}}
RENAMED = {
    **ENDED,
    "response": {**ENDED["response"], "output": [{**TEXT, "id": "n"}, COMPLETE_CALL]},
}


@pytest.mark.parametrize(
    "events",
    [
        [item_done(TEXT), ADDED, PIECE, ENDED],
        [item_done(TEXT), ADDED, PIECE, LISTED],
        [item_done(TEXT), LISTED],
        [delta("Hello"), delta(" world!"), LISTED],
        [delta("Hello"), delta(" world!"), RENAMED],
        [delta("Hello"), {**delta(" world!"), "item_id": "m"}, ADDED, PIECE, ENDED],
        [
            {"type": "response.output_text.done", "item_id": "m", "text": "Hello world!"},
            item_done({**CALL, "arguments": {"a": 1}}),
            ENDED,
        ],
    ],
)
def test_content_without_a_finished_item_is_yielded_with_the_end(events: list[Object]) -> None:
    answer = join_events(*events)
    assert contents(answer) == ["Hello world!"]
    [call] = answer["messages"][0]["tool_calls"]
    assert (call["id"], call["function"]["arguments"]) == ("c", ARGUMENTS)
    assert answer["finish_reason"] == "tool_calls"


@pytest.mark.parametrize(
    "events", [[], [{**ADDED, "item": {**CALL, "call_id": ["c"]}}], [{**ADDED, "item": {}}]]
)
def test_a_call_without_a_name_or_an_id_is_no_call(events: list[Object]) -> None:
    answer = join_events(item_done(TEXT), *events, PIECE, ENDED)
    assert [message.get("tool_calls") for message in answer["messages"]] == [None]


def text_event(kind: str, index: int, text: str) -> Object:
    """Return the event of a part, or the end of its text."""
    event = {"item_id": "m", "output_index": 0, "content_index": index}
    if kind == "added":
        part = {"type": "output_text", "text": text}
        return {**event, "type": "response.content_part.added", "part": part}
    member = "delta" if kind == "delta" else "text"
    return {**event, "type": f"response.output_text.{kind}", member: text}


@pytest.mark.parametrize(
    "events",
    [
        [("done", 0, "Hello"), ("done", 1, " world!")],
        [("delta", 0, "Hello"), ("done", 0, "Hello"), ("done", 1, " world!")],
        [("delta", 0, "Hello"), ("done", 1, " world"), ("delta", 1, "!"), ("done", 1, " world!")],
        [("delta", 0, "H"), ("added", 0, "Hello"), ("delta", 0, "ello"), ("done", 1, " world!")],
        [("delta", 0, "H"), ("added", 0, "Hello wor"), ("delta", 0, "ld!")],
    ],
)
def test_the_ends_of_texts_are_yielded_once(events: list[tuple[str, int, str]]) -> None:
    answer = join_events(*(text_event(*event) for event in events), ENDED)
    assert contents(answer) == ["Hello world!"]


def test_the_texts_of_two_answers_are_yielded() -> None:
    second = {**TEXT, "content": [{"type": "output_text", "text": "Bye."}]}
    last = {**ENDED, "response": {**ENDED["response"], "output": [second]}}
    assert contents(join_events(item_done(TEXT), ENDED, last)) == ["Hello world!", "Bye."]
