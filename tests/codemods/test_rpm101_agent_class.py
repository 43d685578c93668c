"""RPM101: the class and the imports of an agent."""

from __future__ import annotations

import pytest

pytest.importorskip("libcst", reason="LibCST is not installed")

from migrating import codes_of, migrate, migrate_unchanged

BODY = """\
    def predict(self, messages, context=None, custom_inputs=None):
        return ChatAgentResponse(messages=[])

    def predict_stream(self, messages, context=None, custom_inputs=None):
        yield from self.ask(messages)
"""
TYPES = "from mlflow.types.agent import ChatAgentResponse\n"


@pytest.mark.parametrize(
    "text",
    [
        "from camel.agents import ChatAgent\n\n\nclass A(ChatAgent):\n" + BODY,
        "class ChatAgent:\n    pass\n\n\nclass A(ChatAgent):\n    def predict(self, m): ...\n",
        "from .base import ChatAgent\n\n\nclass A(ChatAgent):\n    pass\n",
        "from mlflow.pyfunc import PythonModel\n\n\nclass ChatAgentish(PythonModel):\n    pass\n",
        '"""from mlflow.pyfunc import ChatAgent"""\n',
        "# class A(ChatAgent): is gone\nimport mlflow\n",
        "x = 'ChatAgent'\n",
    ],
)
def test_other_classes_of_this_name_are_left(text: str) -> None:
    assert migrate_unchanged(text).findings == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "from mlflow.pyfunc import ChatAgent\n@class A(ChatAgent):",
            "from mlflow.pyfunc import ResponsesAgent\n@class A(ResponsesAgent):",
        ),
        (
            "from mlflow.pyfunc.model import ChatAgent\n@class A(ChatAgent, Mixin):",
            "from mlflow.pyfunc.model import ResponsesAgent\n@class A(ResponsesAgent, Mixin):",
        ),
        (
            "from mlflow.pyfunc import ChatAgent, ResponsesAgent\n@class A(ChatAgent):",
            "from mlflow.pyfunc import ResponsesAgent\n@class A(ResponsesAgent):",
        ),
        (
            "from mlflow.pyfunc import ResponsesAgent, ChatAgent\n@class A(ChatAgent):",
            "from mlflow.pyfunc import ResponsesAgent\n@class A(ResponsesAgent):",
        ),
        (
            "from mlflow.pyfunc import ChatAgent as Base, log_model  # why\n@class A(Base):",
            "from mlflow.pyfunc import ResponsesAgent as Base, log_model  # why\n@class A(Base):",
        ),
        (
            "import mlflow\n@class A(mlflow.pyfunc.ChatAgent):",
            "import mlflow\n@class A(mlflow.pyfunc.ResponsesAgent):",
        ),
        (
            "from mlflow import pyfunc\n@class A(pyfunc.ChatAgent):",
            "from mlflow import pyfunc\n@class A(pyfunc.ResponsesAgent):",
        ),
        (
            "import mlflow.pyfunc as mp\n@class A(mp.ChatAgent, metaclass=Meta):",
            "import mlflow.pyfunc as mp\n@class A(mp.ResponsesAgent, metaclass=Meta):",
        ),
    ],
)
def test_every_spelling_of_the_base_is_found(old: str, new: str) -> None:
    result = migrate(old.replace("@", TYPES) + "\n" + BODY)
    head, base = new.split("@")
    assert result.text.startswith(head)
    assert f"\n{base}\n" in result.text
    assert result.rewritten["RPM101"] == 1


def test_a_text_without_its_imports_gets_those_that_it_needs() -> None:
    result = migrate("class A(ChatAgent):\n" + BODY)
    assert "from mlflow.pyfunc import ResponsesAgent\n" in result.text
    assert "class A(ResponsesAgent):" in result.text


def test_other_uses_of_the_class_follow() -> None:
    text = (
        f"from mlflow.pyfunc import ChatAgent\n{TYPES}\nclass A(ChatAgent):\n{BODY}\n"
        "def make() -> ChatAgent:\n    return A()\n\nassert isinstance(make(), ChatAgent)\n"
    )
    result = migrate(text).text
    assert "def make() -> ResponsesAgent:" in result
    assert "isinstance(make(), ResponsesAgent)" in result


def test_names_in_strings_and_comments_stay() -> None:
    text = (
        f'"""A ChatAgent."""\nfrom mlflow.pyfunc import ChatAgent  # a ChatAgent\n{TYPES}\n'
        f'class A(ChatAgent):\n    """Is a ChatAgent."""\n    kind = "ChatAgent"\n{BODY}'
    )
    result = migrate(text).text
    assert '"""A ChatAgent."""' in result
    assert "# a ChatAgent\n" in result
    assert 'kind = "ChatAgent"' in result


def test_imports_that_nobody_needs_any_more_go() -> None:
    text = (
        "from mlflow.pyfunc import ChatAgent\n"
        "from mlflow.types.agent import (\n    ChatAgentResponse,\n    ChatContext,\n)\n\n\n"
        "class A(ChatAgent):\n"
        "    def predict(self, messages, context: ChatContext = None) -> ChatAgentResponse:\n"
        "        return ChatAgentResponse(messages=self.ask(messages))\n"
    )
    result = migrate(text).text
    assert "ChatContext" not in result
    assert "mlflow.types.agent" not in result
    assert "ChatAgentResponse" not in result


def test_imports_that_are_still_needed_stay_where_they_are() -> None:
    text = (
        "from mlflow.pyfunc import ChatAgent\n"
        "from mlflow.types.agent import "
        "ChatAgentMessage as Message, ChatAgentResponse, ChatContext\n\n\n"
        "def context() -> ChatContext: ...\n\n\n"
        "class A(ChatAgent):\n"
        "    def predict(self, messages):\n"
        "        said = Message(role='assistant', content='', id='1')\n"
        "        return ChatAgentResponse(messages=[said])\n"
    )
    result = migrate(text).text
    assert "from mlflow.types.agent import ChatContext\n" in result
    assert "    ChatAgentMessage as Message,\n" in result


@pytest.mark.parametrize(
    ("methods", "reason"),
    [
        ("    pass\n", "no predict"),
        ("    async def predict(self, messages): ...\n", "async"),
        ("    def predict(messages, context=None, custom_inputs=None): ...\n", "parameters"),
        ("    def predict(messages, *more): ...\n", "parameters"),
        ("    def predict(self): ...\n", "parameters"),
        ("    def predict(self, *, needed, messages): ...\n", "parameters"),
        ("    def predict(self, messages): ...\n    def predict(self, messages): ...\n", "twice"),
        (
            "    def predict(self, messages): ...\n    def _chat_answer(self): ...\n",
            "already uses a name",
        ),
    ],
)
def test_what_is_not_certain_is_left_with_a_finding(methods: str, reason: str) -> None:
    text = f"from mlflow.pyfunc import ChatAgent\n\n\nclass A(ChatAgent):\n{methods}"
    result = migrate_unchanged(text)
    assert result.findings[0].code == "RPM101"
    assert result.findings[0].severity == "error"
    assert reason in result.findings[0].message


def test_if_one_class_is_left_all_of_the_text_are() -> None:
    text = (
        f"from mlflow.pyfunc import ChatAgent\n{TYPES}\n\nclass A(ChatAgent):\n{BODY}\n\n"
        "class B(ChatAgent):\n    async def predict(self, messages): ...\n"
    )
    assert codes_of(migrate_unchanged(text)) == ["RPM101"]


def test_a_class_in_a_function_and_a_class_in_a_class_are_found() -> None:
    inner = "".join(f"    {line}\n" if line else "\n" for line in BODY.splitlines())
    text = (
        "def make():\n    from mlflow.pyfunc import ChatAgent\n"
        "    from mlflow.types.agent import ChatAgentResponse\n\n"
        f"    class A(ChatAgent):\n{inner}\n    return A()\n"
    )
    result = migrate(text).text
    assert "    from mlflow.pyfunc import ResponsesAgent\n" in result
    assert "    class A(ResponsesAgent):\n" in result
