"""A LangGraph agent as a ResponsesAgent, with texts as they come."""

from collections.abc import Generator
from typing import Any

from langchain_core.messages import AIMessage, ToolMessage
from langgraph.graph import END, START, MessagesState, StateGraph
from mlflow.models import set_model
from mlflow.pyfunc import ResponsesAgent
from mlflow.types.responses import (
    ResponsesAgentRequest,
    ResponsesAgentResponse,
    ResponsesAgentStreamEvent,
)

from responses_protocol.integrations.mlflow import (
    output_to_responses_items_stream,
    to_chat_completions_input,
)


class GraphAgent(ResponsesAgent):
    """Wraps any compiled graph whose state has messages."""

    def __init__(self, graph: Any) -> None:
        self.graph = graph

    def predict(self, request: ResponsesAgentRequest) -> ResponsesAgentResponse:
        """Return all items of the answer."""
        output = [
            event.item
            for event in self.predict_stream(request)
            if event.type == "response.output_item.done"
        ]
        return ResponsesAgentResponse(output=output, custom_outputs=request.custom_inputs)

    def predict_stream(
        self, request: ResponsesAgentRequest
    ) -> Generator[ResponsesAgentStreamEvent, None, None]:
        """Yield what the nodes write."""
        messages = to_chat_completions_input(request.input)
        yield from output_to_responses_items_stream(
            self.graph.stream({"messages": messages}, stream_mode=["updates", "messages"])
        )


def ask(state: MessagesState) -> dict[str, Any]:
    """Stand for a model that calls a tool twice, and then answers in parts."""
    if isinstance(state["messages"][-1], ToolMessage):
        parts = [
            {"type": "reasoning", "summary": [{"type": "summary_text", "text": "Both are known."}]},
            {"type": "text", "text": "21 and 17 degrees."},
        ]
        return {"messages": AIMessage(content=parts)}
    calls = [
        {"name": "get_weather", "args": {"at": number}, "id": f"call_{number}"} for number in (1, 2)
    ]
    return {"messages": [AIMessage(content="Let me look.", tool_calls=calls)]}


def run(state: MessagesState) -> dict[str, Any]:
    """Run the calls of the last message."""
    results = {1: "21", 2: "17"}
    calls = state["messages"][-1].tool_calls
    outputs = [ToolMessage(results[call["args"]["at"]], tool_call_id=call["id"]) for call in calls]
    return {"messages": outputs}


def route(state: MessagesState) -> str:
    """Go on with the tools, if the last message calls some."""
    return "tools" if state["messages"][-1].tool_calls else END


builder = StateGraph(MessagesState)
builder.add_node("model", ask)
builder.add_node("tools", run)
builder.add_edge(START, "model")
builder.add_conditional_edges("model", route, ["tools", END])
builder.add_edge("tools", "model")
set_model(GraphAgent(builder.compile()))
