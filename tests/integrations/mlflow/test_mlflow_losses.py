"""Histories that MLflow's own helpers and classes lose or refuse, and what becomes of them here.

Each row has the number of a probe of MLflow 3.17 in its name: A is from ChatAgent, B to Chat, C
from Chat to ChatAgent.
"""

from __future__ import annotations

from typing import Any

import pytest
from mlflow_fixtures import store

pytest.importorskip("mlflow.pyfunc", reason="MLflow is not installed")

# only where MLflow is there to be imported
from mlflow.types.agent import ChatAgentMessage, ChatAgentResponse
from mlflow.types.responses import ResponsesAgentRequest
from mlflow_probes import CITATION, THOUGHT, Object, Row, chat_call, items, kinds, list_unproven

import responses_protocol as rp
from responses_protocol import agents
from responses_protocol.integrations.mlflow import (
    agent_response,
    to_chat_completions_input,
    to_responses_input,
)

__all__ = ["store"]
pytestmark = pytest.mark.filterwarnings("ignore")  # those of other packages are theirs

USER = {"role": "user", "content": "2 + 2?"}
IMAGE = {"type": "input_image", "image_url": "https://example.org/a.png", "detail": "low"}


def call(own: str, arguments: str = "{}") -> Object:
    return agents.create_function_call_item(f"fc_{own}", own, "add", arguments)


def output(own: str, content: Any = "4") -> Object:
    return agents.create_function_call_output_item(own, content)


def assistant(*parts: Object) -> Object:
    return {"type": "message", "id": "msg_1", "role": "assistant", "content": list(parts)}


def text(content: str, *annotations: Object) -> Object:
    return {"type": "output_text", "text": content, "annotations": list(annotations)}


def input_of(history: list[Any], source: Any = "chat_agent") -> list[Object]:
    """Return a history as MLflow takes it for the input of a ResponsesAgent."""
    items = rp.convert(history, "responses", source=source, kind="history").value
    request = ResponsesAgentRequest(input=items)
    return [item.model_dump(exclude_none=True) for item in request.input]


def agent_messages(history: list[Object], source: Any = "chat_completions") -> list[Object]:
    """Return what an agent would answer with a history, as MLflow takes it."""
    conversion = rp.convert(history, "chat_agent", source=source, kind="history")
    answer = ChatAgentResponse(messages=conversion.value)
    return [message.model_dump(exclude_none=True) for message in answer.messages]


def losses(history: list[Object], source: Any) -> list[str]:
    conversion = rp.convert(history, "chat_agent", source=source, kind="history")
    return [loss.code for loss in conversion.losses]


def roles(messages: list[Object]) -> list[str]:
    return [message["role"] for message in messages]


SAID = {"role": "assistant", "content": "4", "id": "m"}
CALLS = {"role": "assistant", "content": "", "id": "m", "tool_calls": [chat_call("a")]}
RESULT = {"role": "tool", "content": "4", "name": "add", "tool_call_id": "a", "id": "t"}
PARALLEL = [USER, call("a"), call("b"), output("a"), output("b")]

# --- A: from ChatAgent ---------------------------------------------------------------------------

FROM_AGENT: dict[str, Row] = {
    "A1 message dicts": (
        lambda: kinds(items(CALLS, RESULT, SAID)),
        ["function_call", "function_call_output", "message"],
    ),
    "A2 message objects": (lambda: kinds(items(ChatAgentMessage(**SAID))), ["message"]),
    "A3 chunk dicts": (lambda: kinds(items({"delta": SAID})), ["message"]),
    "A4 a whole Chat answer": (
        lambda: kinds(items({"id": "x", "choices": [{"index": 0, "message": SAID}]})),
        ["message"],
    ),
    "A5.2 calls beside an empty text": (lambda: kinds(input_of([CALLS])), ["function_call"]),
    "A5.3 results of tools": (
        lambda: kinds(input_of([CALLS, RESULT])),
        ["function_call", "function_call_output"],
    ),
    "A6 calls without a text": (
        lambda: kinds(input_of([{**CALLS, "content": None}])),
        ["function_call"],
    ),
    "A8 parts of Chat": (
        lambda: [
            part["type"]
            for part in input_of(
                [
                    {
                        "role": "user",
                        "content": [
                            {"type": "text", "text": "This?"},
                            {
                                "type": "image_url",
                                "image_url": {"url": "https://example.org/a.png"},
                            },
                        ],
                    }
                ],
                "chat_completions",
            )[0]["content"]
        ],
        ["input_text", "input_image"],
    ),
    "A9b a refusal": (
        lambda: input_of(
            [{"role": "assistant", "content": "", "refusal": "No."}], "chat_completions"
        )[0]["content"],
        [{"type": "refusal", "refusal": "No."}],
    ),
    "A10 message objects in the input": (
        lambda: input_of([ChatAgentMessage(**SAID)])[0]["content"][0]["text"],
        "4",
    ),
    "A11 usage": (
        lambda: (
            agent_response(
                rp.convert(
                    {
                        "messages": [SAID],
                        "usage": {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5},
                    },
                    "responses",
                    source="chat_agent",
                    kind="response",
                ).value
            ).usage.total_tokens
        ),
        5,
    ),
}

# --- B: to Chat ----------------------------------------------------------------------------------

APPROVAL = [
    agents.create_mcp_approval_request_item("mcpr_1", "{}", "delete", "files"),
    agents.create_mcp_approval_response_item("mcpa_1", "mcpr_1", False, "too risky"),
]
SEARCH = {
    "type": "web_search_call",
    "id": "ws_1",
    "status": "completed",
    "action": {"type": "search", "query": "weather"},
}
FILE = {"type": "input_file", "filename": "a.pdf", "file_data": "data:application/pdf;base64,AA=="}
REASONING = {"type": "reasoning", "id": "rs_1", "summary": [THOUGHT], "encrypted_content": "abc"}


def chat(*items: Object, options: str | None = None) -> list[Any]:
    """Return the messages, the same for items as dicts and as MLflow's objects."""
    messages = to_chat_completions_input(items, options)
    request = ResponsesAgentRequest(input=list(items))
    assert to_chat_completions_input(request.input, options) == messages
    assert (
        to_chat_completions_input([item.model_dump() for item in request.input], options)
        == messages
    )
    return messages


TO_CHAT: dict[str, Row] = {
    "B1 parallel calls": (
        lambda: [(one["role"], len(one.get("tool_calls", ()))) for one in chat(*PARALLEL)],
        [("user", 0), ("assistant", 2), ("tool", 0), ("tool", 0)],
    ),
    "B1 nothing in place of a text": (lambda: chat(*PARALLEL)[1]["content"], None),
    "B1 calls in turn": (
        lambda: roles(chat(USER, call("a"), output("a"), call("b"), output("b"))),
        ["user", "assistant", "tool", "assistant", "tool"],
    ),
    "B2 a text and a call": (
        lambda: [
            (one["content"], len(one["tool_calls"]))
            for one in chat(assistant(text("So:")), call("a"), output("a"))[:1]
        ],
        [("So:", 1)],
    ),
    "B3 two texts": (
        lambda: [part["text"] for part in chat(assistant(text("a"), text("b")))[0]["content"]],
        ["a", "b"],
    ),
    "B4 a refusal": (
        lambda: chat(assistant({"type": "refusal", "refusal": "No."}))[0]["refusal"],
        "No.",
    ),
    "B5 a cited text": (
        lambda: chat(assistant(text("4", {"type": "url_citation", **CITATION})))[0]["content"],
        "4",
    ),
    "B6 reasoning is no text": (
        lambda: [one["content"] for one in chat(REASONING, assistant(text("4")))],
        ["4"],
    ),
    "B6 reasoning where the model reads it": (
        lambda: chat(REASONING, assistant(text("4")), options="vllm")[0]["reasoning"],
        "2 and 2",
    ),
    "B6 an empty summary": (
        lambda: [
            one["content"] for one in chat({**REASONING, "summary": []}, assistant(text("4")))
        ],
        ["4"],
    ),
    "B7b parts of a message without a type": (
        lambda: [
            part["type"]
            for part in chat(
                {"role": "user", "content": [{"type": "input_text", "text": "a"}, IMAGE]}
            )[0]["content"]
        ],
        ["text", "image_url"],
    ),
    "B8b an image": (
        lambda: chat({"type": "message", "role": "user", "content": [IMAGE]})[0]["content"][0],
        {"type": "image_url", "image_url": {"url": "https://example.org/a.png", "detail": "low"}},
    ),
    "B8c an image without a type of the message": (
        lambda: chat({"role": "user", "content": [IMAGE]})[0]["content"][0]["type"],
        "image_url",
    ),
    "B9 a file": (
        lambda: chat({"type": "message", "role": "user", "content": [FILE]})[0]["content"][0],
        {"type": "file", "file": {"filename": "a.pdf", "file_data": FILE["file_data"]}},
    ),
    "B10 an output in parts": (
        lambda: chat(call("a"), output("a", [{"type": "input_text", "text": "4"}]))[1]["content"],
        [{"type": "text", "text": "4"}],
    ),
    "B11 a hosted call": (
        lambda: chat(SEARCH, assistant(text("4")))[0]["tool_calls"][0]["function"]["name"],
        "web_search_call",
    ),
    "B12 approvals with all they say": (
        lambda: [word in str(chat(*APPROVAL)) for word in ("files", "too risky", "delete")],
        [True] * 3,
    ),
    "B12 approvals come back": (
        lambda: to_responses_input(ResponsesAgentRequest(input=APPROVAL).input),
        APPROVAL,
    ),
    "B13 items that MLflow has no name for": (
        lambda: roles(
            to_chat_completions_input(
                [
                    USER,
                    {"type": "custom_tool_call", "call_id": "c", "name": "sh", "input": "ls"},
                    {"type": "custom_tool_call_output", "call_id": "c", "output": "a"},
                ]
            )
        ),
        ["user", "assistant", "tool"],
    ),
    "B14c a message that has lost its id": (
        lambda: to_responses_input(
            ResponsesAgentRequest(
                input=[assistant(text("4", {"type": "url_citation", **CITATION}))]
            ).input
        ),
        [
            {
                "type": "message",
                "role": "assistant",
                "content": [{"type": "output_text", "text": "4"}],
            }
        ],
    ),
    "B18 a name and an id of the user": (
        lambda: chat({"type": "message", "role": "user", "content": "Hi", "id": "msg_u"})[0][
            "content"
        ],
        "Hi",
    ),
    "B19 an unknown item": (
        lambda: roles(to_chat_completions_input([USER, {"type": "banana", "id": "x"}])),
        ["user"],
    ),
    "B20 empty arguments": (
        lambda: chat(call("a", ""), output("a"))[0]["tool_calls"][0]["function"]["arguments"],
        "{}",
    ),
}

# --- C: from Chat to ChatAgent -------------------------------------------------------------------

CHAT = to_chat_completions_input(PARALLEL[1:])
CUSTOM = {"id": "a", "type": "custom", "custom": {"name": "sh", "input": "ls"}}
TO_AGENT: dict[str, Row] = {
    "C1 results name their tool": (
        lambda: [one.get("name") for one in agent_messages(CHAT)],
        [None, "add", "add"],
    ),
    "C2 ids": (lambda: len({one["id"] for one in agent_messages(CHAT)}), 3),
    "C3 content in parts": (
        lambda: agent_messages(
            [
                {
                    "role": "assistant",
                    "content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}],
                }
            ]
        )[0]["content"],
        "ab",
    ),
    "C4 a refusal alone": (
        lambda: agent_messages([{"role": "assistant", "refusal": "No."}])[0]["content"],
        "No.",
    ),
    "C5 a refusal, citations and reasoning beside a text": (
        lambda: losses(
            [
                {
                    "role": "assistant",
                    "content": "4",
                    "refusal": "No.",
                    "annotations": [{"type": "url_citation", "url_citation": CITATION}],
                    "reasoning_content": "2 and 2",
                }
            ],
            "chat_completions",
        ),
        ["refusal", "annotations", "reasoning"],
    ),
    "C6 arguments that are no text": (
        lambda: pointer([{"role": "assistant", "tool_calls": [chat_call("a", {"x": 1})]}]),
        "/0/tool_calls/0/function/arguments",
    ),
    "C7 a custom call": (
        lambda: agent_messages([{"role": "assistant", "tool_calls": [CUSTOM]}])[0]["tool_calls"][0][
            "function"
        ]["name"],
        "sh",
    ),
    "C11 attachments that are no texts": (
        lambda: rp.restore(*convert_for_undo([{**SAID, "attachments": {"table": {"rows": 2}}}])),
        [{**SAID, "attachments": {"table": {"rows": 2}}}],
    ),
}


def convert_for_undo(messages: list[Object]) -> tuple[Any, Any]:
    conversion = rp.convert(messages, "responses", source="chat_agent", kind="history")
    return conversion.value, conversion.complement


def pointer(messages: list[Object]) -> str:
    with pytest.raises(rp.ConversionError) as caught:
        agent_messages(messages)
    return caught.value.pointer


ROWS = {**FROM_AGENT, **TO_CHAT, **TO_AGENT}


@pytest.mark.parametrize("probe", ROWS)
def test_nothing_is_lost_and_nothing_breaks(probe: str) -> None:
    run_probe, expected = ROWS[probe]
    assert run_probe() == expected


PROBES = (
    "A1 A2 A3 A4 A5.2 A5.3 A6 A8 A9b A10 B1 B2 B3 B4 B5 B6 B7b B8b B8c B9 B10 B11 B12 B13 B14c B18"
    " B19 C1 C2 C3 C4 C5 C6 C7 C11"
)


def test_no_probe_is_forgotten() -> None:
    assert list_unproven(PROBES, ROWS) == set()
