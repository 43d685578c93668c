"""``[tool.responses-protocol]`` in ``pyproject.toml``: defaults of the options of ``validate``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli_commands import run

from responses_protocol._cli.configuration import KEYS
from responses_protocol._cli.validate import validate

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


def find_codes(*arguments: str) -> list[str]:
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
def test_settings_of_the_file_are_the_defaults(
    folder: Path, text: str, expected: list[str]
) -> None:
    configure(folder, text)
    assert find_codes() == expected


def test_options_come_first_and_the_nearest_file_counts(folder: Path) -> None:
    configure(folder, 'select = ["RP0"]\nformat = "json"')
    assert json.loads(run("validate", "a.jsonl").stdout)[0]["code"] == "RP006"
    assert find_codes("--select", "RP2", "--format", "text") == ["RP203"]
    configure(folder / "inner", 'ignore = ["RP0"]')
    assert find_codes() == ["RP203"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "selects = []",
            "unknown key `selects` in [tool.responses-protocol]: did you mean `select`?",
        ),
        (
            "max_line = 1",
            "unknown key `max_line` in [tool.responses-protocol]: did you mean `max-line`",
        ),
        ("fix = true", "unknown key `fix`"),
        ("respect-gitignore = 1", "must be true or false"),
        ("paths = 1", "`paths` must be tables, [[tool.responses-protocol.paths]]"),
        ("paths = [1]", "`paths` must be tables, [[tool.responses-protocol.paths]]"),
        ("[[tool.responses-protocol.paths]]", "[[tool.responses-protocol.paths]] has no `path`"),
        ("[[tool.responses-protocol.path]]", "unknown key `path`"),
        (
            '[[tool.responses-protocol.paths]]\npaths = "x"',
            "unknown key `paths` in [[tool.responses-protocol.paths]]: did you mean `path`?",
        ),
        (
            '[[tool.responses-protocol.paths]]\npath = "x"\nselect = "RP2"',
            "unknown key `select` in [[tool.responses-protocol.paths]]; known: as, at, ignore,",
        ),
        (
            '[[tool.responses-protocol.paths]]\npath = "x"\ntarget = "azur"',
            "`target` in [[tool.responses-protocol.paths]] has an unknown value: "
            "did you mean `azure`?",
        ),
        (
            '[[tool.responses-protocol.paths]]\npath = "x"\nas = "responses/histroy"',
            "has an unknown value: did you mean `responses/history`?",
        ),
        (
            '[[tool.responses-protocol.paths]]\npath = "x"\nignore = "RP2x"',
            "there is no rule RP2X",
        ),
        (
            '[[tool.responses-protocol.paths]]\npath = "x"\nignore = 1',
            "`ignore` in [[tool.responses-protocol.paths]] must be strings",
        ),
        ("severity = 1", "`severity` in [tool.responses-protocol] must be a string"),
        ("select = [1]", "`select` in [tool.responses-protocol] must be strings"),
        ("severity = ['error']", "must be a string"),
        ('severity = "fatal"', "'fatal' is not one of"),
        ('select = ["RP2x"]', "there is no rule RP2X"),
        ("severity = ", "not TOML"),
        ("a = 1\na = 2", "not TOML"),
    ],
)
def test_wrong_settings_are_wrong_usage(folder: Path, text: str, message: str) -> None:
    configure(folder, text)
    result = run("validate", "a.jsonl")
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in " ".join(result.stderr.split())


@pytest.mark.parametrize(
    "content", [b"tool = 1", b"[tool]\nresponses-protocol = 1", b"\xff", b"\0", b"[" * 5000]
)
def test_a_broken_file_is_wrong_usage(folder: Path, content: bytes) -> None:
    (folder / "pyproject.toml").write_bytes(content)
    assert run("validate", "a.jsonl").exit_code == 2


def test_other_tables_are_not_ours(folder: Path) -> None:
    (folder / "pyproject.toml").write_text("[tool.other]\nselects = 1\n")
    assert find_codes() == ["RP006", "RP203"]


def test_every_option_with_a_value_has_a_key() -> None:
    parameters = [
        parameter for parameter in validate.params if not getattr(parameter, "is_flag", False)
    ]
    options = {name for parameter in parameters for name in parameter.opts if name.startswith("--")}
    assert {f"--{key}" for key in KEYS} == {
        *(options - {"--config", "--write-baseline"}),
        "--respect-gitignore",
    }


PATHS = """
[[tool.responses-protocol.paths]]
path = ["inner/a*", "other"]
ignore = ["RP203"]

[[tool.responses-protocol.paths]]
path = "b.jsonl"
as = "chat_completions/history"
profile = "request"
target = "open"
"""


def find_codes_by_file(*arguments: str) -> dict[str, list[str]]:
    result = run("validate", *arguments, "--format", "json")
    assert result.exit_code in (0, 1), result.stderr
    codes: dict[str, list[str]] = {}
    for finding in json.loads(result.stdout):
        codes.setdefault(finding["path"], []).append(finding["code"])
    return codes


def test_paths_have_settings_of_their_own(folder: Path) -> None:
    configure(folder, PATHS)
    text = json.dumps([CALL, {"role": "user", "content": "x"}])
    Path("b.jsonl").write_text(text)
    Path("c.jsonl").write_text(text)
    codes = find_codes_by_file(".")
    assert codes["a.jsonl"] == ["RP006"]
    assert codes["c.jsonl"] == ["RP203"]
    assert "RP203" not in codes["b.jsonl"]  # as Chat messages, these are something else
    assert "RP203" in find_codes_by_file("b.jsonl", "--as", "responses/history")["b.jsonl"]
    assert find_codes_by_file(".", "--ignore", "RP006") == {
        key: codes[key] for key in ("b.jsonl", "c.jsonl")
    }


def test_paths_are_seen_from_the_folder_of_the_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(folder, PATHS)
    monkeypatch.chdir(folder)
    assert find_codes_by_file("inner") == {"inner/a.jsonl": ["RP006"]}
    assert find_codes_by_file(str(folder / "inner")) == {
        str(folder / "inner" / "a.jsonl"): ["RP006"]
    }
    monkeypatch.chdir(folder.parent)
    config = folder / "pyproject.toml"
    path = f"{folder.name}/inner/a.jsonl"
    assert find_codes_by_file(path, "--config", str(config)) == {path: ["RP006"]}


def test_of_several_tables_the_last_one_counts(folder: Path) -> None:
    Path("b.json").write_text(json.dumps({"model": "m", "input": "x", "bogus": 1}))
    strict = '[[tool.responses-protocol.paths]]\npath = "*"\nprofile = "request"\n'
    configure(folder, strict)
    assert "b.json" in find_codes_by_file(".")
    configure(folder, strict + '[[tool.responses-protocol.paths]]\npath = "b*"\nprofile="wire"')
    assert "b.json" not in find_codes_by_file(".")
    assert "b.json" in find_codes_by_file(".", "--profile", "request")


def test_another_file_may_be_named(folder: Path) -> None:
    configure(folder, "selects = 1")  # which is not read then
    other = folder / "other.toml"
    other.write_text('select = "RP2"\nformat = "json"\n[[paths]]\npath = "nothing"\n')
    findings = json.loads(run("validate", "a.jsonl", "--config", str(other)).stdout)
    assert [finding["code"] for finding in findings] == ["RP203"]
    other.write_text('[tool.responses-protocol]\nselect = "RP0"')
    assert find_codes("--config", str(other)) == ["RP006"]
    for text, message in (
        ('selekt = "RP2"', "unknown key `selekt` in the file: did you mean `select`?"),
        ("[tool.ruff]", "there is no table [tool.responses-protocol]"),
        ("paths = 1", "`paths` must be tables, [[paths]]"),
        ("=", "not TOML"),
        (None, "no such file or directory"),
    ):
        if text is None:
            other.unlink()
        else:
            other.write_text(text)
        result = run("validate", "a.jsonl", "--config", str(other))
        assert result.exit_code == 2
        assert message in " ".join(result.stderr.split())


def test_files_that_it_names_are_beside_it(folder: Path) -> None:
    configure(folder, 'output = "report.txt"\nbaseline = "known.json"')
    run("validate", "a.jsonl", "--write-baseline", str(folder / "known.json"))
    assert run("validate", "a.jsonl").exit_code == 0
    assert (folder / "report.txt").read_bytes() == b""


def test_what_git_ignores(folder: Path) -> None:
    (folder / "inner" / ".gitignore").write_text("a.jsonl\n")
    Path("b.json").write_text('[{"role": "user", "content": "x"}]')
    assert find_codes_by_file(".") == {}
    assert find_codes_by_file("a.jsonl") == {"a.jsonl": ["RP006", "RP203"]}
    assert find_codes_by_file(".", "--no-respect-gitignore") == {"a.jsonl": ["RP006", "RP203"]}
    configure(folder, "respect-gitignore = false")
    assert find_codes_by_file(".") == {"a.jsonl": ["RP006", "RP203"]}
    assert find_codes_by_file(".", "--respect-gitignore") == {}
    Path("b.json").unlink()
    result = run("validate", ".", "--respect-gitignore")
    assert result.exit_code == 2
    assert "git ignores all of it, --no-respect-gitignore reads it: ." in result.stderr
