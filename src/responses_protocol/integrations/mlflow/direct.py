"""A ChatAgent, called as MLflow calls it, for ``migrate --verify``.

A loaded agent gets messages, context and custom inputs by their places, and one whose parameters
do not take all three is called with those that it takes. Its messages have ``model_dump_compat``,
as they have up to MLflow 3.5. What it answers is read as it is: nothing of this package stands
between the agent and the caller.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any

from mlflow.types.agent import ChatAgentMessage, ChatContext
from mlflow.types.responses import ResponsesAgentRequest

from responses_protocol.integrations.mlflow import dumps, exchange
from responses_protocol.integrations.mlflow.calling import called, several

Object = dict[str, Any]


class Direct:
    """A ChatAgent that is asked with the JSON of a request, of either class.

    What it answers is told in items too, so that it can be compared.
    """

    def __init__(self, agent: Any) -> None:
        dumps.restore()
        self._agent = agent

    def predict(self, asked: Object) -> Any:
        """Return the answer."""
        return exchange.response_of(_called(self._agent.predict, asked))

    def predict_stream(self, asked: Object) -> Iterator[Any]:
        """Yield the events for the chunks."""
        streamed = exchange.AgentStream()
        for chunk in several(_called(self._agent.predict_stream, asked)):
            yield from streamed.feed(chunk)
        yield from streamed.close()


def _called(method: Callable[..., Any], asked: Object) -> Any:
    context = asked.get("context")
    values = {
        "messages": _messages(asked),
        "context": None if context is None else ChatContext(**context),
        "custom_inputs": asked.get("custom_inputs"),
    }
    try:
        inspect.signature(method).bind(*values.values())
    except TypeError:
        return called(method, values)
    return method(*values.values())


def _messages(asked: Object) -> list[ChatAgentMessage]:
    if "messages" in asked:
        return [ChatAgentMessage(**message) for message in asked["messages"]]
    request = ResponsesAgentRequest(**asked)
    return exchange.messages_of(request, exchange.FOR_AGENTS)
