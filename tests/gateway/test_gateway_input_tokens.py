"""The tokens of a request are counted by the server that would answer, or not at all."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("starlette", reason="the gateway is installed for these tests only")

from served import Serve
from test_gateway_responses import REQUEST, whole
from upstreams import Scripted

from responses_protocol import PRESETS
from responses_protocol._gateway.settings import Upstream

Payload = dict[str, Any]
PATH = "/v1/responses/input_tokens"


def test_vllm_counts_what_it_would_be_sent(serve: Serve, upstream: Scripted) -> None:
    bodies: list[Payload] = []

    def tokenize(body: Payload) -> Payload:
        bodies.append(body)
        return {"count": 42, "max_model_len": 4096, "tokens": [1]}

    upstream.tokenize = tokenize
    client = serve(Upstream(upstream.url, options=PRESETS["vllm"], model="their-name")).client
    upstream.say(whole({"content": "Hi."}))
    first = client.post("/v1/responses", json=REQUEST).json()
    answer = client.post(PATH, json={**REQUEST, "previous_response_id": first["id"]})
    assert answer.json() == {"object": "response.input_tokens", "input_tokens": 42}
    assert answer.headers["x-responses-protocol-losses"]
    [body] = bodies
    contents = [message["content"] for message in body["messages"]]
    assert contents == ["Be brief.", "Find Ada.", "Hi.", "Find Ada."]
    assert body["tools"] == upstream.requests[-1]["tools"]
    assert body["model"] == "their-name"


@pytest.mark.parametrize("counted", [None, {}, {"tokens": [1, 2]}, {"count": "many"}, []])
def test_a_server_that_can_not_count_is_named(
    serve: Serve, upstream: Scripted, counted: Any
) -> None:
    upstream.tokenize = None if counted is None else lambda _: counted
    client = serve(Upstream(upstream.url)).client
    answer = client.post(PATH, json=REQUEST)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "unsupported_operation")
    assert upstream.requests == []
