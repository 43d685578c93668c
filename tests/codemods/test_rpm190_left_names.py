"""RPM190: what is still ChatAgent's, and what is there no more."""

from __future__ import annotations

import pytest

pytest.importorskip("libcst", reason="LibCST is not installed")

from migrating import migrate_unchanged

from responses_protocol._codemods.engine import migrate_text


def found(text: str) -> list[tuple[str, str, int]]:
    result = migrate_text(text, select=frozenset({"RPM190"}))
    assert result.text == text
    return [(finding.code, finding.severity, finding.line) for finding in result.findings]


@pytest.mark.parametrize(
    "text",
    [
        "from mine import ChatAgentState\n",
        "from .chat_agent_langgraph import ChatAgentState\n",
        "from langgraph.graph.state import CompiledGraph as ChatAgentGraph\n",
        "ChatAgentRequest = 1\n",
        "from mlflow.types.agent import ChatContext  # ChatAgent\n",
    ],
)
def test_other_names_are_no_matter(text: str) -> None:
    assert migrate_unchanged(text).findings == ()


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("from mlflow.langchain.chat_agent_langgraph import ChatAgentState, parse_message", "info"),
        ("from mlflow.langchain.output_parsers import ChatAgentOutputParser as P", "info"),
        ("from mlflow.langchain.chat_agent_langchain import ChatAgentX", "error"),
        ("from mlflow.types.agent import ChatAgentRequest", "warning"),
        ("from mlflow.types.agent import *  # ChatAgent", "warning"),
        ("from mlflow.types.llm import ChatAgentMessage", "error"),
        ("from langgraph.graph.graph import CompiledGraph  # ChatAgent", "error"),
        ("from mlflow.types.agent import ChatAgentMessage", "info"),
        ("from mlflow.pyfunc import ChatAgent\nA = type('A', (ChatAgent,), {})", "warning"),
        ("import mlflow; isinstance(agent, mlflow.pyfunc.ChatAgent)", "warning"),
    ],
)
def test_what_is_left_is_reported_once(text: str, severity: str) -> None:
    assert found(f"import os\n{text}\n") == [("RPM190", severity, 2)]


def test_the_messages_of_an_agent_that_migrates_are_ours() -> None:
    assert (
        found(
            "from mlflow.pyfunc import ChatAgent\nfrom mlflow.types.agent import ChatAgentMessage\n"
            "class A(ChatAgent):\n    def predict(self, messages): ...\n"
        )
        == []
    )
