"""An agent that asks a model by the Responses API."""

from collections.abc import Generator
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
    agent_response,
    output_to_responses_items_stream,
    to_responses_input,
)

# what callers may choose; MLflow puts null where they did not
CHOICES = {"max_output_tokens", "temperature", "tool_choice", "tools", "top_p"}


class ResponsesLLM(ResponsesAgent):
    """Answers by one call of a model."""

    def __init__(self, model: str) -> None:
        self.client = OpenAI()
        self.model = model

    def asked(self, request: ResponsesAgentRequest) -> dict[str, Any]:
        """Return the request to the model."""
        chosen = request.model_dump(include=CHOICES, exclude_none=True)
        return {**chosen, "input": to_responses_input(request.input), "model": self.model}

    def predict(self, request: ResponsesAgentRequest) -> ResponsesAgentResponse:
        """Return the model's answer."""
        return agent_response(self.client.responses.create(**self.asked(request)))

    def predict_stream(
        self, request: ResponsesAgentRequest
    ) -> Generator[ResponsesAgentStreamEvent, None, None]:
        """Yield the events of the model's answer."""
        stream = self.client.responses.create(**self.asked(request), stream=True)
        yield from output_to_responses_items_stream(stream)


set_model(ResponsesLLM("gpt-5"))
