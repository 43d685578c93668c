"""An agent that runs the tools that a model calls, all of a turn, and asks again."""

import json
from collections.abc import Callable, Generator
from typing import Any

from mlflow.models import set_model
from mlflow.pyfunc import ResponsesAgent
from mlflow.types.responses import (
    ResponsesAgentRequest,
    ResponsesAgentResponse,
    ResponsesAgentStreamEvent,
)
from openai import OpenAI

from responses_protocol.agents import create_function_call_output_item, create_text_output_item
from responses_protocol.integrations.mlflow import (
    output_to_responses_items_stream,
    to_responses_input,
)

WEATHER = {
    "type": "function",
    "name": "get_weather",
    "description": "Get the temperature at a place, in degrees Celsius.",
    "parameters": {
        "type": "object",
        "properties": {"latitude": {"type": "number"}, "longitude": {"type": "number"}},
        "required": ["latitude", "longitude"],
        "additionalProperties": False,
    },
    "strict": True,
}
INSTRUCTIONS = {"role": "system", "content": "You may call tools to get information."}


class ToolCallingAgent(ResponsesAgent):
    """Answers by as many calls of a model as it takes, ten at most."""

    def __init__(self, model: str, tools: list[tuple[dict[str, Any], Callable[..., Any]]]) -> None:
        self.client = OpenAI()
        self.model = model
        self.definitions: list[Any] = [definition for definition, _ in tools]
        self.functions = {definition["name"]: run for definition, run in tools}

    def run(self, call: dict[str, Any]) -> dict[str, Any]:
        """Return the output of a call."""
        result = self.functions[call["name"]](**json.loads(call["arguments"]))
        return create_function_call_output_item(call["call_id"], str(result))

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
        """Yield items as they are done."""
        history = [INSTRUCTIONS, *to_responses_input(request.input)]
        for _ in range(10):
            answer = self.client.responses.create(
                model=self.model, input=history, tools=self.definitions
            )
            items: list[dict[str, Any]] = []
            yield from output_to_responses_items_stream([answer], items)
            calls = [item for item in items if item["type"] == "function_call"]
            results: list[dict[str, Any]] = []
            yield from output_to_responses_items_stream(map(self.run, calls), results)
            history += items + results
            if not calls:
                return
        stopped = create_text_output_item("I stopped after ten rounds.", "msg_stopped")
        yield from output_to_responses_items_stream([stopped])


set_model(ToolCallingAgent("gpt-5", [(WEATHER, lambda latitude, longitude: 21)]))
