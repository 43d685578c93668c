"""``validate --would-lose``: the losses that ``convert`` reports, with the same options."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from cli_commands import EXAMPLES, run
from recordings import CORPUS, needs_corpus

from responses_protocol import PRESETS
from responses_protocol._checks.validation import validate

LOST = re.compile(r"would lose this \((\w+)\)")
THOUGHT = {"type": "reasoning", "id": "rs_1", "summary": [], "content": [], "status": "completed"}
SPOKEN = {**THOUGHT, "content": [{"type": "reasoning_text", "text": "Hm."}]}
HISTORY = [{"role": "user", "content": "Hi."}, SPOKEN, {"role": "assistant", "content": "Yes."}]
REQUEST = {"model": "m", "input": HISTORY, "tools": [{"type": "custom", "name": "run"}]}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    return tmp_path


def foretold(path: Path, to: str, *options: str) -> set[tuple[str, str, int]]:
    """The severities and codes of losses, and how many there are of each."""
    arguments = ("--select", "RP950", "--severity", "info", "--format", "json", *options)
    found: dict[tuple[str, str], int] = {}
    for one in json.loads(run("validate", path, "--would-lose", to, *arguments).stdout):
        (code,) = LOST.findall(one["message"])
        found[one["severity"], code] = found.get((one["severity"], code), 0) + 1
    return {(*key, number) for key, number in found.items()}


def lost(path: Path, to: str, *options: str) -> set[tuple[str, str, int]]:
    result = run("convert", path, "--to", to, "-o", "out.json", "--report", "json", *options)
    assert result.exit_code == 0, result.stderr
    report = json.loads(result.stderr)
    return {(one["severity"], one["code"], one["count"]) for one in report["losses"]}


WAYS: list[tuple[str, ...]] = [
    (),
    *(("--preset", name) for name in PRESETS),
    ("--reasoning", "omit"),
    ("--preset", "vllm", "--reasoning", "omit", "--custom-tools", "function"),
]


@pytest.mark.parametrize("options", WAYS, ids=" ".join)
def test_it_foretells_what_a_conversion_with_these_options_loses(
    folder: Path, options: tuple[str, ...]
) -> None:
    path = folder / "request.json"
    path.write_text(json.dumps(REQUEST))
    for file in (path, EXAMPLES / "request.json", EXAMPLES / "history.json"):
        assert foretold(file, "chat_completions", *options) == lost(
            file, "chat_completions", *options
        )


def test_options_matter(folder: Path) -> None:
    path = folder / "request.json"
    path.write_text(json.dumps(REQUEST))
    usual = foretold(path, "chat_completions")
    assert usual != foretold(path, "chat_completions", "--preset", "deepseek")
    (folder / "pyproject.toml").write_text(
        '[tool.responses-protocol]\nwould-lose = "chat_completions"\npreset = "deepseek"\n'
        'custom-tools = "native"\n'
    )
    told = run("validate", path, "--select", "RP950", "--severity", "info", "--format", "json")
    options = ("--preset", "deepseek", "--custom-tools", "native")
    assert len(json.loads(told.stdout)) == sum(
        number for *_, number in lost(path, "chat_completions", *options)
    )


def test_options_without_a_conversion_are_wrong_usage(folder: Path) -> None:
    (folder / "a.json").write_text("[]")
    for options in (("--preset", "vllm"), ("--reasoning", "omit")):
        result = run("validate", "a.json", *options)
        assert result.exit_code == 2
        assert "need --would-lose" in result.stderr


def test_in_python_options_are_those_of_a_conversion() -> None:
    plain = validate(REQUEST, would_lose="chat_completions")
    vllm = validate(REQUEST, would_lose="chat_completions", options="vllm")
    assert [one.code for one in plain] != [one.code for one in vllm]
    assert vllm == validate(REQUEST, would_lose="chat_completions", options=PRESETS["vllm"])
    with pytest.raises(ValueError, match="options must be one of"):
        validate(REQUEST, would_lose="chat_completions", options="nobody")


RECORDED = {"responses.request.jsonl": "chat_completions", "chat.request.jsonl": "responses"}


@needs_corpus
@pytest.mark.parametrize("name", RECORDED)
@pytest.mark.parametrize("preset", ["openai", "vllm"])
def test_recorded_requests(folder: Path, name: str, preset: str) -> None:
    lines = Path(CORPUS or "", name).read_text(encoding="utf-8").splitlines()
    payloads: list[Any] = [json.loads(line)["payload"] for line in lines]
    path = folder / "requests.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in payloads), encoding="utf-8")
    options = (
        "--kind",
        "request",
        "--from",
        name.partition(".")[0].replace("chat", "chat_completions"),
    )
    subject = f"{options[3]}/request"
    arguments = ("--preset", preset)
    result = run(
        *("convert", path, "--to", RECORDED[name], "-o", "out.json", "--report", "json"),
        *(*options, *arguments, "--rejects", "rejected.jsonl"),
    )
    report = json.loads(result.stderr)
    told = run(
        *("validate", path, "--would-lose", RECORDED[name], "--as", subject, "--format", "json"),
        *("--select", "RP950", "--severity", "info", *arguments),
    )
    messages = [one["message"] for one in json.loads(told.stdout)]
    codes = [code for one in messages for code in LOST.findall(one)]
    assert {(one["code"], one["count"]) for one in report["losses"]} == {
        (code, codes.count(code)) for code in codes
    }
    assert len(messages) - len(codes) == report["rejected"]
