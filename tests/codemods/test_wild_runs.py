"""The agents that the adapter is tested with, as people wrote them: migrated, they say the same."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("libcst", reason="LibCST is not installed")
pytest.importorskip("mlflow", reason="MLflow is not installed")
pytest.importorskip("mlflow.pyfunc", reason="MLflow is not installed")
WILD = (
    Path(__file__).parent.parent / "integrations" / "mlflow" / "test_mlflow_agents_in_the_wild.py"
)
sys.path.append(str(WILD.parent))

# only where MLflow is there to be imported
import libcst as cst  # noqa: E402
from migrating import migrate  # noqa: E402
from mlflow_fixtures import store  # noqa: E402
from running import Failed, agent, events, items, response  # noqa: E402

from responses_protocol.integrations.mlflow import ChatAgentAdapter  # noqa: E402

__all__ = ["store"]
pytestmark = pytest.mark.filterwarnings("ignore")  # those of other packages are theirs

REFUSED = {"Asynchronous"}  # MLflow does not await agents
REQUEST: dict[str, Any] = {
    "input": [{"role": "user", "content": "2 + 2?"}],
    "custom_inputs": {"a": 1},
    "context": {"user_id": "u", "conversation_id": "c"},
}
TREE = cst.parse_module(WILD.read_text("utf-8"))
CLASSES = {one.name.value: one for one in TREE.body if isinstance(one, cst.ClassDef)}


def above(name: str) -> list[str]:
    """Return the names of the bases of a class."""
    return [one.value.value for one in CLASSES[name].bases if isinstance(one.value, cst.Name)]


def bases(name: str) -> list[str]:
    """Return a class, and the classes of the file that it extends."""
    return [name, *(one for base in above(name) if base in CLASSES for one in bases(base))]


AGENTS = [name for name in CLASSES if "ChatAgent" in above(bases(name)[-1])]


def source(name: str) -> str:
    """Return a text with one of the classes, those that it extends, and what is beside them."""
    kept = [
        one
        for one in TREE.body
        if not (isinstance(one, cst.ClassDef) and one.name.value not in bases(name))
        and not (isinstance(one, cst.FunctionDef) and one.name.value.startswith("test_"))
    ]
    return TREE.with_changes(body=kept).code + f"\n\nAGENT = {name}()\n"


@pytest.mark.parametrize("name", AGENTS)
def test_an_agent_of_somebody_says_what_it_said(name: str) -> None:
    result = migrate(source(name))
    errors = [finding.code for finding in result.findings if finding.severity == "error"]
    if name in REFUSED:
        assert set(errors) == {"RPM101"}
        assert result.text == source(name)
        return
    assert errors == []
    old, new = ChatAgentAdapter(agent(source(name))), agent(result.text)
    assert response(new, REQUEST) == response(old, REQUEST)
    streamed, expected = events(new, REQUEST), events(old, REQUEST)
    if isinstance(expected, Failed):
        assert streamed == expected
    else:
        assert items(streamed) == items(expected)


def test_there_are_such_agents() -> None:
    assert len(AGENTS) >= 15
