"""Compaction of a history in front of a Chat server, which writes the summary."""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import replace
from typing import Any

import pytest

pytest.importorskip("starlette", reason="the gateway is installed for these tests only")

from served import Serve, Served
from test_gateway_responses import whole
from upstreams import Answer, Scripted

import responses_protocol as rp
from responses_protocol._gateway.redaction import shown_text
from responses_protocol._gateway.settings import COMPACT_PROMPT, Upstream
from responses_protocol._gateway.summaries import read_summaries, summary_item

Payload = dict[str, Any]
PATH = "/v1/responses/compact"
HISTORY: list[Payload] = [
    {"role": "developer", "content": "Be brief."},
    {"role": "user", "content": [{"type": "input_text", "text": "How high is the tide?"}]},
    {"type": "function_call", "call_id": "call_1", "name": "tide", "arguments": "{}"},
    {"type": "function_call_output", "call_id": "call_1", "output": "2 m"},
    {"role": "assistant", "content": [{"type": "output_text", "text": "Two metres."}]},
]
SUMMARY = "The tide is 2 m high."


@pytest.fixture
def served(serve: Serve, upstream: Scripted) -> Served:
    return serve(Upstream(upstream.url))


def test_a_history_becomes_its_messages_and_a_summary(served: Served, upstream: Scripted) -> None:
    usage = {"prompt_tokens": 9, "completion_tokens": 3, "total_tokens": 12}
    answer = whole({"content": SUMMARY})
    upstream.say(replace(answer, payload={**answer.payload, "usage": usage}))
    body = {"model": "m", "instructions": "Help.", "input": HISTORY}
    reply = served.client.post(PATH, json=body)
    compacted = reply.json()
    assert not rp.validate(compacted, "responses/compaction")
    assert compacted["object"] == "response.compaction"
    assert (compacted["usage"]["input_tokens"], compacted["usage"]["output_tokens"]) == (9, 3)
    kept = [(item["type"], item.get("role")) for item in compacted["output"]]
    assert kept == [("message", "developer"), ("message", "user"), ("compaction", None)]
    assert compacted["output"][1]["content"] == HISTORY[1]["content"]
    assert "error" not in reply.headers["x-responses-protocol-losses"]
    messages = upstream.requests[0]["messages"]
    assert [message["role"] for message in messages] == [
        "system",
        *("developer", "user", "assistant", "tool", "assistant", "user"),
    ]
    assert messages[-1]["content"] == COMPACT_PROMPT
    assert not upstream.problems


def test_the_summary_is_a_message_of_the_assistant_later(
    served: Served, upstream: Scripted
) -> None:
    upstream.say(whole({"content": SUMMARY}), whole({"content": "Yes."}), whole({"content": "No."}))
    compacted = served.client.post(PATH, json={"model": "m", "input": HISTORY}).json()
    items = [*compacted["output"], {"role": "user", "content": "Is it rising?"}]
    answer = served.client.post("/v1/responses", json={"model": "m", "input": items}).json()
    expected = [("developer", "Be brief."), ("user", "How high is the tide?")]
    expected += [("assistant", SUMMARY), ("user", "Is it rising?")]
    assert texts(upstream.requests[1]["messages"]) == expected
    body = {"model": "m", "input": "Sure?", "previous_response_id": answer["id"]}
    served.client.post("/v1/responses", json=body)
    expected += [("assistant", "Yes."), ("user", "Sure?")]
    assert texts(upstream.requests[2]["messages"]) == expected
    listed = served.client.get(f"/v1/responses/{answer['id']}/input_items?order=asc").json()
    assert listed["data"][2] == compacted["output"][2]


def test_a_stored_history_is_compacted(served: Served, upstream: Scripted) -> None:
    upstream.say(whole({"content": "Two."}), whole({"content": SUMMARY}), whole({"content": "S2"}))
    answer = served.client.post("/v1/responses", json={"model": "m", "input": "One."}).json()
    body = {"model": "m", "previous_response_id": answer["id"]}
    compacted = served.client.post(PATH, json=body).json()
    assert compacted["output"][0]["content"][0]["text"] == "One."
    expected = [("user", "One."), ("assistant", "Two."), ("user", COMPACT_PROMPT)]
    assert texts(upstream.requests[1]["messages"]) == expected
    # a summary is a part of the history that a second one stands for
    again = served.client.post(PATH, json={"model": "m", "input": compacted["output"]}).json()
    assert [item["type"] for item in again["output"]] == ["message", "compaction"]
    expected = [("user", "One."), ("assistant", SUMMARY), ("user", COMPACT_PROMPT)]
    assert texts(upstream.requests[2]["messages"]) == expected


def texts(messages: list[Payload]) -> list[tuple[str, str]]:
    """Return the roles and texts of messages."""
    return [
        (
            message["role"],
            message["content"]
            if isinstance(message["content"], str)
            else "".join(part["text"] for part in message["content"]),
        )
        for message in messages
    ]


@pytest.mark.parametrize(
    "answer",
    [
        whole({"content": None, "refusal": "No."}),
        whole({"content": "The ti"}, "length"),
        whole({"content": "  "}),
        whole(
            {
                "content": "I look.",
                "tool_calls": [
                    {"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}
                ],
            },
            "tool_calls",
        ),
        Answer({"error": {"message": "Overloaded."}}, 500),
        Answer({"choices": []}),
    ],
)
def test_without_a_whole_summary_there_is_an_error(
    serve: Serve, upstream: Scripted, answer: Answer
) -> None:
    upstream.say(answer)
    reply = serve(Upstream(upstream.url), retries=0).client.post(
        PATH, json={"model": "m", "input": "One."}
    )
    assert reply.status_code in (500, 502)
    assert reply.json()["error"]["message"]


@pytest.mark.parametrize("items", [5, [5], [{"type": "message"}], [], "", None])
def test_an_input_that_is_none_is_refused(served: Served, upstream: Scripted, items: Any) -> None:
    reply = served.client.post(PATH, json={"model": "m", "input": items, "stream": True})
    assert reply.status_code == 400
    assert not upstream.requests


def test_without_a_prompt_the_path_is_refused_by_name(serve: Serve, upstream: Scripted) -> None:
    client = serve(Upstream(upstream.url), compact_prompt="").client
    reply = client.post(PATH, json={"model": "m", "input": HISTORY})
    assert (reply.status_code, reply.json()["error"]["code"]) == (404, "unsupported_operation")
    assert not upstream.requests


@pytest.mark.parametrize(
    "content",
    [
        "gAAAAABo",  # of OpenAI
        "responses-protocol.summary.*",
        "responses-protocol.summary.\u00e9",
        "responses-protocol.summary." + b64encode(b"\xff").decode(),
        None,
    ],
)
def test_other_compactions_stay_as_they_are(content: Any) -> None:
    items = [{"type": "compaction", "encrypted_content": content}, "x", {"role": "user"}]
    assert read_summaries({"input": items}) == {"input": items}
    assert read_summaries({"input": "x"}) == {"input": "x"}
    assert read_summaries({}) == {}


@pytest.mark.parametrize("text", ["a", "\u00e9\U0001f30a\n", "\ud800", '{"type": "function_call"}'])
def test_a_summary_is_read_as_it_was_written(text: str) -> None:
    """Its text stays a text, whatever it looks like."""
    part = {"type": "output_text", "text": text, "annotations": []}
    message = {"type": "message", "role": "assistant", "content": [part]}
    assert read_summaries({"input": [summary_item(text, "1")]}) == {"input": [message]}


def test_a_server_of_responses_gets_a_summary_as_a_message(
    serve: Serve, upstream: Scripted
) -> None:
    """Another upstream of the gateway can't read the item either."""
    client = serve(Upstream(upstream.url, to="responses")).client
    upstream.say(Answer({}))
    items = [summary_item(SUMMARY, "1"), {"role": "user", "content": "And?"}]
    client.post("/v1/responses", json={"model": "m", "input": items})
    assert upstream.requests[0]["input"][0]["content"][0]["text"] == SUMMARY


def test_members_that_do_not_apply_to_a_summary_are_left_out(
    served: Served, upstream: Scripted
) -> None:
    upstream.say(whole({"content": SUMMARY}))
    tool = {"type": "function", "name": "f", "parameters": {}, "strict": False}
    body = {"model": "m", "input": "One.", "tools": [tool], "tool_choice": "required"}
    assert served.client.post(PATH, json={**body, "stream": True}).status_code == 200
    assert not {"tools", "tool_choice", "stream"} & upstream.requests[0].keys()


def test_the_prompt_is_there_without_an_input(served: Served, upstream: Scripted) -> None:
    upstream.say(whole({"content": "Two."}), whole({"content": SUMMARY}))
    answer = served.client.post("/v1/responses", json={"model": "m", "input": "One."}).json()
    body = {"model": "m", "input": None, "previous_response_id": answer["id"]}
    assert served.client.post(PATH, json=body).status_code == 200
    assert upstream.requests[1]["messages"][-1]["content"] == COMPACT_PROMPT


@pytest.mark.parametrize("path", [PATH, "/v1/responses", "/v1/responses/input_tokens"])
@pytest.mark.parametrize("name", ["previous_response_id", "conversation", "input"])
@pytest.mark.parametrize("value", [5, [], ["x"], "\ud800"])
def test_ids_of_another_type_are_refused(
    served: Served, upstream: Scripted, path: str, name: str, value: Any
) -> None:
    members: Payload
    if name == "input":
        members = {"input": [{"type": "item_reference", "id": value}]}
    else:
        members = {"input": "One.", name: value}
    body = json.dumps({"model": "m", **members})
    headers = {"content-type": "application/json"}
    reply = served.client.post(path, content=body, headers=headers)
    assert reply.status_code == 400, reply.text
    assert not upstream.requests


def test_a_page_shows_no_summary_that_is_only_encoded() -> None:
    item = summary_item("The key is sk-abcdefghijklmnop.", "1")
    assert item["encrypted_content"] not in shown_text([item], ())
