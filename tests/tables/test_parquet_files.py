"""Parquet files on the command line: other columns stay, and all columns are restored."""

from __future__ import annotations

import datetime
import decimal
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cli_commands import list_names, read, run, succeed
from hypothesis import given
from hypothesis import strategies as st

# Imports that need pyarrow are behind this line.
pytest.importorskip("pyarrow")

import pyarrow as pa
import pyarrow.parquet as pq

from responses_protocol._cli.reading import read_entries
from responses_protocol.tables._parquet_sink import ParquetSink

HISTORY = [{"role": "user", "content": "Hello", "name": "al"}]
ITEMS = [{"type": "message", "role": "user", "content": "Hello"}]
REQUEST = {"model": "gpt-5", "messages": HISTORY}
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


def make_table(cells: list[Any], **columns: Any) -> Any:
    count = len(cells)
    moment = datetime.datetime(2025, 1, 2, tzinfo=datetime.timezone.utc)
    return pa.table(
        {
            "id": list(range(count)),
            "at": pa.array([moment] * count, pa.timestamp("us", tz="UTC")),
            "raw": [b"\xff\x00"] * count,
            "cost": [decimal.Decimal("1.50")] * count,
            "messages": cells,
            **columns,
        }
    )


def are_same_tables(first_path: str, second_path: str) -> bool:
    first, second = pq.read_table(first_path), pq.read_table(second_path)
    return bool(first.equals(second) and first.schema.equals(second.schema, check_metadata=True))


CELLS: dict[str, list[Any]] = {
    "nested": [HISTORY, None, HISTORY * 2],
    "text": [json.dumps(HISTORY, indent=1), None, json.dumps(HISTORY * 2)],
    "binary": [json.dumps(HISTORY).encode(), None, json.dumps(HISTORY * 2).encode()],
}


@pytest.mark.parametrize("form", CELLS)
@pytest.mark.parametrize("is_inside", [False, True])
def test_a_column_is_converted_and_comes_back(form: str, is_inside: bool) -> None:
    pq.write_table(make_table(CELLS[form]), "in.parquet", row_group_size=2)
    complement_flags = (
        ("--complement-at", "/complement") if is_inside else ("--complement", "undo.jsonl")
    )
    result = succeed(
        "convert", "in.parquet", "--to", "responses", "-o", "out.parquet", *complement_flags
    )
    assert "3 records, 3 items; 3 losses" in result.stderr
    before, after = pq.read_table("in.parquet"), pq.read_table("out.parquet")
    assert after.schema.names == [*before.schema.names, *(["complement"] if is_inside else [])]
    for name in ("id", "at", "raw", "cost"):
        assert after[name].equals(before[name])
    cells = [cell and json.loads(cell) for cell in after["messages"].to_pylist()]
    assert cells == [ITEMS, None, ITEMS * 2]
    assert "no problems" in succeed("validate", "out.parquet").stderr
    succeed("restore", "out.parquet", *complement_flags, "-o", "back.parquet")
    assert are_same_tables("in.parquet", "back.parquet")


@pytest.mark.parametrize("form", CELLS)
def test_a_conversion_of_a_conversion_comes_back(form: str) -> None:
    pq.write_table(make_table(CELLS[form]), "in.parquet")
    for source, target, to in (("in", "one", "responses"), ("one", "two", "chat_completions")):
        arguments = (f"{source}.parquet", "--to", to, "-o", f"{target}.parquet")
        succeed("convert", *arguments, "--complement", f"{target}.jsonl")
    for source, target in (("two", "back"), ("back", "first")):
        undo = {"two": "two.jsonl", "back": "one.jsonl"}[source]
        restored = (f"{source}.parquet", "--complement", undo, "-o", f"{target}.parquet")
        succeed("restore", *restored)
    assert are_same_tables("one.parquet", "back.parquet")
    assert are_same_tables("in.parquet", "first.parquet")


def test_files_that_another_program_rewrites_are_restored() -> None:
    """An engine that keeps no metadata leaves columns of plain text."""
    pq.write_table(make_table(CELLS["nested"]), "in.parquet")
    complement_flags = ("--complement-at", "/complement")
    succeed("convert", "in.parquet", "--to", "responses", "-o", "out.parquet", *complement_flags)
    pq.write_table(pa.table(pq.read_table("out.parquet").to_pydict()), "plain.parquet")
    succeed("restore", "plain.parquet", *complement_flags, "-o", "back.parquet")
    cells = pq.read_table("back.parquet")["messages"].to_pylist()
    assert [cell and json.loads(cell) for cell in cells] == CELLS["nested"]


def test_rows_are_given_as_json_lines() -> None:
    pq.write_table(make_table(CELLS["nested"]), "in.parquet")
    succeed("convert", "in.parquet", "--to", "responses", "-o", "out.jsonl")
    first, second, _ = read(Path("out.jsonl"))
    assert first == {
        "id": 0,
        "at": "2025-01-02T00:00:00+00:00",
        "raw": "/wA=",
        "cost": "1.50",
        "messages": ITEMS,
    }
    assert second["messages"] is None


def test_request_and_answer_are_both_converted() -> None:
    """Convert the table of an endpoint with one failed request."""
    texts = [json.dumps(REQUEST), json.dumps(REQUEST)]
    answers = [json.dumps(ANSWER), None]
    logs = pa.table({"request": texts, "status": [200, 500], "response": answers})
    pq.write_table(logs, "in.parquet")
    arguments = ("in.parquet", "--to", "responses", "-o", "out.parquet", "--complement", "undo")
    result = succeed("convert", *arguments)
    assert "request 2, response 1" in result.stderr
    rows = pq.read_table("out.parquet").to_pylist()
    assert json.loads(rows[0]["request"])["input"] == ITEMS
    assert json.loads(rows[0]["response"])["object"] == "response"
    assert (rows[1]["response"], rows[1]["status"]) == (None, 500)
    succeed("restore", "out.parquet", "--complement", "undo", "-o", "back.parquet")
    assert are_same_tables("in.parquet", "back.parquet")


def test_a_table_of_litellm_has_the_requests_of_clients() -> None:
    original = [json.dumps(REQUEST), "{}"]
    columns = {"response": [json.dumps(ANSWER)] * 2, "proxy_server_request": original}
    pq.write_table(pa.table({"messages": [json.dumps(HISTORY)] * 2, **columns}), "in.parquet")
    arguments = ("in.parquet", "--to", "responses", "-o", "out.parquet", "--complement", "undo")
    result = succeed("convert", *arguments)
    assert "(response 2, history 2, request 1)" in result.stderr
    rows = pq.read_table("out.parquet").to_pylist()
    assert json.loads(rows[0]["proxy_server_request"])["input"] == ITEMS
    assert rows[1]["proxy_server_request"] == "{}"
    succeed("restore", "out.parquet", "--complement", "undo", "-o", "back.parquet")
    assert are_same_tables("in.parquet", "back.parquet")


def test_a_request_of_a_client_in_more_layers_of_text_is_refused() -> None:
    original = [json.dumps({"url": "/", "body": REQUEST})]
    columns = {"response": [json.dumps(ANSWER)], "proxy_server_request": original}
    pq.write_table(pa.table(columns), "in.parquet")
    result = run("convert", "in.parquet", "--to", "responses", "-o", "out.parquet")
    assert result.exit_code == 1
    assert "at /proxy_server_request: `proxy_server_request` holds a payload" in result.stderr


def test_rows_that_cannot_be_converted_are_set_aside() -> None:
    pq.write_table(make_table([json.dumps(HISTORY), "no JSON", "{}"]), "in.parquet")
    result = run("convert", "in.parquet", "--to", "responses", "-o", "out.parquet")
    assert result.exit_code == 1
    assert (
        "in.parquet:2 at /messages: holds text that is not the JSON text of a payload"
        in result.stderr
    )
    assert list_names(Path()) == ["in.parquet"]
    arguments = ("in.parquet", "--to", "responses", "-o", "out.parquet", "--rejects", "rejects")
    succeed("convert", *arguments)
    assert [reject["line"] for reject in read(Path("rejects"))] == [2, 3]
    assert pq.read_table("out.parquet")["id"].to_pylist() == [0]


def test_a_folder_keeps_its_files(tmp_path: Path) -> None:
    (tmp_path / "in" / "day=1").mkdir(parents=True)
    pq.write_table(make_table(CELLS["text"]), "in/day=1/a.parquet")
    pq.write_table(pa.table({"messages": CELLS["nested"]}), "in/b.parquet")
    (tmp_path / "in" / "c.jsonl").write_text(json.dumps({"messages": HISTORY}))
    succeed("convert", "in", "--to", "responses", "-o", "out/", "--complement", "undo/")
    assert pq.read_table("out/day=1/a.parquet").num_rows == 3
    succeed("restore", "out", "--complement", "undo", "-o", "back/")
    assert are_same_tables("in/day=1/a.parquet", "back/day=1/a.parquet")
    assert are_same_tables("in/b.parquet", "back/b.parquet")
    arguments = ("in/day=1/a.parquet", "in/b.parquet", "--to", "responses", "-o", "x.parquet")
    result = run("convert", *arguments)
    assert result.exit_code == 1
    assert "name a folder with -o" in result.stderr


def test_jobs_and_row_groups_make_no_difference() -> None:
    history = [{"role": "user", "content": "x" * 1_800}]
    texts = [
        json.dumps([*history, {"role": "user", "content": f"{index}"}]) for index in range(6_000)
    ]
    pq.write_table(make_table(texts), "in.parquet", row_group_size=500, compression="none")
    for jobs in ("1", "2"):
        arguments = ("in.parquet", "--to", "responses", "-o", f"{jobs}.parquet", "--jobs", jobs)
        command = [sys.executable, "-m", "responses_protocol", "convert", *arguments]
        subprocess.run([*command, "--complement", f"{jobs}.undo"], check=True, capture_output=True)
    assert are_same_tables("1.parquet", "2.parquet")
    assert Path("1.undo").read_bytes() == Path("2.undo").read_bytes()
    assert pq.read_table("1.parquet").num_rows == 6_000


@pytest.mark.parametrize(
    ("columns", "flags", "message"),
    [
        ({"text": ["x"]}, (), "no column `request`, `response`, `messages`, `input`, `output`"),
        ({"input": ["[]"], "output": ["[]"]}, (), "holds both `input` and `output`"),
        ({"request": ['{"rows": 1}']}, (), "`request` contains no payload"),
        ({"text": ["x"]}, ("--at", "/other"), "has no column `other`"),
    ],
)
def test_a_table_without_payloads_is_reported(
    columns: dict[str, Any], flags: tuple[str, ...], message: str
) -> None:
    pq.write_table(pa.table(columns), "in.parquet")
    result = run("convert", "in.parquet", "--to", "responses", *flags)
    assert result.exit_code == 1
    assert message in result.stderr


def test_another_column_is_pointed_to() -> None:
    pq.write_table(pa.table({"log": [{"turns": HISTORY, "n": 1}], "n": [1]}), "in.parquet")
    arguments = ("in.parquet", "--to", "responses", "--at", "/log/turns", "-o", "out.parquet")
    succeed("convert", *arguments, "--complement", "undo")
    assert json.loads(pq.read_table("out.parquet")["log"][0].as_py()) == {"turns": ITEMS, "n": 1}
    succeed("restore", "out.parquet", "--complement", "undo", "-o", "back.parquet")
    assert are_same_tables("in.parquet", "back.parquet")


def test_problems_have_their_rows() -> None:
    wrong = json.dumps([{"role": "nobody", "content": "x"}])
    pq.write_table(make_table([json.dumps(HISTORY), wrong]), "in.parquet")
    before = Path("in.parquet").read_bytes()
    result = run("validate", "in.parquet", "--fix")
    assert result.exit_code == 1
    assert result.stdout.startswith("in.parquet:2:1: error")
    assert Path("in.parquet").read_bytes() == before


def test_a_damaged_file_is_reported() -> None:
    Path("in.parquet").write_bytes(b"PAR1" + bytes(100))
    assert "damaged Parquet" in run("convert", "in.parquet", "--to", "responses").stderr
    assert "RP011" in run("validate", "in.parquet").stdout
    Path("in.parquet").write_text(json.dumps({"messages": HISTORY}))
    assert read_lines("convert", "in.parquet", "--to", "responses") == [{"input": ITEMS}]


def read_lines(*arguments: str) -> list[Any]:
    return [json.loads(line) for line in succeed(*arguments).stdout.splitlines()]


def test_complements_may_be_tables_too() -> None:
    lines = [{"messages": HISTORY, "n": number} for number in range(3)]
    Path("in.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    complement_flags = ("--complement", "undo.parquet", "--key", "/n")
    succeed("convert", "in.jsonl", "--to", "responses", "-o", "out.parquet", *complement_flags)
    assert pq.read_table("undo.parquet")["key"].to_pylist() == [0, 1, 2]
    pq.write_table(pq.read_table("out.parquet").take([2, 0]), "some.parquet")
    succeed("restore", "some.parquet", *complement_flags, "-o", "back.jsonl")
    assert read(Path("back.jsonl")) == [lines[2], lines[0]]


JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("ab"), inner),
    max_leaves=4,
)


@given(st.lists(st.dictionaries(st.sampled_from("abc"), JSON_VALUES), min_size=1, max_size=4))
def test_json_lines_come_back_from_parquet(
    tmp_path_factory: pytest.TempPathFactory, records: list[Any]
) -> None:
    path = tmp_path_factory.mktemp("lines") / "a.parquet"
    with path.open("wb") as file:
        sink = ParquetSink(file)
        for record in records:
            sink.write(json.dumps(record).encode() + b"\n")
        sink.close()
    records_after = [json.loads(entry.raw) for entry in read_entries([str(path)])]
    if any(records):  # a table without columns has no rows
        assert list(map(write_with_types, records_after)) == list(map(write_with_types, records))


def write_with_types(value: Any) -> str:
    """Return a value as text in which 1, 1.0 and true differ."""
    return json.dumps(value, sort_keys=True)


def test_json_lines_become_a_table_and_come_back() -> None:
    lines = [{"messages": HISTORY, "n": 1}, {"messages": HISTORY, "n": 2, "tag": "x"}]
    Path("in.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    arguments = ("in.jsonl", "--to", "responses", "-o", "out.parquet", "--complement", "undo")
    succeed("convert", *arguments)
    rows = pq.read_table("out.parquet").to_pylist()
    assert rows == [
        {"input": json.dumps(ITEMS, separators=(",", ":")), "n": 1, "tag": None},
        {"input": json.dumps(ITEMS, separators=(",", ":")), "n": 2, "tag": "x"},
    ]
    succeed("restore", "out.parquet", "--complement", "undo", "-o", "back.jsonl")
    assert read(Path("back.jsonl")) == lines


def test_standard_input_can_be_parquet() -> None:
    pq.write_table(make_table(CELLS["text"]), "in.parquet")
    raw = Path("in.parquet").read_bytes()
    flags = ("--to", "responses", "-o", "out.parquet", "--complement", "undo.jsonl")
    succeed("convert", "-", *flags, stdin=raw)
    succeed("convert", "in.parquet", "--to", "responses", "-o", "same.parquet")
    assert are_same_tables("out.parquet", "same.parquet")
    raw = Path("out.parquet").read_bytes()
    succeed("restore", "-", "--complement", "undo.jsonl", "-o", "back.parquet", stdin=raw)
    assert are_same_tables("back.parquet", "in.parquet")
    result = run("validate", "-", "--target", "open", stdin=raw)
    assert "2 records (responses history 2)" in result.stderr


def test_parquet_from_standard_input_that_is_cut_says_so() -> None:
    pq.write_table(make_table(CELLS["text"]), "in.parquet")
    result = run("convert", "-", "--to", "responses", stdin=Path("in.parquet").read_bytes()[:-9])
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: -: damaged Parquet")


def test_a_pipe_of_parquet_leaves_no_copy(tmp_path: Path) -> None:
    pq.write_table(make_table(CELLS["text"]), "in.parquet")
    copies = tmp_path / "copies"
    copies.mkdir()
    command = [sys.executable, "-m", "responses_protocol", "convert", "-", "--to", "responses"]
    result = subprocess.run(
        command,
        input=Path("in.parquet").read_bytes(),
        env={**os.environ, "TMPDIR": str(copies), "TEMP": str(copies)},
        stdout=subprocess.PIPE,
        check=True,
    )
    assert len(result.stdout.splitlines()) == 3
    assert list_names(copies) == []
