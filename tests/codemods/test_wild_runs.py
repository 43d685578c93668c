"""The agents that the adapter is tested with, as people wrote them: migrated, they say the same."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("libcst", reason="LibCST is not installed")
pytest.importorskip("mlflow", reason="MLflow is not installed")
pytest.importorskip("mlflow.pyfunc", reason="MLflow is not installed")
sys.path.append(str(Path(__file__).parent.parent / "integrations" / "mlflow"))

# only where MLflow is there to be imported
import libcst as cst
from migrating import migrate
from mlflow_fixtures import store
from running import Failed, agent, finished_items, run_predict, run_predict_stream

from responses_protocol.integrations.mlflow import ChatAgentAdapter

__all__ = ["store"]
pytestmark = pytest.mark.filterwarnings("ignore")  # those of other packages are theirs

WILD = (
    Path(__file__).parent.parent / "integrations" / "mlflow" / "test_mlflow_agents_in_the_wild.py"
)
REFUSED = {"Asynchronous"}  # MLflow does not await agents
REQUEST: dict[str, Any] = {
    "input": [{"role": "user", "content": "2 + 2?"}],
    "custom_inputs": {"a": 1},
    "context": {"user_id": "u", "conversation_id": "c"},
}
TREE = cst.parse_module(WILD.read_text("utf-8"))
CLASSES = {one.name.value: one for one in TREE.body if isinstance(one, cst.ClassDef)}


def base_names(name: str) -> list[str]:
    """Return the names of the bases of a class."""
    return [base.value.value for base in CLASSES[name].bases if isinstance(base.value, cst.Name)]


def class_and_bases(name: str) -> list[str]:
    """Return a class, and the classes of the file that it extends."""
    return [
        name,
        *(
            ancestor
            for base in base_names(name)
            if base in CLASSES
            for ancestor in class_and_bases(base)
        ),
    ]


AGENTS = [name for name in CLASSES if "ChatAgent" in base_names(class_and_bases(name)[-1])]


def text_of_class(name: str) -> str:
    """Return a text with one of the classes, those that it extends, and what is beside them."""
    statements = [
        statement
        for statement in TREE.body
        if not (
            isinstance(statement, cst.ClassDef)
            and statement.name.value not in class_and_bases(name)
        )
        and not (
            isinstance(statement, cst.FunctionDef) and statement.name.value.startswith("test_")
        )
    ]
    return TREE.with_changes(body=statements).code + f"\n\nAGENT = {name}()\n"


@pytest.mark.parametrize("name", AGENTS)
def test_an_agent_of_somebody_says_what_it_said(name: str) -> None:
    result = migrate(text_of_class(name))
    errors = [finding.code for finding in result.findings if finding.severity == "error"]
    if name in REFUSED:
        assert set(errors) == {"RPM101"}
        assert result.text == text_of_class(name)
        return
    assert errors == []
    old, new = ChatAgentAdapter(agent(text_of_class(name))), agent(result.text)
    assert run_predict(new, REQUEST) == run_predict(old, REQUEST)
    streamed, expected = run_predict_stream(new, REQUEST), run_predict_stream(old, REQUEST)
    if isinstance(expected, Failed):
        assert streamed == expected
    else:
        assert finished_items(streamed) == finished_items(expected)


def test_there_are_such_agents() -> None:
    assert len(AGENTS) >= 15
