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

MESSAGE = re.compile(r"would lose this \((\w+)\)")
THOUGHT = {"type": "reasoning", "id": "rs_1", "summary": [], "content": [], "status": "completed"}
THOUGHT_WITH_TEXT = {**THOUGHT, "content": [{"type": "reasoning_text", "text": "Hm."}]}
HISTORY = [
    {"role": "user", "content": "Hi."},
    THOUGHT_WITH_TEXT,
    {"role": "assistant", "content": "Yes."},
]
REQUEST = {"model": "m", "input": HISTORY, "tools": [{"type": "custom", "name": "run"}]}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    return tmp_path


def predict_losses(path: Path, to: str, *options: str) -> set[tuple[str, str, int]]:
    """The severities and codes of losses, and how many there are of each."""
    arguments = ("--select", "RP950", "--severity", "info", "--format", "json", *options)
    counts: dict[tuple[str, str], int] = {}
    for finding in json.loads(run("validate", path, "--would-lose", to, *arguments).stdout):
        (code,) = MESSAGE.findall(finding["message"])
        counts[finding["severity"], code] = counts.get((finding["severity"], code), 0) + 1
    return {(*key, number) for key, number in counts.items()}


def convert_and_read_losses(path: Path, to: str, *options: str) -> set[tuple[str, str, int]]:
    result = run("convert", path, "--to", to, "-o", "out.json", "--report", "json", *options)
    assert result.exit_code == 0, result.stderr
    report = json.loads(result.stderr)
    return {(loss["severity"], loss["code"], loss["count"]) for loss in report["losses"]}


FLAGS: list[tuple[str, ...]] = [
    (),
    *(("--preset", name) for name in PRESETS),
    ("--reasoning", "omit"),
    ("--preset", "vllm", "--reasoning", "omit", "--custom-tools", "function"),
]


@pytest.mark.parametrize("options", FLAGS, ids=" ".join)
def test_it_predicts_the_losses_of_a_conversion_with_these_options(
    folder: Path, options: tuple[str, ...]
) -> None:
    path = folder / "request.json"
    path.write_text(json.dumps(REQUEST))
    for file in (path, EXAMPLES / "request.json", EXAMPLES / "history.json"):
        assert predict_losses(file, "chat_completions", *options) == convert_and_read_losses(
            file, "chat_completions", *options
        )


def test_options_matter(folder: Path) -> None:
    path = folder / "request.json"
    path.write_text(json.dumps(REQUEST))
    default_losses = predict_losses(path, "chat_completions")
    assert default_losses != predict_losses(path, "chat_completions", "--preset", "deepseek")
    (folder / "pyproject.toml").write_text(
        '[tool.responses-protocol]\nwould-lose = "chat_completions"\npreset = "deepseek"\n'
        'custom-tools = "native"\n'
    )
    result = run("validate", path, "--select", "RP950", "--severity", "info", "--format", "json")
    options = ("--preset", "deepseek", "--custom-tools", "native")
    assert len(json.loads(result.stdout)) == sum(
        number for *_, number in convert_and_read_losses(path, "chat_completions", *options)
    )


def test_options_without_a_conversion_are_wrong_usage(folder: Path) -> None:
    (folder / "a.json").write_text("[]")
    for options in (("--preset", "vllm"), ("--reasoning", "omit")):
        result = run("validate", "a.json", *options)
        assert result.exit_code == 2
        assert "need --would-lose" in result.stderr


def test_in_python_options_are_those_of_a_conversion() -> None:
    default_findings = validate(REQUEST, would_lose="chat_completions")
    vllm_findings = validate(REQUEST, would_lose="chat_completions", options="vllm")
    assert [finding.code for finding in default_findings] != [
        finding.code for finding in vllm_findings
    ]
    assert vllm_findings == validate(
        REQUEST, would_lose="chat_completions", options=PRESETS["vllm"]
    )
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
    path.write_text("".join(json.dumps(finding) + "\n" for finding in payloads), encoding="utf-8")
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
    validation = run(
        *("validate", path, "--would-lose", RECORDED[name], "--as", subject, "--format", "json"),
        *("--select", "RP950", "--severity", "info", *arguments),
    )
    messages = [finding["message"] for finding in json.loads(validation.stdout)]
    codes = [code for finding in messages for code in MESSAGE.findall(finding)]
    assert {(finding["code"], finding["count"]) for finding in report["losses"]} == {
        (code, codes.count(code)) for code in codes
    }
    assert len(messages) - len(codes) == report["rejected"]
