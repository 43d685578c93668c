"""A ChatAgent of old, logged and served as a ResponsesAgent without a change to it."""

from collections.abc import Generator
from typing import Any

from mlflow.models import set_model
from mlflow.pyfunc import ChatAgent
from mlflow.types.agent import ChatAgentChunk, ChatAgentMessage, ChatAgentResponse, ChatContext

from responses_protocol.integrations.mlflow import ChatAgentAdapter


class OldAgent(ChatAgent):
    """Looks up two temperatures at once, and tells them."""

    def predict(
        self,
        messages: list[ChatAgentMessage],
        context: ChatContext | None = None,
        custom_inputs: dict[str, Any] | None = None,
    ) -> ChatAgentResponse:
        """Return the calls, their results, and the answer."""
        functions = [
            {"name": "get_weather", "arguments": f'{{"at": {number}}}'} for number in (1, 2)
        ]
        calls = [
            {"id": f"call_{number}", "function": function}
            for number, function in enumerate(functions, 1)
        ]
        who = context.user_id if context else "nobody"
        return ChatAgentResponse(
            messages=[
                ChatAgentMessage(role="assistant", content="", id="m1", tool_calls=calls),
                result("m2", "call_1", "21"),
                result("m3", "call_2", "17"),
                ChatAgentMessage(role="assistant", content=f"21 and 17 degrees, {who}.", id="m4"),
            ],
            finish_reason="stop",
            custom_outputs={"asked": custom_inputs},
        )

    def predict_stream(
        self,
        messages: list[ChatAgentMessage],
        context: ChatContext | None = None,
        custom_inputs: dict[str, Any] | None = None,
    ) -> Generator[ChatAgentChunk, None, None]:
        """Yield the same, the answer word by word."""
        answer = self.predict(messages, context, custom_inputs)
        *before, last = answer.messages
        for message in before:
            yield ChatAgentChunk(delta=message)
        for word in str(last.content).split(" "):
            yield ChatAgentChunk(
                delta=ChatAgentMessage(role="assistant", content=f"{word} ", id=last.id)
            )


def result(own: str, call_id: str, content: str) -> ChatAgentMessage:
    """Return what a tool gave back."""
    return ChatAgentMessage(
        role="tool", content=content, id=own, name="get_weather", tool_call_id=call_id
    )


set_model(ChatAgentAdapter(OldAgent))
