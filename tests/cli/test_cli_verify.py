"""``migrate --verify``: agents that are equal, and agents that are not, on real MLflow."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cli_commands import run

pytest.importorskip("libcst", reason="LibCST is not installed")
pytest.importorskip("mlflow", reason="MLflow is not installed")
pytest.importorskip("mlflow.pyfunc", reason="MLflow is not installed")

# only where LibCST is there to be imported
from responses_protocol._codemods.engine import default_codes, migrate_text

BEFORE = """\
from uuid import uuid4

import mlflow
from mlflow.pyfunc import ChatAgent
from mlflow.types.agent import ChatAgentChunk, ChatAgentMessage, ChatAgentResponse

from beside import GREETING


class Agent(ChatAgent):
    def predict(self, messages, context=None, custom_inputs=None):
        if messages[-1].content == "fail":
            raise ValueError("secret")
        calls = [
            {"id": str(uuid4()), "type": "function", "function": {"name": n, "arguments": "{}"}}
            for n in ("a", "b")
        ]
        return ChatAgentResponse(
            messages=[
                {"role": "assistant", "content": "", "tool_calls": calls, "id": str(uuid4())},
                *(
                    {
                        "role": "tool",
                        "content": call["function"]["name"],
                        "name": call["function"]["name"],
                        "tool_call_id": call["id"],
                        "id": str(uuid4()),
                    }
                    for call in calls
                ),
                {"role": "assistant", "content": GREETING, "id": str(uuid4())},
            ],
            custom_outputs=custom_inputs,
        )

    def predict_stream(self, messages, context=None, custom_inputs=None):
        own = str(uuid4())
        for text in ("Hel", "lo"):
            message = ChatAgentMessage(role="assistant", content=text, id=own)
            yield ChatAgentChunk(delta=message)


AGENT = Agent()
mlflow.models.set_model(AGENT)
"""
AFTER = """\
from mlflow.models import set_model
from mlflow.pyfunc import ResponsesAgent
from mlflow.types.responses import ResponsesAgentResponse


class Agent(ResponsesAgent):
    def predict(self, request):
        said = self.create_text_output_item(text="secret", id="m")
        return ResponsesAgentResponse(output=[said])


set_model(Agent())
"""
REQUESTS: list[dict[str, Any]] = [
    {"input": [{"role": "user", "content": "Hi"}], "custom_inputs": {"a": 1}},
    {"messages": [{"role": "user", "content": "fail"}]},
]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write_file(tmp_path, "beside.py", "GREETING = 'Hello'\n")
    write_file(tmp_path, "agent.py", BEFORE)
    write_file(tmp_path, "after.py", AFTER)
    write_requests(tmp_path, *REQUESTS)
    return tmp_path


def write_file(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")


def write_requests(folder: Path, *requests: Any) -> None:
    write_file(folder, "requests.jsonl", "".join(json.dumps(one) + "\n" for one in requests))


def verify(*paths: str) -> tuple[int, list[str], str]:
    result = run("migrate", "--verify", "requests.jsonl", *paths)
    assert "secret" not in result.stdout + result.stderr
    return result.exit_code, result.stdout.splitlines(), result.stderr


def test_a_migrated_agent_is_equal_and_the_same_failure_is_reported(project: Path) -> None:
    names = sorted(path.name for path in project.iterdir())
    status, lines, summary = verify("agent.py")
    assert lines == [
        "request 1, predict: equal (5 items: function_call, function_call, "
        "function_call_output, function_call_output, message)",
        "request 1, predict_stream: equal (1 item: message)",
        "request 2, predict: equal (both fail: ValueError in line 13)",
        "request 2, predict_stream: equal (1 item: message)",
    ]
    assert status == 0
    assert "4 of 4 answers equal" in summary
    assert (project / "agent.py").read_text(encoding="utf-8") == BEFORE
    assert sorted({path.name for path in project.iterdir()} - {"__pycache__"}) == names


def test_differences_are_shown_by_place_without_contents(project: Path) -> None:
    status, lines, _ = verify("agent.py", "after.py")
    assert status == 1
    assert lines[0] == "request 1, predict: different"
    assert "  /custom_outputs: 1 members before, nothing after" in lines
    assert any(line.startswith("  - /output/") for line in lines)
    assert "  before: ValueError; after: no failure" in lines
    assert "  before: no failure; after: NotImplementedError" in lines


def test_differences_are_shown_side_by_side(project: Path) -> None:
    write_requests(project, REQUESTS[0])
    _, lines, _ = verify("agent.py", "after.py")
    rows = [
        ("before", " ", "after"),
        ("function_call a", "|", "message assistant"),
        ("function_call b", "<", ""),
        ("function_call_output", "<", ""),
        ("function_call_output", "<", ""),
        ("message assistant", "<", ""),
    ]
    expected = [f"  {left:20}  {sign}  {right}".rstrip() for left, sign, right in rows]
    assert lines[1:7] == expected


def test_the_agent_before_is_called_as_mlflow_calls_it(project: Path) -> None:
    request = REQUESTS[0] | {"context": {"user_id": "u"}}
    write_requests(project, request)
    renamed = BEFORE.replace("predict(self, messages, context=None", "predict(self, m, ctx=None")
    dumped = renamed.replace("messages[-1].content", "m[-1].model_dump_compat()['content']")
    write_file(project, "agent.py", dumped.replace("custom_inputs,\n", "{'u': ctx.user_id},\n"))
    assert verify("agent.py")[0] == 0
    swapped = BEFORE.replace("context=None, custom_inputs=None", "custom_inputs=None, context=None")
    write_file(project, "swapped.py", swapped)  # so that MLflow gives it one for the other
    write_file(project, "agent.py", BEFORE)
    assert verify("agent.py", "swapped.py")[0] == 1


def test_nothing_is_proved_where_every_answer_is_a_failure(project: Path) -> None:
    write_file(
        project, "agent.py", BEFORE.replace("own = str(uuid4())", "raise ValueError('secret')")
    )
    write_requests(project, REQUESTS[1])
    status, lines, errors = verify("agent.py")
    assert status == 1
    assert all("equal (both fail" in line for line in lines)
    assert "every answer is a failure" in errors


DRIVER = """\
from agent import AGENT

answer = AGENT.predict({"messages": [{"role": "user", "content": "Hi"}]})
print(answer.messages[-1].content)
chunks = AGENT.predict_stream({"messages": [{"role": "user", "content": "Hi"}]})
print("".join(chunk.delta.content for chunk in chunks))
"""


def test_callers_are_compared_by_what_they_print(project: Path) -> None:
    write_requests(project, REQUESTS[0])
    write_file(project, "driver.py", DRIVER)
    write_file(project, "tells.py", DRIVER + "print('secret', type(AGENT).__mro__[1].__name__)\n")
    write_file(project, "fails.py", "print('secret')\nraise SystemExit(4)\n")
    status, lines, errors = verify(
        "--caller", "driver.py", "--caller", "tells.py", "--caller", "fails.py", "agent.py"
    )
    assert lines[2:] == [
        "caller driver.py: equal (2 lines)",
        "caller tells.py: different",
        "  line 3: 16 characters before, 21 after",
        "caller fails.py: different",
        "  it fails before, too (exit status 4): this proves nothing",
    ]
    assert status == 1
    assert "1 of 3 callers equal" in errors
    assert (project / "driver.py").read_text(encoding="utf-8") == DRIVER


def test_agents_that_do_not_stream_are_reported(project: Path) -> None:
    write_requests(project, REQUESTS[0])
    status, lines, _ = verify("after.py", "after.py")
    assert status == 0
    assert lines[1] == "request 1, predict_stream: equal (neither streams)"


def without_stream(text: str) -> str:
    return text[: text.index("    def predict_stream")] + text[text.index("AGENT = ") :]


def test_a_new_stream_is_compared_with_the_answer(project: Path) -> None:
    """A migrated agent streams what predict answers, where the one before did not stream."""
    write_requests(project, REQUESTS[0])
    write_file(project, "agent.py", without_stream(BEFORE))
    status, lines, errors = verify("agent.py")
    assert status == 0
    assert lines[1].startswith("request 1, predict_stream: equal (")
    assert lines[1].endswith("the agent before does not stream")
    assert "2 of 2 answers equal" in errors
    after = migrate_text(without_stream(BEFORE), select=default_codes()).text
    assert "events_of([self.predict(request)])" in after
    write_file(
        project, "after.py", after.replace("events_of([self.predict(request)])", "events_of([])")
    )
    status, lines, _ = verify("agent.py", "after.py")
    assert (status, lines[1]) == (1, "request 1, predict_stream: different")


def test_an_agent_is_loaded_before_it_is_called(project: Path) -> None:
    loading = (
        "    def load_context(self, context):\n        self.word = 'x'\n\n    def predict(self"
    )
    text = without_stream(BEFORE).replace("    def predict(self", loading, 1)
    text = text.replace("messages[-1].content", "self.word + messages[-1].content")
    write_file(project, "agent.py", text)
    write_requests(project, REQUESTS[0])
    assert verify("agent.py")[0] == 0
    write_file(project, "agent.py", text.replace("'x'", "open(context.artifacts['word']).read()"))
    status, _, errors = verify("agent.py")
    assert status == 1
    hint = "pass the files that load_context reads by --artifact and --model-config"
    assert f"KeyError in line 12; {hint}" in errors
    write_file(project, "word.txt", "a word")
    assert verify("--artifact", "word=word.txt", "agent.py")[0] == 0
    status, _, errors = verify("--artifact", "word=other.txt", "agent.py")
    assert status == 2
    assert "word=other.txt is not NAME=PATH" in errors


@pytest.mark.parametrize("config", ["word: a word\n", '{"word": "a word"}'])
def test_an_agent_is_loaded_with_its_configuration(project: Path, config: str) -> None:
    loading = (
        "    def load_context(self, context):\n        self.word = context.model_config['word']"
    )
    text = without_stream(BEFORE).replace("    def predict", f"{loading}\n\n    def predict", 1)
    text = text.replace("messages[-1].content", "self.word + messages[-1].content")
    write_file(project, "agent.py", text)
    write_file(project, "config.yml", config)
    write_requests(project, REQUESTS[0])
    assert verify("--model-config", "config.yml", "agent.py")[0] == 0
    assert verify("agent.py")[0] == 1


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("import no_such_module\n", "ModuleNotFoundError: no module no_such_module in line 1"),
        ("x = 1\n", "it contains no agent"),
        ("x = 1\nraise ValueError('secret')\n", "ValueError in line 2"),
        ("raise SystemExit(3)\n", "SystemExit in line 1"),
        ("import os\nos._exit(3)\n", "ended its process (exit status 3)"),
        ("def f(:\n", "SyntaxError in line 1"),
    ],
)
def test_an_agent_that_cannot_be_imported(project: Path, text: str, reason: str) -> None:
    write_file(project, "after.py", text)
    status, lines, errors = verify("agent.py", "after.py")
    assert (status, lines) == (1, [])
    assert errors.startswith("Error: after.py: the agent after")
    assert reason in errors


def test_there_must_be_something_to_migrate(project: Path) -> None:
    status, _, errors = verify("after.py")
    assert status == 1
    assert errors.startswith("Error: after.py: there is nothing to migrate")


@pytest.mark.parametrize(
    ("request_line", "reason"),
    [
        ([], "a request is an object"),
        ({"input": "Hi"}, "a request is an object"),
        ({"messages": [{"role": 1}]}, "Error: requests.jsonl:1: "),
    ],
)
def test_requests_that_are_none(project: Path, request_line: Any, reason: str) -> None:
    write_requests(project, request_line)
    status, _, errors = verify("agent.py")
    assert status == 1
    assert reason in errors
    write_file(project, "requests.jsonl", "")
    assert "the file contains no requests" in verify("agent.py")[2]


def test_a_notebook_is_verified_by_the_file_that_it_writes(project: Path) -> None:
    cell = {"cell_type": "code", "source": "%%writefile agent.py\n" + BEFORE}
    driver = {"cell_type": "code", "source": "%pip install x\nfrom agent import AGENT"}
    write_file(project, "book.ipynb", json.dumps({"cells": [cell, driver]}))
    assert verify("book.ipynb")[0] == 0
    write_file(project, "book.ipynb", json.dumps({"cells": [driver]}))
    assert "%%writefile" in verify("book.ipynb", "after.py")[2]


def test_arguments_that_do_not_fit_together_are_refused(project: Path) -> None:
    assert run("migrate", "--verify", "requests.jsonl", ".").exit_code == 2
    assert run("migrate", "--verify", "requests.jsonl", *["agent.py"] * 3).exit_code == 2
    assert run("migrate", "--caller", "agent.py", "agent.py").exit_code == 2
    arguments = ("--caller", "beside.py", "agent.py", "after.py")
    assert run("migrate", "--verify", "requests.jsonl", *arguments).exit_code == 2
