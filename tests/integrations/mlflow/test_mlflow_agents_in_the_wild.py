"""ChatAgents as people have written them, run by the adapter without a change."""

# mypy: allow-untyped-defs, allow-untyped-calls, allow-incomplete-defs
# (people write agents without annotations)

from __future__ import annotations

import asyncio
import json
from collections.abc import Generator
from typing import Any
from uuid import uuid4

import pytest
from mlflow_fixtures import store

pytest.importorskip("mlflow.pyfunc", reason="MLflow is not installed")

# only where MLflow is there to be imported
import mlflow
from mlflow.pyfunc import ChatAgent
from mlflow.types.agent import (
    ChatAgentChunk,
    ChatAgentMessage,
    ChatAgentResponse,
)

from responses_protocol import ConversionError, agents
from responses_protocol.integrations.mlflow import ChatAgentAdapter

__all__ = ["store"]
pytestmark = pytest.mark.filterwarnings("ignore")  # those of other packages are theirs

Object = dict[str, Any]
QUESTION = {"role": "user", "content": "2 + 2?"}


def make_message(content: str, own: str = "m", **members: Any) -> Any:
    return ChatAgentMessage(role="assistant", content=content, id=own, **members)


def plain(answered: Any) -> Object:
    dump: Object = answered.model_dump(exclude_none=True)
    return dump


def answer(agent: Any, *input_items: Object, **members: Any) -> Object:
    """Return the answer, once it is seen to be that of the stream, and MLflow's reducer's."""
    request = {"input": list(input_items or [QUESTION]), **members}
    answered = plain(ChatAgentAdapter(agent).predict(request))
    events = [plain(event) for event in ChatAgentAdapter(agent).predict_stream(request)]
    done = [event["item"] for event in events if event["type"] == "response.output_item.done"]
    assert [comparable_item(item) for item in done] == [
        comparable_item(item) for item in answered["output"]
    ]
    assert events[-1]["response"]["output"] == done
    deltas: dict[str, str] = {}
    for entry in events:
        if entry["type"] == "response.output_text.delta":
            deltas[entry["item_id"]] = deltas.get(entry["item_id"], "") + entry["delta"]
    texts = {item["id"]: text(item) for item in done if item["type"] == "message"}
    assert deltas.items() <= texts.items()  # what comes whole has none
    return answered


def comparable_item(item: Object) -> Object:
    """Return an item without what may differ between two runs."""
    return {name: value for name, value in item.items() if name not in ("id", "status")}


def text(item: Object) -> str:
    return "".join(part["text"] for part in item["content"])


def kinds(answered: Object) -> list[str]:
    return [item["type"] for item in answered["output"]]


# --- how they are called -------------------------------------------------------------------------


class Params(ChatAgent):
    """From before MLflow settled on three parameters."""

    def predict(self, messages, params=None):
        return ChatAgentResponse(messages=[make_message(messages[-1].content)])


class AnyKeywords(ChatAgent):
    def predict(self, messages, context=None, custom_inputs=None, **more):
        assert more == {}
        return ChatAgentResponse(messages=[make_message(messages[-1].content)])


class KeywordsOnly(ChatAgent):
    def predict(self, messages, *, context=None, custom_inputs=None):
        return ChatAgentResponse(messages=[make_message(messages[-1].content)])


class AnyArguments(ChatAgent):
    def predict(self, *arguments):
        return ChatAgentResponse(messages=[make_message(arguments[0][-1].content)])


class ReboundMessages(ChatAgent):
    def predict(self, messages, context=None, custom_inputs=None):
        question = messages[-1].content
        messages = []
        messages.append(make_message(question))
        return ChatAgentResponse(messages=messages)


class Traced(ChatAgent):
    @mlflow.trace
    def predict(self, messages, context=None, custom_inputs=None):
        return ChatAgentResponse(messages=[make_message(messages[-1].content)])

    @mlflow.trace
    def predict_stream(self, messages, context=None, custom_inputs=None):
        for message in self.predict(messages, context, custom_inputs).messages:
            yield ChatAgentChunk(delta=message)


class Dumped(ChatAgent):
    """Dumps by a method that MLflow took away in 3.6."""

    def predict(self, messages, context=None, custom_inputs=None):
        (dump,) = [message.model_dump_compat(exclude_none=True) for message in messages]
        assert dump.keys() <= {"role", "content", "id"}
        return ChatAgentResponse(messages=[make_message(dump["content"])])


# --- what they return ----------------------------------------------------------------------------


class Dicts(ChatAgent):
    def predict(self, messages, context=None, custom_inputs=None):
        return {"messages": [{"role": "assistant", "content": messages[-1].content, "id": "m"}]}

    def predict_stream(self, messages, context=None, custom_inputs=None):
        for word in messages[-1].content.partition(" "):
            yield {"delta": {"role": "assistant", "content": word, "id": "m"}}


class DictsWithoutIds(ChatAgent):
    def predict(self, messages, context=None, custom_inputs=None):
        return {"messages": [{"role": "assistant", "content": messages[-1].content}]}


class OneMessage(ChatAgent):
    def predict(self, messages, context=None, custom_inputs=None):
        return make_message(messages[-1].content)


class WrongAnnotation(ChatAgent):
    def predict(self, messages, context=None, custom_inputs=None) -> ChatAgentChunk:
        return ChatAgentResponse(messages=[make_message(messages[-1].content)])

    def predict_stream(
        self, messages, context=None, custom_inputs=None
    ) -> Generator[ChatAgentResponse, None, None]:
        yield ChatAgentChunk(delta=make_message(messages[-1].content), finish_reason=None)


class YieldsAnswers(ChatAgent):
    def predict(self, messages, context=None, custom_inputs=None):
        return ChatAgentResponse(messages=[make_message(messages[-1].content)])

    def predict_stream(self, messages, context=None, custom_inputs=None):
        yield self.predict(messages, context, custom_inputs)


class ReturnsFromStream(YieldsAnswers):
    def predict_stream(self, messages, context=None, custom_inputs=None):
        return self.predict(messages, context, custom_inputs)


class ReturnsList(YieldsAnswers):
    def predict_stream(self, messages, context=None, custom_inputs=None):
        return [ChatAgentChunk(delta=make_message(messages[-1].content))]


class AsynchronousInside(ChatAgent):
    """Collects what a coroutine yields, as agents with MCP clients do."""

    async def chunks(self, messages):
        for word in messages[-1].content.partition(" "):
            await asyncio.sleep(0)
            yield ChatAgentChunk(delta=make_message(word))

    def predict(self, messages, context=None, custom_inputs=None):
        async def collected():
            return "".join([chunk.delta.content async for chunk in self.chunks(messages)])

        return ChatAgentResponse(messages=[make_message(asyncio.run(collected()))])

    def predict_stream(self, messages, context=None, custom_inputs=None):
        stream = self.chunks(messages)
        loop = asyncio.new_event_loop()
        try:
            while True:
                try:
                    yield loop.run_until_complete(anext(stream))
                except StopAsyncIteration:
                    return
        finally:
            loop.close()


class Echoes(ChatAgent):
    """Answers with the whole history, which is no output."""

    def predict(self, messages, context=None, custom_inputs=None):
        repeated = [
            {**message.model_dump(exclude_none=True), "id": str(uuid4())} for message in messages
        ]
        return ChatAgentResponse(messages=[*repeated, make_message(messages[-1].content)])


@pytest.mark.parametrize(
    "kind",
    [
        *(Params, AnyKeywords, KeywordsOnly, AnyArguments, ReboundMessages, Traced, Dumped),
        *(Dicts, DictsWithoutIds, OneMessage, WrongAnnotation, YieldsAnswers, ReturnsFromStream),
        *(ReturnsList, AsynchronousInside, Echoes),
    ],
)
def test_requests_are_answered(kind: Any) -> None:
    answered = answer(kind, context={"user_id": "u"}, custom_inputs={"a": 1})
    assert list(map(text, answered["output"])) == ["2 + 2?"]
    assert answered["status"] == "completed"


class Asynchronous(ChatAgent):
    async def predict(self, messages, context=None, custom_inputs=None):
        return ChatAgentResponse(messages=[make_message("4")])

    async def predict_stream(self, messages, context=None, custom_inputs=None):
        yield ChatAgentChunk(delta=make_message("4"))


def test_an_agent_that_would_have_to_be_awaited_is_refused() -> None:
    agent = ChatAgentAdapter(Asynchronous)
    with pytest.raises(ConversionError, match="predict is asynchronous"):
        agent.predict({"input": [QUESTION]})
    with pytest.raises(ConversionError, match="predict_stream is asynchronous"):
        list(agent.predict_stream({"input": [QUESTION]}))


# --- tools, graphs, and what comes in more than one piece -----------------------------------------


def call(own: str, name: str = "add") -> Object:
    return {"id": own, "type": "function", "function": {"name": name, "arguments": '{"a": 2}'}}


class Loop(ChatAgent):
    """A loop around a Chat model that keeps its own list of Chat messages."""

    def predict(self, messages, context=None, custom_inputs=None):
        said_so_far = [
            event.delta for event in self.predict_stream(messages, context, custom_inputs)
        ]
        return ChatAgentResponse(messages=said_so_far, custom_outputs={"turns": len(said_so_far)})

    def predict_stream(self, messages, context=None, custom_inputs=None):
        history = self._convert_messages_to_dict(messages)
        for message in self.model(history):
            yield ChatAgentChunk(delta=ChatAgentMessage(**message, id=str(uuid4())))

    def model(self, history):
        answered = {message["tool_call_id"] for message in history if message["role"] == "tool"}
        called = {own["id"] for message in history for own in message.get("tool_calls", ())}
        assert called == answered, "every call of the turns before has its result"
        assert all(message["content"] is not None for message in history)
        yield {"role": "assistant", "content": "", "tool_calls": [call("a"), call("b", "sub")]}
        for own, name in (("a", "add"), ("b", "sub")):
            yield {"role": "tool", "tool_call_id": own, "name": name, "content": "4"}
        yield {"role": "assistant", "content": f"turn {len(answered) // 2}"}


def test_a_loop_with_parallel_calls_goes_on() -> None:
    first = answer(Loop)
    expected = [*["function_call"] * 2, *["function_call_output"] * 2, "message"]
    assert kinds(first) == expected
    assert first["custom_outputs"] == {"turns": 4}
    second = answer(Loop, QUESTION, *first["output"], QUESTION)
    assert kinds(second) == expected
    assert text(second["output"][-1]) == "turn 1"


class Usage(ChatAgent):
    def predict(self, messages, context=None, custom_inputs=None):
        return ChatAgentResponse(messages=[make_message("4")])

    def predict_stream(self, messages, context=None, custom_inputs=None):
        usage = {"prompt_tokens": 3, "completion_tokens": 1, "total_tokens": 4}
        yield ChatAgentChunk(delta=make_message("4"), usage=usage)
        yield ChatAgentChunk(
            delta=make_message(""), usage={**usage, "prompt_tokens": 0, "total_tokens": 1}
        )


def test_usage_of_chunks_is_summed() -> None:
    *_, last = ChatAgentAdapter(Usage).predict_stream({"input": [QUESTION]})
    usage = plain(last)["response"]["usage"]
    assert [usage[f"{name}_tokens"] for name in ("input", "output", "total")] == [3, 2, 5]


def graph(state: Any, answers: list[Any]) -> Any:
    """Return a graph of a model that calls two tools and says what came back."""
    from langchain_core.tools import tool
    from langgraph.graph import END, START, StateGraph
    from mlflow.langchain.chat_agent_langgraph import ChatAgentToolNode

    @tool  # type: ignore[untyped-decorator, unused-ignore]  # LangChain may not be installed
    def add(a: int) -> str:
        """Add two."""
        return json.dumps({"content": str(a + 2), "attachments": {"chart": "x"}})

    remaining = iter(answers)
    builder = StateGraph(state)
    builder.add_node("model", lambda graph_state: {"messages": [next(remaining)]})
    builder.add_node("tools", ChatAgentToolNode([add]))
    builder.add_edge(START, "model")
    builder.add_conditional_edges(
        "model",
        lambda graph_state: "tools" if graph_state["messages"][-1].get("tool_calls") else END,
    )
    builder.add_edge("tools", "model")
    return builder.compile()


def answers() -> list[Any]:
    from langchain_core.messages import AIMessage

    calls = [{"name": "add", "args": {"a": number}, "id": f"call_{number}"} for number in (1, 2)]
    return [AIMessage("", tool_calls=calls, id="m1"), AIMessage("3 and 4.", id="m2")]


class Graph(ChatAgent):
    """Most ChatAgents of LangGraph, from the template of MLflow's page."""

    def graph(self):
        from mlflow.langchain.chat_agent_langgraph import ChatAgentState

        return graph(ChatAgentState, answers())

    def predict(self, messages, context=None, custom_inputs=None):
        request = {"messages": self._convert_messages_to_dict(messages)}
        messages_read: list[Any] = []
        for event in self.graph().stream(request, stream_mode="updates"):
            for node_data in event.values():
                messages_read.extend(
                    ChatAgentMessage(**message) for message in node_data.get("messages", [])
                )
        return ChatAgentResponse(messages=messages_read)

    def predict_stream(self, messages, context=None, custom_inputs=None):
        request = {"messages": self._convert_messages_to_dict(messages)}
        for event in self.graph().stream(request, stream_mode="updates"):
            for node_data in event.values():
                yield from (ChatAgentChunk(delta=message) for message in node_data["messages"])


def test_a_graph_of_a_chat_agent_is_never_silent() -> None:
    pytest.importorskip("langgraph", reason="LangGraph is not installed")
    first = answer(Graph)
    assert kinds(first) == [*["function_call"] * 2, *["function_call_output"] * 2, "message"]
    assert text(first["output"][-1]) == "3 and 4."
    assert first["output"][2]["attachments"] == {"chart": "x"}
    second = answer(Graph, QUESTION, *first["output"], QUESTION)
    assert kinds(second) == kinds(first)


def test_the_state_of_a_chat_agent_is_read_by_the_helper_as_well() -> None:
    pytest.importorskip("langgraph", reason="LangGraph is not installed")
    from mlflow.langchain.chat_agent_langgraph import ChatAgentState

    from responses_protocol.integrations.mlflow import output_to_responses_items_stream

    stream = graph(ChatAgentState, answers()).stream(
        {"messages": [dict(QUESTION)]}, stream_mode=["updates", "messages"]
    )
    items: list[Object] = []
    list(output_to_responses_items_stream(stream, items))
    assert [item["type"] for item in items] == [
        *["function_call"] * 2,
        *["function_call_output"] * 2,
        "message",
    ]


def test_a_call_without_arguments_can_be_parsed() -> None:
    call_item = agents.create_function_call_item("f", "c", "add", "")
    output = agents.create_function_call_output_item("c", "4")

    class Sees(ChatAgent):
        def predict(self, messages, context=None, custom_inputs=None):
            arguments = [
                own.function.arguments for message in messages for own in message.tool_calls or ()
            ]
            return ChatAgentResponse(messages=[make_message(",".join(arguments))])

    assert text(answer(Sees, QUESTION, call_item, output)["output"][0]) == "{}"
