"""RPM191: methods of a ChatAgent in a class that may be none."""

from __future__ import annotations

import pytest

pytest.importorskip("libcst", reason="LibCST is not installed")

from migrating import codes, unchanged

HEAD = (
    "from mlflow.types.agent import ChatAgentMessage, ChatAgentResponse\n"
    "from mine import Base\n\n\n"
)


@pytest.mark.parametrize(
    "method",
    [
        "def predict(self, X): ...",
        "def ask(self, messages: list[ChatAgentMessage]): ...",
        "async def answer(self) -> ChatAgentResponse: ...",
        "def predict(self: ChatAgentMessage, request): ...",
    ],
)
def test_other_methods_are_no_matter(method: str) -> None:
    assert "RPM191" not in codes(unchanged(f"{HEAD}class A(Base):\n    {method}\n"))


@pytest.mark.parametrize(
    "method",
    [
        "def predict(self, messages: list[ChatAgentMessage]): ...",
        "def predict(self, messages) -> ChatAgentResponse: ...",
        "def predict_stream(self, messages: 'list' | list[ChatAgentMessage]): ...",
    ],
)
def test_a_method_that_takes_messages_is_reported(method: str) -> None:
    made = unchanged(f"{HEAD}class A(Base):\n    {method}\n")
    assert [(note.line, note.severity) for note in made.notes if note.code == "RPM191"] == [
        (6, "error")
    ]
