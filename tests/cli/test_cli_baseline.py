"""``--write-baseline`` and ``--baseline``: what is known is not told until it changes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cli_commands import run
from click.testing import Result

from responses_protocol._cli.baseline import VERSION

SECRET = "sk-never-to-be-seen"
CALL = {"type": "function_call", "call_id": "call_abc", "name": "add", "arguments": "{}"}
OTHER = {**CALL, "call_id": "call_xyz", "arguments": json.dumps({"key": SECRET})}
USER = {"role": "user", "content": SECRET}
REQUEST = {"model": "gpt-5", "input": [USER, CALL, USER]}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    write("a.jsonl", [CALL, USER], [USER], [OTHER, USER])
    write("b.json", REQUEST, indent=2)
    return tmp_path


def write(name: str, *values: Any, indent: int | None = None) -> None:
    path = Path(name)
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(json.dumps(value, indent=indent) + "\n" for value in values))


def validate_with_baseline(*arguments: str) -> Result:
    return run("validate", *(arguments or (".",)), "--baseline", "known.json")


def list_findings(*arguments: str) -> list[str]:
    result = validate_with_baseline(*arguments)
    lines = result.stdout.splitlines()
    assert result.exit_code == bool(lines), result.stderr
    return [" ".join(line.split()[:3]) for line in lines]


def write_baseline(*arguments: str) -> Result:
    result = run("validate", *(arguments or (".",)), "--write-baseline", "known.json")
    assert (result.exit_code, result.stdout) == (0, ""), result.stderr
    return result


def test_known_problems_are_not_reported() -> None:
    assert write_baseline().stderr.endswith("; no problems; 3 problems written to known.json\n")
    result = validate_with_baseline()
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.endswith("; no problems; 3 hidden by the baseline\n")
    assert len(json.loads(run("validate", ".", "--format", "json").stdout)) == 4  # with itself


def test_nothing_of_a_payload_is_in_the_file() -> None:
    write_baseline()
    text = Path("known.json").read_text()
    assert json.loads(text)["version"] == VERSION
    assert text.count("\n") == 5
    for word in (SECRET, "call_abc", "add", "input"):
        assert word not in text


def test_lines_and_elements_may_move() -> None:
    write_baseline()
    write("a.jsonl", [USER], [USER, USER, OTHER, USER], [USER], [CALL, USER])
    write("b.json", {**REQUEST, "input": [USER, USER, *REQUEST["input"]], "store": False})
    assert list_findings() == []
    write("b.json", dict(reversed(REQUEST.items())))
    assert list_findings() == []


def test_changed_values_are_reported() -> None:
    write_baseline()
    write("a.jsonl", [{**CALL, "arguments": '{"a": 1}'}, USER], [USER], [OTHER, USER])
    assert list_findings() == ["a.jsonl:1:2: error RP203"]


def test_one_more_of_the_same_is_reported() -> None:
    write_baseline()
    write("a.jsonl", [CALL, USER], [USER], [OTHER, USER], [CALL, USER])
    assert list_findings() == ["a.jsonl:4:2: error RP203"]
    assert validate_with_baseline().stderr.endswith("; 1 error; 3 hidden by the baseline\n")
    write_baseline()
    assert list_findings() == []


def test_other_files_and_other_rules_are_reported() -> None:
    write_baseline()
    write("c.json", REQUEST, indent=2)
    Path("b.json").write_text('{"model": "a", ' + Path("b.json").read_text()[1:])
    assert list_findings() == ["b.json:2:3: warning RP006", "c.json:8:5: error RP203"]


def test_gone_problems_are_counted_and_dropped_when_rewritten() -> None:
    write_baseline()
    write("a.jsonl", [CALL, USER])
    Path("b.json").unlink()
    result = validate_with_baseline()
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.splitlines()[0] == (
        "2 known problems no longer there; --write-baseline drops them."
    )
    assert "no longer" not in validate_with_baseline("--quiet", ".").stderr
    errors = validate_with_baseline(
        "--ignore", "RP203", "."
    ).stderr  # so that only the file is gone for sure
    assert errors.startswith("1 known problem no longer there")
    write_baseline()
    assert "no longer" not in validate_with_baseline().stderr
    assert len(json.loads(Path("known.json").read_bytes())["problems"]) == 1


def test_of_some_files_the_others_stay_known() -> None:
    write_baseline()
    assert list_findings("b.json") == []
    assert "no longer" not in validate_with_baseline("b.json").stderr
    write_baseline("b.json")
    assert list_findings() == []


def test_it_is_known_from_another_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_baseline()
    (folder / "inner").mkdir()
    monkeypatch.chdir(folder / "inner")
    assert run("validate", "..", "--baseline", "../known.json").exit_code == 0
    assert run("validate", str(folder), "--baseline", str(folder / "known.json")).exit_code == 0


def test_problems_without_a_record_are_known_too() -> None:
    Path("c.jsonl").write_bytes(b"\xef\xbb\xbf{'a'\n" + b"[" * 3000 + b"\n{}\n")
    Path("d.json").symlink_to("nowhere")
    write_baseline()
    assert list_findings() == []
    Path("c.jsonl").write_bytes(b"{'a'\n{'a'\n")
    assert [finding.split()[-1] for finding in list_findings()] == ["RP001"]


def test_standard_input(folder: Path) -> None:
    text = json.dumps([CALL, USER]).encode()
    assert run("validate", "-", "--write-baseline", "known.json", stdin=text).exit_code == 0
    assert run("validate", "-", "--baseline", "known.json", stdin=text).exit_code == 0


def test_the_limit_of_a_file_is_reported_in_spite_of_a_baseline() -> None:
    write("a.jsonl", *[[CALL, USER]] * 4)
    arguments = ("a.jsonl", "--max-problems", "3")
    result = run("validate", *arguments, "--write-baseline", "known.json")
    assert (result.exit_code, result.stdout.split()[2]) == (1, "RP015")
    assert list_findings(*arguments) == ["a.jsonl: error RP015"]
    write("a.jsonl", *[[CALL, USER]] * 3)
    assert list_findings(*arguments) == []


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "[]", "{}", '{"version": 1}', '{"version": 1, "problems": 1}'),
        *('{"version": 1, "problems": [1]}', '{"version": 1, "problems": [{}]}', "[" * 5000),
        '{"version": 2, "problems": []}',
        '{"version": 1, "problems": [{"path": 1, "code": "", "severity": "", "digest": ""}]}',
        '{"version": 1, "problems": [{"path": "", "code": "", "severity": "x", "digest": ""}]}',
    ],
)
@pytest.mark.parametrize("option", ["--baseline", "--write-baseline"])
def test_a_file_that_is_no_baseline_is_wrong_usage_and_stays(text: str, option: str) -> None:
    Path("known.json").write_text(text)
    result = run("validate", "a.jsonl", option, "known.json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "known.json: not a baseline" in result.stderr
    assert Path("known.json").read_text() == text


def test_a_baseline_that_is_not_there() -> None:
    result = validate_with_baseline()
    assert result.exit_code == 2
    assert "known.json: the file does not exist: write it with --write-baseline" in result.stderr
    result_of_both = run("validate", ".", "--baseline", "a", "--write-baseline", "b")
    assert result_of_both.exit_code == 2
    assert run("validate", ".", "--diff", "--write-baseline", "b").exit_code == 2
    assert run("validate", ".", "--write-baseline", "nowhere/known.json").exit_code == 1
