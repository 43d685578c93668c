"""Records that are not one history each: lists of records, and messages of many conversations."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cli_commands import read, run, succeed
from hypothesis import given
from hypothesis import strategies as st

from responses_protocol._checks.reading.entries import entries
from responses_protocol._cli.groups import group_entries

USER = {"role": "user", "content": "Hello", "name": "al"}
REQUEST = {"model": "gpt-5", "messages": [USER]}
LINE = {"custom_id": "a", "method": "POST", "url": "/v1/chat/completions", "body": REQUEST}
ANSWER = {
    "id": "chatcmpl-1",
    "object": "chat.completion",
    "created": 1,
    "model": "gpt-5",
    "choices": [
        {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "Hi"}}
    ],
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(name: str, *records: Any) -> None:
    Path(name).write_text("".join(json.dumps(record) + "\n" for record in records))


@pytest.mark.parametrize(
    ("records", "flags"),
    [
        ([{"id": 1, "messages": [USER]}, {"id": 2, "messages": []}], ()),
        ([REQUEST, REQUEST], ()),
        ([ANSWER, ANSWER], ()),
        ([LINE, {**LINE, "custom_id": "b"}], ()),
        ([{"request": REQUEST, "response": ANSWER}, {"id": 2, "messages": [USER]}], ()),
        ([{"request": json.dumps(REQUEST), "response": json.dumps(ANSWER)}], ()),
        ([{"turns": [USER]}, {"turns": [USER, USER]}], ("--at", "/turns")),
    ],
)
def test_a_list_of_records_is_converted_and_comes_back(
    records: list[Any], flags: tuple[str, ...]
) -> None:
    write("in.json", records)
    complement_flags = ("--complement", "undo")
    succeed("convert", "in.json", "--to", "responses", "-o", "out.json", *complement_flags, *flags)
    (converted,) = read(Path("out.json"))
    results = [
        succeed("convert", "-", "--to", "responses", *flags, stdin=json.dumps(record).encode())
        for record in records
    ]
    assert converted == [json.loads(record.stdout) for record in results]
    succeed("restore", "out.json", *complement_flags, "-o", "back.json")
    assert read(Path("back.json")) == [records]


def test_a_record_of_a_list_that_cannot_be_converted_is_named() -> None:
    write("in.json", [{"messages": [USER]}, {"messages": None}])
    result = run("convert", "in.json", "--to", "responses")
    assert result.exit_code == 1
    assert "in.json:1 at /1/messages: `messages` is null" in result.stderr


MESSAGES = st.tuples(st.sampled_from(["a", "b", 1]), st.text(max_size=3))


@given(st.lists(MESSAGES))
def test_messages_are_grouped_in_their_order(
    tmp_path_factory: pytest.TempPathFactory, messages: list[tuple[str | int, str]]
) -> None:
    file = tmp_path_factory.mktemp("groups") / "in.jsonl"
    lines = [{"role": "user", "conversation": key, "content": text} for key, text in messages]
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    expected: dict[str | int, list[Any]] = {}
    for key, text in messages:
        expected.setdefault(key, []).append({"role": "user", "content": text})
    grouped = group_entries(entries([str(file)]), "/conversation", "messages")
    assert [json.loads(entry.raw) for entry in grouped] == [
        {"conversation": key, "messages": messages_of_key}
        for key, messages_of_key in expected.items()
    ]


def test_conversations_are_converted() -> None:
    call = {"id": "call_1", "type": "function", "function": {"name": "look", "arguments": "{}"}}
    lines: list[dict[str, Any]] = [
        {"conversation_id": "a", "role": "user", "content": "Look"},
        {"conversation_id": "b", **USER},
        {"conversation_id": "a", "role": "assistant", "content": None, "tool_calls": [call]},
        {"conversation_id": "a", "role": "tool", "tool_call_id": "call_1", "content": "seen"},
    ]
    write("in.jsonl", *lines[:2])
    write("more.jsonl", *lines[2:])
    complement_flags = ("--complement", "undo")
    arguments = (
        "in.jsonl",
        "more.jsonl",
        "--to",
        "responses",
        "-o",
        "out.jsonl",
        *complement_flags,
    )
    result = succeed("convert", *arguments, "--group-by", "/conversation_id")
    assert "2 records, 4 items; 1 loss" in result.stderr
    assert "first: in.jsonl:2 at /messages/0/name" in result.stderr
    records = read(Path("out.jsonl"))
    kinds = [
        (record["conversation_id"], [item["type"] for item in record["input"]])
        for record in records
    ]
    assert kinds == [
        ("a", ["message", "function_call", "function_call_output"]),
        ("b", ["message"]),
    ]
    succeed("restore", "out.jsonl", *complement_flags, "-o", "back.jsonl")
    restored = read(Path("back.jsonl"))
    assert [message for record in restored for message in record["messages"]] == [
        {name: value for name, value in line.items() if name != "conversation_id"}
        for line in (lines[0], lines[2], lines[3], lines[1])
    ]


def test_each_file_of_a_folder_has_its_own_conversations(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    write("in/a.jsonl", {"id": 1, **USER}, {"id": 1, **USER})
    write("in/b.jsonl", {"id": 1, **USER})
    succeed("convert", "in", "--to", "responses", "-o", "out/", "--group-by", "/id")
    sizes = [len(read(Path("out", name))[0]["input"]) for name in ("a.jsonl", "b.jsonl")]
    assert sizes == [2, 1]


def test_records_without_a_key_are_set_aside() -> None:
    write("in.jsonl", {"id": 1, **USER}, USER, {"id": [1], **USER})
    flags = ("--to", "responses", "--group-by", "/id")
    result = run("convert", "in.jsonl", *flags)
    assert "in.jsonl:2 at /id: there is no value here" in result.stderr
    succeed("convert", "in.jsonl", *flags, "-o", "out.jsonl", "--rejects", "rejects")
    assert [reject["line"] for reject in read(Path("rejects"))] == [2, 3]
    assert len(read(Path("out.jsonl"))) == 1


@pytest.mark.parametrize(
    "flags",
    [
        ("--group-by", "id"),
        ("--group-by", "/a/b"),
        ("--group-by", "/id", "--at", "/message"),
        ("--group-by", "/id", "--kind", "request"),
        ("--group-by", "/id", "--jobs", "2"),
    ],
)
def test_options_that_exclude_groups_are_wrong_usage(flags: tuple[str, ...]) -> None:
    write("in.jsonl", {"id": 1, **USER})
    assert run("convert", "in.jsonl", "--to", "responses", *flags).exit_code == 2


CALL: dict[str, Any] = {
    "type": "function_call",
    "call_id": "call_1",
    "name": "add",
    "arguments": "{}",
}
OUTPUT: dict[str, Any] = {"type": "function_call_output", "call_id": "call_1", "output": "3"}
MESSAGE: dict[str, Any] = {"type": "message", "role": "user", "content": "Add."}


def find_findings(*arguments: str) -> list[dict[str, Any]]:
    result = run("validate", "in.jsonl", "--format", "json", *arguments)
    assert result.exit_code in (0, 1), result.stderr
    return list(json.loads(result.stdout))


def test_messages_of_a_conversation_are_checked_together() -> None:
    lines: list[tuple[Any, dict[str, Any]]] = [
        ("a", MESSAGE),
        ("b", CALL),
        (7, CALL),
        ("b", OUTPUT),
        (7, MESSAGE),
        ("a", {"role": 1}),
    ]
    write("in.jsonl", *({"id": key, **item} for key, item in lines))
    places = [
        (finding["code"], finding["line"], finding["pointer"])
        for finding in find_findings("--group-by", "/id")
    ]
    assert ("RP203", 3, "/0") in places  # the call of conversation 7 has no output
    assert all(line in (3, 6) for _, line, _ in places)
    assert any(line == 6 and pointer.startswith("/1") for _, line, pointer in places)


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from([MESSAGE, CALL, OUTPUT]))))
def test_a_conversation_has_the_findings_that_its_messages_have_alone(
    tmp_path_factory: pytest.TempPathFactory, lines: list[tuple[str, Any]]
) -> None:
    folder = tmp_path_factory.mktemp("grouped")
    grouped, separate = folder / "mixed.jsonl", folder / "alone.jsonl"
    grouped.write_text("".join(json.dumps({"id": key, **item}) + "\n" for key, item in lines))
    histories = {key: [item for other_key, item in lines if other_key == key] for key, _ in lines}
    separate.write_text("".join(json.dumps(history) + "\n" for history in histories.values()))
    findings = []
    for path, flags in ((grouped, ("--group-by", "/id")), (separate, ())):
        flags = (*flags, "--as", "responses/history", "--format", "json", "--exit-zero")
        result = run("validate", path, *flags)
        members = ("code", "pointer", "message")
        findings.append(
            [{name: finding[name] for name in members} for finding in json.loads(result.stdout)]
        )
    assert findings[0] == findings[1]


def test_a_message_without_a_conversation_is_a_problem() -> None:
    write("in.jsonl", {"id": 1.5, **MESSAGE}, MESSAGE, [MESSAGE])
    findings = find_findings("--group-by", "/id")
    assert [(finding["code"], finding["line"]) for finding in findings] == [
        ("RP013", line) for line in (1, 2, 3)
    ]
    assert "--group-by" in findings[0]["message"]


@pytest.mark.parametrize("flags", [("--at", "/x"), ("--fix",), ("--diff",)])
def test_options_that_exclude_grouped_checks_are_wrong_usage(flags: tuple[str, ...]) -> None:
    write("in.jsonl", MESSAGE)
    assert run("validate", "in.jsonl", "--group-by", "/id", *flags).exit_code == 2
    assert run("validate", "in.jsonl", "--group-by", "/id/x").exit_code == 2
