"""Clients of Responses on a Chat server: whole answers, streams, losses and errors."""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import quote, unquote

import pytest

pytest.importorskip("starlette", reason="the gateway is installed for these tests only")

from served import Serve, Served
from upstreams import Answer, Scripted

from responses_protocol import PRESETS
from responses_protocol._gateway.settings import Upstream
from responses_protocol.streams import check_events, decode_sse, fold_events

HEAD: dict[str, Any] = {"id": "chatcmpl-1", "created": 1, "model": "m"}
CALL = {"id": "call_1", "type": "function", "function": {"name": "crm__find", "arguments": "{}"}}
SCHEMA = {"type": "object", "properties": {}}
REQUEST: dict[str, Any] = {
    "model": "m",
    "instructions": "Be brief.",
    "input": "Find Ada.",
    "tools": [
        {
            "type": "namespace",
            "name": "crm",
            "description": "Customers.",
            "tools": [{"type": "function", "name": "find", "parameters": SCHEMA}],
        }
    ],
}


def whole(message: dict[str, Any], finish_reason: str = "stop") -> Answer:
    choice = {
        "index": 0,
        "message": {"role": "assistant", **message},
        "finish_reason": finish_reason,
    }
    return Answer({**HEAD, "object": "chat.completion", "choices": [choice]})


def chunk(finish_reason: str | None = None, **delta: Any) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
    return {**HEAD, "object": "chat.completion.chunk", "choices": [choice]}


WORDS = [chunk(role="assistant", content=""), chunk(content="Hi"), chunk(content=".")]


@pytest.fixture
def served(serve: Serve, upstream: Scripted) -> Served:
    return serve(Upstream(upstream.url, options=PRESETS["vllm"]), idle_timeout=1, retries=2)


def post(served: Served, payload: dict[str, Any]) -> list[Any]:
    """Return the events of a stream."""
    answer = served.client.post("/v1/responses", json={**payload, "stream": True})
    assert answer.headers["content-type"].startswith("text/event-stream"), answer.text
    return list(decode_sse([answer.content]))


def test_an_answer_comes_whole(served: Served, upstream: Scripted) -> None:
    upstream.say(whole({"content": None, "reasoning": "Ada.", "tool_calls": [CALL]}, "tool_calls"))
    answer = served.client.post("/v1/responses", json=REQUEST)
    assert answer.status_code == 200
    thought, call = answer.json()["output"]
    assert thought["content"] == [{"type": "reasoning_text", "text": "Ada."}]
    assert (call["namespace"], call["name"], call["call_id"]) == ("crm", "find", "call_1")
    [sent] = upstream.requests
    assert [message["role"] for message in sent["messages"]] == ["system", "user"]
    assert sent["tools"][0]["function"]["name"] == "crm__find"
    assert answer.headers["x-request-id"].startswith("req_")


def test_an_answer_comes_as_a_stream(served: Served, upstream: Scripted) -> None:
    upstream.say(Answer(stream=[*WORDS, chunk("stop")]))
    events = post(served, REQUEST)
    assert not check_events(events)
    assert events[-1]["type"] == "response.completed"
    assert events[-1]["response"]["output"][0]["content"][0]["text"] == "Hi."
    assert upstream.requests[0]["stream_options"] == {"include_usage": True}


def test_a_stream_that_came_whole_is_a_stream(served: Served, upstream: Scripted) -> None:
    upstream.say(whole({"content": "Hi."}))
    events = post(served, REQUEST)
    assert not check_events(events)
    assert fold_events(events)["output"][0]["content"][0]["text"] == "Hi."


def test_equal_requests_have_answers_with_ids_of_their_own(
    served: Served, upstream: Scripted
) -> None:
    upstream.say(whole({"content": "Hi."}), whole({"content": "Hi."}))
    first, second = (served.client.post("/v1/responses", json=REQUEST).json() for _ in range(2))
    assert first["id"] != second["id"]


def test_losses_are_reported_by_code_and_place_and_never_by_content(
    served: Served, upstream: Scripted, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "responses_protocol.gateway")
    upstream.say(whole({"content": "Hi."}))
    hosted = {**REQUEST, "tools": [{"type": "web_search"}], "input": "a secret"}
    answer = served.client.post("/v1/responses", json=hosted)
    header_parts = answer.headers["x-responses-protocol-losses"].split()
    assert header_parts[1:3] == ["error", "1"]
    assert "error of the request: hosted_tool at /tools/0" in caplog.text
    assert "secret" not in caplog.text
    text = served.client.get("/metrics").text
    assert 'losses_total{code="hosted_tool",severity="error"} 1' in text


def test_losses_that_are_too_grave_are_refused_by_name(serve: Serve, upstream: Scripted) -> None:
    client = serve(Upstream(upstream.url), fail_on="error").client
    answer = client.post("/v1/responses", json={**REQUEST, "tools": [{"type": "web_search"}]})
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["param"]) == (400, "hosted_tool", "tools[0]")
    assert upstream.requests == []


@pytest.mark.parametrize("stream", [False, True])
def test_the_error_of_an_upstream_is_passed_on(
    served: Served, upstream: Scripted, stream: bool
) -> None:
    upstream.say(Answer({"detail": "No such model."}, 404, {"x-ratelimit-limit-requests": "9"}))
    answer = served.client.post("/v1/responses", json={**REQUEST, "stream": stream})
    assert answer.status_code == 404
    assert answer.headers["x-ratelimit-limit-requests"] == "9"
    assert answer.json() == {
        "error": {
            "message": "No such model.",
            "type": "not_found_error",
            "param": None,
            "code": None,
        }
    }


def test_keys_and_names_are_passed_on_or_set(serve: Serve, upstream: Scripted) -> None:
    upstream.say(*(whole({"content": "Hi."}) for _ in range(3)))
    headers = {"authorization": "Bearer mine", "openai-project": "p", "cookie": "none"}
    own = serve(Upstream(upstream.url, model="their-name")).client
    own.post("/v1/responses", json=REQUEST, headers=headers)
    serve(Upstream(upstream.url, key="k")).client.post(
        "/v1/responses", json=REQUEST, headers=headers
    )
    guarded = serve(Upstream(upstream.url), api_key="mine").client
    guarded.post("/v1/responses", json=REQUEST, headers=headers)
    keys = [header.get("authorization") for header in upstream.headers]
    assert keys == ["Bearer mine", "Bearer k", None]
    assert upstream.headers[0]["openai-project"] == "p"
    assert "cookie" not in upstream.headers[0]
    assert [request["model"] for request in upstream.requests] == ["their-name", "m", "m"]


def test_a_client_of_the_upstreams_own_api_is_passed_on(serve: Serve, upstream: Scripted) -> None:
    client = serve(Upstream(upstream.url)).client
    chat = {"model": "m", "messages": [{"role": "user", "content": "Hi"}]}
    upstream.say(whole({"content": "Hi.", "odd": 1}), Answer(stream=[*WORDS, chunk("stop")]))
    assert client.post("/v1/chat/completions", json=chat).json()["choices"][0]["message"]["odd"]
    answer = client.post("/v1/chat/completions", json={**chat, "stream": True})
    assert answer.text.endswith("data: [DONE]\n\n")
    assert upstream.requests == [chat, {**chat, "stream": True}]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/responses/resp_1?include=x&stream=false"),
        ("DELETE", "/v1/responses/resp_1"),
        ("POST", "/v1/responses/resp_1/cancel"),
        ("GET", "/v1/responses/resp_none/input_items?limit=5&after=%E2%9C%93"),
        ("POST", "/v1/conversations"),
        ("GET", "/v1/conversations/conv_1"),
        ("POST", "/v1/conversations/conv_1"),
        ("DELETE", "/v1/conversations/conv_1"),
        ("GET", "/v1/conversations/conv_1/items"),
        ("POST", "/v1/conversations/conv_1/items"),
        ("GET", "/v1/conversations/conv_1/items/msg_%E2%9C%93"),
        ("DELETE", "/v1/conversations/conv_1/items/msg_1"),
    ],
)
def test_what_a_server_of_responses_stores_is_its_own(
    serve: Serve, upstream: Scripted, method: str, path: str
) -> None:
    """The gateway has none of these values, and says nothing about them."""
    client = serve(Upstream(upstream.url, to="responses", models=("gpt-*",))).client
    content = b'{"items": []}' if method == "POST" else b""
    headers = {"authorization": "Bearer mine"}
    answer = client.request(method, path, content=content, headers=headers)
    assert answer.json() == {"id": "stored"}
    assert answer.status_code == (404 if "none" in path else 200)
    [sent] = upstream.requests
    assert (sent["method"], sent["body"]) == (method, content.decode())
    assert quote(unquote(sent["path"]), "/?&=") == quote(unquote(path), "/?&=")
    assert upstream.headers[-1]["authorization"] == "Bearer mine"


@pytest.mark.parametrize("item", ["%2e%2e", "%2E"])
def test_an_id_names_no_other_path_of_the_server(
    serve: Serve, upstream: Scripted, item: str
) -> None:
    served = serve(Upstream(upstream.url, to="responses", key="theirs"))
    assert served.client.delete(f"/v1/conversations/conv_1/items/{item}").status_code == 404
    assert not upstream.requests


def test_stored_values_of_several_upstreams_are_the_gateways(
    serve: Serve, upstream: Scripted
) -> None:
    chat = Upstream(upstream.url, models=("chat",))
    served = serve(chat, Upstream(upstream.url, to="responses"))
    assert served.client.get("/v1/responses/none").status_code == 404
    assert not upstream.requests


def test_the_output_of_a_call_that_nobody_made_is_refused(serve: Serve, upstream: Scripted) -> None:
    output = {"type": "function_call_output", "call_id": "call_none", "output": "4"}
    request = {**REQUEST, "input": [{"role": "user", "content": "Hi"}, output]}
    answer = serve(Upstream(upstream.url)).client.post("/v1/responses", json=request)
    error = answer.json()["error"]
    assert (answer.status_code, error["param"]) == (400, "input[1]")
    assert error["message"] == (
        "No tool call found for function call output with call_id call_none."
    )
    assert not upstream.requests
    upstream.say(whole({"content": "Hi."}))
    tolerant = serve(Upstream(upstream.url), tolerate=("orphan_output",))
    answer = tolerant.client.post("/v1/responses", json=request)
    assert "error 1" in answer.headers["x-responses-protocol-losses"]


def test_the_output_of_a_call_that_nobody_made_is_refused_for_clients_of_chat(
    serve: Serve, upstream: Scripted
) -> None:
    message = {"role": "tool", "tool_call_id": "call_none", "content": "4"}
    messages = [{"role": "user", "content": "Hi"}, message]
    client = serve(Upstream(upstream.url, to="responses")).client
    answer = client.post("/v1/chat/completions", json={"model": "m", "messages": messages})
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, "messages[1]")
    assert not upstream.requests


def test_a_server_of_responses_compacts_itself(serve: Serve, upstream: Scripted) -> None:
    item = {"id": "cmp_1", "type": "compaction", "encrypted_content": "secret"}
    compacted = {"id": "resp_1", "object": "response.compaction", "output": [item]}
    requests: list[Any] = []

    def compact(request: Any) -> Any:
        requests.append(request)
        return compacted

    upstream.compact = compact
    client = serve(Upstream(upstream.url, to="responses")).client
    body = {"model": "m", "input": "Two and two?"}
    assert client.post("/v1/responses/compact", json=body).json() == compacted
    assert requests == [body]
