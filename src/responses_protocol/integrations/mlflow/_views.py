"""Show a migrated agent to callers as the ChatAgent that they still call."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from functools import wraps
from itertools import chain, islice
from typing import Any

from mlflow.pyfunc import PyFuncModel, ResponsesAgent
from mlflow.types.agent import ChatAgentChunk, ChatAgentMessage, ChatContext

from responses_protocol._values import Object
from responses_protocol.integrations.mlflow._originals import Response, get_chunks
from responses_protocol.integrations.mlflow._responses_agent_adapter import (
    ResponsesAgentAdapter,
    make_request_for,
)
from responses_protocol.integrations.mlflow.calls import answer_chunks, chat_answer, chat_input

_TASK = "agent/v1/responses"
_INNER = {"predict": "_chat_answer", "predict_stream": "_chat_chunks"}


def as_chat_agent(agent: Any) -> Any:
    """Return an agent, or a loaded model of one, in a form that is called as a ChatAgent.

    A migrated agent returns the messages and chunks of its own code; the output of any other
    ResponsesAgent is translated. Other values are returned unchanged.
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
            if hasattr(agent, inner):  # the original code of the method
                setattr(self, name, _accept_requests(getattr(self, name), getattr(agent, inner)))

    def __getattr__(self, name: str) -> Any:
        """Return a member of the agent."""
        if name == "agent":  # not set yet while a view is unpickled
            raise AttributeError(name)
        return getattr(self.agent, name)

    def predict_stream(
        self,
        messages: list[ChatAgentMessage],
        context: ChatContext | None = None,
        custom_inputs: Object | None = None,
    ) -> Generator[ChatAgentChunk, None, None]:
        """Yield the chunks of the agent; raise NotImplementedError if it did not stream."""
        inner = getattr(self.agent, _INNER["predict_stream"], None)
        if inner is not None:
            yield from inner(messages, context, custom_inputs)
            return
        if type(self.agent).predict_stream is ResponsesAgent.predict_stream:
            yield from super().predict_stream(messages, context, custom_inputs)
            return
        request = make_request_for(messages, context, custom_inputs)
        events = iter(self.agent.predict_stream(request))
        first = list(islice(events, 1))
        carried = next(get_chunks(first[0]) or iter(()), None) if first else None
        if isinstance(carried, Response):  # the migration made this stream from the answer
            raise NotImplementedError("this agent does not stream")
        yield from answer_chunks(chain(first, events))


def _accept_requests(outer: Callable[..., Any], inner: Callable[..., Any]) -> Callable[..., Any]:
    """Return a method of an agent that also accepts one request in a dict, as MLflow's does."""

    @wraps(inner)
    def method(*args: Any, **keywords: Any) -> Any:
        is_request = len(args) == 1 and isinstance(args[0], dict) and not keywords
        return outer(*args) if is_request else inner(*args, **keywords)

    return method


class LoadedView:
    """A loaded ResponsesAgent that takes and returns the dicts of a ChatAgent."""

    def __init__(self, model: PyFuncModel) -> None:
        self.model = model

    def __getattr__(self, name: str) -> Any:
        """Return a member of the model."""
        if name == "model":
            raise AttributeError(name)
        return getattr(self.model, name)

    def predict(self, data: Any, params: Object | None = None) -> Any:
        """Return the answer to a request of a ChatAgent."""
        return chat_answer(self.model.predict(_make_request(data), params))

    def predict_stream(self, data: Any, params: Object | None = None) -> Iterator[Any]:
        """Yield the chunks of the answer to a request of a ChatAgent."""
        return answer_chunks(self.model.predict_stream(_make_request(data), params))


def _make_request(data: Any) -> Any:
    if not isinstance(data, dict) or "messages" not in data:
        return data
    rest = {name: value for name, value in data.items() if name != "messages"}
    return {"input": chat_input(data["messages"]), **rest}
