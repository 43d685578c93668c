"""Hosted calls and other items without a form in Chat: left out, or as marked pairs."""

from __future__ import annotations

import json
from typing import Any

from requests_table import from_chat, from_responses
from table import (
    C,
    Case,
    Dialect,
    R,
    answer,
    assistant,
    call,
    calling,
    losses,
    prompt,
    result,
    text,
    tool,
    user,
)

import responses_protocol as rp
from responses_protocol import Options

MARKED = Options(hosted_calls="function")
NINE = Options(hosted_calls="function", call_ids="nine")

SEARCH = {
    "type": "web_search_call",
    "id": "ws_1",
    "status": "completed",
    "action": {"type": "search", "query": "weather"},
}
CODE = {"type": "code_interpreter_call", "id": "ci_1", "code": "1+1"}
OUTPUTS = {"outputs": [{"logs": "2", "type": "logs"}]}
ASKED = {"type": "mcp_approval_request", "id": "mcpr_1", "name": "rm", "arguments": "{}"}
REFUSED = {
    "type": "mcp_approval_response",
    "approval_request_id": "mcpr_1",
    "approve": False,
    "reason": "no",
}
SHELL = {"type": "shell_call", "call_id": "call_1", "action": {"commands": ["ls"]}}
SHELL_OUTPUT = {"type": "shell_call_output", "call_id": "call_1", "output": []}
PATCH = {"type": "apply_patch_call", "call_id": "call_2", "operation": {"type": "delete_file"}}
PATCHED = {"type": "apply_patch_call_output", "call_id": "call_2", "status": "completed"}
REFERENCE = {"type": "item_reference", "id": "msg_1"}
COMPACTION = {"type": "compaction", "id": "cmp_1", "encrypted_content": "gAAA"}
FUNCTION = {"type": "function", "name": "look", "parameters": {"type": "object"}, "strict": True}
CHAT_FUNCTION = {
    "type": "function",
    "function": {"name": "look", "parameters": {"type": "object"}, "strict": True},
}
MORE_TOOLS = {"type": "additional_tools", "role": "developer", "tools": [FUNCTION]}
MCP = {"type": "mcp", "server_label": "s", "server_url": "https://mcp", "authorization": "key"}


def make_marked(call_id: str, item: dict[str, Any]) -> dict[str, Any]:
    """Return the marked message of a hosted call."""
    function = {
        "name": item["type"],
        "arguments": json.dumps({"responses_item": item}, sort_keys=True),
    }
    entry = {"id": call_id, "type": "function", "function": function}
    return assistant(None, tool_calls=[entry])


def output(call_id: str, item: dict[str, Any]) -> dict[str, Any]:
    """Return the marked message of an output of a hosted call."""
    return tool(call_id, json.dumps({"responses_item": item}, sort_keys=True))


def make_left_out(row: int, name: str, code: str, *items: dict[str, Any]) -> Case:
    """Return the case of items that the value lacks."""
    expected_losses = losses(*((code, f"/{index}") for index in range(1, len(items) + 1)))
    return Case(row, name, R, [prompt(), *items], [user()], expected_losses)


def make_pair(
    row: int,
    name: str,
    items: list[dict[str, Any]],
    messages: list[dict[str, Any]],
    options: Options = MARKED,
) -> list[Case]:
    """Return the cases of both directions of items that are written as marked messages."""
    notices = losses(*(("wrapped_call", f"/{index}") for index in range(1, len(items) + 1)))
    items, messages = [prompt(), *items], [user(), *messages]
    back: Dialect = C
    return [
        Case(row, name, R, items, messages, options=options, notices=notices),
        Case(row, f"{name}, read back", back, messages, items, options=options),
    ]


def derive_call_id(item: dict[str, Any], options: Options = MARKED) -> str:
    """Return the derived id of the marked call of this item."""
    call_id: str = rp.convert([item], C, options=options).value[1]["tool_call_id"]
    return call_id


FIND = {
    "type": "tool_search_call",
    "call_id": "call_1",
    "execution": "client",
    "arguments": {"query": "look"},
}
FOUND = {
    "type": "tool_search_output",
    "call_id": "call_1",
    "execution": "client",
    "tools": [FUNCTION],
}
MARKED_SEARCH = [make_marked("call_1", FIND), output("call_1", FOUND)]
SEARCH_ID, NINE_ID = derive_call_id(SEARCH), derive_call_id(SEARCH, NINE)
CODE_ID = derive_call_id({**CODE, **OUTPUTS})
CASES: list[Case] = [
    make_left_out(36, "hosted calls are no calls of the client", "hosted_item", SEARCH, CODE),
    *make_pair(
        36, "a marked pair", [SEARCH], [make_marked(SEARCH_ID, SEARCH), tool(SEARCH_ID, "{}")]
    ),
    *make_pair(
        36,
        "a marked pair with what came out of it",
        [{**CODE, **OUTPUTS}],
        [make_marked(CODE_ID, CODE), tool(CODE_ID, json.dumps(OUTPUTS))],
    ),
    *make_pair(
        36,
        "a marked pair for a server with short ids",
        [SEARCH],
        [make_marked(NINE_ID, SEARCH), tool(NINE_ID, "{}")],
        NINE,
    ),
    Case(
        36,
        "a marked call goes with what the model says before it",
        R,
        [answer(text("Hi.")), SHELL, SHELL_OUTPUT],
        [
            {**make_marked("call_1", SHELL), "content": "Hi."},
            output("call_1", SHELL_OUTPUT),
        ],
        options=MARKED,
        notices=losses(("wrapped_call", "/1"), ("wrapped_call", "/2")),
    ),
    Case(
        36,
        "a marked call without its output is a call that nobody answered",
        R,
        [SHELL, prompt()],
        [make_marked("call_1", SHELL), user()],
        options=MARKED,
        notices=losses(("wrapped_call", "/0"), ("unanswered_call", "/0")),
    ),
    Case(
        36,
        "what looks like a mark and is none stays a call",
        C,
        [
            make_marked("call_1", {"type": "web_search_call"}),
            tool("call_1", "sunny"),
        ],
        [
            {
                "type": "function_call",
                "call_id": "call_1",
                "name": "web_search_call",
                "arguments": '{"responses_item": {"type": "web_search_call"}}',
            },
            {"type": "function_call_output", "call_id": "call_1", "output": "sunny"},
        ],
        options=MARKED,
    ),
    make_left_out(37, "an approval and its request", "hosted_item", ASKED, REFUSED),
    *make_pair(
        37,
        "an approval and its request, marked",
        [ASKED, REFUSED],
        [make_marked("mcpr_1", ASKED), output("mcpr_1", REFUSED)],
    ),
    make_left_out(
        38, "calls of the client that Chat does not have", "hosted_item", SHELL, SHELL_OUTPUT
    ),
    *make_pair(
        38,
        "two of them at once, marked",
        [SHELL, PATCH, SHELL_OUTPUT, PATCHED],
        [
            assistant(
                None,
                tool_calls=[
                    *make_marked("call_1", SHELL)["tool_calls"],
                    *make_marked("call_2", PATCH)["tool_calls"],
                ],
            ),
            output("call_1", SHELL_OUTPUT),
            output("call_2", PATCHED),
        ],
    ),
    Case(
        38,
        "an output without its call, which nothing marks",
        R,
        [prompt(), SHELL_OUTPUT],
        [user()],
        losses(("hosted_item", "/1")),
        options=MARKED,
    ),
    Case(
        38,
        "an output that is marked as a call says what it says",
        C,
        [user(), make_marked("call_9", SHELL_OUTPUT), tool("call_9", "{}")],
        [
            prompt(),
            call(
                "call_9",
                name="shell_call_output",
                arguments=json.dumps({"responses_item": SHELL_OUTPUT}, sort_keys=True),
            ),
            result("call_9", "{}"),
        ],
        options=MARKED,
    ),
    make_left_out(39, "a reference", "item_reference", REFERENCE),
    make_left_out(40, "a compaction", "compaction", COMPACTION),
    make_left_out(40, "tools in a history alone", "additional_tools", MORE_TOOLS),
    from_responses(
        40,
        "tools in the history of a request",
        {"input": [prompt(), MORE_TOOLS]},
        {"tools": [CHAT_FUNCTION]},
        ("absent_member", ""),
        ("merged_tools", "/input/1"),
    ),
    from_responses(
        40,
        "tools in the history that the request has already",
        {"input": [prompt(), MORE_TOOLS], "tools": [FUNCTION]},
        {"tools": [CHAT_FUNCTION]},
        ("merged_tools", "/input/1"),
    ),
    from_responses(
        40,
        "hosted tools in the history of a request",
        {"input": [prompt(), {**MORE_TOOLS, "tools": [MCP]}]},
        {},
        ("additional_tools", "/input/1"),
    ),
    *make_pair(37, "a search of tools and its output", [FIND, FOUND], MARKED_SEARCH),
    from_chat(
        40,
        "tools that a marked output has, and the request has not",
        {"messages": [user(), *MARKED_SEARCH]},
        {"input": [prompt(), FIND, FOUND], "tools": [FUNCTION]},
        ("absent_member", ""),
        ("merged_tools", "/messages"),
        options=MARKED,
    ),
    from_chat(
        40,
        "tools that a marked output has, and the request has too",
        {"messages": [user(), *MARKED_SEARCH], "tools": [CHAT_FUNCTION]},
        {"input": [prompt(), FIND, FOUND], "tools": [FUNCTION]},
        options=MARKED,
    ),
    from_responses(
        40,
        "what gives access to a server is in no marked call",
        {"input": [prompt(), {**MORE_TOOLS, "tools": [MCP]}]},
        {},
        ("additional_tools", "/input/1"),
        options=MARKED,
    ),
    Case(
        40,
        "a hosted call before a late output, and another call behind it",
        R,
        [call(), prompt(), SEARCH, result(), call(), prompt(), result(output="rain")],
        [calling(), tool(), user(), calling(), tool(content="rain"), user()],
        losses(("hosted_item", "/2"), ("order", "/1"), ("order", "/5")),
    ),
]
