"""What a gateway says without an upstream's help: health, models, keys, limits, figures."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytest.importorskip("starlette", reason="the gateway is installed for these tests only")

from served import Serve
from upstreams import Scripted

from responses_protocol import PRESETS
from responses_protocol._gateway.settings import Upstream

CHAT = {"model": "m", "messages": [{"role": "user", "content": "Hi"}]}


def test_it_says_that_it_is_there(serve: Serve, upstream: Scripted) -> None:
    client = serve(Upstream(upstream.url), api_key="key").client
    assert client.get("/healthz").json() == {"status": "ok"}


def test_what_takes_long_to_import_is_loaded_late() -> None:
    code = (
        "import sys, responses_protocol._gateway.running; "
        "print(sorted(sys.modules.keys() & {'sqlalchemy', 'aiosqlite', 'pydantic', 'jsonschema'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_it_lists_the_models_of_all_upstreams(serve: Serve, upstream: Scripted) -> None:
    unreachable = Upstream("http://127.0.0.1:9/v1", models=("far", "else*"), name="gone")
    client = serve(unreachable, Upstream(upstream.url, options=PRESETS["vllm"])).client
    models_page = client.get("/v1/models").json()
    assert models_page["object"] == "list"
    assert [(item["id"], item["owned_by"]) for item in models_page["data"]] == [
        ("far", "gone"),
        ("m", "upstream"),
    ]
    assert client.get("/v1/models/m").json()["object"] == "model"
    missing = client.get("/v1/models/none")
    assert (missing.status_code, missing.json()["error"]["code"]) == (404, "model_not_found")


def test_what_it_does_not_know_is_an_error_in_the_form_of_the_api(
    serve: Serve, upstream: Scripted
) -> None:
    client = serve(Upstream(upstream.url, models=("m",)), max_body=1000).client
    cases = [
        (client.get("/v1/files"), 404, "Invalid URL (GET /v1/files)"),
        (client.get("/v1/chat/completions"), 405, "Not allowed to GET on /v1/chat/completions."),
        (client.post("/v1/responses", content=b"{"), 400, "We could not parse the JSON body"),
        (client.post("/v1/responses", content=b"[]"), 400, "must be a JSON object"),
        (client.post("/v1/responses", json={}), 400, "Missing required parameter: 'model'."),
        (client.post("/v1/responses", json={"model": "x"}), 404, "The model 'x' does not exist"),
        (client.post("/v1/responses", json={"model": "m" * 1000}), 413, "more than 1000 bytes"),
    ]
    for answer, status, message in cases:
        assert answer.status_code == status
        error = answer.json()["error"]
        assert error.keys() == {"message", "type", "param", "code"}
        assert message in error["message"]
    assert upstream.requests == []


def test_a_body_without_a_length_is_limited_too(serve: Serve, upstream: Scripted) -> None:
    client = serve(Upstream(upstream.url), max_body=1000).client
    answer = client.post("/v1/responses", content=iter([b"x" * 600] * 3))
    assert answer.status_code == 413


def test_a_key_of_its_own_is_shown_and_goes_no_further(serve: Serve, upstream: Scripted) -> None:
    client = serve(Upstream(upstream.url, key="theirs"), api_key="ours").client
    for headers in ({}, {"authorization": "Bearer other"}, {"authorization": "ours"}):
        answer = client.get("/v1/models", headers=headers)
        assert answer.status_code == 401
        assert answer.json()["error"]["code"] == "invalid_api_key"
        assert client.get("/metrics", headers=headers).status_code == 401
    assert client.get("/v1/models", headers={"authorization": "Bearer ours"}).is_success


def test_it_counts(serve: Serve, upstream: Scripted) -> None:
    client = serve(Upstream(upstream.url)).client
    client.get("/v1/models/m")
    client.get("/v1/models/n")
    client.get("/elsewhere")
    text = client.get("/metrics").text
    name = "responses_protocol_gateway_requests_total"
    assert f'{name}{{route="/v1/models/{{model:path}}",status="200"}} 1' in text
    assert f'{name}{{route="/v1/models/{{model:path}}",status="404"}} 1' in text
    assert f'{name}{{route="other",status="404"}} 1' in text
    assert "responses_protocol_gateway_open_requests 1\n" in text
    assert 'seconds_bucket{le="+Inf",route="other"} 1' in text
