"""Broken histories, what becomes of them, and the mends: code, pointer, what was done."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from responses_protocol._mends.marker import INTERRUPTED

Payload = Any


@dataclass(frozen=True)
class Case:
    """A payload, what a repair makes of it, and the mends that it tells of."""

    name: str
    payload: Payload
    value: Payload
    mends: tuple[tuple[str, str, str], ...]
    subject: str = "responses/history"
    target: str = "openai"
    asked: dict[str, Any] = field(default_factory=dict)


ASK: Payload = {"role": "user", "content": "Which is the tallest?"}
DONE: Payload = {"role": "assistant", "content": "The oak."}
CHAT, AGENT = "chat_completions/history", "chat_agent/history"


def call(call_id: str, tree: str = "oak", **more: Any) -> Payload:
    """Return a function call."""
    arguments = f'{{"tree": "{tree}"}}'
    item = {"type": "function_call", "call_id": call_id, "name": "measure", "arguments": arguments}
    return {**item, **more}


def output(call_id: str, text: str = "31 m") -> Payload:
    """Return an output."""
    return {"type": "function_call_output", "call_id": call_id, "output": text}


def thought(item_id: str, *summary: str, **more: Any) -> Payload:
    """Return reasoning."""
    summary_parts = [{"type": "summary_text", "text": text} for text in summary]
    return {"type": "reasoning", "id": item_id, "summary": summary_parts, **more}


def said(**more: Any) -> Payload:
    """Return a message of the assistant."""
    part = {"type": "output_text", "text": "The oak.", "annotations": []}
    return {"type": "message", "role": "assistant", "content": [part], **more}


def calls(*ids: str, **more: Any) -> Payload:
    """Return a Chat message with calls."""
    function = {"name": "measure", "arguments": "{}"}
    entries = [{"id": call_id, "type": "function", "function": function} for call_id in ids]
    return {"role": "assistant", "content": None, "tool_calls": entries, **more}


def answer(call_id: str, text: str = "31 m", **more: Any) -> Payload:
    """Return a tool message."""
    return {"role": "tool", "tool_call_id": call_id, "content": text, **more}


def request(*items: Payload, **more: Any) -> Payload:
    """Return a Responses request."""
    return {"model": "gpt-5-mini", "input": [*items], **more}


LONG = "call_" + "x" * 60
SEARCH: Payload = {
    "type": "web_search_call",
    "status": "completed",
    "action": {"type": "search", "query": "oaks"},
}
SHELL: Payload = {
    "type": "local_shell_call",
    "id": "lsh_1",
    "call_id": "call_a",
    "action": {"type": "exec", "command": ["ls"], "env": {}},
    "status": "completed",
}
CLICK: Payload = {
    "type": "computer_call",
    "id": "cu_1",
    "call_id": "call_a",
    "action": {"type": "wait"},
    "pending_safety_checks": [],
    "status": "completed",
}

RESPONSES = [
    Case(
        "a call without an output in the middle",
        [ASK, call("call_a"), ASK],
        [ASK, call("call_a"), output("call_a", INTERRUPTED), ASK],
        (("RP203", "/1", "interrupted"),),
    ),
    Case(
        "calls made together stay together",
        [ASK, call("call_a"), call("call_b"), output("call_b"), ASK],
        [ASK, call("call_a"), call("call_b"), output("call_b"), output("call_a", INTERRUPTED), ASK],
        (("RP203", "/1", "interrupted"),),
    ),
    Case(
        "a call at the end of a log",
        [ASK, call("call_a")],
        [ASK, call("call_a"), output("call_a", INTERRUPTED)],
        (("RP203", "/1", "interrupted"),),
    ),
    Case(
        "a call at the end of a history that goes on",
        [ASK, call("call_a")],
        [ASK, call("call_a")],
        (),
        asked={"keep": ("waiting_calls",)},
    ),
    Case(
        "a call at the end of a request waits for nothing",
        request(ASK, call("call_a")),
        request(ASK, call("call_a"), output("call_a", INTERRUPTED)),
        (("RP203", "/input/1", "interrupted"),),
        "responses/request",
        asked={"keep": ("waiting_calls",)},
    ),
    Case(
        "a call that no text answers",
        [ASK, CLICK, ASK],
        [ASK, ASK],
        (("RP203", "/1", "removed"),),
    ),
    Case(
        "a call of a shell, whose output has its id",
        [ASK, SHELL, ASK],
        [
            ASK,
            SHELL,
            {"type": "local_shell_call_output", "id": "call_a", "output": INTERRUPTED},
            ASK,
        ],
        (("RP203", "/1", "interrupted"),),
    ),
    Case(
        "an output without a call",
        [output("call_a"), ASK],
        [ASK],
        (("RP204", "/0", "removed"),),
    ),
    Case(
        "an output whose call the server holds",
        request(output("call_a"), previous_response_id="resp_1"),
        request(output("call_a"), previous_response_id="resp_1"),
        (),
        "responses/request",
    ),
    Case(
        "the past that another server holds, and what belongs to it",
        request(output("call_a"), ASK, previous_response_id="chatcmpl-1"),
        request(ASK),
        (("RP312", "/previous_response_id", "removed"), ("RP204", "/input/0", "removed")),
        "responses/request",
    ),
    Case(
        "an output before its call",
        [ASK, output("call_a"), call("call_a"), ASK],
        [ASK, call("call_a"), output("call_a"), ASK],
        (("RP204", "/1", "moved"),),
    ),
    Case(
        "an output far behind its call, which OpenAI takes",
        [ASK, call("call_a"), DONE, output("call_a")],
        [ASK, call("call_a"), DONE, output("call_a")],
        (),
    ),
    Case(
        "an output far behind its call, which DeepSeek does not take",
        [ASK, call("call_a"), DONE, output("call_a")],
        [ASK, call("call_a"), output("call_a"), DONE],
        (("RP961", "/3", "moved"),),
        target="deepseek",
    ),
    Case(
        "the same call and output again, which DeepSeek wants together",
        [call("call_a"), call("call_a"), DONE, output("call_a"), output("call_a"), ASK],
        [call("call_a"), output("call_a"), DONE, ASK],
        (("RP220", "/1", "removed"), ("RP220", "/4", "removed"), ("RP961", "/3", "moved")),
        target="deepseek",
    ),
    Case(
        "a second output",
        [call("call_a"), output("call_a"), output("call_a", "30 m"), ASK],
        [call("call_a"), output("call_a"), ASK],
        (("RP220", "/2", "removed"),),
    ),
    Case(
        "the same call again",
        [call("call_a"), call("call_a", id="fc_1"), output("call_a"), ASK],
        [call("call_a"), output("call_a"), ASK],
        (("RP220", "/1", "removed"),),
    ),
    Case(
        "the same call again, whose output stands before it",
        [output("call_a"), call("call_a"), ASK, call("call_a"), output("call_a"), ASK],
        [call("call_a"), ASK, output("call_a"), ASK],
        (("RP220", "/3", "removed"), ("RP220", "/0", "removed")),
    ),
    Case(
        "two calls with one id",
        [call("call_a"), call("call_a", "elm"), output("call_a"), output("call_a", "9 m"), ASK],
        [call("call_a"), call("call_a_2", "elm"), output("call_a"), output("call_a_2", "9 m"), ASK],
        (("RP220", "/1/call_id", "renamed"), ("RP220", "/3/call_id", "renamed")),
    ),
    Case(
        "a call id that is too long",
        [call(LONG), output(LONG), ASK],
        [call("call_d9f87898"), output("call_d9f87898"), ASK],
        (("RP207", "/0/call_id", "renamed"), ("RP207", "/1/call_id", "renamed")),
    ),
    Case(
        "an empty call id",
        [call(""), output(""), ASK],
        [call("call_0"), output("call_0"), ASK],
        (("RP207", "/0/call_id", "renamed"), ("RP207", "/1/call_id", "renamed")),
    ),
    Case(
        "reasoning whose item is gone",
        [ASK, thought("rs_1", "Oaks are tall."), ASK],
        [ASK, ASK],
        (("RP212", "/1", "removed"),),
    ),
    Case(
        "reasoning at the end of a log",
        [ASK, thought("rs_1")],
        [ASK],
        (("RP212", "/1", "removed"),),
    ),
    Case(
        "reasoning before a message that lost its id",
        [ASK, thought("rs_1", "Oaks are tall."), said(), ASK],
        [ASK, {**thought("rs_1", "Oaks are tall."), "id": ...}, said(), ASK],
        (("RP212", "/1/id", "id_dropped"),),
    ),
    Case(
        "reasoning that was never stored",
        request(ASK, thought("rs_1", "Oaks are tall."), said(id="msg_1"), ASK, store=False),
        request(
            ASK,
            {**thought("rs_1", "Oaks are tall."), "id": ...},
            said(id="msg_1"),
            ASK,
            store=False,
        ),
        (("RP214", "/input/1/id", "id_dropped"),),
        "responses/request",
    ),
    Case(
        "reasoning that was never stored and says nothing, and a reference",
        request(ASK, thought("rs_1"), {"type": "item_reference", "id": "msg_0"}, store=False),
        request(ASK, store=False),
        (("RP214", "/input/1", "removed"), ("RP214", "/input/2", "removed")),
        "responses/request",
    ),
    Case(
        "encrypted reasoning of another account",
        [ASK, thought("rs_1", "Tall?", encrypted_content="gAAA"), said(id="msg_1"), ASK],
        [ASK, {**thought("rs_1", "Tall?"), "id": ...}, said(id="msg_1"), ASK],
        (("encrypted_reasoning", "/1/encrypted_content", "removed"),),
        asked={"drop": ("encrypted_reasoning",)},
    ),
    Case(
        "encrypted reasoning of another account that says nothing else",
        [ASK, thought("rs_1", encrypted_content="gAAA"), said(id="msg_1"), ASK],
        [ASK, said(id="msg_1"), ASK],
        (("encrypted_reasoning", "/1", "removed"),),
        asked={"drop": ("encrypted_reasoning",)},
    ),
    Case(
        "ids of another server, and the reasoning before",
        [thought("rs_1", "Tall?"), said(id="chatcmpl-1"), call("call_a", id="x"), output("call_a")],
        [{**thought("rs_1", "Tall?"), "id": ...}, said(), call("call_a"), output("call_a")],
        (
            ("RP206", "/1/id", "id_dropped"),
            ("RP206", "/2/id", "id_dropped"),
            ("RP212", "/0/id", "id_dropped"),
        ),
    ),
    Case(
        "an id of another server that the item can't be without",
        [ASK, {**SEARCH, "id": "srvtoolu:1"}, DONE],
        [ASK, {**SEARCH, "id": "ws_srvtoolu_1"}, DONE],
        (("RP206", "/1/id", "renamed"),),
    ),
    Case(
        "a search that lost its id",
        [ASK, SEARCH, DONE],
        [ASK, DONE],
        (("RP216", "/1", "removed"),),
    ),
    Case(
        "an item that is there twice",
        [ASK, said(id="msg_1"), said(id="msg_1"), ASK],
        [ASK, said(id="msg_1"), ASK],
        (("RP205", "/2", "removed"),),
    ),
    Case(
        "two items with one id",
        [ASK, said(id="msg_1"), ASK, said(id="msg_1", status="incomplete"), ASK],
        [ASK, said(id="msg_1"), ASK, said(status="incomplete"), ASK],
        (("RP205", "/3/id", "id_dropped"),),
    ),
    Case(
        "a reference to an item that is there as well",
        [ASK, {"type": "item_reference", "id": "msg_1"}, said(id="msg_1"), ASK],
        [ASK, said(id="msg_1"), ASK],
        (("RP205", "/1", "removed"),),
    ),
    Case(
        "ids of another server, where no one minds",
        [said(id="chatcmpl-1"), call("call_a", id="x"), output("call_a")],
        [said(id="chatcmpl-1"), call("call_a", id="x"), output("call_a")],
        (),
        target="open",
    ),
    Case(
        "a message without content",
        [ASK, {"role": "assistant", "content": None}, ASK],
        [ASK, ASK],
        (("RP102", "/1", "removed"),),
    ),
    Case(
        "a damaged element stays as it is, and others are mended",
        [ASK, call("call_a"), {"role": "user", "content": 7}, ASK],
        [ASK, call("call_a"), output("call_a", INTERRUPTED), {"role": "user", "content": 7}, ASK],
        (("RP203", "/1", "interrupted"),),
    ),
]

MESSAGES = [
    Case(
        "a call without an answer",
        [ASK, calls("call_a", "call_b"), answer("call_a"), ASK],
        [ASK, calls("call_a", "call_b"), answer("call_a"), answer("call_b", INTERRUPTED), ASK],
        (("RP401", "/1/tool_calls/1", "interrupted"),),
        CHAT,
    ),
    Case(
        "a call at the end of a history that goes on",
        [ASK, calls("call_a", "call_b"), answer("call_b")],
        [ASK, calls("call_a", "call_b"), answer("call_b")],
        (),
        CHAT,
        asked={"keep": ("waiting_calls",)},
    ),
    Case(
        "an answer without a call",
        [ASK, answer("call_a"), ASK],
        [ASK, ASK],
        (("RP402", "/1", "removed"),),
        CHAT,
    ),
    Case(
        "an answer without a call, which Ollama takes",
        [ASK, answer("call_a"), ASK],
        [ASK, answer("call_a"), ASK],
        (),
        CHAT,
        "ollama",
    ),
    Case(
        "an answer to another message",
        [calls("call_a"), ASK, calls("call_b"), answer("call_a"), answer("call_b"), ASK],
        [calls("call_a"), answer("call_a"), ASK, calls("call_b"), answer("call_b"), ASK],
        (("RP403", "/3", "moved"),),
        CHAT,
    ),
    Case(
        "an answer too far behind, and one before",
        [answer("call_b"), calls("call_a", "call_b"), ASK, answer("call_a"), ASK],
        [calls("call_a", "call_b"), answer("call_a"), answer("call_b"), ASK, ASK],
        (("RP402", "/0", "moved"), ("RP402", "/3", "moved")),
        CHAT,
    ),
    Case(
        "a second answer",
        [calls("call_a"), answer("call_a"), answer("call_a", "30 m"), ASK],
        [calls("call_a"), answer("call_a"), ASK],
        (("RP404", "/2", "removed"),),
        CHAT,
    ),
    Case(
        "two calls of a message with one id",
        [calls("call_a", "call_a"), answer("call_a"), answer("call_a", "9 m"), ASK],
        [calls("call_a", "call_a_2"), answer("call_a"), answer("call_a_2", "9 m"), ASK],
        (("RP404", "/2/tool_call_id", "renamed"), ("RP404", "/0/tool_calls/1/id", "renamed")),
        CHAT,
    ),
    Case(
        "a call id that is too long",
        [calls("call_" + "x" * 40), answer("call_" + "x" * 40), ASK],
        [
            calls("call_xxxxxxxxxxxxxxxxxx_f77caabc1985b74c"),
            answer("call_xxxxxxxxxxxxxxxxxx_f77caabc1985b74c"),
            ASK,
        ],
        (("RP405", "/0/tool_calls/0/id", "renamed"), ("RP405", "/1/tool_call_id", "renamed")),
        CHAT,
    ),
    Case(
        "a call id for Mistral",
        [ASK, calls("call_a"), answer("call_a"), ASK],
        [ASK, calls("05f49740f"), answer("05f49740f"), ASK],
        (("RP413", "/1/tool_calls/0/id", "renamed"), ("RP413", "/2/tool_call_id", "renamed")),
        CHAT,
        "mistral",
    ),
    Case(
        "an empty list of calls, and with it an empty message",
        [ASK, calls(content="Hm."), calls(), ASK],
        [ASK, {"role": "assistant", "content": "Hm."}, ASK],
        (
            ("RP406", "/1/tool_calls", "removed"),
            ("RP406", "/2/tool_calls", "removed"),
            ("RP407", "/2", "removed"),
        ),
        CHAT,
    ),
    Case(
        "an answer without content",
        [ASK, calls("call_a"), {**answer("call_a"), "content": None}, ASK],
        [ASK, calls("call_a"), answer("call_a", ""), ASK],
        (("RP407", "/2/content", "filled"),),
        CHAT,
    ),
    Case(
        "encrypted reasoning of another account",
        [ASK, {**DONE, "reasoning_details": [{"type": "reasoning.encrypted", "data": "gA"}]}, ASK],
        [ASK, DONE, ASK],
        (("encrypted_reasoning", "/1/reasoning_details", "removed"),),
        CHAT,
        "openrouter",
        {"drop": ("encrypted_reasoning",)},
    ),
    Case(
        "a ChatAgent's answer without a name",
        [ASK, calls("call_a"), answer("call_a"), ASK],
        [ASK, calls("call_a"), answer("call_a", name="measure"), ASK],
        (("RP802", "/2/name", "filled"),),
        AGENT,
    ),
    Case(
        "a ChatAgent's answer without a call id",
        [ASK, calls("call_a"), {"role": "tool", "name": "measure", "content": "31 m"}, ASK],
        [ASK, calls("call_a"), answer("call_a", name="measure"), ASK],
        (("RP401", "/2/tool_call_id", "filled"),),
        AGENT,
    ),
    Case(
        "a ChatAgent's call without an answer, and an empty message",
        [ASK, calls("call_a"), {"role": "assistant", "content": None}, ASK],
        [ASK, calls("call_a"), answer("call_a", INTERRUPTED, name="measure"), ASK],
        (("RP801", "/2", "removed"), ("RP401", "/1/tool_calls/0", "interrupted")),
        AGENT,
    ),
    Case(
        "a line of a batch",
        {"custom_id": "1", "url": "/v1/chat/completions", "body": {
            "model": "gpt-4.1", "messages": [ASK, calls("call_a"), ASK]}},
        {"custom_id": "1", "url": "/v1/chat/completions", "body": {
            "model": "gpt-4.1",
            "messages": [ASK, calls("call_a"), answer("call_a", INTERRUPTED), ASK]}},
        (("RP401", "/body/messages/1/tool_calls/0", "interrupted"),),
        "",
    ),
]  # fmt: skip
CASES = [*RESPONSES, *MESSAGES]
