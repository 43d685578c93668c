"""RPM314: evaluations of agents."""

from __future__ import annotations

import pytest
from fixing import assert_unchanged

pytest.importorskip("libcst", reason="LibCST is not installed")


@pytest.mark.parametrize(
    "text",
    [
        "mlflow.evaluate(data=frame, model=model)  # predict messages\n",
        "evaluate(data=[{'messages': []}], model=AGENT.predict)\n",
        "mlflow.genai.evaluate(data=d, predict_fn=f)  # predict messages\n",
    ],
)
def test_what_is_no_concern_stays(text: str) -> None:
    assert_unchanged(text, "RPM314")


@pytest.mark.parametrize(
    "text",
    [
        "mlflow.evaluate(data=d, model=AGENT.predict)  # messages\n",
        "mlflow.evaluate(data=d, model=lambda r: AGENT.predict(r))  # messages\n",
        "d = [{'request': {'messages': []}}]\nmlflow.evaluate(data=d, model=u)  # predict\n",
        "from mlflow.genai import evaluate\nevaluate(data=[{'messages': []}])  # predict\n",
    ],
)
def test_an_evaluation_of_an_agent_is_found(text: str) -> None:
    assert_unchanged(text, "RPM314", severities=["warning"])


def test_an_evaluation_of_what_was_logged_is_found() -> None:
    text = """\
logged = mlflow.pyfunc.log_model(name="a", python_model=AGENT)
mlflow.evaluate(f"runs:/{logged.run_id}/a", data=frame)
examples = [{"request": {"messages": []}}]
mlflow.evaluate(model, data=pd.DataFrame(examples))
"""
    result = assert_unchanged(text, "RPM314", severities=["warning", "warning"])
    assert [finding.line for finding in result.findings] == [2, 4]
