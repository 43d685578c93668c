"""What the page on MLflow shows is run."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from mlflow_fixtures import store

pytest.importorskip("mlflow.pyfunc", reason="MLflow is not installed")

__all__ = ["store"]
pytestmark = pytest.mark.filterwarnings("ignore")  # those of other packages are theirs

PAGE = Path(__file__).parents[3] / "docs" / "mlflow.md"
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("code", BLOCKS)
def test_blocks_run(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from mlflow.genai.agent_server import server

    for name in ("_invoke_function", "_stream_function"):  # MLflow takes one of each
        monkeypatch.setattr(server, name, None)
    assert "assert " in code
    namespace: dict[str, Any] = {"__name__": "page"}
    exec(compile(code, str(PAGE), "exec"), namespace)


def test_the_page_names_all_that_there_is() -> None:
    from responses_protocol.integrations import mlflow

    text = PAGE.read_text(encoding="utf-8")
    assert [name for name in mlflow.__all__ if name not in text] == []
