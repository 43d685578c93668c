"""MLflow as its users have it: a store of files, and its own warnings.

Traces are on. With ``mlflow.tracing.disable()`` before it, ``log_model`` of 3.17 never returns: it
holds a lock, which is not reentrant, while ``save_model`` waits for the same one.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from local_openai import LocalOpenAI

os.environ.setdefault("MLFLOW_ALLOW_FILE_STORE", "true")
os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
os.environ.setdefault("DO_NOT_TRACK", "true")


@pytest.fixture(scope="session", autouse=True)
def store(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep what MLflow writes out of the project."""
    mlflow = pytest.importorskip("mlflow", reason="MLflow is not installed")
    mlflow.set_tracking_uri((tmp_path_factory.mktemp("runs") / "store").as_uri())


@pytest.fixture
def openai_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalOpenAI]:
    """Run a server that the openai client finds."""
    with LocalOpenAI() as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("OPENAI_API_KEY", "none")
        yield server
