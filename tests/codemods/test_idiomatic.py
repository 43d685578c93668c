"""The second stage: what becomes of migrated agents, word by word, and on real MLflow."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from call_scripts import chunks_of, completion_of

pytest.importorskip("libcst", reason="LibCST is not installed")
sys.path.append(str(Path(__file__).parent.parent / "integrations" / "mlflow"))

from migrating import migrate
from running import agent, run_predict, run_predict_stream

from responses_protocol._codemods.comparing import differences
from responses_protocol._codemods.engine import migrate_text

Object = dict[str, Any]
GOLDEN = Path(__file__).parent / "golden_idiomatic"
NAMES = sorted(path.name.partition(".")[0] for path in GOLDEN.glob("*.before.txt"))
CODES = ("RPM601", "RPM602", "RPM603", "RPM604", "RPM609")
STAY = {"pieces": 2, "shim": 4, "text": 2, "tokens": 1, "words": 2}  # reasons that are told
QUESTION = {"role": "user", "content": "How are you?"}
CALLS = [
    {"type": "function_call", "call_id": f"c{n}", "name": "find", "arguments": "{}"} for n in (1, 2)
]
RESULTS = [{"type": "function_call_output", "call_id": f"c{n}", "output": "x"} for n in (1, 2)]
REQUESTS: dict[str, Object] = {
    "one question": {"input": [QUESTION]},
    "parallel calls before": {"input": [QUESTION, *CALLS, *RESULTS, QUESTION]},
    "inputs": {"input": [QUESTION] * 6, "custom_inputs": {"who": "you"}},
}


def text(name: str, when: str) -> str:
    return (GOLDEN / f"{name}.{when}.txt").read_text("utf-8")


def stage_one(name: str) -> str:
    return migrate(text(name, "before")).text


@pytest.mark.parametrize("name", NAMES)
def test_an_agent_comes_out_as_it_should(name: str) -> None:
    assert migrate(stage_one(name), CODES).text == text(name, "after")


@pytest.mark.parametrize("name", NAMES)
def test_code_that_stays_on_the_shim_is_reported_with_the_reason(name: str) -> None:
    result = migrate(stage_one(name), CODES)
    findings = [finding for finding in result.findings if finding.code == "RPM609"]
    assert len(findings) == STAY.get(name, 0)
    assert ("integrations.mlflow.migrated" in result.text) == bool(findings)
    assert {finding.severity for finding in result.findings} == {"info"}


def test_a_chat_agent_is_told_to_migrate_first() -> None:
    result = migrate(text("graph", "before"), CODES)
    assert result.text == text("graph", "before")
    assert [(finding.code, finding.severity) for finding in result.findings] == [
        ("RPM609", "warning")
    ]


@pytest.mark.parametrize("named", ['attachments={"sql": "1"}', '**{"attachments": {"sql": "1"}}'])
def test_a_stream_with_attachments_stays_on_the_shim(argument: str) -> None:
    before = text("words", "before").replace("content=piece", f"content=piece, {argument}")
    result = migrate(migrate(before).text, CODES)
    assert "StreamedAnswer" in result.text
    assert [finding.message for finding in result.findings if "attachments" in finding.message]


def test_helpers_of_mlflow_are_taken_where_they_say_the_same() -> None:
    result = migrate_text(
        stage_one("tokens"), select=frozenset(CODES), helpers="mlflow.types.responses"
    ).text
    assert "to_chat_completions_input([item.model_dump() for item in request.input])" in result
    assert "chunk.to_dict() for chunk in client.chat.completions.create(" in result
    assert "integrations.mlflow import" not in result
    graph = migrate_text(
        stage_one("graph"), select=frozenset(CODES), helpers="mlflow.types.responses"
    )
    assert "StreamedAnswer" in graph.text  # MLflow's own passes over messages of ChatAgents


@pytest.mark.parametrize("name", NAMES)
def test_linters_report_no_more_than_before(name: str, tmp_path: Path) -> None:
    pytest.importorskip("ruff", reason="ruff is not installed")
    codes = []
    for when in ("before", "after"):
        file = tmp_path / f"{when}.py"
        file.write_text(text(name, when), "utf-8")
        command = ["ruff", "check", "--isolated", "--output-format", "concise", str(file)]
        out = subprocess.run(
            [sys.executable, "-m", *command],
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path,
        ).stdout
        codes.append(sorted(line.split(" ")[1] for line in out.splitlines() if ".py:" in line))
    before, after = codes
    assert not [code for code in after if after.count(code) > before.count(code)]


@pytest.mark.filterwarnings("ignore")  # those of other packages are theirs
@pytest.mark.parametrize("asked", REQUESTS)
@pytest.mark.parametrize("name", NAMES)
def test_an_agent_answers_as_before(
    name: str, question: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("mlflow.pyfunc", reason="MLflow is not installed")
    from local_openai import LocalOpenAI

    from responses_protocol.integrations.mlflow import ChatAgentAdapter

    request = REQUESTS[question]
    with LocalOpenAI() as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("OPENAI_API_KEY", "none")
        old, new = ChatAgentAdapter(agent(text(name, "before"))), agent(text(name, "after"))
        answers = []
        for adapted in (old, new):
            server.answers[:] = [completion_of("It is."), chunks_of("It ", "is", ".")]
            answer = run_predict(adapted, request)
            streamed = run_predict_stream(adapted, request)
            custom = answer.get("custom_outputs")
            deltas = "".join(result["delta"] for result in streamed if "delta" in result)
            answers.append({"output": answer["output"], "custom_outputs": custom})
            answers.append({"output": _finished_items(streamed), "said": deltas})
        assert not differences(answers[0], answers[2])
        assert not differences(answers[1], answers[3])
        assert answers[0]["output"]
        assert answers[1]["output"]


def _finished_items(result: list[Object]) -> list[Object]:
    return [event["item"] for event in result if event["type"] == "response.output_item.done"]
