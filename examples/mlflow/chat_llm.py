"""An agent that asks a model by Chat Completions; log this file with `mlflow.pyfunc.log_model`."""

from collections.abc import Generator, Iterator
from typing import Any

from mlflow.models import set_model
from mlflow.pyfunc import ResponsesAgent
from mlflow.types.responses import (
    ResponsesAgentRequest,
    ResponsesAgentResponse,
    ResponsesAgentStreamEvent,
)
from openai import OpenAI

from responses_protocol.integrations.mlflow import (
    output_to_responses_items_stream,
    to_chat_completions_input,
)


class ChatAgent(ResponsesAgent):
    """Answers by one call of a model."""

    def __init__(self, model: str) -> None:
        self.client = OpenAI()
        self.model = model

    def ask(self, messages: list[Any]) -> Iterator[Any]:
        """Yield the chunks of the model's answer."""
        yield from self.client.chat.completions.create(
            model=self.model, messages=messages, stream=True
        )

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
        """Yield the answer as it comes."""
        messages = to_chat_completions_input(request.input)
        yield from output_to_responses_items_stream(self.ask(messages))


set_model(ChatAgent("gpt-5"))
