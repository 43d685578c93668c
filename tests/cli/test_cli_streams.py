"""`convert --kind stream`: server-sent events, lines and lists, from file to file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cli_commands import names, read, run, succeed
from recordings import CORPUS, needs_corpus

import responses_protocol as rp
from responses_protocol.streams import check_events, decode_sse, encode_sse, fold_chunks

TO_CHAT = ("convert", "--kind", "stream", "--to", "chat_completions")
TO_RESPONSES = ("convert", "--kind", "stream", "--to", "responses")


def chunk(delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    head = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    return {**head, "choices": [choice]}


CHUNKS = [chunk({"role": "assistant", "content": "Hi"}), chunk({"content": "!"}), chunk({}, "stop")]
EVENTS: list[Any] = list(rp.convert_stream(CHUNKS, to="responses"))
BACK: list[Any] = list(rp.convert_stream(EVENTS, to="chat_completions"))
SSE_CHUNKS = b"".join(map(encode_sse, CHUNKS)) + b"data: [DONE]\n\n"
SSE_EVENTS = b"".join(map(encode_sse, EVENTS))


def lines(payloads: list[Any]) -> bytes:
    return b"".join(json.dumps(payload).encode() + b"\n" for payload in payloads)


FORMS = {
    "server-sent events": (SSE_CHUNKS, SSE_EVENTS),
    "lines": (lines(CHUNKS), lines(EVENTS)),
    "list": (lines([CHUNKS]), lines([EVENTS])),
}


def compact(text: bytes) -> str:
    return text.decode().replace(": ", ":").replace(", ", ",")


@pytest.mark.parametrize("form", FORMS)
def test_a_stream_keeps_its_form(form: str) -> None:
    chunks, events = FORMS[form]
    assert compact(succeed(*TO_RESPONSES, "-", stdin=chunks).stdout_bytes) == compact(events)
    back = succeed(*TO_CHAT, "-", stdin=events).stdout_bytes
    expected = {
        "server-sent events": b"".join(map(encode_sse, BACK)) + b"data: [DONE]\n\n",
        "lines": lines(BACK),
        "list": lines([BACK]),
    }
    assert compact(back) == compact(expected[form])


@pytest.mark.parametrize("form", FORMS)
def test_its_form_can_be_chosen(form: str) -> None:
    chunks, _ = FORMS[form]
    made = succeed(*TO_RESPONSES, "--sse", "-", stdin=chunks).stdout_bytes
    assert list(decode_sse([made])) == EVENTS
    assert made.startswith(b"event: response.created\ndata: ")
    plain = succeed(*TO_RESPONSES, "--no-sse", "-", stdin=chunks).stdout_bytes
    assert compact(plain) == compact(lines([EVENTS]) if form == "list" else lines(EVENTS))


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_server_sent_events_are_read_as_they_come(tmp_path: Path, end: bytes) -> None:
    text = b"\xef\xbb\xbf: hi\n\n" + SSE_CHUNKS.rstrip()
    file = tmp_path / "in"
    file.write_bytes(text.replace(b"\n", end))
    assert list(decode_sse([succeed(*TO_RESPONSES, file).stdout_bytes])) == EVENTS


def test_a_document_over_several_lines_stays_one(tmp_path: Path) -> None:
    file = tmp_path / "in"
    file.write_text(json.dumps(CHUNKS, indent=2))
    made = succeed(*TO_RESPONSES, file).stdout
    assert json.loads(made) == EVENTS
    assert made.startswith("[\n  {")


def test_records_with_streams_are_converted_line_by_line() -> None:
    source = lines([{"id": 1, "stream": CHUNKS}, {"id": 2, "stream": CHUNKS[:1]}])
    made = succeed(*TO_RESPONSES, "--at", "/stream", "-", stdin=source).stdout
    records = [json.loads(line) for line in made.splitlines()]
    assert [list(record) for record in records] == [["id", "stream"]] * 2
    assert records[0]["stream"] == EVENTS
    assert records[1]["stream"][-1]["type"] != "response.completed"


def test_several_files_become_lists(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_bytes(SSE_CHUNKS)
    two.write_bytes(lines(CHUNKS))
    out = tmp_path / "out"
    result = succeed(*TO_RESPONSES, one, two, "-o", out)
    assert read(out) == [EVENTS, EVENTS]
    assert "2 records, 6 items" in result.stderr


def test_losses_are_reported() -> None:
    odd = [{**CHUNKS[0], "x_new": 1}, *CHUNKS[1:]]
    result = succeed(*TO_RESPONSES, "-", stdin=lines(odd))
    assert "unknown_member" in result.stderr
    assert "-:1 at /x_new" in result.stderr
    assert "the answer that a stream adds up to" in result.stderr
    report = json.loads(succeed(*TO_RESPONSES, "--report", "json", "-", stdin=lines(odd)).stderr)
    assert report["items"] == 3
    assert "unknown_member" in {one["code"] for one in report["losses"]}
    failed = run(*TO_RESPONSES, "--fail-on", "warning", "-", stdin=lines(odd))
    assert failed.exit_code == 1
    assert "-:1 at /x_new: warning unknown_member" in failed.stderr


def test_a_record_that_is_no_stream_is_rejected(tmp_path: Path) -> None:
    out, rejects = tmp_path / "out", tmp_path / "rejects"
    source = lines([CHUNKS, [1], {"no": "list"}, EVENTS]) + b'[{"\n' + lines([CHUNKS])
    result = succeed(*TO_RESPONSES, "-", "-o", out, "--rejects", rejects, stdin=source)
    assert "4 rejected" in result.stderr
    assert read(out) == [EVENTS, EVENTS]
    assert [(one["line"], one["pointer"]) for one in read(rejects)] == [
        (2, "/0"),
        (3, ""),
        (4, ""),
        (5, ""),
    ]


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (b"oops\n", "neither JSON nor server-sent events"),
        (b'data: {"a": 1}\n\ndata: {"a": \n\n', "not JSON: expecting value (column 7) "),
        (lines([{"id": 1, "stream": CHUNKS}]), "at /0: no chunk or event: name the place"),
        (lines(CHUNKS) + b"{\n", "at /3: not JSON"),
        (lines([*CHUNKS, {"choices": 1}]), "at /3/choices: choices must be a list"),
        (lines(EVENTS), "this is responses already"),
        (SSE_EVENTS, "this is responses already"),
        (lines([7]), "no list of chunks or events"),
    ],
)
def test_an_error_is_reported_in_one_line(source: bytes, reason: str) -> None:
    result = run(*TO_RESPONSES, "-", stdin=source)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert reason in result.stderr


def test_an_answer_that_was_cut_off_or_failed_has_no_form_in_chat() -> None:
    result = run(*TO_CHAT, "-", stdin=lines(EVENTS[:-1]))
    assert result.exit_code == 1
    assert "cut off" in result.stderr
    failed = [{"type": "error", "message": "sk-secret"}]
    result = run(*TO_CHAT, "-", stdin=lines(failed))
    assert "the answer has failed" in result.stderr
    assert "secret" not in result.stderr


def test_an_event_that_was_cut_is_reported() -> None:
    result = succeed(*TO_RESPONSES, "-", stdin=SSE_CHUNKS[: SSE_CHUNKS.index(b"stop")])
    assert list(decode_sse([result.stdout_bytes]))[-1]["type"] == "response.failed"
    assert "- ends in the middle of an event, which was passed over" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ((*TO_CHAT, "in", "--complement", "undo"), "a stream has no complement"),
        ((*TO_CHAT, "in", "in2", "--sse"), "hold one stream"),
        (("convert", "--to", "responses", "in", "--sse"), "go with --kind stream"),
        (("convert", "--to", "responses", "in", "--no-sse"), "go with --kind stream"),
        ((*TO_CHAT, "in", "--at", "x"), "begins with"),
    ],
)
def test_wrong_usage(arguments: tuple[str, ...], reason: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert reason in result.stderr


def test_server_sent_events_hold_one_stream() -> None:
    result = run(*TO_RESPONSES, "--sse", "-", stdin=lines([CHUNKS, CHUNKS]))
    assert result.exit_code == 1
    assert "-:2: server-sent events contain one stream" in result.stderr


def test_options_and_the_source_count(tmp_path: Path) -> None:
    thought = [chunk({"reasoning": "Hm"}), *CHUNKS]
    result = succeed(*TO_RESPONSES, "--reasoning", "reasoning", "-", stdin=lines(thought))
    kinds = [json.loads(line)["type"] for line in result.stdout.splitlines()]
    assert "response.reasoning_text.delta" in kinds
    result = run(*TO_RESPONSES, "--from", "responses", "-", stdin=lines(CHUNKS))
    assert "already" in result.stderr
    assert names(tmp_path) == []


def test_big_integers_and_lone_surrogates_pass() -> None:
    stream = lines(CHUNKS).replace(b'"Hi"', b'"\\ud800"').replace(b'"created": 1', b'"created": 7')
    made = succeed(*TO_RESPONSES, "--sse", "-", stdin=stream).stdout_bytes
    assert rb"\ud800" in made
    back = succeed(*TO_CHAT, "-", stdin=made).stdout_bytes
    answer = fold_chunks(decode_sse([back]))
    assert answer["choices"][0]["message"]["content"] == "\ud800!"


def test_an_empty_file_gives_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "in").write_bytes(b"")
    succeed(*TO_CHAT, tmp_path / "in", "-o", tmp_path / "out")
    assert (tmp_path / "out").read_bytes() == b""


@needs_corpus
def test_recorded_streams_go_there_and_back(tmp_path: Path) -> None:
    source = Path(CORPUS or "", "chat.stream.jsonl")
    events, chunks = tmp_path / "events", tmp_path / "chunks"
    failed = tmp_path / "failed"
    succeed(*TO_RESPONSES, "--at", "/payload", source, "-o", events)
    made = read(events)
    assert len(made) == len(source.read_bytes().splitlines())
    assert not [record["id"] for record in made if check_events(record["payload"])]
    succeed(*TO_CHAT, "--at", "/payload", events, "-o", chunks, "--rejects", failed)
    kept = {record["id"]: record["payload"] for record in read(chunks)}
    compared = 0
    for record in read(source):
        if record["id"] in kept:
            said, back = (
                fold_chunks(one)["choices"][0]["message"]["content"]
                for one in (record["payload"], kept[record["id"]])
            )
            assert (back or "") == (said or ""), record["id"]
            compared += 1
    assert compared > len(made) / 2
