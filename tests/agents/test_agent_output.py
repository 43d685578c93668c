"""What agents yield, in every dialect, as items and events: nothing lost, nothing said twice."""

from __future__ import annotations

import itertools
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from altered import alter_payload
from effort import scale_examples
from hypothesis import example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from recordings import CORPUS, needs_corpus

from responses_protocol import ConversionError, schemas
from responses_protocol._agents.answer_summary import AnswerSummary
from responses_protocol._agents.output import Output
from responses_protocol.agents import output_events

Object = dict[str, Any]
EVENT = Draft202012Validator(
    {"$ref": schemas.ref("responses_agent", "ResponsesAgentStreamEvent")},
    registry=schemas.registry(),
)


def read_stream(*elements: Any) -> tuple[list[Object], AnswerSummary]:
    """Return the items and the end, once events are seen to agree with them."""
    generator = output_events(elements)
    deltas: dict[str, str] = {}
    items: list[Object] = []
    while True:
        try:
            event = next(generator)
        except StopIteration as end:
            ended: AnswerSummary = end.value
            break
        EVENT.validate(event)
        if event["type"] == "response.output_text.delta":
            deltas[event["item_id"]] = deltas.get(event["item_id"], "") + event["delta"]
        elif event["type"] == "response.output_item.done":
            items.append(event["item"])
    text_by_id = {item["id"]: text(item) for item in items if item["type"] == "message"}
    assert {own: text_by_id[own] for own in deltas} == deltas
    ids = [item["id"] for item in items if "id" in item]
    assert len(ids) == len(set(ids))
    return items, ended


def text(item: Object) -> str:
    return "".join(part.get("text", "") for part in item["content"])


def chunk(delta: Object, own: str | None = "chatcmpl-1", **members: Any) -> Object:
    return {"id": own, "choices": [{"index": 0, "delta": delta, **members}]}


def call(index: int | None, own: str | None, name: str | None, arguments: str | None) -> Object:
    members = {"index": index, "id": own, "function": {"name": name, "arguments": arguments}}
    return {key: value for key, value in members.items() if key != "index" or value is not None}


def kinds(items: list[Object]) -> list[str]:
    return [item["type"] for item in items]


# --- Chat ----------------------------------------------------------------------------------------


def test_parallel_calls_behind_a_text_have_ids_of_their_own() -> None:
    items, summary = read_stream(
        chunk({"role": "assistant", "content": "Let me look."}),
        chunk({"tool_calls": [call(0, "a", "add", ""), call(1, "b", "sub", "")]}),
        chunk({"tool_calls": [call(0, None, None, '{"x":'), call(1, None, None, "{}")]}),
        chunk({"tool_calls": [call(0, None, None, " 1}")]}, finish_reason="tool_calls"),
    )
    assert kinds(items) == ["message", "function_call", "function_call"]
    assert [(item["call_id"], item["arguments"]) for item in items[1:]] == [
        ("a", '{"x": 1}'),
        ("b", "{}"),
    ]
    assert summary.status == "completed"


def test_calls_without_index_are_not_merged() -> None:
    items, _ = read_stream(
        chunk({"tool_calls": [call(None, "a", "add", '{"x":1}')]}),
        chunk({"tool_calls": [call(None, "b", "add", '{"y":2}')]}, finish_reason="tool_calls"),
    )
    assert [item["arguments"] for item in items] == ['{"x":1}', '{"y":2}']


def test_content_beside_calls_is_kept_and_null_arguments_are_none() -> None:
    items, _ = read_stream(
        chunk({"content": "So:", "tool_calls": [call(0, "a", "now", None)]}),
        chunk({}, finish_reason="tool_calls"),
    )
    assert [text(items[0]), items[1]["arguments"]] == ["So:", ""]


def test_a_refusal_is_an_item() -> None:
    items, summary = read_stream(chunk({"refusal": "I "}), chunk({"refusal": "can't."}))
    assert items[0]["content"] == [{"type": "refusal", "refusal": "I can't."}]
    assert summary.status == "incomplete"  # it never ended
    assert summary.incomplete_details is None
    assert "unfinished_stream" not in {loss.code for loss in summary.losses}


def test_an_empty_end_keeps_the_text_before() -> None:
    alone = {"choices": [{"index": 1, "delta": {"content": "Hi."}}]}
    items, summary = read_stream(alone)
    assert [text(item) for item in items] == ["Hi."]
    assert summary.status == "incomplete"
    usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
    items, summary = read_stream({"choices": [], "usage": usage})
    assert (items, summary.status) == ([], "incomplete")
    assert summary.usage is not None


@pytest.mark.parametrize(
    "deltas",
    [
        [{"reasoning_content": "2 + "}, {"reasoning_content": "2"}],
        [{"reasoning": "2 + ", "reasoning_details": None}, {"reasoning": "2"}],
        [
            {
                "reasoning": "2 + 2",
                "reasoning_details": [{"type": "reasoning.text", "text": "2 + 2"}],
            },
        ],
        [{"reasoning_details": [{"type": "reasoning.summary", "summary": "2 + 2"}]}],
        [{"content": [{"type": "thinking", "thinking": [{"type": "text", "text": "2 + 2"}]}]}],
        [
            {
                "content": [
                    {"type": "reasoning", "summary": [{"type": "summary_text", "text": "2 + 2"}]}
                ]
            }
        ],
    ],
)
@pytest.mark.parametrize(
    ("last", "kind"),
    [
        ({"content": "4"}, "message"),
        ({"content": [{"type": "text", "text": "4"}]}, "message"),
        ({"tool_calls": [call(0, "a", "add", "{}")]}, "function_call"),
    ],
)
def test_reasoning_comes_before_its_message_or_call(
    deltas: list[Object], last: Object, kind: str
) -> None:
    items, _ = read_stream(*map(chunk, deltas), chunk(last))
    assert kinds(items) == ["reasoning", kind]
    assert items[0]["summary"] == [{"type": "summary_text", "text": "2 + 2"}]


def test_reasoning_with_an_empty_summary_is_none() -> None:
    items, _ = read_stream(chunk({"content": [{"type": "reasoning", "summary": []}]}))
    assert items == []


def test_citations_are_kept() -> None:
    body = {"start_index": 0, "end_index": 1, "title": "A", "url": "https://example.org"}
    items, _ = read_stream(
        chunk({"content": "4", "annotations": [{"type": "url_citation", "url_citation": body}]})
    )
    assert items[0]["content"][0]["annotations"] == [{"type": "url_citation", **body}]


def test_the_end_is_reported() -> None:
    usage = {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5}
    _, summary = read_stream(
        chunk({"content": "cut"}, finish_reason="length"), {"choices": [], "usage": usage}
    )
    assert (summary.status, summary.incomplete_details) == (
        "incomplete",
        {"reason": "max_output_tokens"},
    )
    assert summary.usage is not None
    assert summary.usage["input_tokens"] == 3
    assert "output_tokens" in summary.usage


def test_chunks_without_ids_make_items_with_ids_that_differ() -> None:
    first, _ = read_stream(chunk({"content": "4"}, own=None))
    second, _ = read_stream(chunk({"content": "4"}, own=None))
    assert first[0]["id"] != second[0]["id"]


def test_a_change_of_id_within_an_answer_changes_nothing() -> None:
    items, _ = read_stream(chunk({"content": "Hel"}), chunk({"content": "lo"}, own="chatcmpl-2"))
    assert [text(item) for item in items] == ["Hello"]


def test_an_answer_after_an_end_is_another_one() -> None:
    items, summary = read_stream(
        chunk({"content": "one"}, finish_reason="stop"),
        chunk({"content": "two"}, own="chatcmpl-2", finish_reason="stop"),
        {"id": "x", "choices": [{"message": {"role": "assistant", "content": "three"}}]},
    )
    assert [text(item) for item in items] == ["one", "two", "three"]
    assert summary.usage is None


def test_whole_answers_are_read() -> None:
    message = {"role": "assistant", "content": None, "tool_calls": [call(None, "a", "add", "{}")]}
    answer = {"id": "x", "choices": [{"message": message, "finish_reason": "tool_calls"}]}
    items, summary = read_stream(answer, answer)
    assert kinds(items) == ["function_call"] * 2
    assert summary.status == "completed"


def test_an_error_in_a_stream_is_an_event() -> None:
    events = list(output_events([chunk({"content": "4"}), {"error": {"message": "overloaded"}}]))
    assert events[-1]["type"] == "error"
    assert events[-1]["message"] == "overloaded"


def test_the_aggregator_gets_the_items_and_lends_its_ids() -> None:
    items: list[Object] = []
    for _ in range(2):
        list(output_events([chunk({"content": "4"}, finish_reason="stop")], items))
    assert [text(item) for item in items] == ["4", "4"]
    assert items[0]["id"] != items[1]["id"]


def recorded_streams() -> list[list[Object]]:
    if not CORPUS:
        return []
    lines = Path(CORPUS, "chat.stream.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["payload"] for line in lines]


@needs_corpus
@pytest.mark.parametrize("chunks", recorded_streams())
def test_recorded_streams_are_read(chunks: list[Object]) -> None:
    items, _ = read_stream(*chunks)
    contents = [
        chunk.get("choices", [{}])[0].get("delta", {}).get("content")
        for chunk in chunks
        if chunk.get("choices") and chunk["choices"][0].get("index", 0) == 0
    ]
    texts = "".join(content for content in contents if isinstance(content, str))
    assert "".join(text(item) for item in items if item["type"] == "message") == texts or any(
        isinstance(content, list) for content in contents
    )


# --- ChatAgent -----------------------------------------------------------------------------------


def agent_chunk(own: str, content: str, **members: Any) -> Object:
    return {"delta": {"role": "assistant", "content": content, "id": own, **members}}


CALLS = [
    {"id": "c", "type": "function", "function": {"name": "add", "arguments": "{}"}},
    {"id": "d", "type": "function", "function": {"name": "sub", "arguments": "{}"}},
]
RESULT = {"role": "tool", "content": "4", "name": "add", "tool_call_id": "c", "id": "t"}


def test_chunks_of_parallel_messages_are_distinguished() -> None:
    items, summary = read_stream(
        agent_chunk("x", "Hel"),
        agent_chunk("y", "Bye"),
        agent_chunk("x", "lo"),
        {**agent_chunk("y", "!"), "finish_reason": "stop", "custom_outputs": {"k": 1}},
    )
    assert [text(item) for item in items] == ["Hello", "Bye!"]
    assert summary.custom_outputs == {"k": 1}


def test_calls_and_results_of_chunks_stand_in_their_order() -> None:
    items, _ = read_stream(
        agent_chunk("x", "Let me look."),
        agent_chunk("y", "", tool_calls=CALLS),
        {"delta": RESULT},
        {"delta": {**RESULT, "tool_call_id": "d", "name": "sub", "id": "u"}},
        agent_chunk("z", "4"),
    )
    assert kinds(items) == [
        "message",
        "function_call",
        "function_call",
        "function_call_output",
        "function_call_output",
        "message",
    ]


def test_a_call_is_yielded_before_its_output() -> None:
    generator = output_events(iter([agent_chunk("y", "", tool_calls=CALLS), {"delta": RESULT}]))
    first = next(generator)
    assert first["item"]["call_id"] == "c"


def test_an_id_that_comes_back_after_a_tool_is_another_item() -> None:
    items, _ = read_stream(agent_chunk("x", "a"), {"delta": RESULT}, agent_chunk("x", "b"))
    assert [item["id"] for item in items if "id" in item] == ["msg_x", "msg_x_2"]


def test_arguments_of_a_call_come_in_pieces() -> None:
    def piece(arguments: str) -> Object:
        body = {"name": "add", "arguments": arguments}
        return agent_chunk("x", "", tool_calls=[{"id": "c", "type": "function", "function": body}])

    items, _ = read_stream(piece('{"a"'), piece(": 2}"))
    assert items[0]["arguments"] == '{"a": 2}'


@given(st.lists(st.text(max_size=3), max_size=6), st.lists(st.integers(0, 1), max_size=6))
def test_how_a_text_is_cut_makes_no_difference(pieces: list[str], turns: list[int]) -> None:
    chunks = [agent_chunk(f"m{turn}", piece) for piece, turn in zip(pieces, turns, strict=False)]
    items, _ = read_stream(*chunks)
    text_by_id = {
        own: "".join(chunk["delta"]["content"] for chunk in group)
        for own, group in itertools.groupby(
            sorted(chunks, key=lambda piece: str(piece["delta"]["id"])),
            lambda piece: piece["delta"]["id"],
        )
    }
    assert sorted(text(item) for item in items) == sorted(
        text for text in text_by_id.values() if text
    )


def test_whole_answers_of_agents_are_read() -> None:
    answer = {
        "messages": [
            {"role": "assistant", "content": "", "id": "m", "tool_calls": CALLS},
            RESULT,
            {"role": "assistant", "content": "4", "id": "n"},
        ],
        "finish_reason": "length",
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
    }
    items, summary = read_stream(answer)
    assert kinds(items) == ["function_call", "function_call", "function_call_output", "message"]
    assert summary.status == "incomplete"
    assert summary.usage is not None


def test_what_an_agent_repeats_is_not_its_own() -> None:
    items, _ = read_stream(
        {"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}
    )
    assert [text(item) for item in items] == ["Hello"]


def test_a_result_without_its_call_is_kept() -> None:
    items, _ = read_stream({**RESULT, "content": [{"type": "text", "text": "4"}]})
    assert items == [
        {
            "type": "function_call_output",
            "call_id": "c",
            "output": [{"type": "input_text", "text": "4"}],
        }
    ]


def test_a_streamed_message_is_not_repeated() -> None:
    message = {"role": "assistant", "content": "Hello", "id": "run-1"}
    items, _ = read_stream(
        chunk({"content": "Hel"}, own="run-1"), chunk({"content": "lo"}, own="run-1"), message
    )
    assert [text(item) for item in items] == ["Hello"]
    items_of_other, _ = read_stream(
        chunk({"content": "Hello"}, own="run-1"), {**message, "content": "Bye"}
    )
    assert [text(item) for item in items_of_other] == ["Hello", "Bye"]


MESSAGES: list[Object] = [
    {"role": "assistant", "content": "Let me look.", "id": "m1"},
    {"role": "assistant", "content": "", "id": "m2", "tool_calls": [call(None, "a", "add", "{}")]},
    {"role": "tool", "content": "4", "id": "t1", "tool_call_id": "a", "name": "add"},
    {"role": "assistant", "content": "So:", "id": "m3", "reasoning_content": "2 + 2"},
    {
        "role": "assistant",
        "content": "And:",
        "id": "m4",
        "reasoning_content": "2 + 2",
        "tool_calls": [call(None, "b", "add", "{}"), call(None, "c", "add", "{}")],
    },
    {"role": "assistant", "content": "4", "id": "m3"},
]


@settings(max_examples=scale_examples(30))
@given(
    st.lists(st.sampled_from(MESSAGES), unique_by=lambda message: str(message["id"])),
    st.integers(1, 4),
)
def test_ids_are_the_same_whole_and_in_pieces(messages: list[Object], size: int) -> None:
    pieces = []
    for message in messages:
        *before, last = split_content(message["content"], size)
        without_calls = {name: value for name, value in message.items() if name != "tool_calls"}
        pieces += [
            *({**without_calls, "content": part} for part in before),
            {**message, "content": last},
        ]
    whole_items, _ = read_stream({"messages": messages})
    streamed_items, _ = read_stream(*({"delta": piece} for piece in pieces))
    assert [item.get("id") for item in streamed_items] == [item.get("id") for item in whole_items]


def split_content(content: str, size: int) -> list[str]:
    return [content[start : start + size] for start in range(0, len(content), size)] or [content]


def test_reasoning_has_an_id_of_its_message() -> None:
    message_with_reasoning = {"role": "assistant", "content": "4", "reasoning_content": "2 + 2"}
    ids = [
        item["id"]
        for messages in (
            [{**message_with_reasoning, "id": "m1"}, {**message_with_reasoning, "id": "m2"}],
            [message_with_reasoning, message_with_reasoning],
            [message_with_reasoning],
        )
        for elements in ([{"messages": messages}], [{"delta": message} for message in messages])
        for item in read_stream(*elements)[0]
        if item["type"] == "reasoning"
    ]
    assert ids[:2] == ["rs_m1", "rs_m2"]
    assert ids[2:4] == ["rs_m1", "rs_m2"]
    assert len(set(ids[4:])) == len(ids[4:])


# --- Responses, and what is nothing ---------------------------------------------------------------


def test_items_and_events_pass() -> None:
    item = {"type": "function_call_output", "call_id": "c", "output": "4"}
    event = {"type": "response.output_item.done", "item": item}
    items, _ = read_stream(item, event, {"type": "response.in_progress"})
    assert items == [item, item]


def test_answers_of_responses_models_are_read() -> None:
    response = {
        "status": "incomplete",
        "incomplete_details": {"reason": "content_filter"},
        "output": [{"type": "function_call_output", "call_id": "c", "output": "4"}],
        "usage": {"input_tokens": 3, "output_tokens": 2, "total_tokens": 5},
    }
    items, summary = read_stream(response)
    _, ended = read_stream({"type": "response.incomplete", "response": response})
    assert items == response["output"]
    assert summary == ended
    assert summary.usage == response["usage"]
    assert summary.incomplete_details == {"reason": "content_filter"}


def test_a_failed_answer_is_an_error() -> None:
    error = {"code": "server_error", "message": "overloaded"}
    events = list(output_events([{"status": "failed", "output": [], "error": error}]))
    assert events == [{"type": "error", **error}]


@pytest.mark.parametrize(
    ("element", "pointer"),
    [
        ({"banana": 1}, "/1"),
        (5, "/1"),
        (None, "/1"),
        ({"messages": [5]}, "/1/messages/0"),
        ({"delta": "text"}, "/1/delta"),
        ({"role": "tool", "content": "4"}, "/1/tool_call_id"),
        ({"choices": 5}, "/1"),
        ({"type": []}, "/1/type"),
        ({"type": "response.output_item.done", "item": 5}, "/1/item"),
        ({"output": [5]}, "/1/output/0"),
        ({"output": [], "usage": {"cost": float("nan")}}, "/1/usage/cost"),
    ],
)
def test_a_value_that_is_not_an_output_is_refused(element: Any, pointer: str) -> None:
    with pytest.raises(ConversionError) as caught:
        list(output_events([{"role": "assistant", "content": "Hello"}, element]))
    assert caught.value.pointer.startswith(pointer)


@given(
    st.lists(
        st.recursive(
            st.none() | st.booleans() | st.text(max_size=2) | st.integers(0, 9) | st.floats(),
            lambda inner: (
                st.lists(inner, max_size=2)
                | st.dictionaries(
                    st.sampled_from(
                        [
                            "type",
                            "role",
                            "choices",
                            "delta",
                            "messages",
                            "output",
                            "content",
                            "tool_calls",
                            "id",
                            "function",
                            "error",
                            "usage",
                            "message",
                            *("status", "custom_outputs", "prompt_tokens", "input_tokens"),
                        ]
                    ),
                    inner,
                    max_size=4,
                )
            ),
            max_leaves=12,
        ),
        max_size=4,
    )
)
@example([{"id": [None], "choices": [{}]}])
def test_any_json_is_read_or_refused(elements: list[Any]) -> None:
    with suppress(ConversionError):  # and nothing else
        events = list(output_events(elements))
        assert all(isinstance(event["type"], str) for event in events)


COUNTS: list[Any] = [None, 1, 1.5, "1", [1], {"a": 1}, {"a": {"a": 2}}, {"a": None}, True]


@pytest.mark.parametrize("usages", list(itertools.product(COUNTS, COUNTS)), ids=str)
def test_usages_of_any_form_are_added_up(usages: tuple[Any, Any]) -> None:
    output = Output()
    for usage in (*usages, {"a": 3}):
        output.feed({"output": [], "usage": {"a": usage, "b": 1}})
    output.close()
    total_usage = output.summary.usage
    assert total_usage is not None
    assert total_usage["b"] == 3
    first = next((usage for usage in usages if usage is not None), {"a": 3})
    assert type(total_usage["a"]) is type(first)


@pytest.mark.parametrize("depth", [300, 500, 900, 20_000])
@pytest.mark.parametrize("name", ["usage", "custom_outputs", "output", "content", "choices", "x"])
def test_deep_values_are_read_or_refused(name: str, depth: int) -> None:
    deep: Any = {"role": "assistant"}
    for _ in range(depth):
        deep = {"type": "message", "id": "a", name: [deep] if name != "usage" else deep}
    for element in (deep, {"output": [deep]}, {"messages": [], name: deep}, {"delta": deep}):
        with suppress(ConversionError):  # and nothing else
            list(output_events([element, element]))


PART = {"type": "text", "text": "Hi."}
THOUGHT = {"type": "thinking", "thinking": [{"type": "text", "text": "so"}]}
ENTRY: Object = {"id": "call_1", "type": "function", "function": {"name": "f", "arguments": "{}"}}
CALLING = {"role": "assistant", "content": "", "tool_calls": [ENTRY], "id": "m_1"}
SUNNY = {"role": "tool", "tool_call_id": "call_1", "content": "sunny", "name": "f", "id": "m_2"}


@pytest.mark.parametrize(
    "elements",
    [
        [chunk({"content": [THOUGHT, PART]}), chunk(call(0, "call_1", "f", "{}"))],
        [chunk({"reasoning_details": [{"type": "reasoning.text", "text": "so"}]}, None)],
        [{"messages": [CALLING, SUNNY, {"role": "assistant", "content": [THOUGHT, PART]}]}],
        [CALLING, SUNNY, CALLING],
        [{"delta": CALLING}, {"delta": SUNNY}, {"delta": {"role": "assistant", "content": "Hi."}}],
        [{"output": [{"type": "function_call", **ENTRY["function"], "call_id": "c"}]}],
        [{"id": "c", "choices": [{"index": 0, "message": CALLING, "finish_reason": "stop"}]}],
    ],
)
def test_altered_output_is_read_or_refused(elements: list[Any]) -> None:
    for odd in alter_payload(elements):
        with suppress(ConversionError):  # and nothing else
            list(output_events(odd))


CHART = {"type": "chart", "data": 1}
PARTS = [{"type": "text", "text": "a"}, CHART]


@pytest.mark.parametrize(
    ("element", "pointer"),
    [
        ({"role": "tool", "tool_call_id": "c", "content": PARTS}, "/1/content/1"),
        ({"role": "assistant", "content": PARTS}, "/1/content/1"),
        (
            {
                "messages": [
                    {"role": "assistant", "content": "b"},
                    {"role": "tool", "tool_call_id": "c", "content": PARTS},
                ]
            },
            "/1/messages/1/content/1",
        ),
    ],
)
def test_a_part_that_no_item_can_hold_is_a_loss(element: Object, pointer: str) -> None:
    output = Output()
    output.feed({"role": "assistant", "content": "before"})
    output.feed(element)
    output.close()
    assert [(loss.code, loss.pointer) for loss in output.summary.losses] == [
        ("unknown_part", pointer)
    ]


def test_what_an_agent_only_repeats_loses_nothing() -> None:
    output = Output()
    output.feed({"role": "user", "content": PARTS})
    output.close()
    assert output.summary.losses == ()


SIGNED = {"type": "reasoning.text", "text": "so", "signature": "s"}
SECRET = {"type": "reasoning.encrypted", "data": "x"}


@pytest.mark.parametrize(
    ("deltas", "losses"),
    [
        ([{"reasoning": "so", "reasoning_content": "so"}], []),
        ([{"reasoning": "s", "reasoning_content": "s"}, {"reasoning": "o"}], ["reasoning"]),
        ([{"reasoning": {"text": "so"}}], ["reasoning"]),
        ([{"reasoning_details": [SIGNED]}], ["reasoning_signature"]),
        ([{"reasoning_details": [SECRET]}], ["encrypted_reasoning"]),
        (
            [{"content": [{"type": "thinking", "thinking": "so", "signature": "s"}]}],
            ["reasoning_signature"],
        ),
    ],
)
def test_reasoning_that_no_item_can_hold_is_a_loss(deltas: list[Object], losses: list[str]) -> None:
    head = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    pieces: list[Object] = [*deltas, {"content": "Hi."}]
    chunks = [{**head, "choices": [{"index": 0, "delta": delta}]} for delta in pieces]
    agent_chunks = [{"delta": {"role": "assistant", "id": "m", **delta}} for delta in pieces]
    streams: list[list[Any]] = [chunks, agent_chunks]
    if len(deltas) == 1:  # a whole message
        streams.append([{"role": "assistant", "id": "msg_1", "content": "Hi.", **deltas[0]}])
    for elements in streams:
        output = Output()
        for element in elements:
            output.feed(element)
        output.close()
        codes = [loss.code for loss in output.summary.losses]
        assert [code for code in codes if "reasoning" in code] == losses


@pytest.mark.parametrize("content", ["Hi.", ""])
def test_the_reasoning_of_the_chunks_of_an_agent_is_joined(content: str) -> None:
    deltas = [{"reasoning": "a"}, {"reasoning": "b"}, {"content": content}]
    output = Output()
    for delta in deltas:
        output.feed({"delta": {"role": "assistant", "id": "m", **delta}})
    output.close()
    assert output.items[0]["summary"] == [{"type": "summary_text", "text": "ab"}]


@pytest.mark.parametrize(
    ("chunk", "kinds"),
    [
        ({"id": "c", "object": "chat.completion.chunk", "choices": None}, []),
        ({"id": "c", "object": "chat.completion.chunk"}, []),
        ({"detail": "overloaded"}, ["error"]),
        ({"message": "overloaded", "code": 503}, ["error"]),
    ],
)
def test_a_chunk_without_choices_belongs_to_its_answer(chunk: Object, kinds: list[str]) -> None:
    delta = {"index": 0, "delta": {"content": "Hi."}}
    begin = {"id": "c", "object": "chat.completion.chunk", "choices": [delta]}
    end = {**begin, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}
    events = list(output_events([begin, chunk, end]))
    assert [event["type"] for event in events if event["type"] == "error"] == kinds


def test_a_message_that_is_no_error_is_no_element() -> None:
    with pytest.raises(ConversionError):
        list(output_events([{"message": "Hi."}]))
