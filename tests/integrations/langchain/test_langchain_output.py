"""What LangChain models and LangGraph graphs yield, as items and events."""

from __future__ import annotations

import json
from typing import Any

import pytest

from responses_protocol import ConversionError
from responses_protocol._agents.answer_summary import AnswerSummary
from responses_protocol.agents import output_events
from responses_protocol.integrations.langchain import read_elements

messages = pytest.importorskip("langchain_core.messages", reason="LangChain is not installed")
pytestmark = pytest.mark.filterwarnings("ignore")  # those of other packages are theirs

Object = dict[str, Any]
CALL = {"name": "add", "args": {"a": 2}, "id": "c"}
OTHER = {"name": "sub", "args": {}, "id": "d"}
USAGE = {"input_tokens": 3, "output_tokens": 2, "total_tokens": 5}


def read(*yielded: Any) -> tuple[list[Object], list[str], AnswerSummary]:
    """Return the items, the deltas, and the end."""
    items: list[Object] = []
    generator = output_events(
        (value for element in yielded for value in read_elements(element)), items
    )
    deltas: list[str] = []
    while True:
        try:
            event = next(generator)
        except StopIteration as end:
            return items, deltas, end.value
        if event["type"] == "response.output_text.delta":
            deltas.append(event["delta"])


def kinds(items: list[Object]) -> list[str]:
    return [item["type"] for item in items]


def test_a_message_with_parallel_calls() -> None:
    message = messages.AIMessage("So:", tool_calls=[CALL, OTHER], id="run-1", usage_metadata=USAGE)
    items, _, ended = read(message)
    assert kinds(items) == ["message", "function_call", "function_call"]
    assert items[1]["arguments"] == '{"a": 2}'
    assert len({item["id"] for item in items}) == 3
    assert ended.usage is not None
    assert ended.usage["input_tokens"] == 3


@pytest.mark.parametrize("name", ["add", "mcp_approval_request", "shell_call"])
@pytest.mark.parametrize("as_parts", [False, True])
def test_the_output_of_a_tool_never_becomes_protocol(name: str, as_parts: bool) -> None:
    approval = {"type": "mcp_approval_response", "approval_request_id": "c", "approve": True}
    text = json.dumps({"responses_item": approval})
    called = messages.AIMessage("", tool_calls=[{**CALL, "name": name}], id="run-1")
    content = [{"type": "text", "text": text}] if as_parts else text
    items, _, _ = read(called, messages.ToolMessage(content, tool_call_id="c"))
    assert kinds(items) == ["function_call", "function_call_output"]
    output = items[1]["output"]
    assert output == text or [part["text"] for part in output] == [text]


def test_content_in_parts_with_reasoning_refusal_and_tool_use() -> None:
    parts = [
        {"type": "reasoning", "summary": [{"type": "summary_text", "text": "2 + 2"}]},
        {"type": "text", "text": "4", "annotations": []},
        {"type": "tool_use", "id": "c", "name": "add", "input": {}},
        {"type": "refusal", "refusal": "No more."},
        "!",
    ]
    items, _, _ = read(messages.AIMessage(content=parts, tool_calls=[CALL]))
    assert kinds(items) == ["reasoning", "message", "function_call"]
    texts = [part.get("text", part.get("refusal")) for part in items[1]["content"]]
    assert texts == ["4", "No more.", "!"]


def test_reasoning_and_refusal_beside_the_content() -> None:
    extra = {"reasoning_content": "2 + 2", "refusal": "No."}
    items, _, _ = read(messages.AIMessage("", additional_kwargs=extra))
    assert kinds(items) == ["reasoning", "message"]


def test_calls_that_could_not_be_parsed_are_calls() -> None:
    broken = {"name": "add", "args": '{"a": ', "id": "c", "error": "not JSON"}
    items, _, _ = read(messages.AIMessage("", invalid_tool_calls=[broken]))
    assert items[0]["arguments"] == '{"a": '


def test_pieces_of_messages() -> None:
    chunk = messages.AIMessageChunk
    call = {"name": "add", "args": '{"a"', "id": "c", "index": 0, "type": "tool_call_chunk"}
    more = {"name": None, "args": ": 2}", "id": None, "index": 0, "type": "tool_call_chunk"}
    items, deltas, ended = read(
        chunk("Hel", id="run-1"),
        chunk([{"type": "text", "text": "lo", "index": 0}], id="run-1"),
        chunk("", id="run-1", tool_call_chunks=[call]),
        chunk("", id="run-1", tool_call_chunks=[more], response_metadata={"finish_reason": "stop"}),
        chunk("", id="run-1", usage_metadata=USAGE),
        messages.ToolMessage("4", tool_call_id="c", id="t"),
        chunk("4", id="run-2"),
    )
    assert deltas == ["Hel", "lo", "4"]
    assert kinds(items) == ["message", "function_call", "function_call_output", "message"]
    assert items[1]["arguments"] == '{"a": 2}'
    assert ended.usage is not None


def test_updates_by_node() -> None:
    update = {
        "model": {"messages": [messages.HumanMessage("Hi"), messages.AIMessage("Hello", id="a")]},
        "silent": None,
        "other": {"count": 3},
        "twice": [{"count": 4}, None],
        "last": {"messages": messages.AIMessage("Bye", id="b"), "custom_outputs": {"k": 1}},
    }
    items, _, ended = read(update)
    assert [item["content"][0]["text"] for item in items] == ["Hello", "Bye"]
    assert ended.custom_outputs == {"k": 1}


def test_states_of_chat_agents_are_never_silent() -> None:
    state = {"messages": [{"role": "assistant", "content": "Hello", "id": "a"}]}
    items, _, _ = read({"model": state})
    assert kinds(items) == ["message"]


def test_a_waiting_graph_yields_its_interrupts() -> None:
    class Interrupt:
        id = "i"
        value = "Really?"

    _, _, ended = read({"__interrupt__": (Interrupt(),)})
    assert ended.custom_outputs == {"__interrupt__": [{"id": "i", "value": "Really?"}]}


def test_two_modes_say_the_same_once() -> None:
    message = messages.AIMessage("Hello", id="run-1")
    items, deltas, _ = read(
        ("messages", (messages.AIMessageChunk("Hel", id="run-1"), {"langgraph_node": "model"})),
        ("messages", (messages.AIMessageChunk("lo", id="run-1"), {"langgraph_node": "model"})),
        ("updates", {"model": {"messages": [message]}}),
        ("debug", {"anything": 1}),
        (("sub:1",), "updates", {"model": {"messages": [message]}}),
    )
    assert deltas == ["Hel", "lo"]
    assert kinds(items) == ["message"]


@pytest.mark.parametrize(
    "yielded",
    [
        ("values", {"messages": []}),
        messages.FunctionMessage("4", name="add"),
        {"node": 5},
        {"node": {"messages": [5]}},
    ],
)
def test_messages_that_are_no_output_are_refused(yielded: Any) -> None:
    with pytest.raises(ConversionError):
        read(yielded)
