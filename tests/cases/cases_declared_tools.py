"""Answers that are translated by the tools of their request, in any spelling."""

from __future__ import annotations

import json
from typing import Any

from answers_table import CHAT, make_choice
from table import C, Case, R, losses

import responses_protocol as rp
from responses_protocol import Options
from responses_protocol._formats.options import DEFAULT

Payload = dict[str, Any]
FUNCTIONS = Options(custom_tools="function")
PATCH = {"type": "custom", "name": "apply_patch", "description": "Patches files."}
FIND = {"type": "function", "name": "find", "parameters": {"type": "object", "properties": {}}}
CRM = {"type": "namespace", "name": "crm", "description": "Customers.", "tools": [FIND]}
SEARCH = {"type": "tool_search", "execution": "client", "description": "Finds tools."}
PREFIXES = {"function_call": "fc_", "custom_tool_call": "ctc_", "tool_search_call": "tsc_"}
AT = "/choices/0/message/tool_calls/0"


def call(name: str, arguments: Any, **more: Any) -> Payload:
    return {
        "id": "call_1",
        "type": "function",
        "function": {"name": name, "arguments": arguments},
        **more,
    }


def make_row(
    row: int,
    name: str,
    tool: Payload,
    call: Payload,
    expected: Payload,
    *pairs: tuple[str, str],
    options: Options = DEFAULT,
) -> Case:
    """Return the case of an answer that calls one tool, which its request declares."""
    request = {"model": "m", "input": "Go.", "tools": [tool]}
    answer = {**CHAT, "choices": [make_choice("tool_calls", content=None, tool_calls=[call])]}
    plain_answer = {**CHAT, "choices": [make_choice()]}
    translated = rp.convert(plain_answer, R, request=request, options=options).value
    # the first item of an answer has the same digits, whatever it is
    item_id = PREFIXES[expected["type"]] + translated["output"][0]["id"].removeprefix("msg_")
    item = {**expected, "call_id": "call_1", "status": "completed", "id": item_id}
    value = {**translated, "output": [item]}
    return Case(
        row, name, C, answer, value, losses(*pairs), "response", options, target=R, request=request
    )


def custom(text: str) -> Payload:
    return {"type": "custom_tool_call", "name": "apply_patch", "input": text}


MARKED = json.dumps({"custom_tool_input": "+a"})
ARGUMENTS = f"{AT}/function/arguments"
CASES = [
    make_row(
        33,
        "a custom tool as the marked function",
        PATCH,
        call("apply_patch", MARKED),
        custom("+a"),
        options=FUNCTIONS,
    ),
    make_row(
        33,
        "a custom tool with another argument",
        PATCH,
        call("apply_patch", '{"input": "+a"}'),
        custom("+a"),
        ("arguments_form", ARGUMENTS),
        options=FUNCTIONS,
    ),
    make_row(
        33,
        "a custom tool with words beside its input",
        PATCH,
        call("apply_patch", '{"input": "+a", "why": "b"}'),
        custom("+a"),
        ("custom_arguments", ARGUMENTS),
        options=FUNCTIONS,
    ),
    make_row(
        33,
        "a function that looks like a custom tool",
        FIND,
        call("find", MARKED),
        {"type": "function_call", "name": "find", "arguments": MARKED},
        options=FUNCTIONS,
    ),
    make_row(
        34,
        "a tool in a namespace",
        CRM,
        call("crm__find", "{}"),
        {"type": "function_call", "name": "find", "namespace": "crm", "arguments": "{}"},
    ),
    make_row(
        34,
        "a tool that is not declared",
        CRM,
        call("crm__lose", "{}"),
        {"type": "function_call", "name": "crm__lose", "arguments": "{}"},
    ),
    make_row(
        36,
        "a search of tools that the client runs",
        SEARCH,
        call("tool_search", '{"query": "a"}'),
        {"type": "tool_search_call", "execution": "client", "arguments": {"query": "a"}},
    ),
]
