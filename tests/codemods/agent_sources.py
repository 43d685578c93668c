"""Strategies for the sources of ChatAgents: the forms that people write, in all combinations.

Every source can be run where MLflow is: the agent says what it was asked, and what ``say`` yields.
"""

# ruff: noqa: E501 (sources, a line each)

from __future__ import annotations

from hypothesis import strategies as st

IMPORTS = [
    "from mlflow.pyfunc import ChatAgent\n",
    "from mlflow.pyfunc.model import ChatAgent  # type: ignore\n",
    "from mlflow.pyfunc import ChatAgent, PythonModel\n",
    "from mlflow.pyfunc import ChatAgent as ChatAgent\n",
    "try:\n    from mlflow.pyfunc import ChatAgent\nexcept ImportError:\n    ChatAgent = object\n",
]
BASES = ["ChatAgent", "ChatAgent, Mixin", "mlflow.pyfunc.ChatAgent", "(ChatAgent)"]
TYPES = [
    "from mlflow.types.agent import ChatAgentChunk, ChatAgentMessage, ChatAgentResponse, ChatContext\n",
    "from mlflow.types.agent import (\n    ChatAgentChunk,  # pieces\n    ChatAgentMessage,\n"
    "    ChatAgentResponse, ChatContext\n)\n",
    "from mlflow.types.agent import ChatAgentMessage, ChatContext\n"
    "from mlflow.types.agent import ChatAgentChunk, \\\n    ChatAgentResponse\n",
]
HEAD = '''\
"""An agent."""
{imports}import mlflow
{types}import functools
import typing
from typing import Any, Dict, Generator, Iterator, List, Optional
import uuid


class Mixin:
    pass


def wrapped(method):
    @functools.wraps(method)
    def inner(self, messages, *more, **named):
        return method(self, messages, *more, **named)

    return inner


def calls(at):
    return [
        {{"id": f"c{{at}}{{n}}", "type": "function", "function": {{"name": "f", "arguments": "{{}}"}}}}
        for n in (1, 2)
    ]


def say(messages, who=None):
    asked = messages[-1].content if messages else "nothing"
    own = str(uuid.uuid4())
    yield {{"role": "assistant", "content": "", "tool_calls": calls(1), "id": str(uuid.uuid4())}}
    for n in (1, 2):
        yield {{"role": "tool", "content": f"r{{n}}", "name": "f", "tool_call_id": f"c1{{n}}", "id": own + str(n)}}
    yield {{"role": "assistant", "content": f"{{len(messages)}} {{asked}} {{who}}", "id": own}}


def words(messages):
    own = str(uuid.uuid4())
    for word in ("It ", "is ", str(len(messages))):
        yield {{"role": "assistant", "content": word, "id": own}}


class Agent({bases}):
    name = "agent"

    def message(self, m):
        return ChatAgentMessage(**m)

'''
PARAMETERS = [
    "messages, context=None, custom_inputs=None",
    "messages: list[ChatAgentMessage], context: Optional[ChatContext] = None, "
    "custom_inputs: Optional[dict[str, Any]] = None",
    "messages: List[ChatAgentMessage],\n        context: Optional[ChatContext] = None,  # who\n"
    "        custom_inputs: Optional[Dict[str, Any]] = None,\n    ",
    "messages, context, custom_inputs",
    "messages, custom_inputs=None, context=None, verbose=False",
    "messages, /, context=None, custom_inputs=None",
    "messages, *, custom_inputs=None, context=None",
    "messages, context=None, custom_inputs=None, **kwargs",
]
DECORATORS = ["", "", "    @mlflow.trace\n", '    @mlflow.trace(name="mine")\n', "    @wrapped\n"]
DOCS = ["", '        """Say it."""\n', "        # say it\n"]
PREDICT_RETURNS = ["", " -> ChatAgentResponse", ' -> "ChatAgentResponse"']
STREAM_RETURNS = [
    "",
    " -> Generator[ChatAgentChunk, None, None]",
    " -> Generator[ChatAgentResponse, None, None]",
    " -> typing.Iterator[ChatAgentChunk]",
]
# the bodies of predict; each says something
PREDICTS = [
    "        return ChatAgentResponse(messages=[ChatAgentMessage(**m) for m in say(messages, context)])\n",
    "        request = {'messages': self._convert_messages_to_dict(messages)}\n"
    "        messages = []\n        for m in say([]):\n            messages.append(ChatAgentMessage(**m))\n"
    "        return ChatAgentResponse(messages=messages, custom_outputs=request)\n",
    "        response = ChatAgentResponse(messages=[])\n"
    "        for m in say(messages):\n            response.messages.append(self.message(m))\n"
    "        response.custom_outputs = {'had': custom_inputs}\n        return response\n",
    "        out = {'messages': list(say(messages)), 'finish_reason': 'length'}\n"
    "        return ChatAgentResponse(**out)\n",
    "        try:\n            if not messages: return ChatAgentResponse(messages=[])\n"
    "            return (\n                ChatAgentResponse(  # all of it\n"
    "                    messages=[self.message(m) for m in say(messages)],\n"
    "                )\n            )\n        finally:\n            pass\n",
    "        return {'messages': list(say(messages, custom_inputs))}\n",
]
STREAMED_PREDICT = (
    "        return ChatAgentResponse(messages=[\n            chunk.delta\n"
    "            for chunk in self.predict_stream(messages, context=context, custom_inputs=custom_inputs)\n"
    "        ])\n"
)
STREAMS = [
    "        for m in say(messages, context):\n            yield ChatAgentChunk(delta=ChatAgentMessage(**m))\n",
    "        for m in say(messages):\n            yield ChatAgentChunk(**{'delta': m})  # whole\n",
    "        yield from (ChatAgentChunk(**{'delta': m}) for m in say(messages, custom_inputs))\n",
    "        for m in say(messages):\n            chunk = {'delta': m}\n"
    "            if custom_inputs:\n                chunk['custom_outputs'] = custom_inputs\n"
    "            yield ChatAgentChunk(**chunk)\n",
    "        if not messages:\n            return\n        last = None\n        for m in say(messages):\n"
    "            if last: yield ChatAgentChunk(delta=last)\n            last = m\n"
    "        yield ChatAgentChunk(delta=last, finish_reason='stop', usage=None)\n        return\n",
    "        with open(__import__('os').devnull):\n            for m in say(messages): yield "
    "ChatAgentChunk(delta=m); yield from ()\n",
    "        return (ChatAgentChunk(delta=m) for m in say(messages))\n",
    "        x = yield ChatAgentChunk(delta=next(say(messages)))\n",
]
WORDS = (
    "        answer = words(messages)\n        for word in answer:\n"
    "            yield ChatAgentChunk(delta=ChatAgentMessage(**word))\n"
)
ASKING = [
    "        response = self.predict(messages, context=context, custom_inputs=custom_inputs)\n"
    "        for message in response.messages:\n            yield ChatAgentChunk(delta=message)\n",
    "        yield self.predict(messages, context=context, custom_inputs=custom_inputs)\n",
    "        raise NotImplementedError\n",
]
TAIL = "\n\nAGENT = Agent()\nmlflow.models.set_model(AGENT)\n"


@st.composite
def agent_sources(draw: st.DrawFn) -> str:
    """Draw the source of an agent, which has it under the name ``AGENT``."""
    head = HEAD.format(
        imports=draw(st.sampled_from(IMPORTS)),
        types=draw(st.sampled_from(TYPES)),
        bases=draw(st.sampled_from(BASES)),
    )
    parameters = draw(st.sampled_from(PARAMETERS))
    predict, stream = draw(
        st.one_of(
            st.tuples(st.sampled_from(PREDICTS), st.sampled_from([*STREAMS, WORDS, *ASKING])),
            st.tuples(st.just(STREAMED_PREDICT), st.sampled_from(STREAMS[:-1])),
            st.tuples(st.sampled_from(PREDICTS), st.none()),
        )
    )
    parts = [_method(draw, "predict", parameters, PREDICT_RETURNS, predict)]
    if stream is not None:
        parts.append(_method(draw, "predict_stream", parameters, STREAM_RETURNS, stream))
    return head + "\n".join(parts) + TAIL


def _method(draw: st.DrawFn, name: str, parameters: str, returns: list[str], body: str) -> str:
    decorator = draw(st.sampled_from(DECORATORS))
    result, docs = draw(st.sampled_from(returns)), draw(st.sampled_from(DOCS))
    return f"{decorator}    def {name}(self, {parameters}){result}:\n{docs}{body}"
