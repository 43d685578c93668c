"""RPM191: methods of a ChatAgent in a class that may be none."""

from __future__ import annotations

import pytest

pytest.importorskip("libcst", reason="LibCST is not installed")

from migrating import codes_of, migrate_unchanged

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
    assert "RPM191" not in codes_of(migrate_unchanged(f"{HEAD}class A(Base):\n    {method}\n"))


@pytest.mark.parametrize(
    "method",
    [
        "def predict(self, messages: list[ChatAgentMessage]): ...",
        "def predict(self, messages) -> ChatAgentResponse: ...",
        "def predict_stream(self, messages: 'list' | list[ChatAgentMessage]): ...",
    ],
)
def test_a_method_that_takes_messages_is_reported(method: str) -> None:
    result = migrate_unchanged(f"{HEAD}class A(Base):\n    {method}\n")
    assert [
        (finding.line, finding.severity) for finding in result.findings if finding.code == "RPM191"
    ] == [(6, "error")]
