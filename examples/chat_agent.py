"""An agent of MLflow's older class, to be migrated."""

from typing import Any
from uuid import uuid4

from mlflow.pyfunc import ChatAgent
from mlflow.types.agent import ChatAgentMessage, ChatAgentResponse, ChatContext


class Echo(ChatAgent):
    def predict(
        self,
        messages: list[ChatAgentMessage],
        context: ChatContext | None = None,
        custom_inputs: dict[str, Any] | None = None,
    ) -> ChatAgentResponse:
        text = messages[-1].content
        reply = ChatAgentMessage(role="assistant", content=text, id=str(uuid4()))
        return ChatAgentResponse(messages=[reply])
