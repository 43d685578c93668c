"""`convert`: what comes out, where, and what is said about it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cli_commands import EXAMPLES, list_names, read, run, succeed

USER = {"role": "user", "content": "hi"}
CALL = {
    "type": "function_call",
    "id": "fc_1",
    "call_id": "call_1",
    "name": "f",
    "arguments": "{}",
    "status": "completed",
}
OUTPUT = {"type": "function_call_output", "call_id": "call_1", "output": "done"}
TO_CHAT = ("convert", "--to", "chat_completions")
TO_RESPONSES = ("convert", "--to", "responses")


def make_lines(*values: Any) -> bytes:
    return b"".join(json.dumps(value).encode() + b"\n" for value in values)


def test_an_example_is_converted_and_the_losses_are_reported() -> None:
    result = succeed(*TO_CHAT, EXAMPLES / "history.json")
    messages = json.loads(result.stdout)
    roles = [message["role"] for message in messages]
    assert roles[:2] == ["developer", "user"]
    assert roles.count("tool") == 3
    assert result.stdout.startswith("[\n  {")
    assert "convert: 1 record, 14 items" in result.stderr
    assert "hosted_item" in result.stderr
    assert "history.json:1 at /8" in result.stderr
    assert "--complement" in result.stderr


@pytest.mark.parametrize(
    ("record", "arguments", "expected"),
    [
        ([USER], TO_CHAT, [USER]),
        (
            {"input": "hi", "model": "m"},
            (*TO_CHAT, "--kind", "history"),
            {"messages": [USER], "model": "m"},
        ),
        ({"a": 1, "input": [USER], "b": 2}, TO_CHAT, {"a": 1, "messages": [USER], "b": 2}),
        ({"items": [USER]}, TO_CHAT, {"items": [USER]}),
        (
            {"custom_id": "1", "body": {"input": "hi"}},
            TO_CHAT,
            {"custom_id": "1", "body": {"messages": [USER]}},
        ),
        (
            {"deep": [{"talk": [USER]}]},
            (*TO_CHAT, "--at", "/deep/0/talk"),
            {"deep": [{"talk": [USER]}]},
        ),
        ({"input": []}, TO_CHAT, {"messages": []}),
        ({"tool_choice": "auto"}, (*TO_CHAT, "--kind", "tool_choice"), {"tool_choice": "auto"}),
    ],
)
def test_the_payload_is_converted_and_the_rest_passes(
    record: Any, arguments: tuple[str, ...], expected: Any
) -> None:
    result = succeed(*arguments, "-", stdin=make_lines(record))
    assert result.stdout == make_lines(expected).decode().replace(": ", ":").replace(", ", ",")


def test_messages_become_input() -> None:
    result = succeed(*TO_RESPONSES, "-", stdin=make_lines({"messages": [USER], "rating": 5}))
    record = json.loads(result.stdout)
    assert list(record) == ["input", "rating"]
    assert record["input"][0]["role"] == "user"


@pytest.mark.parametrize(
    ("arguments", "name"),
    [(TO_CHAT, "messages"), (TO_RESPONSES, "input"), (TO_RESPONSES, "output")],
)
def test_the_member_decides_the_api_of_plain_messages(
    arguments: tuple[str, ...], name: str
) -> None:
    source = make_lines({name: [USER]})
    result = run(*arguments, "-", stdin=source)
    assert result.exit_code == 1
    assert f"-:1 at /{name}: this is {arguments[-1]} already" in result.stderr
    other = "responses" if arguments == TO_CHAT else "chat_completions"
    succeed(*arguments, "--from", other, "-", stdin=source)
    succeed(*arguments, "-", stdin=make_lines({"items": [USER]}, [USER]))


def test_content_counts_more_than_the_name() -> None:
    call = {"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}
    chat = [USER, {"role": "assistant", "content": None, "tool_calls": [call]}]
    result = succeed(*TO_RESPONSES, "-", stdin=make_lines({"input": chat}))
    assert json.loads(result.stdout)["input"][1]["call_id"] == "c"


def test_defects_that_are_kept_are_distinguished_from_losses() -> None:
    source = make_lines({"input": [CALL, USER | {"type": "message"}]})
    result = succeed(*TO_CHAT, "-", stdin=source)
    assert "notice: unanswered_call" in result.stderr
    report = json.loads(succeed(*TO_CHAT, "--report", "json", "-", stdin=source).stderr)
    assert [entry["code"] for entry in report["notices"]] == ["unanswered_call"]
    assert "unanswered_call" not in [entry["code"] for entry in report["losses"]]


def test_tools_are_converted_where_they_stand() -> None:
    tool = {"type": "function", "name": "f", "parameters": {"type": "object"}, "strict": True}
    record = {"tools": [tool], "input": "untouched"}
    converted = json.loads(
        succeed(*TO_CHAT, "--kind", "tools", "-", stdin=make_lines(record)).stdout
    )
    assert converted["tools"][0]["function"]["name"] == "f"
    assert converted["input"] == "untouched"


def test_an_option_of_the_library_is_a_flag() -> None:
    record = [{"role": "developer", "content": "be brief"}]
    result = succeed(*TO_CHAT, "--developer-role", "system", "-", stdin=make_lines(record))
    assert json.loads(result.stdout)[0]["role"] == "system"


def test_files_are_joined_in_order_as_lines(tmp_path: Path) -> None:
    first, second = tmp_path / "one.json", tmp_path / "two.jsonl"
    first.write_text(json.dumps({"input": "1"}, indent=2))
    second.write_bytes(make_lines({"input": "2"}, {"input": "3"}))
    output, complement = tmp_path / "out", tmp_path / "undo"
    succeed(*TO_CHAT, first, second, "-o", output, "--complement", complement)
    assert [record["messages"][0]["content"] for record in read(output)] == ["1", "2", "3"]
    assert len(read(complement)) == 3


def test_without_rejects_a_bad_record_ends_the_run_and_nothing_is_written(tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.write_bytes(make_lines({"input": "1"}, {"input": [1]}))
    output, complement = tmp_path / "out", tmp_path / "undo"
    output.write_bytes(b"old")
    result = run(*TO_CHAT, source, "-o", output, "--complement", complement)
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert f"{source}:2 at /input/0: " in result.stderr
    assert output.read_bytes() == b"old"
    assert list_names(tmp_path) == ["in", "out"]
    assert run(*TO_CHAT, source).stdout == ""


def test_records_that_cannot_be_converted_go_to_the_rejects(tmp_path: Path) -> None:
    bad_lines = [
        b'{"input": "2"',
        b'{"input": [{"role": "user"}, 3]}',
        b'{"no": "payload"}',
        b'"\xff"',
    ]
    good_lines = [make_lines({"input": "1"}), make_lines({"input": "6"})]
    source = tmp_path / "in"
    source.write_bytes(good_lines[0] + b"\n".join(bad_lines) + b"\n" + good_lines[1])
    output, complement, rejects = tmp_path / "out", tmp_path / "undo", tmp_path / "rejects"
    result = succeed(
        *TO_CHAT, source, "-o", output, "--complement", complement, "--rejects", rejects
    )
    assert "6 records" in result.stderr
    assert "4 rejected" in result.stderr
    assert [record["messages"][0]["content"] for record in read(output)] == ["1", "6"]
    assert len(read(complement)) == 2
    read_rejects = read(rejects)
    assert [(reject["file"], reject["line"]) for reject in read_rejects] == [
        (str(source), line) for line in (2, 3, 4, 5)
    ]
    assert [
        reject["record"].encode("utf-8", "surrogateescape") for reject in read_rejects
    ] == bad_lines
    assert all(reject["reason"] for reject in read_rejects)
    assert read_rejects[1]["pointer"].startswith("/input/")


def test_a_loss_can_be_a_failure(tmp_path: Path) -> None:
    source = make_lines({"input": [USER | {"type": "message"}]}, {"input": [CALL, OUTPUT]})
    result = run(*TO_CHAT, "--fail-on", "info", "-", stdin=source)
    assert result.exit_code == 1
    assert "-:2 at /input/0" in result.stderr
    succeed(*TO_CHAT, "--fail-on", "error", "-", stdin=source)
    rejects = tmp_path / "rejects"
    succeed(*TO_CHAT, "--fail-on", "info", "--rejects", rejects, "-", stdin=source)
    assert [reject["line"] for reject in read(rejects)] == [2]


def test_losses_of_a_code_can_be_tolerated() -> None:
    source = make_lines({"input": [USER, {"type": "web_search_call", "status": "completed"}]})
    assert run(*TO_CHAT, "--fail-on", "error", "-", stdin=source).exit_code == 1
    passed = succeed(*TO_CHAT, "--fail-on", "error", "--tolerate", "hosted_item", "-", stdin=source)
    assert "hosted_item" in passed.stderr
    unknown = run(*TO_CHAT, "--fail-on", "error", "--tolerate", "no_such", "-", stdin=source)
    assert unknown.exit_code == 2
    assert "no loss has the code no_such" in unknown.stderr
    assert run(*TO_CHAT, "--tolerate", "hosted_item", "-", stdin=source).exit_code == 2


def test_a_report_for_programs_is_one_object() -> None:
    source = make_lines({"input": [USER]}, {"input": [CALL, OUTPUT]})
    report = json.loads(succeed(*TO_CHAT, "--report", "json", "-", stdin=source).stderr)
    assert (report["records"], report["rejected"], report["items"]) == (2, 0, 3)
    assert report["stopped"] is None
    losses = {loss["code"]: loss for loss in report["losses"]}
    assert losses["item_id"]["count"] == 1
    assert losses["item_id"]["first"] == {"file": "-", "line": 2, "pointer": "/input/0/id"}


def test_a_report_for_programs_has_the_reason_of_the_end() -> None:
    result = run(*TO_CHAT, "--report", "json", "-", stdin=b'{"input": "x"}\n[1')
    report = json.loads(result.stderr)
    assert result.exit_code == 1
    assert (report["stopped"]["file"], report["stopped"]["line"]) == ("-", 2)
    assert "not JSON" in report["stopped"]["reason"]
    result = run(*TO_CHAT, "--report", "json", "missing.json")
    assert json.loads(result.stderr)["stopped"] == {
        "file": "missing.json",
        "reason": "no such file or directory",
    }


def test_values_are_never_reported() -> None:
    secret = "sk-do-not-tell"
    records: list[Any] = [
        {"input": [{"role": secret, "content": secret}]},
        {"input": [{"type": secret, "id": secret, "secret": secret}]},
        {"input": [CALL | {"name": [secret], "arguments": secret, "namespace": secret}]},
        {"input": [USER | {"content": [{"type": secret, "text": secret}]}]},
        {"input": secret, "output": [secret]},
        {"input": [OUTPUT | {"output": secret, "call_id": secret}]},
        {"input": [secret]},
        {"messages": [{"role": secret}]},
        {"messages": [{"role": "tool", "tool_call_id": secret, "content": {"a": secret}}]},
        {"messages": [USER | {"name": secret, "audio": secret}]},
    ]
    for record in records:
        for arguments in (TO_CHAT, TO_RESPONSES):
            for style in ("text", "json"):
                result = run(*arguments, "--report", style, "-", stdin=make_lines(record))
                assert secret not in result.stderr


def test_a_name_in_a_record_cannot_command_the_terminal_or_break_a_line() -> None:
    name = "\x1b[31m\n\u202e\ud800"
    source = make_lines([USER | {"type": "message", name: 1}], [USER | {name: 2}, 3])
    result = succeed(*TO_CHAT, "-", "--rejects", "/dev/null", stdin=source)
    assert result.stderr.count("\n") == 3
    assert "at /0/\\x1b[31m\\n\\u202e\\ud800" in result.stderr
    result = run(*TO_CHAT, "--at", "/" + name.replace("\ud800", ""), "-", stdin=source)
    assert result.stderr.count("\n") == 1
    assert "\x1b" not in result.stderr


def test_without_conversions_no_losses_are_mentioned(tmp_path: Path) -> None:
    result = succeed(*TO_CHAT, "-", "--rejects", tmp_path / "rejects", stdin=b"oops")
    assert result.stderr == "convert: 1 record, 0 items; 1 rejected\n"


def test_the_input_may_be_the_output(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(make_lines({"input": "1"}, {"input": "2"}))
    succeed(*TO_CHAT, file, "-o", file)
    assert [record["messages"][0]["content"] for record in read(file)] == ["1", "2"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("convert", "in"),
        ("convert", "--to", "morse", "in"),
        (*TO_CHAT,),
        (*TO_CHAT, "-", "-"),
        (*TO_CHAT, "--at", "input", "in"),
        (*TO_CHAT, "in", "--complement", "-"),
        (*TO_CHAT, "in", "-o", "out", "--rejects", "./out"),
        (*TO_CHAT, "in", "-o", "out", "--complement", "in"),
        ("restore", "in"),
        ("restore", "-", "--complement", "-"),
        ("restore", "in", "--complement", "undo", "-o", "undo"),
    ],
)
def test_wrong_usage(arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert "Error: " in result.stderr


def test_a_large_integer_and_a_lone_surrogate_pass() -> None:
    record = b'{"n":123456789012345678901234567890,"s":"\\ud800","input":[]}\n'
    result = succeed(*TO_CHAT, "-", stdin=record)
    assert result.stdout_bytes == record.replace(b"input", b"messages")


def test_an_empty_file_gives_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "in").write_bytes(b"")
    succeed(*TO_CHAT, tmp_path / "in", "-o", tmp_path / "out")
    assert (tmp_path / "out").read_bytes() == b""
