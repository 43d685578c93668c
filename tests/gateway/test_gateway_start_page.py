"""The start page: the last exchanges side by side, without keys, and for nobody else."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest

pytest.importorskip("starlette", reason="the gateway is installed for these tests only")

from conversations import response
from served import Serve, Served
from test_gateway_chat import make_message, make_reasoning
from test_gateway_responses import REQUEST, WORDS, chunk, whole
from upstreams import Answer, Scripted, until

from responses_protocol import PRESETS
from responses_protocol._gateway.inspection import MOST_RECORDS
from responses_protocol._gateway.redaction import LONGEST_STRING, shown_text
from responses_protocol._gateway.settings import Upstream

CHAT = {"model": "m", "messages": [{"role": "user", "content": "Find Ada."}]}
HOSTED = {**REQUEST, "tools": [{"type": "web_search"}], "input": "Find Ada & <b>Bob</b>."}


@pytest.fixture
def served(serve: Serve, upstream: Scripted) -> Served:
    return serve(Upstream(upstream.url, options=PRESETS["vllm"], name="near"), inspect=True)


def page(served: Served, **arguments: Any) -> str:
    answer = served.client.get("/", **arguments)
    assert answer.status_code == 200
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    return str(answer.text)


def test_there_is_no_page_unless_it_is_switched_on(serve: Serve, upstream: Scripted) -> None:
    served = serve(Upstream(upstream.url))
    upstream.say(whole({"content": "Hi."}))
    served.client.post("/v1/responses", json=REQUEST)
    assert served.client.get("/").status_code == 404
    assert served.gateway.inspection.records == []


def test_an_exchange_has_its_three_sides_and_its_losses(served: Served, upstream: Scripted) -> None:
    assert "There are none yet." in page(served)
    upstream.say(whole({"content": "Here she is."}))
    served.client.post("/v1/responses", json=HOSTED)
    text = page(served)
    assert "Find Ada &amp; &lt;b&gt;Bob&lt;/b&gt;." in text
    assert "<b>Bob" not in text
    assert '"messages"' in text
    assert "Here she is." in text
    assert "<code>hosted_tool</code> at <code>/tools/0</code>" in text
    assert "near" in text
    assert upstream.url in text


@pytest.mark.parametrize("stream", [False, True])
def test_a_refusal_is_an_answer(served: Served, upstream: Scripted, stream: bool) -> None:
    upstream.say(Answer({"detail": "No such model."}, 404))
    served.client.post("/v1/responses", json={**REQUEST, "stream": stream})
    [record] = served.gateway.inspection.records
    assert record.status == "404"
    assert "No such model." in record.sides["answer"]


def test_a_stream_is_shown_as_the_answer_that_it_adds_up_to(
    served: Served, upstream: Scripted
) -> None:
    upstream.say(Answer(stream=[*WORDS, chunk("stop")]))
    served.client.post("/v1/responses", json={**REQUEST, "stream": True})
    [record] = served.gateway.inspection.records
    until(lambda: record.status == "200")
    assert '"text": "Hi."' in record.sides["answer"]


def test_a_client_that_goes_has_ended_its_exchange(served: Served, upstream: Scripted) -> None:
    upstream.say(Answer(stream=WORDS * 200, hold=0.02))
    with served.client.stream("POST", "/v1/responses", json={**REQUEST, "stream": True}) as answer:
        next(answer.iter_bytes())
    [record] = served.gateway.inspection.records
    until(lambda: record.status == "499")


def test_exchanges_of_the_other_direction_and_passed_on_ones_are_shown(
    serve: Serve, upstream: Scripted
) -> None:
    responses_gateway = serve(Upstream(upstream.url, to="responses"), inspect=True)
    upstream.say(Answer(response([make_reasoning(1), make_message(1, "Here.")], 1)))
    responses_gateway.client.post("/v1/chat/completions", json=CHAT)
    [record] = responses_gateway.gateway.inspection.records
    assert '"content": "Here."' in record.sides["answer"]
    assert "reasoning.encrypted_content" in record.sides["translated request"]
    same = serve(Upstream(upstream.url), inspect=True)
    upstream.say(whole({"content": "Hi."}), Answer(stream=[*WORDS, chunk("stop")]))
    same.client.post("/v1/chat/completions", json=CHAT)
    same.client.post("/v1/chat/completions", json={**CHAT, "stream": True})
    streamed, passed = same.gateway.inspection.records
    assert '"content": "Hi."' in passed.sides["answer"]
    until(lambda: streamed.status == "200")


def test_only_so_many_exchanges_are_kept(served: Served, upstream: Scripted) -> None:
    for _ in range(MOST_RECORDS + 3):
        upstream.say(whole({"content": "Hi."}))
        served.client.post("/v1/responses", json=REQUEST)
    assert len(served.gateway.inspection.records) == MOST_RECORDS
    assert f"Only the last {MOST_RECORDS} exchanges" in page(served)


def test_no_key_is_on_the_page(serve: Serve, upstream: Scripted) -> None:
    address = upstream.url.replace("http://", "http://user:pass-of-the-address@")
    served = serve(Upstream(address, key="key-of-the-upstream"), inspect=True, api_key="key-of-all")
    upstream.say(whole({"content": "It is key-of-the-upstream, or key-of-all."}))
    payload = {
        **REQUEST,
        "input": "The key is sk-abcdefghijkl, Bearer abcdefgh12345, password: hunter2",
        "tools": [
            {
                "type": "mcp",
                "server_label": "x",
                "server_url": "https://example.com",
                "authorization": "token-of-mcp",
                "headers": {"X-Own": "header-of-mcp"},
            }
        ],
    }
    headers = {"authorization": "Bearer key-of-all"}
    served.client.post("/v1/responses", json=payload, headers=headers)
    text = page(served, headers=headers)
    for secret in (
        "key-of-the-upstream",
        "key-of-all",
        "abcdefgh",
        "hunter2",
        "token-of-mcp",
        "header-of-mcp",
        "pass-of-the-address",
    ):
        assert secret not in text
    assert "example.com" in text


@pytest.mark.parametrize(
    ("payload", "text"),
    [
        ({"arguments": '{"api_key": "abc", "q": 1}'}, "abc"),
        ({"arguments": '{"DB_PASSWORD": "abc def", "q": 1}'}, "abc"),
        ("export OPENAI_API_KEY=abc", "abc"),
        ("authorization: Basic abcdefghijkl", "abcdefghijkl"),
        ({"api-key": 17}, "17"),
    ],
)
def test_secrets_are_found_where_they_usually_stand(payload: Any, text: str) -> None:
    assert text not in shown_text(payload, ())
    assert "(redacted)" in shown_text(payload, ())


def test_words_that_are_no_secrets_are_left() -> None:
    payload = {"max_tokens": 5, "text": "A token, a key and a secret garden.", "call_id": "call_1"}
    assert "(redacted)" not in shown_text(payload, ())


def test_a_secret_at_the_cut_is_not_shown_in_part() -> None:
    text = "x" * (LONGEST_STRING - 4) + "key-of-all" + "x" * 50
    assert "key-" not in shown_text(text, ["key-of-all"])


def test_long_payloads_are_cut() -> None:
    shown = shown_text({"image": "x" * 1_000_000, "many": ["word"] * 100_000}, ())
    assert len(shown) < 50_000
    assert "(1,000,000 characters)" in shown


def test_a_browser_shows_the_key_as_a_password(serve: Serve, upstream: Scripted) -> None:
    served = serve(Upstream(upstream.url), inspect=True, api_key="ours")
    answer = served.client.get("/")
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Basic ")
    for password, status in (("ours", 200), ("theirs", 401)):
        code = b64encode(f"anyone:{password}".encode()).decode()
        for path, expected in (("/", status), ("/v1/models", 401)):
            answer = served.client.get(path, headers={"authorization": f"Basic {code}"})
            assert answer.status_code == expected
    assert served.client.get("/", headers={"authorization": "Basic ?"}).status_code == 401


@pytest.mark.parametrize(
    ("host", "status"),
    [("127.0.0.1:8321", 200), ("localhost", 200), ("[::1]:8321", 200), ("evil.example", 403)],
)
def test_a_page_of_another_name_sees_nothing(served: Served, host: str, status: int) -> None:
    assert served.client.get("/", headers={"host": host}).status_code == status
