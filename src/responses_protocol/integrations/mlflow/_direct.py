"""Call a ChatAgent as MLflow calls it, for ``migrate --verify``.

A loaded agent gets messages, context and custom inputs by position; an agent that does not accept
all three gets those that it accepts. Its messages have ``model_dump_compat``, as up to MLflow 3.5.
The agent is called directly, without an adapter.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any

from mlflow.types.agent import ChatAgentMessage, ChatContext
from mlflow.types.responses import ResponsesAgentRequest

from responses_protocol._values import Object
from responses_protocol.integrations.mlflow import _dumps, _exchange
from responses_protocol.integrations.mlflow._calling import as_elements, call_method


class DirectAgent:
    """A ChatAgent that is called with the JSON of a request, of either class.

    Its answers are returned as items, so that they can be compared.
    """

    def __init__(self, agent: Any) -> None:
        _dumps.restore_model_dump_compat()
        self._agent = agent

    def predict(self, request: Object) -> Any:
        """Return the answer."""
        return _exchange.response_of(_call(self._agent.predict, request))

    def predict_stream(self, request: Object) -> Iterator[Any]:
        """Yield the events for the chunks."""
        streamed = _exchange.AgentStream()
        for chunk in as_elements(_call(self._agent.predict_stream, request)):
            yield from streamed.feed(chunk)
        yield from streamed.close()


def _call(method: Callable[..., Any], request: Object) -> Any:
    context = request.get("context")
    values = {
        "messages": _messages(request),
        "context": None if context is None else ChatContext(**context),
        "custom_inputs": request.get("custom_inputs"),
    }
    try:
        inspect.signature(method).bind(*values.values())
    except TypeError:
        return call_method(method, values)
    return method(*values.values())


def _messages(request: Object) -> list[ChatAgentMessage]:
    if "messages" in request:
        return [ChatAgentMessage(**message) for message in request["messages"]]
    return _exchange.messages_of(ResponsesAgentRequest(**request), _exchange.FOR_AGENTS)
