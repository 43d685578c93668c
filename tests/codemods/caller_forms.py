"""Forms in which people call an agent, each a file that prints what it got.

Each is run with an agent of either kind before the migration and after it, and prints the same.
"""

# ruff: noqa: E501 (callers, a line each)

from __future__ import annotations

IN_PLACE = """\
import mlflow
from mlflow.pyfunc import ChatAgent
from mlflow.types.agent import ChatAgentChunk, ChatAgentMessage, ChatAgentResponse

CALLS = [
    {"id": f"c{n}", "type": "function", "function": {"name": n, "arguments": "{}"}} for n in "ab"
]


class Talker(ChatAgent):
    greeting = "Hello"

    def predict(self, messages, context=None, custom_inputs=None):
        asked = messages[-1].content
        said = [
            ChatAgentMessage(role="assistant", content=None, tool_calls=CALLS, id="m1"),
            ChatAgentMessage(role="tool", content="1", name="a", tool_call_id="ca", id="m2"),
            ChatAgentMessage(role="tool", content="2", name="b", tool_call_id="cb", id="m3"),
            ChatAgentMessage(role="assistant", content=f"{asked}!", id="m4", name="talker"),
        ]
        usage = {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3}
        return ChatAgentResponse(
            messages=said,
            finish_reason="stop",
            usage=usage,
            custom_outputs={"given": custom_inputs, "who": context and context.user_id},
        )

    def predict_stream(self, messages, context=None, custom_inputs=None):
        asked = messages[-1].content
        calls = ChatAgentMessage(role="assistant", content=None, tool_calls=CALLS, id="m1")
        yield ChatAgentChunk(delta=calls, finish_reason="tool_calls")
        for at, call in enumerate(CALLS):
            yield ChatAgentChunk(
                delta={
                    "role": "tool",
                    "content": str(at),
                    "name": call["function"]["name"],
                    "tool_call_id": call["id"],
                    "id": f"r{at}",
                }
            )
        for text in (asked[:1], "", asked[1:], "!"):
            yield ChatAgentChunk(delta=ChatAgentMessage(role="assistant", content=text, id="m4"))


AGENT = Talker()
mlflow.models.set_model(AGENT)


def build():
    return Talker()
"""
SPLIT = IN_PLACE.replace(
    "\n\nAGENT = Talker()",
    "\n    def ask(self, messages):\n"
    "        told = [one.delta.content for one in self.predict_stream(messages)]\n"
    "        return self.predict(messages), told\n\n\nAGENT = Talker()",
)
AGENTS = {"in place": IN_PLACE, "parted": SPLIT}
HI = '{"messages": [{"role": "user", "content": "Hi"}]}'
HEAD = f"from agent import AGENT\n\nREQUEST = {HI}\n"


def make_caller(text: str) -> str:
    """Return a caller that imports the agent and has a request."""
    return HEAD + text


# name: the caller, and whether it is understood, so that nothing is found
FORMS: dict[str, tuple[str, bool]] = {
    "last message": (
        f"from agent import AGENT\nprint(AGENT.predict({HI}).messages[-1].content)\n",
        True,
    ),
    "named answer": (
        make_caller(
            "a = AGENT.predict(REQUEST)\nfor m in a.messages:\n    print(m.role, m.content, m.id)\n"
        ),
        True,
    ),
    "usage and reason": (
        make_caller("a = AGENT.predict(REQUEST)\nprint(a.usage.total_tokens, a.finish_reason)\n"),
        True,
    ),
    "outputs": (make_caller("print(AGENT.predict(REQUEST).custom_outputs)\n"), True),
    "for loop": (
        make_caller(
            "for c in AGENT.predict_stream(REQUEST):\n    print(c.delta.content, c.delta.role)\n"
        ),
        True,
    ),
    "join": (
        make_caller(
            "print(''.join(c.delta.content or '' for c in AGENT.predict_stream(REQUEST)))\n"
        ),
        True,
    ),
    "messages": (
        "from agent import AGENT\nfrom mlflow.types.agent import ChatAgentMessage\n"
        "messages = [ChatAgentMessage(role='user', content='Hi')]\n"
        "print(AGENT.predict(messages).messages[-1].content)\n"
        "print([c.delta.content for c in AGENT.predict_stream(messages=messages)])\n",
        True,
    ),
    "list of stream": (
        make_caller(
            "chunks = list(AGENT.predict_stream(REQUEST))\nprint(len(chunks), chunks[0].delta)\n"
        ),
        False,
    ),
    "last of list": (
        make_caller("print(list(AGENT.predict_stream(REQUEST))[-1].delta.content)\n"),
        False,
    ),
    "last of loop": (
        make_caller(
            "for c in AGENT.predict_stream(REQUEST):\n    last = c\nprint(last.delta.content)\n"
        ),
        False,
    ),
    "next": (
        make_caller("s = AGENT.predict_stream(REQUEST)\nprint(next(s).delta.tool_calls[0].id)\n"),
        False,
    ),
    "next of call": (
        make_caller("print(next(AGENT.predict_stream(REQUEST)).finish_reason)\n"),
        False,
    ),
    "unpacking": (
        make_caller(
            "first, *rest = AGENT.predict_stream(REQUEST)\nprint(first.delta.role, len(rest))\n"
        ),
        False,
    ),
    "enumerate": (
        make_caller(
            "for n, c in enumerate(AGENT.predict_stream(REQUEST)):\n    print(n, c.delta.content)\n"
        ),
        False,
    ),
    "map": (
        make_caller("print(list(map(lambda c: c.delta.content, AGENT.predict_stream(REQUEST))))\n"),
        False,
    ),
    "filter": (
        make_caller(
            "for c in filter(lambda c: c.delta.content, AGENT.predict_stream(REQUEST)):\n"
            "    print(c.delta.content)\n"
        ),
        False,
    ),
    "zip": (
        make_caller(
            "for n, c in zip('abc', AGENT.predict_stream(REQUEST)):\n    print(n, c.delta.id)\n"
        ),
        False,
    ),
    "helper of chunk": (
        make_caller(
            "def show(chunk):\n    print(chunk.delta.content)\n\n"
            "for c in AGENT.predict_stream(REQUEST):\n    show(c)\n"
        ),
        False,
    ),
    "helper of answer": (
        make_caller(
            "def show(a):\n    print(a.messages[-1].content)\n\nshow(AGENT.predict(REQUEST))\n"
        ),
        False,
    ),
    "yield from": (
        make_caller(
            "def stream():\n    yield from AGENT.predict_stream(REQUEST)\n\n"
            "print([c.delta.content for c in stream()])\n"
        ),
        False,
    ),
    "yield": (
        make_caller(
            "def stream():\n    for c in AGENT.predict_stream(REQUEST):\n        yield c\n\n"
            "print([c.delta.content for c in stream()])\n"
        ),
        False,
    ),
    "return": (
        make_caller(
            "def ask():\n    return AGENT.predict(REQUEST)\n\nprint(ask().messages[0].tool_calls)\n"
        ),
        False,
    ),
    "return stream": (
        make_caller(
            "def ask():\n    return AGENT.predict_stream(REQUEST)\n\n"
            "for c in ask():\n    print(c.delta)\n"
        ),
        False,
    ),
    "dump": (make_caller("print(AGENT.predict(REQUEST).model_dump()['messages'])\n"), False),
    "dump of name": (
        make_caller(
            "a = AGENT.predict(REQUEST)\nd = a.model_dump(exclude_none=True)\nprint(d['messages'])\n"
        ),
        False,
    ),
    "dump of chunks": (
        make_caller(
            "for c in AGENT.predict_stream(REQUEST):\n    print(c.model_dump(exclude_none=True))\n"
        ),
        False,
    ),
    "json": (make_caller("print(AGENT.predict(REQUEST).model_dump_json())\n"), False),
    "getattr of answer": (
        make_caller("a = AGENT.predict(REQUEST)\nprint(getattr(a, 'messages')[-1].content)\n"),
        False,
    ),
    "getattr of agent": (
        make_caller("print(getattr(AGENT, 'predict')(REQUEST).messages[-1].content)\n"),
        False,
    ),
    "walrus": (
        make_caller("if (a := AGENT.predict(REQUEST)):\n    print(a.messages[-1].content)\n"),
        False,
    ),
    "method": (make_caller("f = AGENT.predict\nprint(f(REQUEST).messages[-1].content)\n"), False),
    "method passed": (
        make_caller("print([a.messages[-1].content for a in map(AGENT.predict, [REQUEST] * 2)])\n"),
        False,
    ),
    "partial": (
        make_caller(
            "from functools import partial\n\nask = partial(AGENT.predict_stream, REQUEST)\n"
            "print([c.delta.content for c in ask()])\n"
        ),
        False,
    ),
    "lambda": (
        make_caller("ask = lambda r: AGENT.predict(r)\nprint(ask(REQUEST).messages[-1].content)\n"),
        False,
    ),
    "comprehension of chunks": (
        make_caller(
            "got = [c for c in AGENT.predict_stream(REQUEST)]\nprint(got[-1].delta.content)\n"
        ),
        False,
    ),
    "count": (
        make_caller("n = 0\nfor c in AGENT.predict_stream(REQUEST):\n    n += 1\nprint(n)\n"),
        False,
    ),
    "print": (make_caller("print(AGENT.predict(REQUEST))\n"), False),
    "str": (make_caller("text = str(AGENT.predict(REQUEST))\nprint(text)\n"), False),
    "f-string": (
        make_caller("print(f'{AGENT.predict(REQUEST).messages[-1]} {AGENT.predict(REQUEST)}')\n"),
        False,
    ),
    "kind": (
        make_caller(
            "from mlflow.types.agent import ChatAgentChunk, ChatAgentMessage, ChatAgentResponse\n"
            "a = AGENT.predict(REQUEST)\nprint(isinstance(a, ChatAgentResponse))\n"
            "for c in AGENT.predict_stream(REQUEST):\n    print(type(c) is ChatAgentChunk)\n"
        ),
        False,
    ),
    "kind of message": (
        make_caller(
            "from mlflow.types.agent import ChatAgentMessage\n"
            "print([type(m) == ChatAgentMessage for m in AGENT.predict(REQUEST).messages])\n"
        ),
        True,
    ),
    "kind of agent": (
        make_caller(
            "from mlflow.pyfunc import ChatAgent\n\n\ndef ask(agent: ChatAgent):\n"
            "    return agent.predict(REQUEST)\n\n\nprint(ask(AGENT).messages[-1].content)\n"
        ),
        False,
    ),
    "changed answer": (
        make_caller(
            "a = AGENT.predict(REQUEST)\na.messages = a.messages[-1:]\nprint(len(a.messages))\n"
        ),
        False,
    ),
    "changed list": (
        make_caller(
            "a = AGENT.predict(REQUEST)\na.messages.append(a.messages[0])\nprint(len(a.messages))\n"
        ),
        False,
    ),
    "unknown request": (
        make_caller(
            "def ask(request):\n    return AGENT.predict(request).messages[-1].content\n\nprint(ask(REQUEST))\n"
        ),
        False,
    ),
    "request that others see": (
        make_caller("print(AGENT.predict(REQUEST).messages[-1].content)\nprint(REQUEST)\n"),
        False,
    ),
    "request made by a function": (
        make_caller(
            "def request(text):\n    return {'messages': [{'role': 'user', 'content': text}]}\n\n"
            "print(AGENT.predict(request('Ho')).messages[-1].content)\n"
        ),
        False,
    ),
    "inputs and context": (
        make_caller(
            "r = {**REQUEST, 'custom_inputs': {'a': 1}, 'context': {'user_id': 'Ann'}}\n"
            "print(AGENT.predict(r).custom_outputs)\n"
        ),
        False,
    ),
    "arguments": (
        make_caller(
            "from mlflow.types.agent import ChatAgentMessage, ChatContext\n"
            "m = [ChatAgentMessage(**one) for one in REQUEST['messages']]\n"
            "print(AGENT.predict(m, ChatContext(user_id='Ann'), {'a': 1}).custom_outputs)\n"
            "print(AGENT.predict(m, context=ChatContext(user_id='Bob')).custom_outputs)\n"
        ),
        False,
    ),
    "starred": (
        make_caller(
            "from mlflow.types.agent import ChatAgentMessage\n"
            "named = {'messages': [ChatAgentMessage(role='user', content='Hi')]}\n"
            "print(AGENT.predict(**named).messages[-1].content)\n"
        ),
        False,
    ),
    "in a list": (
        make_caller(
            "for agent in [AGENT, AGENT]:\n    print(agent.predict(REQUEST).messages[-1].content)\n"
        ),
        False,
    ),
    "in a dict": (
        make_caller(
            "agents = {'a': AGENT}\nprint(agents['a'].predict(REQUEST).messages[-1].content)\n"
        ),
        False,
    ),
    "in an object": (
        make_caller(
            "class App:\n    def __init__(self, agent):\n        self.agent = agent\n\n"
            "    def ask(self, text):\n"
            "        said = self.agent.predict({'messages': [{'role': 'user', 'content': text}]})\n"
            "        return said.messages[-1].content\n\n\nprint(App(AGENT).ask('Ho'))\n"
        ),
        False,
    ),
    "class": (
        f"from agent import Talker\nagent = Talker()\nprint(agent.predict({HI}).messages[-1].content)\n",
        True,
    ),
    "factory": (
        f"from agent import build\nprint(build().predict({HI}).messages[-1].content, build().greeting)\n",
        True,
    ),
    "module": (f"import agent\nprint(agent.AGENT.predict({HI}).messages[-1].content)\n", True),
    "member": (
        make_caller("print(AGENT.greeting, AGENT.predict(REQUEST).messages[-1].name)\n"),
        True,
    ),
    "thread": (
        make_caller(
            "from concurrent.futures import ThreadPoolExecutor\n\nwith ThreadPoolExecutor() as pool:\n"
            "    told = pool.submit(AGENT.predict, REQUEST).result()\nprint(told.messages[-1].content)\n"
        ),
        False,
    ),
    "coroutine": (
        make_caller(
            "import asyncio\n\n\nasync def ask():\n    return await asyncio.to_thread(AGENT.predict, REQUEST)\n\n\n"
            "print(asyncio.run(ask()).messages[-1].content)\n"
        ),
        False,
    ),
    "history": (
        make_caller(
            "history = list(REQUEST['messages'])\nfor text in ('a', 'b'):\n"
            "    history.append({'role': 'user', 'content': text})\n"
            "    said = AGENT.predict({'messages': history})\n"
            "    history += [m.model_dump(exclude_none=True) for m in said.messages]\n"
            "print(history)\n"
        ),
        True,
    ),
    "two names": (
        make_caller("a = b = AGENT.predict(REQUEST)\nprint(a.messages[-1].content, b.usage)\n"),
        False,
    ),
    "not agents": (
        "class Model:\n    def predict(self, request):\n        return request\n\n\n"
        "print(Model().predict([1]))\n",
        True,
    ),
}
