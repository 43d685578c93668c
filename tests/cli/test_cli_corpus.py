"""Every recorded history goes through the files and comes back exactly."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from cli_commands import names, read, succeed

CORPUS = os.environ.get("RESPONSES_PROTOCOL_CORPUS")
PLACES = [
    ("responses.request.jsonl", "/payload", "chat_completions"),
    ("responses.request.jsonl", "/payload/input", "chat_completions"),
    ("responses.response.jsonl", "/payload", "chat_completions"),
    ("chat.request.jsonl", "/payload", "responses"),
    ("chat.request.jsonl", "/payload/messages", "responses"),
]


@pytest.mark.skipif(not CORPUS, reason="RESPONSES_PROTOCOL_CORPUS is not set")
@pytest.mark.parametrize(("name", "at", "to"), PLACES)
def test_a_recorded_file_comes_back(tmp_path: Path, name: str, at: str, to: str) -> None:
    source = Path(CORPUS or "", name)
    out, undo, restored = tmp_path / "out", tmp_path / "undo", tmp_path / "restored"
    succeed("convert", source, "--to", to, "--at", at, "-o", out, "--complement", undo)
    succeed("restore", out, "--complement", undo, "-o", restored)
    for before, after in zip(read(source), read(restored), strict=True):
        assert json.dumps(after, sort_keys=True) == json.dumps(before, sort_keys=True), before["id"]
    assert names(tmp_path) == ["out", "restored", "undo"]


@pytest.mark.skipif(not CORPUS, reason="RESPONSES_PROTOCOL_CORPUS is not set")
@pytest.mark.parametrize("kind", ["tools", "tool_choice"])
@pytest.mark.parametrize(
    ("name", "to"),
    [("responses.request.jsonl", "chat_completions"), ("chat.request.jsonl", "responses")],
)
def test_recorded_tools_come_back(tmp_path: Path, name: str, to: str, kind: str) -> None:
    records = [record for record in read(Path(CORPUS or "", name)) if record["payload"].get(kind)]
    source = tmp_path / "in"
    source.write_text("".join(json.dumps(record) + "\n" for record in records))
    out, undo, restored = tmp_path / "out", tmp_path / "undo", tmp_path / "restored"
    arguments = ("--to", to, "--kind", kind, "--at", "/payload", "-o", out, "--complement", undo)
    succeed("convert", source, *arguments)
    succeed("restore", out, "--complement", undo, "-o", restored)
    assert len(records) > 50
    for before, after in zip(records, read(restored), strict=True):
        assert json.dumps(after, sort_keys=True) == json.dumps(before, sort_keys=True), before["id"]
