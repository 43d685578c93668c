"""Whole requests and answers: known for what they are, converted and restored where they stand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cli_commands import EXAMPLES, read, run, succeed

from responses_protocol._cli.kinds import detect_kind

USER = {"role": "user", "content": "hi"}
TOOL = {"type": "function", "name": "f", "parameters": {"type": "object"}, "strict": True}
REQUEST = {"model": "m", "input": [USER], "tools": [TOOL], "max_output_tokens": 50}
CHAT_REQUEST = {"model": "m", "messages": [USER], "max_completion_tokens": 50}
CHOICE = {"index": 0, "message": {"role": "assistant", "content": "Hi."}, "finish_reason": "stop"}
CHAT_ANSWER = {"id": "c", "object": "chat.completion", "model": "m", "choices": [CHOICE]}
MESSAGE = {
    "type": "message",
    "role": "assistant",
    "content": [{"type": "output_text", "text": "Hi."}],
}
ANSWER = {"id": "r", "object": "response", "status": "completed", "output": [MESSAGE]}
TO_CHAT = ("convert", "--to", "chat_completions")
TO_RESPONSES = ("convert", "--to", "responses")


def make_lines(*values: Any) -> bytes:
    return b"".join(json.dumps(value).encode() + b"\n" for value in values)


def make_batch_line(**members: Any) -> dict[str, Any]:
    """An OpenAI Batch line."""
    return {"custom_id": "1"} | members


def make_batch_output(body: Any, **members: Any) -> dict[str, Any]:
    """A line of the output of an OpenAI Batch."""
    response = {"status_code": 200, "request_id": "q", "body": body} | members
    return {"id": "b", "custom_id": "1", "response": response, "error": None}


@pytest.mark.parametrize(
    ("record", "kind"),
    [
        (REQUEST, "request"),
        (CHAT_REQUEST, "request"),
        ({"messages": [USER], "tools": []}, "request"),
        ({"input": "hi", "model": "m"}, "request"),
        ({"model": "m", "previous_response_id": "resp_1"}, "request"),
        (ANSWER, "response"),
        (CHAT_ANSWER, "response"),
        ({"choices": [CHOICE]}, "response"),
        ({"object": "response", "output": [], "input": [USER]}, "response"),
        ({"object": "response.compaction", "output": []}, "response"),
        ({"error": {"message": "no"}}, "response"),
        ({"error": "Bad Gateway", "code": 502}, "response"),
        (make_batch_line(body={"input": "hi"}), "request"),
        (make_batch_output(ANSWER), "response"),
        (make_batch_output({"error": {"message": "no"}}, status_code=400), "response"),
        # A record that keeps a history is not a request for it.
        ([USER], "history"),
        ({"messages": [USER], "rating": 5}, "history"),
        ({"input": "hi", "model": None}, "history"),
        ({"output": [MESSAGE], "model": "m"}, "history"),
        ({"messages": [USER], "choices": [CHOICE]}, "history"),
        ({"input": [USER], "output": [MESSAGE], "model": "m"}, "history"),
        ({"prompt": "text", "completion": "text"}, "history"),
        ({"error": "timeout", "id": 5}, "history"),
        ({"error": None}, "history"),
        (make_batch_line(body=[USER]), "history"),
        (make_batch_line(body=None), "history"),
        (make_batch_line(response=None, error={"code": "expired"}), "history"),
        (make_batch_line(response="text", messages=[USER]), "history"),
        ("hi", "history"),
        (None, "history"),
    ],
)
def test_a_body_is_distinguished_from_a_record_with_a_history(record: Any, kind: str) -> None:
    assert detect_kind(record, None, None) == kind


def test_a_body_of_another_dialect_is_not_a_body_of_the_given_one() -> None:
    assert detect_kind({"input": [USER], "model": "m"}, None, "chat_completions") == "history"
    assert detect_kind({"input": [USER], "model": "m"}, None, "responses") == "request"
    assert detect_kind({"error": {}}, None, "responses") == "response"


def test_with_a_pointer_no_batch_line_is_looked_for() -> None:
    record = {"row": make_batch_line(body=REQUEST)}
    assert detect_kind(record, "/row", None) == "history"
    assert detect_kind(record, "/row/body", None) == "request"


def test_a_request_is_converted_with_its_parameters_and_tools() -> None:
    result = succeed(*TO_CHAT, "-", stdin=make_lines(REQUEST, {"input": [USER]}))
    request, record = map(json.loads, result.stdout.splitlines())
    assert request["messages"] == [USER]
    assert request["max_completion_tokens"] == 50
    assert request["tools"][0]["function"]["name"] == "f"
    assert record == {"messages": [USER]}
    assert "convert: 2 records (request 1, history 1), 2 items" in result.stderr


def test_the_given_kind_is_used() -> None:
    only_messages = (*TO_RESPONSES, "--kind", "request", "-")
    result = succeed(*only_messages, stdin=make_lines({"messages": [USER], "stop": "x"}))
    assert "stop" not in json.loads(result.stdout)
    assert "chat_parameter" in result.stderr
    as_history = (*TO_CHAT, "--kind", "history", "-")
    result = succeed(*as_history, stdin=make_lines(REQUEST))
    assert json.loads(result.stdout) == {
        "messages" if name == "input" else name: value for name, value in REQUEST.items()
    }
    assert "records (" not in result.stderr


def test_an_answer_is_converted_inside_its_record() -> None:
    result = succeed(*TO_RESPONSES, "-", stdin=make_lines(CHAT_ANSWER))
    answer = json.loads(result.stdout)
    assert (answer["object"], answer["status"]) == ("response", "completed")
    assert answer["output"][0]["content"][0]["text"] == "Hi."
    assert "(response 1), 1 item" in result.stderr
    result = succeed(
        *TO_CHAT, "--kind", "response", "-", stdin=make_lines({"output": [MESSAGE, MESSAGE]})
    )
    assert json.loads(result.stdout)["choices"]
    assert "(response 1), 2 items" in result.stderr


@pytest.mark.parametrize(
    ("url", "chat_url"),
    [
        ("/v1/responses", "/v1/chat/completions"),
        ("/responses", "/chat/completions"),
        ("/openai/v1/responses", "/openai/v1/chat/completions"),
    ],
)
def test_the_url_of_a_batch_line_follows_its_request(
    tmp_path: Path, url: str, chat_url: str
) -> None:
    outputs, restored = (tmp_path / "there", tmp_path / "undo"), tmp_path / "back"
    lines = [
        make_batch_line(method="POST", url=url, body=REQUEST),
        make_batch_line(url=None, body=REQUEST),
    ]
    files = ("-o", outputs[0], "--complement", outputs[1])
    succeed(*TO_CHAT, *files, "-", stdin=make_lines(*lines))
    converted = read(outputs[0])
    assert [record["url"] for record in converted] == [chat_url, None]
    assert list(converted[0]) == list(lines[0])
    assert [record.get("url") for record in read(outputs[1])] == [url, None]
    succeed("restore", outputs[0], "--complement", outputs[1], "-o", restored)
    assert read(restored) == lines
    # and from Chat
    result = succeed(
        *TO_RESPONSES, "-", stdin=make_lines(make_batch_line(url=chat_url, body=CHAT_REQUEST))
    )
    assert json.loads(result.stdout)["url"] == url


@pytest.mark.parametrize("url", ["/v1/embeddings", "/v1/chat/completions", "", 5])
def test_a_url_of_another_endpoint_is_refused_without_a_pointer(url: Any) -> None:
    source = make_lines(make_batch_line(url=url, body={"model": "m", "input": "hi"}))
    result = run(*TO_CHAT, "-", stdin=source)
    assert result.exit_code == 1
    assert "-:1 at /url: not the endpoint of a responses request; --at /body" in result.stderr
    converted = json.loads(succeed(*TO_CHAT, "--at", "/body", "-", stdin=source).stdout)
    assert (converted["url"], converted["body"]["messages"]) == (url, [USER])
    converted = json.loads(succeed(*TO_CHAT, "--kind", "history", "-", stdin=source).stdout)
    assert (converted["url"], converted["body"]["messages"]) == (url, [USER])


def test_a_url_that_was_changed_since_is_kept(tmp_path: Path) -> None:
    output, complement = tmp_path / "out", tmp_path / "undo"
    source = make_lines(make_batch_line(url="/v1/responses", body=REQUEST))
    succeed(*TO_CHAT, "-o", output, "--complement", complement, "-", stdin=source)
    [converted] = read(output)
    for url in ("/v2/chat/completions", None):
        output.write_bytes(make_lines(converted | {"url": url}))
        result = succeed("restore", output, "--complement", complement)
        assert json.loads(result.stdout) == make_batch_line(url=url, body=REQUEST)
    del converted["url"]
    output.write_bytes(make_lines(converted))
    assert json.loads(
        succeed("restore", output, "--complement", complement).stdout
    ) == make_batch_line(body=REQUEST)


@pytest.mark.parametrize(
    ("url", "reason"), [(5, "not a url"), ("/v1/embeddings", "not a url that was converted")]
)
def test_a_damaged_url_in_a_complement_is_refused(tmp_path: Path, url: Any, reason: str) -> None:
    output, complement = tmp_path / "out", tmp_path / "undo"
    source = make_lines(make_batch_line(url="/v1/responses", body=REQUEST))
    succeed(*TO_CHAT, "-o", output, "--complement", complement, "-", stdin=source)
    complement.write_bytes(make_lines(read(complement)[0] | {"url": url}))
    result = run("restore", output, "--complement", complement)
    assert result.exit_code == 1
    assert f"complement at /url: {reason}" in result.stderr


def test_answers_are_found_in_the_output_of_a_batch(tmp_path: Path) -> None:
    output, complement, restored = tmp_path / "out", tmp_path / "undo", tmp_path / "back"
    error_body = {"error": {"message": "no", "type": "t", "code": None, "param": None}}
    lines = [make_batch_output(CHAT_ANSWER), make_batch_output(error_body, status_code=400)]
    succeed(*TO_RESPONSES, "-o", output, "--complement", complement, "-", stdin=make_lines(*lines))
    first, second = read(output)
    assert first["response"]["body"]["output"][0]["content"][0]["text"] == "Hi."
    assert second["response"]["body"]["error"]["message"] == "no"
    for before, after in zip(lines, (first, second), strict=True):
        without_body = after | {
            "response": after["response"] | {"body": before["response"]["body"]}
        }
        assert without_body == before
    succeed("restore", output, "--complement", complement, "-o", restored)
    assert read(restored) == lines


def test_lines_without_a_body_are_set_aside(tmp_path: Path) -> None:
    lines = [
        make_batch_output(CHAT_ANSWER),
        make_batch_line(response=None, error={"code": "batch_expired"}),
        make_batch_output(None),
        make_batch_line(url="/v1/chat/completions", body=CHAT_REQUEST),
        {"messages": "none"},
        [CHOICE],
        make_batch_output(ANSWER),
    ]
    rejects = tmp_path / "rejects"
    arguments = (*TO_RESPONSES, "--kind", "response", "--rejects", rejects, "-")
    result = succeed(*arguments, stdin=make_lines(*lines))
    converted, expired = result.stdout.splitlines()
    assert json.loads(expired) == lines[1]  # it was never sent
    assert json.loads(converted)["response"]
    assert [(reject["line"], reject["pointer"], reject["reason"]) for reject in read(rejects)] == [
        (3, "/response/body", "a response must be an object, not null"),
        (4, "/body", "a Batch line holds a request here, not a response"),
        (5, "", "an answer needs a list of choices, or an error"),
        (6, "", "a response must be an object, not a list"),
        (7, "/response/body", "this is responses already; there is nothing to convert"),
    ]


def test_an_error_has_its_pointer_in_the_record() -> None:
    source = make_lines({"row": {"model": "m", "input": [USER, 5]}})
    result = run(*TO_CHAT, "--at", "/row", "-", stdin=source)
    assert "-:1 at /row/input/1: " in result.stderr
    report = ("--report", "json", "--at", "/row", "-")
    source = make_lines({"row": REQUEST | {"input": [USER], "no_such": 1}})
    summary = json.loads(succeed(*TO_CHAT, *report, stdin=source).stderr)
    assert summary["kinds"] == {"request": 1}
    [unknown] = [loss for loss in summary["losses"] if loss["code"] == "unknown_parameter"]
    assert unknown["first"]["pointer"] == "/row/no_such"


def test_lost_members_of_a_record_read_as_a_body_hint_at_histories() -> None:
    source = make_lines(CHAT_REQUEST | {"rating": 5})
    hint = "--kind history converts only"
    assert hint in succeed(*TO_RESPONSES, "-", stdin=source).stderr
    assert hint not in succeed(*TO_RESPONSES, "--kind", "request", "-", stdin=source).stderr
    assert hint not in succeed(*TO_RESPONSES, "-", stdin=make_lines(CHAT_REQUEST)).stderr


def test_the_example_has_losses(tmp_path: Path) -> None:
    output, complement = tmp_path / "out", tmp_path / "undo"
    arguments = (EXAMPLES / "request.json", "-o", output, "--complement", complement)
    result = succeed(*TO_CHAT, *arguments)
    assert "hosted_tool" in result.stderr
    request = json.loads(output.read_text())
    assert request["messages"][0]["role"] == "system"
    assert len(request["tools"]) == 1
    restoration = succeed("restore", output, "--complement", complement)
    assert json.loads(restoration.stdout) == json.loads((EXAMPLES / "request.json").read_text())
    assert "restore: 1 record, 1 item; exact" in restoration.stderr


def test_an_answer_is_read_by_its_request(tmp_path: Path) -> None:
    tool = {"type": "function", "name": "find", "parameters": {}}
    namespace = {"type": "namespace", "name": "crm", "description": "C.", "tools": [tool]}
    request = tmp_path / "request.json"
    request.write_text(json.dumps({"model": "m", "input": "Go.", "tools": [namespace]}))
    call = {"id": "c", "type": "function", "function": {"name": "crm__find", "arguments": "{}"}}
    message = {"role": "assistant", "content": None, "tool_calls": [call]}
    answer = {"choices": [{"index": 0, "message": message, "finish_reason": "tool_calls"}]}
    source, value, complement = (tmp_path / f"{name}.json" for name in ("answer", "value", "lost"))
    source.write_text(json.dumps(answer))
    target = ("--to", "responses", "--request", request)
    succeed("convert", source, *target, "-o", value, "--complement", complement)
    [item] = json.loads(value.read_text())["output"]
    assert (item["namespace"], item["name"]) == ("crm", "find")
    restored = succeed("restore", value, "--complement", complement)
    assert json.loads(restored.stdout_bytes) == answer
    delta = {"tool_calls": [{"index": 0, **call}]}
    chunk = {"choices": [{"index": 0, "delta": delta, "finish_reason": "tool_calls"}]}
    source.write_text(json.dumps([chunk]))
    events = succeed("convert", source, "--kind", "stream", *target)
    assert json.loads(events.stdout_bytes)[-1]["response"]["output"] == [item]


def test_a_request_file_without_a_request_is_refused(tmp_path: Path) -> None:
    request = tmp_path / "request.json"
    for text, reason in (("[]", "must be an object"), ("{", "not JSON")):
        request.write_text(text)
        result = run("convert", "-", "--to", "responses", "--request", request)
        assert result.exit_code == 2
        assert reason in result.stderr
    result = run("convert", "-", "--to", "responses", "--request", tmp_path / "none.json")
    assert result.exit_code == 2
