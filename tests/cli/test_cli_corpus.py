"""Everything recorded goes through the files and comes back exactly."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cli_commands import list_names, read, succeed
from recordings import CORPUS, needs_corpus

from responses_protocol._formats.registry import detect_source

pytestmark = needs_corpus

PLACES = [
    ("responses.request.jsonl", "/payload", "chat_completions"),
    ("responses.request.jsonl", "/payload/input", "chat_completions"),
    ("responses.response.jsonl", "/payload", "chat_completions"),
    ("chat.request.jsonl", "/payload", "responses"),
    ("chat.request.jsonl", "/payload/messages", "responses"),
]
BODIES = [
    ("responses.request.jsonl", "chat_completions", "request", 90),
    ("responses.response.jsonl", "chat_completions", "response", 100),
    ("chat.request.jsonl", "responses", "request", 180),
    ("chat.response.jsonl", "responses", "response", 130),
]
URLS = {"responses": "/v1/responses", "chat_completions": "/v1/chat/completions"}


def convert_and_restore(folder: Path, source: Path, *arguments: str) -> tuple[list[Any], Any]:
    """Convert and restore a file; returns the converted records, and the report on them.

    What comes back must be what was there, and nothing may be said of changes.
    """
    output, complement, restored = folder / "out", folder / "undo", folder / "restored"
    report = ("--report", "json", "--complement", complement)
    summary = succeed("convert", source, "-o", output, *report, *arguments).stderr
    restoration = json.loads(succeed("restore", output, "-o", restored, *report).stderr)
    assert (restoration["partial"], restoration["losses"]) == (0, [])
    for source_record, restored_record in zip(read(source), read(restored), strict=True):
        assert json.dumps(restored_record, sort_keys=True) == json.dumps(
            source_record, sort_keys=True
        ), source_record
    return read(output), json.loads(summary)


def write(file: Path, records: list[Any]) -> Path:
    file.write_text("".join(json.dumps(record) + "\n" for record in records))
    return file


@pytest.mark.parametrize(("name", "pointer", "to"), PLACES)
def test_a_recorded_history_comes_back(tmp_path: Path, name: str, pointer: str, to: str) -> None:
    arguments = ("--to", to, "--at", pointer, "--kind", "history")
    convert_and_restore(tmp_path, Path(CORPUS or "", name), *arguments)
    assert list_names(tmp_path) == ["out", "restored", "undo"]


@pytest.mark.parametrize(("name", "to", "kind", "minimum"), BODIES)
def test_recorded_bodies_are_detected_and_come_back(
    tmp_path: Path, name: str, to: str, kind: str, minimum: int
) -> None:
    source = Path(CORPUS or "", name)
    records, report = convert_and_restore(tmp_path, source, "--to", to, "--at", "/payload")
    assert report["kinds"] == {kind: len(records)}
    assert len(records) >= minimum
    for record in records:
        assert detect_source(record["payload"]) == (to, kind), record["id"]


@pytest.mark.parametrize(("name", "to", "kind", "minimum"), BODIES)
def test_recorded_bodies_come_back_from_batch_lines(
    tmp_path: Path, name: str, to: str, kind: str, minimum: int
) -> None:
    [url] = set(URLS.values()) - {URLS[to]}
    lines = [
        {"custom_id": record["id"]}
        | (
            {"method": "POST", "url": url, "body": record["payload"]}
            if kind == "request"
            else {"response": {"status_code": 200, "body": record["payload"]}, "error": None}
        )
        for record in read(Path(CORPUS or "", name))
    ]
    records, report = convert_and_restore(tmp_path, write(tmp_path / "in", lines), "--to", to)
    assert report["kinds"] == {kind: len(records)}
    assert len(records) >= minimum
    assert {line.get("url") for line in records} == {URLS[to] if kind == "request" else None}


@pytest.mark.parametrize("kind", ["tools", "tool_choice"])
@pytest.mark.parametrize(
    ("name", "to"),
    [("responses.request.jsonl", "chat_completions"), ("chat.request.jsonl", "responses")],
)
def test_recorded_tools_come_back(tmp_path: Path, name: str, to: str, kind: str) -> None:
    records = [record for record in read(Path(CORPUS or "", name)) if record["payload"].get(kind)]
    arguments = ("--to", to, "--kind", kind, "--at", "/payload")
    converted, _ = convert_and_restore(tmp_path, write(tmp_path / "in", records), *arguments)
    assert len(converted) > 50
