"""An agent without a model: the items and events that an agent may answer with."""

from collections.abc import Generator

from mlflow.models import set_model
from mlflow.pyfunc import ResponsesAgent
from mlflow.types.responses import (
    ResponsesAgentRequest,
    ResponsesAgentResponse,
    ResponsesAgentStreamEvent,
)

from responses_protocol.agents import (
    create_function_call_item,
    create_function_call_output_item,
    create_text_delta,
    create_text_output_item,
)

PIECES = ("21 ", "and 17 ", "degrees.")


class SimpleAgent(ResponsesAgent):
    """Calls two tools at once, and tells what they gave back."""

    def predict(self, request: ResponsesAgentRequest) -> ResponsesAgentResponse:
        """Return the whole sequence, and what fits no item."""
        output = [
            event.item
            for event in self.predict_stream(request)
            if event.type == "response.output_item.done"
        ]
        return ResponsesAgentResponse(output=output, custom_outputs={"sensors": 2})

    def predict_stream(
        self, request: ResponsesAgentRequest
    ) -> Generator[ResponsesAgentStreamEvent, None, None]:
        """Yield calls and results as they are done, and the text as it comes."""
        done = "response.output_item.done"
        for number in (1, 2):
            item = create_function_call_item(
                id=f"fc_{number}",
                call_id=f"call_{number}",
                name="get_weather",
                arguments=f'{{"at": {number}}}',
            )
            yield ResponsesAgentStreamEvent(type=done, item=item)
        for call_id, result in (("call_1", "21"), ("call_2", "17")):
            item = create_function_call_output_item(call_id=call_id, output=result)
            yield ResponsesAgentStreamEvent(type=done, item=item)
        for piece in PIECES:  # all with the id of the item that follows
            yield ResponsesAgentStreamEvent(**create_text_delta(delta=piece, item_id="msg_1"))
        item = create_text_output_item(text="".join(PIECES), id="msg_1")
        yield ResponsesAgentStreamEvent(type=done, item=item)


set_model(SimpleAgent())
