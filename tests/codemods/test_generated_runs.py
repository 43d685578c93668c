"""Agents in all combinations of forms, on real MLflow: before and after they say the same."""

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
from agent_sources import agent_sources
from effort import scale_examples
from hypothesis import given, settings
from migrating import migrate
from mlflow_fixtures import store
from running import Failed, agent, finished_items, run_predict, run_predict_stream

from responses_protocol.integrations.mlflow import ChatAgentAdapter

__all__ = ["store"]
pytestmark = pytest.mark.filterwarnings("ignore")  # those of other packages are theirs

QUESTION = {"role": "user", "content": "How warm is it?"}
REQUESTS: list[dict[str, Any]] = [
    {"input": [QUESTION]},
    {
        "input": [
            QUESTION,
            {"type": "function_call", "call_id": "c", "name": "f", "arguments": "{}"},
            {"type": "function_call_output", "call_id": "c", "output": "12"},
            QUESTION,
        ],
        "context": {"user_id": "Ann"},
        "custom_inputs": {"a": 1},
    },
]


@settings(max_examples=scale_examples(40))
@given(agent_sources())
def test_an_agent_says_what_it_said(text: str) -> None:
    old, new = ChatAgentAdapter(agent(text)), agent(migrate(text).text)
    for request in REQUESTS:
        expected = run_predict(old, request)
        assert run_predict(new, request) == expected
        streamed = run_predict_stream(old, request)
        if isinstance(streamed, Failed):
            assert run_predict_stream(new, request) == streamed
        else:
            assert finished_items(run_predict_stream(new, request)) == finished_items(streamed)
