"""An agent that asks a model by the Responses API."""

from collections.abc import Generator

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


class ResponsesLLM(ResponsesAgent):
    """Answers by one call of a model."""

    def __init__(self, model: str) -> None:
        self.client = OpenAI()
        self.model = model

    def predict(self, request: ResponsesAgentRequest) -> ResponsesAgentResponse:
        """Return the model's answer."""
        asked = to_responses_input(request.input)
        answer = self.client.responses.create(input=asked, model=self.model)
        return agent_response(answer)

    def predict_stream(
        self, request: ResponsesAgentRequest
    ) -> Generator[ResponsesAgentStreamEvent, None, None]:
        """Yield the events of the model's answer."""
        asked = to_responses_input(request.input)
        stream = self.client.responses.create(input=asked, model=self.model, stream=True)
        yield from output_to_responses_items_stream(stream)


set_model(ResponsesLLM("gpt-5"))
