"""`convert --kind stream`: server-sent events, lines and lists, from file to file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cli_commands import list_names, read, run, succeed
from recordings import CORPUS, needs_corpus

import responses_protocol as rp
from responses_protocol.streams import check_events, decode_sse, encode_sse, fold_chunks

TO_CHAT = ("convert", "--kind", "stream", "--to", "chat_completions")
TO_RESPONSES = ("convert", "--kind", "stream", "--to", "responses")


def make_chunk(delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    head = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    return {**head, "choices": [choice]}


CHUNKS = [
    make_chunk({"role": "assistant", "content": "Hi"}),
    make_chunk({"content": "!"}),
    make_chunk({}, "stop"),
]
EVENTS: list[Any] = list(rp.convert_stream(CHUNKS, to="responses"))
CHUNKS_OF_EVENTS: list[Any] = list(rp.convert_stream(EVENTS, to="chat_completions"))
SSE_CHUNKS = b"".join(map(encode_sse, CHUNKS)) + b"data: [DONE]\n\n"
SSE_EVENTS = b"".join(map(encode_sse, EVENTS))


def make_lines(payloads: list[Any]) -> bytes:
    return b"".join(json.dumps(payload).encode() + b"\n" for payload in payloads)


FORMS = {
    "server-sent events": (SSE_CHUNKS, SSE_EVENTS),
    "lines": (make_lines(CHUNKS), make_lines(EVENTS)),
    "list": (make_lines([CHUNKS]), make_lines([EVENTS])),
}


def remove_spaces(text: bytes) -> str:
    return text.decode().replace(": ", ":").replace(", ", ",")


@pytest.mark.parametrize("form", FORMS)
def test_a_stream_keeps_its_form(form: str) -> None:
    chunks, events = FORMS[form]
    assert remove_spaces(succeed(*TO_RESPONSES, "-", stdin=chunks).stdout_bytes) == remove_spaces(
        events
    )
    output = succeed(*TO_CHAT, "-", stdin=events).stdout_bytes
    expected = {
        "server-sent events": b"".join(map(encode_sse, CHUNKS_OF_EVENTS)) + b"data: [DONE]\n\n",
        "lines": make_lines(CHUNKS_OF_EVENTS),
        "list": make_lines([CHUNKS_OF_EVENTS]),
    }
    assert remove_spaces(output) == remove_spaces(expected[form])


@pytest.mark.parametrize("form", FORMS)
def test_its_form_can_be_chosen(form: str) -> None:
    chunks, _ = FORMS[form]
    with_sse = succeed(*TO_RESPONSES, "--sse", "-", stdin=chunks).stdout_bytes
    assert list(decode_sse([with_sse])) == EVENTS
    assert with_sse.startswith(b"event: response.created\ndata: ")
    without_sse = succeed(*TO_RESPONSES, "--no-sse", "-", stdin=chunks).stdout_bytes
    assert remove_spaces(without_sse) == remove_spaces(
        make_lines([EVENTS]) if form == "list" else make_lines(EVENTS)
    )


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_server_sent_events_are_read_as_they_come(tmp_path: Path, end: bytes) -> None:
    text = b"\xef\xbb\xbf: hi\n\n" + SSE_CHUNKS.rstrip()
    file = tmp_path / "in"
    file.write_bytes(text.replace(b"\n", end))
    assert list(decode_sse([succeed(*TO_RESPONSES, file).stdout_bytes])) == EVENTS


def test_a_document_over_several_lines_stays_one(tmp_path: Path) -> None:
    file = tmp_path / "in"
    file.write_text(json.dumps(CHUNKS, indent=2))
    output = succeed(*TO_RESPONSES, file).stdout
    assert json.loads(output) == EVENTS
    assert output.startswith("[\n  {")


def test_records_with_streams_are_converted_line_by_line() -> None:
    source = make_lines([{"id": 1, "stream": CHUNKS}, {"id": 2, "stream": CHUNKS[:1]}])
    output = succeed(*TO_RESPONSES, "--at", "/stream", "-", stdin=source).stdout
    records = [json.loads(line) for line in output.splitlines()]
    assert [list(record) for record in records] == [["id", "stream"]] * 2
    assert records[0]["stream"] == EVENTS
    assert records[1]["stream"][-1]["type"] != "response.completed"


def test_several_files_become_lists(tmp_path: Path) -> None:
    first, second = tmp_path / "one", tmp_path / "two"
    first.write_bytes(SSE_CHUNKS)
    second.write_bytes(make_lines(CHUNKS))
    output = tmp_path / "out"
    result = succeed(*TO_RESPONSES, first, second, "-o", output)
    assert read(output) == [EVENTS, EVENTS]
    assert "2 records, 6 items" in result.stderr


def test_losses_are_reported() -> None:
    chunks = [{**CHUNKS[0], "x_new": 1}, *CHUNKS[1:]]
    result = succeed(*TO_RESPONSES, "-", stdin=make_lines(chunks))
    assert "unknown_member" in result.stderr
    assert "-:1 at /x_new" in result.stderr
    assert "the answer that a stream adds up to" in result.stderr
    report = json.loads(
        succeed(*TO_RESPONSES, "--report", "json", "-", stdin=make_lines(chunks)).stderr
    )
    assert report["items"] == 3
    assert "unknown_member" in {loss["code"] for loss in report["losses"]}
    failed_result = run(*TO_RESPONSES, "--fail-on", "warning", "-", stdin=make_lines(chunks))
    assert failed_result.exit_code == 1
    assert "-:1 at /x_new: warning unknown_member" in failed_result.stderr


def test_a_record_that_is_no_stream_is_rejected(tmp_path: Path) -> None:
    output, rejects = tmp_path / "out", tmp_path / "rejects"
    source = make_lines([CHUNKS, [1], {"no": "list"}, EVENTS]) + b'[{"\n' + make_lines([CHUNKS])
    result = succeed(*TO_RESPONSES, "-", "-o", output, "--rejects", rejects, stdin=source)
    assert "4 rejected" in result.stderr
    assert read(output) == [EVENTS, EVENTS]
    assert [(reject["line"], reject["pointer"]) for reject in read(rejects)] == [
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
        (make_lines([{"id": 1, "stream": CHUNKS}]), "at /0: no chunk or event: name the place"),
        (make_lines(CHUNKS) + b"{\n", "at /3: not JSON"),
        (make_lines([*CHUNKS, {"choices": 1}]), "at /3/choices: choices must be a list"),
        (make_lines(EVENTS), "this is responses already"),
        (SSE_EVENTS, "this is responses already"),
        (make_lines([7]), "no list of chunks or events"),
    ],
)
def test_an_error_is_reported_in_one_line(source: bytes, reason: str) -> None:
    result = run(*TO_RESPONSES, "-", stdin=source)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert reason in result.stderr


def test_an_answer_that_was_cut_off_or_failed_has_no_form_in_chat() -> None:
    result = run(*TO_CHAT, "-", stdin=make_lines(EVENTS[:-1]))
    assert result.exit_code == 1
    assert "cut off" in result.stderr
    error_events = [{"type": "error", "message": "sk-secret"}]
    result = run(*TO_CHAT, "-", stdin=make_lines(error_events))
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
        ((*TO_CHAT, "in", "in2", "--sse"), "contain one stream"),
        (("convert", "--to", "responses", "in", "--sse"), "go with --kind stream"),
        (("convert", "--to", "responses", "in", "--no-sse"), "go with --kind stream"),
        ((*TO_CHAT, "in", "--at", "x"), "begins with"),
    ],
)
def test_wrong_usage(arguments: tuple[str, ...], reason: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert reason in result.stderr


def test_server_sent_events_contain_one_stream() -> None:
    result = run(*TO_RESPONSES, "--sse", "-", stdin=make_lines([CHUNKS, CHUNKS]))
    assert result.exit_code == 1
    assert "-:2: server-sent events contain one stream" in result.stderr


def test_options_and_the_source_count(tmp_path: Path) -> None:
    thought = [make_chunk({"reasoning": "Hm"}), *CHUNKS]
    result = succeed(*TO_RESPONSES, "--reasoning", "reasoning", "-", stdin=make_lines(thought))
    kinds = [json.loads(line)["type"] for line in result.stdout.splitlines()]
    assert "response.reasoning_text.delta" in kinds
    result = run(*TO_RESPONSES, "--from", "responses", "-", stdin=make_lines(CHUNKS))
    assert "already" in result.stderr
    assert list_names(tmp_path) == []


def test_big_integers_and_lone_surrogates_pass() -> None:
    stream = (
        make_lines(CHUNKS).replace(b'"Hi"', b'"\\ud800"').replace(b'"created": 1', b'"created": 7')
    )
    events = succeed(*TO_RESPONSES, "--sse", "-", stdin=stream).stdout_bytes
    assert rb"\ud800" in events
    chunks = succeed(*TO_CHAT, "-", stdin=events).stdout_bytes
    answer = fold_chunks(decode_sse([chunks]))
    assert answer["choices"][0]["message"]["content"] == "\ud800!"


def test_an_empty_file_gives_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "in").write_bytes(b"")
    succeed(*TO_CHAT, tmp_path / "in", "-o", tmp_path / "out")
    assert (tmp_path / "out").read_bytes() == b""


@needs_corpus
def test_recorded_streams_come_back_with_their_text(tmp_path: Path) -> None:
    source = Path(CORPUS or "", "chat.stream.jsonl")
    events, chunks = tmp_path / "events", tmp_path / "chunks"
    rejects = tmp_path / "failed"
    succeed(*TO_RESPONSES, "--at", "/payload", source, "-o", events)
    records = read(events)
    assert len(records) == len(source.read_bytes().splitlines())
    assert not [record["id"] for record in records if check_events(record["payload"])]
    succeed(*TO_CHAT, "--at", "/payload", events, "-o", chunks, "--rejects", rejects)
    payloads = {record["id"]: record["payload"] for record in read(chunks)}
    count = 0
    for record in read(source):
        if record["id"] in payloads:
            source_text, text = (
                fold_chunks(payload)["choices"][0]["message"]["content"]
                for payload in (record["payload"], payloads[record["id"]])
            )
            assert (text or "") == (source_text or ""), record["id"]
            count += 1
    assert count > len(records) / 2
