"""Law 6 for MLflow: its own classes take what comes out, and so does an agent that was logged."""

# mypy: allow-untyped-defs, allow-untyped-calls
# (people write agents without annotations)

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from effort import scale_examples
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from mlflow_fixtures import store

pytest.importorskip("mlflow.pyfunc", reason="MLflow is not installed")

# only where MLflow is there to be imported
import mlflow
from mlflow.pyfunc import ChatAgent, ResponsesAgent
from mlflow.types.agent import ChatAgentMessage, ChatAgentRequest, ChatAgentResponse
from mlflow.types.responses import ResponsesAgentRequest, ResponsesAgentResponse

import responses_protocol as rp
from responses_protocol.testing import histories

__all__ = ["store"]
pytestmark = pytest.mark.filterwarnings("ignore")  # those of other packages are theirs

Object = dict[str, Any]
ROLES = (None, "user", "system", "developer", "assistant")
OTHERS = ("responses", "chat_completions")


class Counts(ChatAgent):
    def predict(self, messages, context=None, custom_inputs=None):
        said = ChatAgentMessage(role="assistant", content=f"{len(messages)}", id="m")
        return ChatAgentResponse(messages=[said])


class CountsItems(ResponsesAgent):
    def predict(self, request):
        return ResponsesAgentResponse(output=[], custom_outputs={"count": len(request.input)})


def loaded(agent: Any, path: Path) -> Any:
    mlflow.pyfunc.save_model(path, python_model=agent, pip_requirements=["responses-protocol"])
    return mlflow.pyfunc.load_model(str(path))


@pytest.fixture(scope="module")
def chat_agent(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return loaded(Counts(), tmp_path_factory.mktemp("old") / "model")


@pytest.fixture(scope="module")
def responses_agent(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return loaded(CountsItems(), tmp_path_factory.mktemp("new") / "model")


@pytest.mark.parametrize("source", OTHERS)
@settings(max_examples=scale_examples(50))
@given(data=st.data())
def test_messages(chat_agent: Any, source: Any, data: st.DataObject) -> None:
    history = data.draw(histories(source))
    made = rp.convert(history, "chat_agent", source=source, kind="history").value
    assume(all(one.get("tool_call_id") != "" for one in made))  # an empty id is none to MLflow
    request = {"messages": made}
    ChatAgentRequest(**request)
    answered = [one for one in made if one["role"] in ("assistant", "tool")]
    assert len(ChatAgentResponse(messages=answered).messages) == len(answered)
    assert chat_agent.predict(request)["messages"][0]["content"] == f"{len(made)}"


@settings(max_examples=scale_examples(50))
@given(data=st.data())
def test_items(responses_agent: Any, data: st.DataObject) -> None:
    history = data.draw(histories("chat_agent"))
    made = rp.convert(history, "responses", source="chat_agent", kind="history").value
    assume(
        all(one.get("role") in (None, "user", "system", "developer", "assistant") for one in made)
    )
    request = {"input": made}
    ResponsesAgentRequest(**request)
    assert responses_agent.predict(request)["custom_outputs"]["count"] == len(made)
