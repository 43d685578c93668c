"""``[tool.responses-protocol]`` in ``pyproject.toml``: defaults of the options of ``validate``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli_commands import run

from responses_protocol.cli.configuration import KEYS
from responses_protocol.cli.validate import validate

CALL = {"type": "function_call", "call_id": "call_abc", "name": "add", "arguments": "{}"}
TEXT = '[{"role": "user", "role": "assistant", "content": "x"}]\n'


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "inner").mkdir()
    monkeypatch.chdir(tmp_path / "inner")
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    Path("a.jsonl").write_text(TEXT + json.dumps([CALL, {"role": "user", "content": "x"}]) + "\n")
    return tmp_path


def configure(path: Path, text: str) -> None:
    path.joinpath("pyproject.toml").write_text(f"[tool.responses-protocol]\n{text}\n", "utf-8")


def codes(*arguments: str) -> list[str]:
    result = run("validate", "a.jsonl", *arguments)
    assert result.exit_code in (0, 1), result.stderr
    return [line.split()[2] for line in result.stdout.splitlines()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["RP006", "RP203"]),
        ('select = ["RP2"]', ["RP203"]),
        ('select = "RP2, RP006"', ["RP006", "RP203"]),
        ('ignore = ["RP006"]', ["RP203"]),
        ('severity = "error"', ["RP203"]),
        ('profile = "wire"\ntarget = "openai"\nas = "responses/history"', ["RP006", "RP203"]),
        ('would-lose = "chat_completions"\nselect = ["RP203"]', ["RP203"]),
    ],
)
def test_defaults(folder: Path, text: str, expected: list[str]) -> None:
    configure(folder, text)
    assert codes() == expected


def test_options_come_first_and_the_nearest_file_counts(folder: Path) -> None:
    configure(folder, 'select = ["RP0"]\nformat = "json"')
    assert json.loads(run("validate", "a.jsonl").stdout)[0]["code"] == "RP006"
    assert codes("--select", "RP2", "--format", "text") == ["RP203"]
    configure(folder / "inner", 'ignore = ["RP0"]')
    assert codes() == ["RP203"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("selects = []", "unknown key `selects`"),
        ("fix = true", "unknown key `fix`"),
        ("severity = 1", "`severity` in [tool.responses-protocol] must be a string"),
        ("select = [1]", "`select` in [tool.responses-protocol] must be strings"),
        ("severity = ['error']", "must be a string"),
        ('severity = "fatal"', "'fatal' is not one of"),
        ('select = ["RP2x"]', "no rule is called RP2X"),
        ("severity = ", "not TOML"),
        ("a = 1\na = 2", "not TOML"),
    ],
)
def test_what_is_wrong_is_wrong_usage(folder: Path, text: str, told: str) -> None:
    configure(folder, text)
    result = run("validate", "a.jsonl")
    assert (result.exit_code, result.stdout) == (2, "")
    assert told in " ".join(result.stderr.split())


@pytest.mark.parametrize(
    "content", [b"tool = 1", b"[tool]\nresponses-protocol = 1", b"\xff", b"\0", b"[" * 5000]
)
def test_a_broken_file_is_wrong_usage(folder: Path, content: bytes) -> None:
    (folder / "pyproject.toml").write_bytes(content)
    assert run("validate", "a.jsonl").exit_code == 2


def test_other_tables_are_not_ours(folder: Path) -> None:
    (folder / "pyproject.toml").write_text("[tool.other]\nselects = 1\n")
    assert codes() == ["RP006", "RP203"]


def test_every_option_with_a_value_has_a_key() -> None:
    valued = [one for one in validate.params if not getattr(one, "is_flag", False)]
    options = {name for one in valued for name in one.opts if name.startswith("--")}
    assert {f"--{key}" for key in KEYS} == options
