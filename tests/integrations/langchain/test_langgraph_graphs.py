"""Graphs of LangGraph as people build them: no node breaks a stream, and none is silent."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("langgraph", reason="LangGraph is not installed")

# only where LangGraph is there to be imported
from langchain_core.language_models import FakeListChatModel
from langchain_core.messages import AIMessage
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import START, MessagesState, StateGraph
from langgraph.types import interrupt

from responses_protocol._agents.answer_summary import AnswerSummary
from responses_protocol.agents import output_events
from responses_protocol.integrations.langchain import read_elements

pytestmark = pytest.mark.filterwarnings("ignore")  # those of other packages are theirs

Object = dict[str, Any]


class State(MessagesState):
    """A state with something else beside the messages."""

    count: int


def nothing(state: State) -> None:
    """Write nothing at all."""


def other(state: State) -> Object:
    return {"count": 1}


def single(state: State) -> Object:
    return {"messages": AIMessage("Hello", id="a")}


def parts(state: State) -> Object:
    return {"messages": [AIMessage([{"type": "text", "text": "there"}], id="b")]}


def ask_for_tool(state: State) -> Object:
    return {"messages": [AIMessage(str(interrupt("Really?")), id="c")]}


def read(mode: Any, *nodes: Any) -> tuple[list[str], list[str], AnswerSummary]:
    """Run nodes in a row; return the texts, the deltas, and the end."""
    builder = StateGraph(State)
    before = START
    for node in nodes:
        builder.add_node(node.__name__, node)
        builder.add_edge(before, node.__name__)
        before = node.__name__
    graph = builder.compile(checkpointer=InMemorySaver())
    config: Any = {"configurable": {"thread_id": "1"}}
    stream = graph.stream({"messages": [("user", "Hi")]}, config, stream_mode=mode)
    items: list[Object] = []
    generator = output_events((value for chunk in stream for value in read_elements(chunk)), items)
    deltas: list[str] = []
    while True:
        try:
            event = next(generator)
        except StopIteration as end:
            return [item["content"][0]["text"] for item in items], deltas, end.value
        if event["type"] == "response.output_text.delta":
            deltas.append(event["delta"])


MODES = pytest.mark.parametrize("mode", ["updates", ["updates"], ["updates", "messages"]], ids=str)


@MODES
def test_nodes_that_write_something_else(mode: Any) -> None:
    texts, _, ended = read(mode, nothing, other, single, parts)
    assert texts == ["Hello", "there"]
    assert ended.status == "completed"


@MODES
def test_a_graph_that_waits(mode: Any) -> None:
    texts, _, ended = read(mode, single, ask_for_tool)
    assert texts == ["Hello"]
    assert ended.custom_outputs is not None
    (waits,) = ended.custom_outputs["__interrupt__"]
    assert waits["value"] == "Really?"


def streams(state: State) -> Object:
    return {"messages": [FakeListChatModel(responses=["Hello"]).invoke(state["messages"])]}


def test_a_model_that_streams_in_a_node() -> None:
    texts, deltas, ended = read(["updates", "messages"], streams)
    assert (texts, deltas) == (["Hello"], list("Hello"))
    assert ended.status == "completed"
