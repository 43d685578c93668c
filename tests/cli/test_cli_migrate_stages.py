"""``migrate --idiomatic``, ``--vendor`` and ``--agent-server``."""

from __future__ import annotations

import asyncio
import importlib
import sys
from pathlib import Path
from typing import Any

import pytest
from cli_commands import run, succeed

pytest.importorskip("libcst", reason="LibCST is not installed")
GOLDEN = Path(__file__).parents[1] / "codemods" / "golden_idiomatic"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    monkeypatch.chdir(tmp_path)
    text = (GOLDEN / "graph.before.txt").read_text("utf-8")
    (tmp_path / "agent.py").write_text(text, encoding="utf-8")
    return tmp_path


def test_the_second_stage_comes_after_the_first(project: Path) -> None:
    result = run("migrate", "--idiomatic", "agent.py", "--write")
    assert result.exit_code == 1
    assert "RPM609" in result.stdout
    (project / "agent.py").write_text((GOLDEN / "graph.before.txt").read_text("utf-8"), "utf-8")
    succeed("migrate", "agent.py", "--write")
    succeed("migrate", "--idiomatic", "agent.py", "--write")
    after = (project / "agent.py").read_text("utf-8")
    assert after == (GOLDEN / "graph.after.txt").read_text("utf-8")
    assert [path.name for path in project.iterdir()] == ["agent.py"]


def test_helpers_are_written_beside_the_agent(project: Path) -> None:
    succeed("migrate", "agent.py", "--write")
    succeed("migrate", "--idiomatic", "--vendor", "agent.py")
    assert not (project / "responses_helpers.py").exists()
    succeed("migrate", "--idiomatic", "--vendor", "agent.py", "--write")
    assert "responses_protocol" not in (project / "agent.py").read_text("utf-8")
    assert "def to_chat_completions_input" in (project / "responses_helpers.py").read_text("utf-8")


def test_another_file_of_that_name_stays(project: Path) -> None:
    (project / "responses_helpers.py").write_text("x = 1\n", "utf-8")
    succeed("migrate", "agent.py", "--write")
    result = run("migrate", "--idiomatic", "--vendor", "agent.py", "--write")
    assert result.exit_code == 1
    assert "this file exists with other content" in result.stderr
    assert (project / "responses_helpers.py").read_text("utf-8") == "x = 1\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ("--vendor",),
        ("--helpers", "mlflow"),
        ("--idiomatic", "--vendor", "--helpers", "mlflow"),
        ("--agent-server", "--idiomatic"),
    ],
)
def test_options_that_exclude_each_other_are_wrong_usage(
    project: Path, arguments: tuple[str, ...]
) -> None:
    assert run("migrate", "agent.py", *arguments).exit_code == 2


def test_a_chat_agent_is_not_served(project: Path) -> None:
    result = run("migrate", "--agent-server", "agent.py", "--write")
    assert result.exit_code == 1
    assert "RPM651" in result.stdout
    assert not (project / "agent_server.py").exists()


@pytest.mark.filterwarnings("ignore")  # those of other packages are theirs
def test_a_server_serves_the_agent(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    succeed("migrate", "agent.py", "--write")
    before = (project / "agent.py").read_bytes()
    succeed("migrate", "--agent-server", "agent.py", "--write")
    succeed("migrate", "--agent-server", "agent.py", "--write")
    assert (project / "agent.py").read_bytes() == before
    assert (project / "agent_server.py").exists()
    pytest.importorskip("fastapi", reason="MLflow's server is not installed")
    server = pytest.importorskip("mlflow.genai.agent_server.server", reason="no AgentServer")
    from mlflow.types.responses import ResponsesAgentRequest

    for name in ("_invoke_function", "_stream_function"):  # MLflow takes one of each
        monkeypatch.setattr(server, name, None)
    monkeypatch.syspath_prepend(str(project))
    for name in ("agent", "agent_server"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    agent_server = importlib.import_module("agent_server")
    request = ResponsesAgentRequest(input=[{"role": "user", "content": "Hi"}])
    answer = asyncio.run(server.get_invoke_function()(request))
    events = asyncio.run(collect(server.get_stream_function()(request)))
    items = [event.item for event in events if event.type == "response.output_item.done"]
    assert len(items) == len(answer.output) == 5
    assert "/responses" in {getattr(route, "path", None) for route in agent_server.app.routes}


async def collect(events: Any) -> list[Any]:
    return [event async for event in events]
