"""Tool calls."""

from __future__ import annotations

from typing import Any

from table import (
    Case,
    Dialect,
    answer,
    assistant,
    call,
    calling,
    entry,
    losses,
    prompt,
    result,
    tool,
    user,
)

from responses_protocol import Options, convert
from responses_protocol._formats.chat_completions.tool_calls import derive_call_id

R: Dialect = "responses"
C: Dialect = "chat_completions"
LONG = "call_" + "x" * 60
SHORT = "call_xxxxxxxxxxxxxxxxxx_b8823c91081544ca"
NINE_ID, NINE_ID_2 = "e3b0c4429", "406b9f80a"  # for empty ids

DERIVED_ID = derive_call_id("look")
LEGACY = assistant(None, function_call={"name": "look", "arguments": "{}"})
LEGACY_ID = convert([LEGACY], "responses").value[0]["call_id"]


def custom(**more: Any) -> dict[str, Any]:
    item = {"type": "custom_tool_call", "call_id": "call_1", "name": "run", "input": "ls\n"}
    return {**item, **more}


CUSTOM_OUTPUT = {"type": "custom_tool_call_output", "call_id": "call_1", "output": "a.txt"}
CUSTOM_ENTRY: dict[str, Any] = {
    "id": "call_1",
    "type": "custom",
    "custom": {"name": "run", "input": "ls\n"},
}
WRAP = Options(custom_tools="function")
WRAPPED_ENTRY = {
    "id": "call_1",
    "type": "function",
    "function": {"name": "run", "arguments": '{"custom_tool_input": "ls\\n"}'},
}


def hosted(row: int, *items: dict[str, Any]) -> list[Case]:
    """Return a case for each item without a form in Chat, which the value lacks."""
    return [
        Case(
            row,
            item["type"],
            R,
            [prompt(), item, answer()],
            [user(), assistant()],
            losses(("hosted_item", "/1")),
        )
        for item in items
    ]


def aside(row: int, item: dict[str, Any], code: str) -> Case:
    """Return the case of an item that is not in the value, for a reason of its own."""
    return Case(row, item["type"], R, [prompt(), item], [user()], losses((code, "/1")))


CASES = [
    Case(
        27,
        "the call id pairs, the item id does not",
        R,
        [call("call_9", id="fc_1"), result("call_9")],
        [calling(entry("call_9")), tool("call_9")],
        losses(("item_id", "/0/id")),
    ),
    Case(27, "the same from Chat", C, [calling(entry("9")), tool("9")], [call("9"), result("9")]),
    Case(
        27,
        "an empty id is an id",
        C,
        [calling(entry("")), tool("")],
        [call(""), result("")],
        notices=losses(("empty_call_id", "/0/tool_calls/0")),
    ),
    Case(
        27,
        "empty ids, where a server accepts only others: their outputs follow them",
        C,
        [calling(entry(""), entry("")), tool(""), tool("", "rain")],
        [call(NINE_ID), call(NINE_ID_2), result(NINE_ID), result(NINE_ID_2, "rain")],
        losses(
            ("call_id", "/0/tool_calls/0/id"),
            ("call_id", "/0/tool_calls/1/id"),
            ("call_id", "/1/tool_call_id"),
            ("call_id", "/2/tool_call_id"),
        ),
        options=Options(call_ids="nine"),
    ),
    Case(
        28,
        "parallel calls that begin a history, and the text of their run behind them",
        C,
        [calling(entry("a"), entry("b")), assistant(), tool("a"), tool("b")],
        [answer(), call("a"), call("b"), result("a"), result("b")],
        losses(("content_form", "/0/content"), ("order", "/1")),
    ),
    Case(
        28,
        "parallel calls are one message",
        R,
        [call("a"), call("b"), result("a"), result("b")],
        [calling(entry("a"), entry("b")), tool("a"), tool("b")],
    ),
    Case(
        28,
        "an output ends the turn",
        R,
        [call("a"), result("a"), call("b"), result("b")],
        [calling(entry("a")), tool("a"), calling(entry("b")), tool("b")],
    ),
    Case(
        28,
        "the same from Chat",
        C,
        [calling(entry("a"), entry("b")), tool("a"), tool("b"), calling(entry("c")), tool("c")],
        [call("a"), call("b"), result("a"), result("b"), call("c"), result("c")],
    ),
    Case(29, "empty arguments", R, [call(arguments="")], [calling(entry(arguments=""))]),
    Case(
        29,
        "empty arguments, by an option",
        R,
        [call(arguments="")],
        [calling(entry(arguments="{}"))],
        losses(("arguments", "/0/arguments")),
        options=Options(empty_arguments="object"),
    ),
    Case(
        29,
        "no arguments at all",
        C,
        [calling({"id": "call_1", "type": "function", "function": {"name": "look"}})],
        [call(arguments="")],
        losses(("absent_member", "/0/tool_calls/0/function")),
    ),
    Case(
        30,
        "arguments are never parsed",
        R,
        [call("a", arguments='{ "b":1,"a" : 1e400}'), call("b", arguments="{cut")],
        [calling(entry("a", arguments='{ "b":1,"a" : 1e400}'), entry("b", arguments="{cut"))],
    ),
    Case(
        31,
        "an id again in a later turn",
        R,
        [call(), result(), call(), result(output="rain")],
        [calling(), tool(), calling(), tool(content="rain")],
    ),
    Case(
        31,
        "an id of two open calls",
        R,
        [call(), call(), result(), result(output="rain")],
        [calling(entry(), entry("call_1_2")), tool(), tool("call_1_2", "rain")],
        losses(("duplicate_call_id", "/1/call_id"), ("duplicate_call_id", "/3/call_id")),
    ),
    Case(
        31,
        "the same from Chat",
        C,
        [calling(entry(), entry()), tool()],
        [call(), call("call_1_2"), result()],
        losses(("duplicate_call_id", "/0/tool_calls/1/id")),
    ),
    Case(
        32,
        "an id that is too long",
        R,
        [call(LONG), result(LONG)],
        [calling(entry(SHORT)), tool(SHORT)],
        losses(("call_id", "/0/call_id"), ("call_id", "/1/call_id")),
    ),
    Case(
        32,
        "the same from Chat",
        C,
        [calling(entry(LONG)), tool(LONG)],
        [call(SHORT), result(SHORT)],
        losses(("call_id", "/0/tool_calls/0/id"), ("call_id", "/1/tool_call_id")),
    ),
    Case(
        33,
        "a custom call",
        R,
        [custom(), CUSTOM_OUTPUT],
        [calling(CUSTOM_ENTRY), tool(content="a.txt")],
    ),
    Case(
        33,
        "the same from Chat",
        C,
        [calling(CUSTOM_ENTRY), tool(content="a.txt")],
        [custom(), CUSTOM_OUTPUT],
    ),
    Case(
        33,
        "a custom call with the member of a function beside its input",
        C,
        [
            calling({**CUSTOM_ENTRY, "custom": {**CUSTOM_ENTRY["custom"], "arguments": "{}"}}),
            tool(content="a.txt"),
        ],
        [custom(), CUSTOM_OUTPUT],
        losses(("unknown_member", "/0/tool_calls/0/custom/arguments")),
    ),
    Case(
        33,
        "a custom call, wrapped as a function by an option",
        R,
        [custom(), CUSTOM_OUTPUT],
        [calling(WRAPPED_ENTRY), tool(content="a.txt")],
        options=WRAP,
        notices=losses(("wrapped_call", "/0"), ("wrapped_call", "/1")),
    ),
    Case(
        33,
        "a wrapped custom call from Chat",
        C,
        [calling(WRAPPED_ENTRY), tool(content="a.txt")],
        [custom(), CUSTOM_OUTPUT],
        options=WRAP,
    ),
    Case(
        33,
        "arguments that only look like a wrapped custom call stay arguments",
        C,
        [calling(entry(arguments='{"custom_tool_input":1}')), tool(content="a.txt")],
        [call(arguments='{"custom_tool_input":1}'), result(output="a.txt")],
        options=WRAP,
    ),
    Case(
        33,
        "arguments like those of a wrapped custom call, from Responses",
        R,
        [call(name="run", arguments='{"custom_tool_input": "ls\\n"}'), result(output="a.txt")],
        [calling(WRAPPED_ENTRY), tool(content="a.txt")],
        losses(("item_type", "/0"), ("item_type", "/1/type")),
        options=WRAP,
    ),
    Case(
        34,
        "a call in a namespace",
        R,
        [call(namespace="files")],
        [calling(entry(name="files__look"))],
        losses(("namespace", "/0/name"), ("namespace", "/0/namespace")),
    ),
    Case(
        35,
        "the deprecated form",
        C,
        [
            LEGACY,
            {"role": "function", "name": "look", "content": "sunny"},
        ],
        [call(LEGACY_ID), result(LEGACY_ID)],
        losses(
            ("legacy_function_call", "/0/function_call"),
            ("legacy_function_call", "/0"),
            ("legacy_function_call", "/1"),
            ("legacy_function_call", "/1/name"),
            ("legacy_function_call", "/1/role"),
        ),
    ),
    Case(
        35,
        "calls without a type and an id",
        C,
        [calling(*[{"function": {"name": "look", "arguments": "{}"}}] * 2)],
        [call(DERIVED_ID), call(f"{DERIVED_ID}_2")],
        losses(
            *(("call_id", f"/0/tool_calls/{number}") for number in range(2)),
            *(("tool_call_type", f"/0/tool_calls/{number}") for number in range(2)),
        ),
    ),
    Case(
        35,
        "a call without a type",
        C,
        [calling({"id": "call_1", "function": {"name": "look", "arguments": "{}"}})],
        [call()],
        losses(("tool_call_type", "/0/tool_calls/0")),
    ),
    Case(
        35,
        "a call of a kind of its own",
        C,
        [calling({"id": "call_1", "type": "telepathy", "telepathy": {}}, content="Hi.")],
        [answer()],
        losses(("tool_call", "/0/tool_calls/0")),
    ),
    *hosted(
        36,
        {"type": "web_search_call", "id": "ws_1", "status": "completed"},
        {"type": "file_search_call", "id": "fs_1", "queries": ["a"], "status": "completed"},
        {"type": "code_interpreter_call", "id": "ci_1", "code": "1", "container_id": "c"},
        {"type": "image_generation_call", "id": "ig_1", "result": "iVBORw0KGgo="},
        {"type": "mcp_call", "id": "mcp_1", "name": "f", "arguments": "{}", "server_label": "s"},
        {"type": "mcp_list_tools", "id": "mcpl_1", "server_label": "s", "tools": []},
    ),
    *hosted(
        37,
        {"type": "mcp_approval_request", "id": "mcpr_1", "name": "f", "arguments": "{}"},
        {"type": "mcp_approval_response", "approval_request_id": "mcpr_1", "approve": True},
    ),
    *hosted(
        38,
        {"type": "apply_patch_call", "call_id": "call_7", "status": "completed"},
        {"type": "apply_patch_call_output", "call_id": "call_7", "status": "completed"},
        {"type": "shell_call", "call_id": "call_7", "action": {"commands": ["ls"]}},
        {"type": "computer_call", "id": "cu_1", "call_id": "call_7"},
    ),
    aside(39, {"type": "item_reference", "id": "msg_1"}, "item_reference"),
    Case(
        39,
        "a reference without a type",
        R,
        [{"id": "msg_1"}, prompt()],
        [user()],
        losses(("item_reference", "/0")),
    ),
    aside(40, {"type": "compaction", "encrypted_content": "gAAAAABo"}, "compaction"),
    aside(40, {"type": "additional_tools", "role": "developer", "tools": []}, "additional_tools"),
    aside(40, {"type": "later_item", "n": 1}, "unknown_item"),
    Case(
        40,
        "a member that only Responses knows",
        R,
        [call(caller={"type": "program", "caller_id": "p"})],
        [calling()],
        losses(("item_member", "/0/caller")),
    ),
]
