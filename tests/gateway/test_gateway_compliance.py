"""The gateway in front of a Chat server, held to the compliance tests of Open Responses.

``llm-comply`` runs its own. The official suite has no package, so its tests stand here by their
names, each with the checks that it describes; the schemas are those that ``llm-comply`` brings.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from importlib import import_module
from importlib.resources import files
from typing import Any

import httpx
import pytest

pytest.importorskip("starlette", reason="the gateway is installed for these tests only")

from served import Serve, Served
from test_gateway_responses import chunk, whole
from test_gateway_websocket import answer, connected, read
from upstreams import Answer, Scripted
from websockets.sync.client import ClientConnection

import responses_protocol as rp
from responses_protocol import PRESETS
from responses_protocol._gateway.settings import Upstream
from responses_protocol.streams import check_events, decode_sse

pytestmark = pytest.mark.filterwarnings("ignore:jsonschema.RefResolver")  # llm-comply uses it

Payload = dict[str, Any]
PIXEL = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY"
    "42YAAAAASUVORK5CYII="
)
CALL = {
    "index": 0,
    "id": "call_1",
    "type": "function",
    "function": {"name": "find_parcel", "arguments": '{"owner":"Ada"}'},
}
TOOL = {
    "type": "function",
    "name": "find_parcel",
    "parameters": {"type": "object", "properties": {"owner": {"type": "string"}}},
}
USAGE = {"prompt_tokens": 5, "completion_tokens": 2, "total_tokens": 7}
MODEL = "o1-like"  # llm-comply skips its test of reasoning for other names


def respond(request: Payload) -> Answer:
    """Answer as a model that thinks where it is asked to, and calls the tool that it has."""
    message: Payload = {"content": "Four."}
    if request.get("tools"):
        message = {"content": None, "tool_calls": [CALL]}
    if request.get("reasoning_effort"):
        message["reasoning"] = "Two and two."
    reason = "tool_calls" if request.get("tools") else "stop"
    if not request.get("stream"):
        response = whole(message, reason)
        return replace(response, payload={**response.payload, "usage": USAGE})
    chunks = [chunk(role="assistant", content=""), chunk(**message), chunk(reason)]
    return Answer(stream=[*chunks, {**chunk(), "choices": [], "usage": USAGE}])


@pytest.fixture
def served(serve: Serve, upstream: Scripted) -> Served:
    upstream.respond = respond
    options = replace(PRESETS["vllm"], reasoning_items="summary")
    return serve(Upstream(upstream.url, options=options))


def test_llm_comply(served: Served) -> None:
    command = ["-m", "llm_comply.cli", "-u", f"{served.url}/v1", "-k", "key", "-m", MODEL, "--json"]
    done = subprocess.run([sys.executable, *command], capture_output=True, text=True, timeout=100)
    report = json.loads(done.stdout)
    assert [one for one in report["results"] if one["status"] != "passed"] == []
    assert report["summary"]["total"] == 13


def message(role: str, content: Any, **members: Any) -> Payload:
    return {"type": "message", "role": role, "content": content, **members}


IMAGE = [{"type": "input_text", "text": "What is it?"}, {"type": "input_image", "image_url": PIXEL}]
REQUESTS: dict[str, Payload] = {
    "basic-response": {"input": [message("user", "Two and two?")]},
    "assistant-phase": {
        "input": [
            message("assistant", "I add.", phase="commentary"),
            message("assistant", "Four.", phase="final_answer"),
            message("user", "Again?"),
        ]
    },
    "system-prompt": {"input": [message("system", "Be brief."), message("user", "Two and two?")]},
    "tool-calling": {"input": [message("user", "Find Ada's parcel.")], "tools": [TOOL]},
    "image-input": {"input": [message("user", IMAGE)]},
    "multi-turn": {
        "input": [
            message("user", "I am Ada."),
            message("assistant", "Hello Ada."),
            message("user", "Who am I?"),
        ]
    },
}


@cache
def schemas() -> Any:
    """The schemas of Open Responses."""
    schema = import_module("llm_comply.schema")
    return schema.SpecLoader(str(files("llm_comply") / "specs" / "openresponses.json"))


def check_response(response: Payload) -> None:
    """Hold a whole answer to the schema, and to what all tests want of it."""
    assert schemas().validate(response, "ResponseResource") == []
    assert (response["status"], response["object"]) == ("completed", "response")
    assert response["output"]


def check_stream(events: list[Payload]) -> Payload:
    """Hold the events of an answer to their schemas; return the answer."""
    assert not check_events(events)
    for event in events:
        assert schemas().validate_sse_event(event["type"], event) == []
    response: Payload = events[-1]["response"]
    check_response(response)
    return response


@pytest.mark.parametrize("name", REQUESTS)
@pytest.mark.parametrize("stream", [False, True])
def test_open_responses_over_http(served: Served, name: str, stream: bool) -> None:
    request = {"model": MODEL, **REQUESTS[name], "stream": stream}
    reply = served.client.post("/v1/responses", json=request)
    assert reply.status_code == 200, reply.text
    if stream:
        response = check_stream(list(decode_sse([reply.content])))
    else:
        response = reply.json()
        check_response(response)
    kind = "function_call" if name == "tool-calling" else "message"
    assert [item["type"] for item in response["output"]] == [kind]


def test_open_responses_output_phase(serve: Serve, upstream: Scripted) -> None:
    """The test ``response-output-phase-schema``: phases are in the answers of a server."""
    output = [
        {
            **message("assistant", [{"type": "output_text", "text": text, "annotations": []}]),
            "id": f"msg_{phase}",
            "status": "completed",
            "phase": phase,
        }
        for phase, text in (("commentary", "I add."), ("final_answer", "Four."))
    ]
    upstream.respond = respond
    made = serve(Upstream(upstream.url)).client.post(
        "/v1/responses", json={"model": MODEL, **REQUESTS["basic-response"]}
    )
    passing = serve(Upstream(upstream.url, to="responses"))
    upstream.respond = lambda _: Answer({**made.json(), "output": output})
    reply = passing.client.post("/v1/responses", json={"model": MODEL, "input": "Two and two?"})
    check_response(reply.json())
    assert [item["phase"] for item in reply.json()["output"]] == ["commentary", "final_answer"]


def test_open_responses_compact(served: Served) -> None:
    """The tests ``compact-response`` and ``compact-missing-model``."""
    body = {"model": MODEL, **REQUESTS["multi-turn"]}
    reply = served.client.post("/v1/responses/compact", json=body)
    assert (reply.status_code, reply.json()["object"]) == (200, "response.compaction")
    assert not rp.validate(reply.json())
    assert reply.json()["output"][-1]["type"] == "compaction"
    reply = served.client.post("/v1/responses/compact", json=REQUESTS["multi-turn"])
    assert (reply.status_code, reply.json()["error"]["param"]) == (400, "model")


FRAME: Payload = {"type": "response.create", "model": MODEL, "input": "Two and two?"}
UNSTORED: Payload = {**FRAME, "store": False}


def stream_of(connection: ClientConnection, frame: Payload) -> Payload:
    connection.send(json.dumps(frame))
    return check_stream(read(connection))


def follow(response: Payload, **members: Any) -> Payload:
    return {**UNSTORED, "input": "And?", "previous_response_id": response["id"], **members}


def is_unknown(event: Payload) -> bool:
    code = event["error"]["code"]
    return (event["type"], event["status"], code) == ("error", 400, "previous_response_not_found")


def websocket_response(url: str) -> Iterator[Payload]:
    with connected(url) as connection:
        yield stream_of(connection, FRAME)


def websocket_sequential_responses(url: str) -> Iterator[Payload]:
    with connected(url) as connection:
        yield stream_of(connection, UNSTORED)
        yield stream_of(connection, UNSTORED)


def websocket_continuation(url: str) -> Iterator[Payload]:
    with connected(url) as connection:
        first = stream_of(connection, UNSTORED)
        second = stream_of(connection, follow(first))
        assert second["previous_response_id"] == first["id"]
        yield second


def websocket_reconnect_store_false_recovery(url: str) -> Iterator[Payload]:
    with connected(url) as connection:
        first = stream_of(connection, UNSTORED)
    with connected(url) as connection:
        assert is_unknown(answer(connection, follow(first)))
        yield stream_of(connection, UNSTORED)


def websocket_previous_response_not_found(url: str) -> Iterator[Payload]:
    with connected(url) as connection:
        assert is_unknown(answer(connection, follow({"id": "resp_none"})))
        yield stream_of(connection, UNSTORED)  # the connection is still good


def websocket_failed_continuation_evicts_cache(url: str) -> Iterator[Payload]:
    output = {"type": "function_call_output", "call_id": "call_none", "output": "4"}
    with connected(url) as connection:
        first = stream_of(connection, UNSTORED)
        connection.send(json.dumps(follow(first, input=[output])))
        assert read(connection)[-1]["type"] == "error"
        assert is_unknown(answer(connection, follow(first)))
        yield stream_of(connection, UNSTORED)


def websocket_compact_new_chain(url: str) -> Iterator[Payload]:
    """A client compacts a chain, and begins a new one with the result."""
    with connected(url) as connection:
        stream_of(connection, UNSTORED)
        body = {"model": MODEL, "input": [message("user", "Two and two?")]}
        address = url.replace("ws:", "http:").removesuffix("/v1/responses")
        compacted = httpx.post(f"{address}/v1/responses/compact", json=body).json()
        items = [*compacted["output"], message("user", "And?")]
        yield stream_of(connection, {**UNSTORED, "input": items})


@pytest.mark.parametrize(
    "run",
    [
        websocket_response,
        websocket_sequential_responses,
        websocket_continuation,
        websocket_reconnect_store_false_recovery,
        websocket_previous_response_not_found,
        websocket_failed_continuation_evicts_cache,
        websocket_compact_new_chain,
    ],
)
def test_open_responses_over_websockets(
    served: Served, run: Callable[[str], Iterator[Payload]]
) -> None:
    for response in run(served.url):
        assert response["output"][0]["content"][0]["text"] == "Four."
