"""`restore`: exact by default, partial only with its flag."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cli_commands import EXAMPLES, list_names, read, run, succeed

USER = {"role": "user", "content": "hi"}
CALL = {"type": "function_call", "id": "fc_1", "call_id": "c", "name": "f", "arguments": "{}"}
OUTPUT = {"type": "function_call_output", "call_id": "c", "output": "done"}
RECORDS: list[Any] = [
    {"first": 1, "input": [USER, CALL, OUTPUT], "last": 2**70},
    {"input": [USER | {"large": 2**70, "lone": "\ud800"}, {"role": "user", "content": "\udfff"}]},
    {"input": "just a string"},
    {"input": []},
    {"custom_id": "x", "body": {"input": [USER], "model": "m"}},
    {"output": [CALL]},
    [USER, CALL],
]


def convert_records(folder: Path, records: list[Any] = RECORDS) -> tuple[Path, Path]:
    source, output, complement = folder / "in", folder / "out", folder / "undo"
    source.write_text("".join(json.dumps(record) + "\n" for record in records))
    succeed("convert", source, "--to", "chat_completions", "-o", output, "--complement", complement)
    return output, complement


def rewrite(file: Path, lines: list[Any]) -> None:
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))


@pytest.mark.parametrize("name", ["history.json", "request.json", "batch.jsonl", "chat.jsonl"])
def test_the_examples_come_back(tmp_path: Path, name: str) -> None:
    target = "responses" if name == "chat.jsonl" else "chat_completions"
    output, complement = tmp_path / "out", tmp_path / "undo"
    succeed("convert", EXAMPLES / name, "--to", target, "-o", output, "--complement", complement)
    result = succeed("restore", output, "--complement", complement)
    restored = result.stdout.splitlines() if name.endswith("l") else [result.stdout]
    source = (EXAMPLES / name).read_text()
    expected = source.splitlines() if name.endswith("l") else [source]
    assert [json.loads(line) for line in restored] == [json.loads(line) for line in expected]
    assert "exact" in result.stderr
    assert (result.stdout.count("\n") > 14) == name.endswith(".json")


def test_every_record_comes_back_with_its_names_in_order(tmp_path: Path) -> None:
    output, complement = convert_records(tmp_path)
    assert "messages" in output.read_text()
    restored = tmp_path / "restored"
    succeed("restore", output, "--complement", complement, "-o", restored)
    assert read(restored) == RECORDS
    assert [list(record) for record in read(restored)[:6]] == [
        list(record) for record in RECORDS[:6]
    ]


def test_the_output_may_be_the_input(tmp_path: Path) -> None:
    output, complement = convert_records(tmp_path)
    succeed("restore", output, "--complement", complement, "-o", output)
    assert read(output) == RECORDS


def test_a_change_beside_the_payload_is_kept(tmp_path: Path) -> None:
    output, complement = convert_records(tmp_path)
    changed = read(output)
    changed[0]["first"] = "changed"
    rewrite(output, changed)
    result = succeed("restore", output, "--complement", complement)
    assert json.loads(result.stdout.splitlines()[0]) == RECORDS[0] | {"first": "changed"}


def test_an_edited_history_is_refused_without_a_flag(tmp_path: Path) -> None:
    output, complement = convert_records(tmp_path)
    changed = read(output)
    changed[0]["messages"].append({"role": "user", "content": "new"})
    rewrite(output, changed)
    restored = tmp_path / "restored"
    result = run("restore", output, "--complement", complement, "-o", restored)
    assert result.exit_code == 1
    assert f"{output}:1 at /messages: " in result.stderr
    assert "--allow-partial" in result.stderr
    assert not restored.exists()
    arguments = ("restore", output, "--complement", complement, "-o", restored, "--allow-partial")
    result = succeed(*arguments)
    assert "in part" in result.stderr
    assert f"first: {output}:1 at /messages; translated anew: 3 to 3" in result.stderr
    first, *rest = read(restored)
    assert first["input"][:3] == [USER, CALL, OUTPUT]
    assert first["input"][3]["role"] == "user"
    assert rest == RECORDS[1:]
    report = json.loads(succeed(*arguments, "--report", "json").stderr)
    assert (report["partial"], report["afresh"], report["missing"]) == (1, 1, 0)
    assert report["first_partial"]["fresh"] == [[3, 4]]


def test_removed_messages_are_counted_as_missing(tmp_path: Path) -> None:
    output, complement = convert_records(tmp_path, [[USER, USER | {"content": "other"}, CALL]])
    rewrite(output, [read(output)[0][1:]])
    result = succeed("restore", output, "--complement", complement, "--allow-partial")
    assert json.loads(result.stdout) == [USER | {"content": "other"}, CALL]
    assert "missing: 0" in result.stderr


def test_records_that_cannot_be_restored_are_set_aside(tmp_path: Path) -> None:
    output, complement = convert_records(tmp_path)
    lines, complements = output.read_bytes().splitlines(), complement.read_bytes().splitlines()
    lines[0] = b"oops"
    complements[1] = b"oops"
    lines[5] = b'{"moved": []}'
    output.write_bytes(b"\n".join(lines))
    complement.write_bytes(b"\n".join(complements))
    restored, rejects = tmp_path / "restored", tmp_path / "rejects"
    succeed("restore", output, "--complement", complement, "-o", restored, "--rejects", rejects)
    assert read(restored) == [RECORDS[2], RECORDS[3], RECORDS[4], RECORDS[6]]
    reasons = [(reject["line"], reject["pointer"], reject["reason"]) for reject in read(rejects)]
    assert [(line, place) for line, place, _ in reasons] == [(1, ""), (2, ""), (6, "/output")]
    assert reasons[0][2].startswith("not JSON")
    assert reasons[1][2].startswith("complement: not JSON")


@pytest.mark.parametrize("longer_file", ["out", "undo"])
def test_files_out_of_step_are_refused(tmp_path: Path, longer_file: str) -> None:
    convert_records(tmp_path)
    with (tmp_path / longer_file).open("ab") as file:
        file.write(b"{}\n")
    before = list_names(tmp_path)
    result = run(
        "restore", tmp_path / "out", "--complement", tmp_path / "undo",
        "-o", tmp_path / "restored", "--rejects", tmp_path / "rejects",
    )  # fmt: skip
    assert result.exit_code == 1
    assert f"{tmp_path / longer_file}:8: " in result.stderr
    assert "in step" in result.stderr
    assert list_names(tmp_path) == before


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"version": 99}, "complement at /version: "),
        ({"at": 5}, "complement at /at: "),
        ({"at": "messages"}, "complement at /at: "),
        ({"at": "/nowhere"}, "at /nowhere: there is no value here"),
        ({"name": 5}, "complement at /name: "),
        ({"name": "last"}, "`last`"),
        ({"complement": None}, "complement"),
        ({"complement": {}}, "complement"),
        ({"complement": [1]}, "complement"),
    ],
)
def test_a_damaged_complement_is_refused(
    tmp_path: Path, change: dict[str, Any], reason: str
) -> None:
    output, complement = convert_records(tmp_path, RECORDS[:1])
    rewrite(complement, [read(complement)[0] | change])
    result = run("restore", output, "--complement", complement)
    assert result.exit_code == 1
    assert reason in result.stderr
    assert result.stderr.count("\n") == 1
    assert result.stdout == ""


@pytest.mark.parametrize("content", [b"[]", b"{}", b"1", b'{"version": 1}'])
def test_a_value_that_is_not_a_complement_is_refused(tmp_path: Path, content: bytes) -> None:
    output, complement = convert_records(tmp_path, RECORDS[:1])
    complement.write_bytes(content)
    result = run("restore", output, "--complement", complement)
    assert result.exit_code == 1
    assert "not written by `convert --complement`" in result.stderr


REQUEST = {"model": "m", "input": [USER], "reasoning": {"effort": "low", "summary": "auto"}}


def test_changed_members_are_refused_without_a_flag(tmp_path: Path) -> None:
    output, complement = convert_records(tmp_path, [REQUEST])
    rewrite(output, [read(output)[0] | {"reasoning_effort": "high"}])
    result = run("restore", output, "--complement", complement)
    assert result.exit_code == 1
    assert f"{output}:1: not as it was converted (changed: reasoning); " in result.stderr
    arguments = ("restore", output, "--complement", complement, "--allow-partial")
    result = succeed(*arguments)
    assert json.loads(result.stdout) == REQUEST | {"reasoning": {"effort": "high"}}
    assert "restore: 1 record, 1 item; in part exact\n" in result.stderr
    assert "members translated anew: 1" in result.stderr
    assert f"first: {output}:1; members: reasoning" in result.stderr
    report = json.loads(succeed(*arguments, "--report", "json").stderr)
    assert (report["partial"], report["fresh_members"], report["afresh"]) == (1, 1, 0)
    assert report["first_partial"]["fresh_members"] == ["reasoning"]


def test_a_change_without_a_form_in_the_source_is_a_loss(tmp_path: Path) -> None:
    output, complement = convert_records(tmp_path, [{"input": [CALL, OUTPUT]}])
    changed = read(output)
    changed[0]["messages"].append(USER | {"name": "mira"})
    rewrite(output, changed)
    arguments = ("restore", output, "--complement", complement, "--allow-partial")
    result = succeed(*arguments)
    assert "in part exact; 1 loss\n" in result.stderr
    assert f"  warning  message_name  1  first: {output}:1 at /messages/2/name" in result.stderr
    report = json.loads(succeed(*arguments, "--report", "json").stderr)
    [loss] = report["losses"]
    assert (loss["severity"], loss["code"], loss["count"]) == ("warning", "message_name", 1)
    assert loss["first"] == {"file": str(output), "line": 1, "pointer": "/messages/2/name"}


def test_a_change_is_reported_without_earlier_losses(tmp_path: Path) -> None:
    message = USER | {"type": "message"}
    first, second = {"input": [message, message]}, {"model": "m", "input": [message]}
    output, complement = convert_records(tmp_path, [first, second])
    result = succeed("restore", output, "--complement", complement)
    assert result.stderr == "restore: 2 records, 3 items; exact\n"
    changed = read(output)
    changed[0]["messages"][0]["name"] = "mira"
    changed[1]["stop"] = "x"
    rewrite(output, changed)
    arguments = ("restore", output, "--complement", complement)
    assert run(*arguments).exit_code == 1
    result = succeed(*arguments, "--allow-partial")
    assert result.stderr.startswith("restore: 2 records, 3 items; in part exact; 2 losses\n")
    assert f"message_name    1  first: {output}:1 at /messages/0/name" in result.stderr
    assert f"chat_parameter  1  first: {output}:2 at /stop" in result.stderr
