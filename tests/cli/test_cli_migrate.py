"""``migrate``: its reports, its outputs, and its exit statuses."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from time import perf_counter
from typing import Any
from xml.etree import ElementTree

import pytest
from cli_commands import run, succeed
from effort import is_thorough

from responses_protocol._reporting.formats import FORMATS

pytest.importorskip("libcst", reason="LibCST is not installed")

AGENT = """\
import mlflow
from mlflow.pyfunc import ChatAgent
from mlflow.types.agent import ChatAgentMessage, ChatAgentResponse


class Agent(ChatAgent):
    def predict(self, messages, context=None, custom_inputs=None):
        said = ChatAgentMessage(role="assistant", content=messages[-1].content, id="m")
        return ChatAgentResponse(messages=[said])


AGENT = Agent()
mlflow.models.set_model(AGENT)
"""
CALLER = """\
from agent import AGENT

AGENT.predict({"messages": [{"role": "user", "content": "Hi"}]})
"""
UNSURE = 'model.predict({"messages": [{"role": "user", "content": "secret-content"}]})\n'
CHAT = 'r = openai.chat.completions.create(model="m", messages=[])\nprint(r.id)\n'


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    monkeypatch.chdir(tmp_path)
    write_files(tmp_path, {"agent.py": AGENT, "caller.py": CALLER, "other.py": "x = 1\n"})
    return tmp_path


def write_files(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")


def read_files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_without_a_mode_it_only_reports(project: Path) -> None:
    before = read_files(project)
    result = succeed("migrate", ".")
    assert read_files(project) == before
    assert [line.split(": ")[1] for line in result.stdout.splitlines()] == [
        "info RPM000 is to be rewritten"
    ] * 2
    assert "migrate: 2 files concerned; 2 to rewrite" in result.stderr


def test_written_files_are_not_written_twice(project: Path) -> None:
    result = succeed("migrate", ".", "--write")
    assert "2 rewritten" in result.stderr
    assert "0 findings left" in result.stderr
    after = read_files(project)
    assert b"(ResponsesAgent)" in after["agent.py"]
    assert after["caller.py"] == CALLER.replace('"messages"', '"input"').encode()
    assert after["other.py"] == b"x = 1\n"
    assert sorted(after) == ["agent.py", "caller.py", "other.py"]
    for name in ("agent.py", "caller.py"):
        compile(after[name], name, "exec")
    second_result = succeed("migrate", ".", "--write")
    assert read_files(project) == after
    assert "; 0 rewritten" in second_result.stderr
    succeed("migrate", ".", "--check")


def test_check_is_for_a_pipeline(project: Path) -> None:
    before = read_files(project)
    result = run("migrate", "agent.py", "--check")
    assert result.exit_code == 1
    assert "agent.py:2: error RPM000 is to be rewritten: RPM101 1" in result.stdout
    assert read_files(project) == before
    assert run("migrate", "other.py", "--check").exit_code == 0


def test_a_diff_can_be_applied(project: Path) -> None:
    write_files(
        project, {"end.py": CALLER.removesuffix("\n"), "crlf.py": CALLER.replace("\n", "\r\n")}
    )
    before = read_files(project)
    result = run("migrate", ".", "--diff")
    assert read_files(project) == before
    write_files(project, {"p": ""})
    (project / "p").write_bytes(result.stdout_bytes)
    subprocess.run(["git", "apply", "p"], cwd=project, check=True)
    (project / "p").unlink()
    applied = read_files(project)
    write_files(project, {name: text.decode() for name, text in before.items()})
    run("migrate", ".", "--write")
    assert read_files(project) == applied
    assert (
        applied["crlf.py"] == CALLER.replace('"messages"', '"input"').replace("\n", "\r\n").encode()
    )


def test_remaining_places_are_reported_and_marked_with_status_1(project: Path) -> None:
    write_files(project, {"unsure.py": UNSURE})
    result = run("migrate", "unsure.py")
    assert result.exit_code == 1
    assert result.stdout.splitlines()[-1].startswith("unsure.py:1:1: warning RPM311 ")
    assert "RPM311  agent-request  to rewrite 0  left 1" in result.stderr
    assert run("migrate", "unsure.py", "--write").exit_code == 1
    marked_text = (project / "unsure.py").read_text(encoding="utf-8")
    assert marked_text.startswith("# TODO(responses-protocol RPM311): ")
    assert marked_text.endswith(UNSURE)
    run("migrate", "unsure.py", "--write")
    assert (project / "unsure.py").read_text(encoding="utf-8") == marked_text


def test_contents_are_not_quoted(project: Path) -> None:
    write_files(project, {"unsure.py": UNSURE})
    for style in FORMATS:
        result = run("migrate", ".", "--format", style)
        assert "secret-content" not in result.stdout + result.stderr


def test_formats(project: Path) -> None:
    write_files(project, {"unsure.py": UNSURE})
    findings = json.loads(run("migrate", "unsure.py", "--format", "json").stdout)
    assert [(finding["code"], finding["path"], finding["line"]) for finding in findings][-1] == (
        "RPM311",
        "unsure.py",
        1,
    )
    log = json.loads(run("migrate", "unsure.py", "--format", "sarif").stdout)
    (job,) = log["runs"]
    rules = {rule["id"] for rule in job["tool"]["driver"]["rules"]}
    assert {result["ruleId"] for result in job["results"]} <= rules
    lines = run("migrate", "unsure.py", "--format", "json-lines").stdout.splitlines()
    assert [json.loads(line) for line in lines] == findings
    suites = ElementTree.fromstring(run("migrate", "unsure.py", "--format", "junit").stdout)
    assert any("RPM311 agent-request" in case.attrib["name"] for case in suites.iter("testcase"))
    github = run("migrate", "unsure.py", "--format", "github").stdout
    assert "::warning file=unsure.py,line=1,col=1,title=RPM311 agent-request::" in github


def test_inside_actions_findings_are_annotations(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert succeed("migrate", "agent.py").stdout.startswith("::notice file=agent.py,line=2,")
    assert succeed("migrate", "agent.py", "--format", "text").stdout.startswith("agent.py:2: info")


def test_fixers_are_chosen(project: Path) -> None:
    assert "RPM311" not in run("migrate", ".", "--ignore", "RPM311").stdout
    only = run("migrate", "caller.py", "agent.py", "--select", "rpm1").stdout
    assert "RPM101" in only
    assert "caller.py" not in only
    write_files(project, {"chat.py": "import openai\n" + CHAT})
    assert succeed("migrate", "chat.py").stdout == ""
    assert "RPM501 1, RPM502 1" in succeed("migrate", "chat.py", "--select", "RPM5").stdout


def test_callers_of_agents_that_are_not_migrated_are_left(project: Path) -> None:
    result = run("migrate", ".", "--select", "RPM3")
    assert result.exit_code == 1
    assert "caller.py:3:1: warning RPM311" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "PATH"),
        (("no-such-file.py",), "does not exist"),
        ((".", "--select", "RPM9"), "RPM9"),
        ((".", "--ignore", "XYZ"), "XYZ"),
        ((".", "--format", "xml"), "xml"),
        ((".", "--verify", "agent.py", "--write"), "--verify"),
        ((".", "--verify", "no-such-file"), "does not exist"),
    ],
)
def test_wrong_usage(project: Path, arguments: tuple[str, ...], message: str) -> None:
    result = run("migrate", *arguments)
    assert result.exit_code == 2
    assert message in result.stderr


def test_unreadable_files_are_reported_and_the_others_rewritten(project: Path) -> None:
    write_files(
        project,
        {
            "broken.py": "class A(ChatAgent:\n",
            "book.ipynb": '{"cells": "ChatAgent"}',
            "old.py": "print 'ChatAgent'\n",
        },
    )
    (project / "latin.py").write_bytes(b"# ChatAgent \xe9\n")
    result = run("migrate", ".", "--write")
    assert result.exit_code == 1
    reported = {line.split(":")[0] for line in result.stdout.splitlines() if "RPM001" in line}
    assert reported == {"broken.py", "book.ipynb", "old.py", "latin.py"}
    assert b"ResponsesAgent" in (project / "agent.py").read_bytes()


def test_a_notebook_is_rewritten_cell_by_cell(project: Path) -> None:
    cells = [
        ["%%writefile agent.py\n", *AGENT.splitlines(keepends=True)],
        ["%pip install mlflow\n", "this is no Python"],
        ["!ls\n", *CALLER.splitlines(keepends=True)],
        ["%%bash\n", "echo ChatAgent"],
    ]
    book: dict[str, Any] = {
        "cells": [
            {
                "cell_type": "code",
                "metadata": {},
                "outputs": [{"x": ["ChatAgent"]}],
                "source": source,
            }
            for source in cells
        ]
    }
    write_files(project, {"book.ipynb": json.dumps(book, indent=1)})
    result = run("migrate", "book.ipynb", "--write")
    after = json.loads((project / "book.ipynb").read_text(encoding="utf-8"))
    sources = ["".join(cell.pop("source")) for cell in after["cells"]]
    assert sources[0].startswith("%%writefile agent.py\nimport mlflow\n")
    assert "(ResponsesAgent)" in sources[0]
    assert sources[1] == "".join(cells[1])
    assert sources[2] == "!ls\n" + CALLER.replace('"messages"', '"input"')
    assert [
        {**cell, "source": source} for cell, source in zip(after["cells"], cells, strict=True)
    ] == (book["cells"])
    lines = result.stdout.splitlines()
    assert [line for line in lines if "RPM001 cell 2 line 2: not analysed" in line]
    assert [line for line in lines if "RPM002 cell 4: not analysed: a cell of %%bash" in line]


def test_a_file_that_cannot_be_written_ends_the_run(project: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    (project / "agent.py").chmod(0o400)
    result = run("migrate", ".", "--write")
    assert result.exit_code == 1
    assert "permission" in result.stderr


def test_many_files_without_agents_are_searched_fast(tmp_path: Path) -> None:
    text = "".join(f"def f{n}(x):\n    return [x, {n}]\n\n\n" for n in range(400))
    for number in range(500):
        write_files(tmp_path, {f"m{number}.py": text})
    write_files(tmp_path, {"agent.py": AGENT})
    start = perf_counter()
    result = succeed("migrate", tmp_path)
    assert perf_counter() - start < 20  # to parse them all takes minutes
    assert "migrate: 1 file concerned" in result.stderr


def test_other_commands_do_not_load_the_parser_of_migrate() -> None:
    code = (
        "import sys, responses_protocol._cli\n"
        "heavy = {'libcst', 'mlflow', 'responses_protocol._codemods'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout == "[]\n"


def test_deep_nesting_is_no_crash(project: Path) -> None:
    terms = 3_000 if is_thorough() else 1_500
    write_files(
        project,
        {"deep.py": "# ChatAgent ResponsesAgent\nx = " + "(" * 20_000 + ")" * 20_000 + "\n"},
    )
    write_files(project, {"long.py": "# ChatAgent ResponsesAgent\nx = " + "1 + " * terms + "1\n"})
    result = run("migrate", "deep.py", "long.py")
    assert result.exit_code == 1
    assert [line.split(": ")[0] for line in result.stdout.splitlines()] == ["deep.py:1:1"]


def test_an_interrupted_run_reports_the_files_before(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*targets: str) -> None:
        raise PermissionError(13, "Permission denied", targets[0])

    monkeypatch.setattr(sys.modules["responses_protocol._cli.migrate"], "outputs", interrupt)
    result = run("migrate", ".", "--write")
    assert result.exit_code == 1
    assert result.stderr.startswith(
        "Error: agent.py: permission denied.\nmigrate: 0 files concerned"
    )
