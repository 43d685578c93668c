"""A migrated agent as callers know it that go on asking a ChatAgent."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from functools import wraps
from itertools import chain, islice
from typing import Any

from mlflow.pyfunc import PyFuncModel, ResponsesAgent
from mlflow.types.agent import ChatAgentChunk, ChatAgentMessage, ChatContext

from responses_protocol.integrations.mlflow.calls import answer_chunks, chat_answer, chat_input
from responses_protocol.integrations.mlflow.originals import Response, chunks_in
from responses_protocol.integrations.mlflow.responses_agent_adapter import (
    ResponsesAgentAdapter,
    request_for,
)

Object = dict[str, Any]
_TASK = "agent/v1/responses"
_INNER = {"predict": "_chat_answer", "predict_stream": "_chat_chunks"}


def as_chat_agent(agent: Any) -> Any:
    """Return an agent, or a loaded model of one, as it is asked as a ChatAgent.

    A migrated agent gives what its code gives, message by message and chunk by chunk; what any
    other ResponsesAgent gives is read as that of a ChatAgent. All else is returned as it is.
    """
    if isinstance(agent, ResponsesAgent):
        return ChatAgentView(agent)
    if isinstance(agent, PyFuncModel) and (agent.metadata.metadata or {}).get("task") == _TASK:
        return LoadedView(agent)
    return agent


class ChatAgentView(ResponsesAgentAdapter):
    """A ResponsesAgent as a ChatAgent; other members than its methods are the agent's own."""

    def __init__(self, agent: ResponsesAgent) -> None:
        super().__init__(agent)
        for name, inner in _INNER.items():
            if hasattr(agent, inner):  # the code of the method stands there as it was
                setattr(self, name, _as_written(getattr(self, name), getattr(agent, inner)))

    def __getattr__(self, name: str) -> Any:
        """Return a member of the agent."""
        if name == "agent":  # there is none yet where a view is unpickled
            raise AttributeError(name)
        return getattr(self.agent, name)

    def predict_stream(
        self,
        messages: list[ChatAgentMessage],
        context: ChatContext | None = None,
        custom_inputs: Object | None = None,
    ) -> Generator[ChatAgentChunk, None, None]:
        """Yield the chunks of the agent; raise NotImplementedError where it had none."""
        inner = getattr(self.agent, _INNER["predict_stream"], None)
        if inner is not None:
            yield from inner(messages, context, custom_inputs)
            return
        if type(self.agent).predict_stream is ResponsesAgent.predict_stream:
            yield from super().predict_stream(messages, context, custom_inputs)
            return
        request = request_for(messages, context, custom_inputs)
        events = iter(self.agent.predict_stream(request))
        first = list(islice(events, 1))
        carried = next(chunks_in(first[0]) or iter(()), None) if first else None
        if isinstance(carried, Response):  # the migration has made this stream of the answer
            raise NotImplementedError("this agent does not stream")
        yield from answer_chunks(chain(first, events))


def _as_written(asked: Callable[..., Any], inner: Callable[..., Any]) -> Callable[..., Any]:
    """Return a method of an agent, which MLflow lets be called with one request in a dict."""

    @wraps(inner)
    def method(*args: Any, **named: Any) -> Any:
        is_request = len(args) == 1 and isinstance(args[0], dict) and not named
        return asked(*args) if is_request else inner(*args, **named)

    return method


class LoadedView:
    """A loaded ResponsesAgent, asked with the dicts of a ChatAgent, and answering with them."""

    def __init__(self, model: PyFuncModel) -> None:
        self.model = model

    def __getattr__(self, name: str) -> Any:
        """Return a member of the model."""
        if name == "model":
            raise AttributeError(name)
        return getattr(self.model, name)

    def predict(self, data: Any, params: Object | None = None) -> Any:
        """Return the answer to a request of a ChatAgent."""
        return chat_answer(self.model.predict(_asked(data), params))

    def predict_stream(self, data: Any, params: Object | None = None) -> Iterator[Any]:
        """Yield the chunks of the answer to a request of a ChatAgent."""
        return answer_chunks(self.model.predict_stream(_asked(data), params))


def _asked(data: Any) -> Any:
    if not isinstance(data, dict) or "messages" not in data:
        return data
    rest = {name: value for name, value in data.items() if name != "messages"}
    return {"input": chat_input(data["messages"]), **rest}
