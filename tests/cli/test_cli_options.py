"""Options are flags, and presets stand for many of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cli_commands import read, run, succeed

from responses_protocol import PRESETS, Options
from responses_protocol._cli.options import choose_options
from responses_protocol._formats.options import CHOICES

REQUEST = {
    "model": "m",
    "input": [
        {"role": "developer", "content": "Be brief."},
        {"type": "reasoning", "id": "rs_1", "summary": [{"type": "summary_text", "text": "hm"}]},
        {"role": "assistant", "content": "Hi."},
    ],
    "max_output_tokens": 50,
}
TO_CHAT = ("convert", "--to", "chat_completions")


def convert(*arguments: str) -> Any:
    return json.loads(succeed(*TO_CHAT, *arguments, "-", stdin=json.dumps(REQUEST).encode()).stdout)


def test_every_option_and_preset_is_explained() -> None:
    help_text = " ".join(succeed("convert", "--help").stdout.split())
    for name, values in CHOICES.items():
        flag = f"--{name.replace('_', '-')} [{'|'.join(values)}] "
        explanation, _, _ = help_text.partition(flag)[2].partition(" [default: ")
        assert len(explanation) > 20, name
        assert "`" not in explanation
    assert f"--preset [{'|'.join(PRESETS)}] " in help_text


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_is_its_options(name: str) -> None:
    flags = dict.fromkeys(CHOICES)
    assert choose_options(name, flags) == PRESETS[name]
    assert choose_options(name, flags | {"reasoning": "omit"}).reasoning == "omit"
    changes = choose_options(name, flags | {"call_ids": "nine"}).changed()
    assert changes == PRESETS[name].changed() | {"call_ids": "nine"}


def test_without_flags_the_defaults_are_taken() -> None:
    assert choose_options(None, dict.fromkeys(CHOICES)) == Options()


def test_a_flag_beside_a_preset_comes_first() -> None:
    developer, assistant = convert("--preset", "deepseek")["messages"]
    assert (developer["role"], assistant["reasoning_content"]) == ("system", "hm")
    request = convert("--preset", "deepseek", "--developer-role", "developer")
    assert request["messages"][0]["role"] == "developer"
    assert request["messages"][1]["reasoning_content"] == "hm"
    assert request["max_tokens"] == 50
    # The order on the command line says nothing.
    assert request == convert("--developer-role", "developer", "--preset", "deepseek")


def test_changes_of_a_preset_are_reported_and_restored(tmp_path: Path) -> None:
    tool = {"type": "custom", "name": "sql", "description": "run it"}
    source, output, complement = tmp_path / "in", tmp_path / "out", tmp_path / "undo"
    source.write_text(json.dumps(REQUEST | {"tools": [tool]}))
    arguments = ("--preset", "deepseek", "-o", output, "--complement", complement)
    result = succeed(*TO_CHAT, source, *arguments)
    assert "notice: wrapped_tool" in result.stderr
    assert read(complement)[0]["complement"]["options"] == PRESETS["deepseek"].changed()
    assert json.loads(succeed("restore", output, "--complement", complement).stdout) == REQUEST | {
        "tools": [tool]
    }


@pytest.mark.parametrize(
    "arguments",
    [("--preset", "nobody"), ("--preset",), ("--kind", "nothing"), ("--token-limit", "7")],
)
def test_wrong_usage(arguments: tuple[str, ...]) -> None:
    result = run(*TO_CHAT, "-", *arguments)
    assert result.exit_code == 2
    assert "Error: " in result.stderr
