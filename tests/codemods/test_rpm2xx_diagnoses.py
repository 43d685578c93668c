"""RPM201 to RPM205: what never was right, found before and after the migration."""

# ruff: noqa: E501 (sources, a line each)

from __future__ import annotations

import pytest

pytest.importorskip("libcst", reason="LibCST is not installed")

from migrating import migrate

HEAD = (
    "from uuid import uuid4\nfrom mlflow.pyfunc import ChatAgent\n"
    "from mlflow.types.agent import ChatAgentChunk, ChatAgentMessage, ChatAgentResponse\n\n\n"
    "class A(ChatAgent):\n"
)
PREDICT = "    def predict(self, messages, context=None):\n        "
STREAM = f"{PREDICT}return ask()\n\n    def predict_stream(self, messages, context=None):\n        "


def diagnoses(text: str) -> list[str]:
    """Return the diagnoses of an agent."""
    result = migrate(HEAD + text)
    return [finding.code for finding in result.findings if finding.code.startswith("RPM2")]


GOOD = [
    "return ChatAgentResponse(messages=[ChatAgentMessage(**m)])",
    "return ChatAgentResponse(messages=[ChatAgentMessage(role='assistant', content='', id='1')])",
    "return ask([ChatAgentMessage(role='system', content='no answer')] + messages)",
    "return ChatAgentResponse(messages=[{'role': 'assistant', 'content': '', **ids}])",
    "return ChatAgentResponse(messages=ask(messages))",
    "return ask([m.content for m in messages], messages[-1].role)",
    "return ask([call.id for call in messages[-1].tool_calls])",
]
GOOD_STREAMS = [
    "for chunk in ask():\n            yield ChatAgentChunk(delta={'role': 'a', 'content': chunk, 'id': own})",
    "for m in ask():\n            yield ChatAgentChunk(delta=ChatAgentMessage(role=m.role, "
    "content=m.content, id=str(uuid4())))",
    "yield ChatAgentChunk(delta=ChatAgentMessage(role='assistant', content='', id=str(uuid4())))",
    "for m in ask():\n            if m.role == 'tool':\n                m.name = 'assistant'\n"
    "            yield ChatAgentChunk(delta=m)",
    "for m in ask():\n            if isinstance(m, (AIMessage, ToolMessage)):\n"
    "                m.role = 'assistant'\n            yield ChatAgentChunk(delta=m)",
    "yield ChatAgentChunk(delta=self.predict(messages).messages[-1])",
]


@pytest.mark.parametrize("text", GOOD)
def test_an_answer_that_is_right_is_left_in_peace(text: str) -> None:
    assert diagnoses(f"{PREDICT}{text}\n") == []


@pytest.mark.parametrize("text", GOOD_STREAMS)
def test_a_stream_that_is_right_is_left_in_peace(text: str) -> None:
    assert diagnoses(f"{STREAM}{text}\n") == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (
            "return ChatAgentResponse(messages=[ChatAgentMessage(role='assistant', content='')])",
            "RPM201",
        ),
        ("return ChatAgentResponse(messages=[{'role': 'assistant', 'content': ''}])", "RPM201"),
        (
            "return ChatAgentResponse(messages=[ChatAgentMessage(**{'role': 'a', 'content': ''})])",
            "RPM201",
        ),
        (
            "return ChatAgentResponse(messages=[ChatAgentMessage(role='a', content=t) for t in ask()])",
            "RPM201",
        ),
        ("return ask({m.id: m for m in messages})", "RPM205"),
        ("return ask(self.sessions[messages[-2].id])", "RPM205"),
        ("return ask([m for m in reversed(messages) if m['id']])", "RPM205"),
        ("last = messages[-1]\n        return ask(last.id)", "RPM205"),
    ],
)
def test_an_answer_that_is_wrong_is_reported(text: str, code: str) -> None:
    assert diagnoses(f"{PREDICT}{text}\n") == [code]


def test_an_id_that_a_helper_reads_is_reported_once() -> None:
    helper = "\n    def session(self, who, said):\n        return said[-2].id or who.id\n"
    text = f"{STREAM}yield ask(self.session(context, messages))\n{helper}"
    text_with_keyword = text.replace("return ask()", "return self.session(context, said=messages)")
    assert diagnoses(text_with_keyword) == ["RPM205"]
    assert diagnoses(text.replace("session(context, messages)", "session(messages, [])")) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("yield ChatAgentChunk(delta=ChatAgentMessage(role='assistant', content=''))", "RPM201"),
        ("yield ChatAgentChunk(**{'delta': {'role': 'assistant', 'content': ''}})", "RPM201"),
        (
            "for chunk in ask():\n            yield ChatAgentChunk(delta=ChatAgentMessage("
            "role='assistant', content=chunk.choices[0].delta.content, id=str(uuid4())))",
            "RPM202",
        ),
        (
            "for token in ask():\n            yield ChatAgentChunk(delta={'role': 'assistant', "
            "'content': token, 'id': uuid4().hex})",
            "RPM202",
        ),
        (
            "for m in ask():\n            if isinstance(m, ToolMessage):\n                yield "
            "ChatAgentChunk(delta=ChatAgentMessage(role='assistant', content=m.content, id=m.id))",
            "RPM203",
        ),
        (
            "for m in ask():\n            if m['role'] == 'tool' and m['content']:\n"
            "                m['role'] = 'assistant'\n            yield ChatAgentChunk(delta=m)",
            "RPM203",
        ),
        ("yield ask(getattr(messages[0], 'role', 'assistant'))", "RPM203"),
        ("yield ChatAgentResponse(messages=ask(messages))", "RPM204"),
        ("said = self.predict(messages)\n        yield said", "RPM204"),
    ],
)
def test_a_stream_that_is_wrong_is_reported(text: str, code: str) -> None:
    assert diagnoses(f"{STREAM}{text}\n") == [code]
