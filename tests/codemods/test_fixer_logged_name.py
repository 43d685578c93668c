"""RPM304: the name with which an agent is logged."""

from __future__ import annotations

import pytest
from fixing import assert_fixed, assert_unchanged

pytest.importorskip("libcst", reason="LibCST is not installed")


@pytest.mark.parametrize(
    "text",
    [
        'mlflow.pyfunc.log_model("agent", python_model=AGENT)\n',
        'mlflow.pyfunc.log_model(name="agent", python_model=AGENT)\n',
        'mlflow.pyfunc.log_model(artifact_path="model", python_model=other)\n',
        'mlflow.sklearn.log_model(artifact_path="model", sk_model=AGENT)\n',
    ],
)
def test_what_is_no_concern_stays(text: str) -> None:
    assert_unchanged(text, "RPM304")


def test_artifact_path_becomes_name() -> None:
    text = 'mlflow.pyfunc.log_model(\n    python_model=AGENT, artifact_path = "a",\n)\n'
    assert_fixed(text, text.replace("artifact_path", "name"), "RPM304")
