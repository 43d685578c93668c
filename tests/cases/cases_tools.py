"""Tool definitions and tool choice."""

from __future__ import annotations

from typing import Any

from table import C, Case, Dialect, R, losses

from responses_protocol import Options

SCHEMA = {
    "type": "object",
    "properties": {"city": {"$ref": "#/$defs/City"}},
    "$defs": {"City": {"enum": ["Kyoto", None]}},
}
EMPTY = {"type": "object", "properties": {}}
CLOSED = {**EMPTY, "additionalProperties": False}
GRAMMAR = {"syntax": "lark", "definition": "start: /a+/"}


def flat(**more: Any) -> dict[str, Any]:
    tool = {"type": "function", "name": "look", "parameters": SCHEMA, "strict": True}
    return {**tool, **more}


def nested(**more: Any) -> dict[str, Any]:
    return {"type": "function", "function": {"name": "look", **more}}


def tools(
    row: int, name: str, source: Dialect, source_tools: Any, expected: Any, *pairs: tuple[str, str]
) -> Case:
    return Case(row, name, source, source_tools, expected, losses(*pairs), kind="tools")


def choice(
    row: int, name: str, source: Dialect, source_choice: Any, expected: Any, *pairs: tuple[str, str]
) -> Case:
    return Case(row, name, source, source_choice, expected, losses(*pairs), kind="tool_choice")


FULL = nested(parameters=SCHEMA, strict=True)
LOOSE = nested(parameters=SCHEMA)
CUSTOM = {"type": "custom", "name": "run", "format": {"type": "grammar", **GRAMMAR}}
CHAT_CUSTOM = {
    "type": "custom",
    "custom": {"name": "run", "format": {"type": "grammar", "grammar": GRAMMAR}},
}
WRAP = Options(custom_tools="function")


def wrapped(**more: Any) -> dict[str, Any]:
    """Return the Chat function for a custom tool."""
    parameters = {
        "type": "object",
        "properties": {"custom_tool_input": {"type": "string"}},
        "required": ["custom_tool_input"],
        "additionalProperties": False,
    }
    return {"type": "function", "function": {"name": "run", **more, "parameters": parameters}}


WRAPPED = wrapped()
FORCED = {"type": "function", "name": "look"}
CHAT_FORCED = {"type": "function", "function": {"name": "look"}}
ALLOWED = {"type": "allowed_tools", "mode": "required", "tools": [FORCED]}
CHAT_ALLOWED = {
    "type": "allowed_tools",
    "allowed_tools": {"mode": "required", "tools": [CHAT_FORCED]},
}

CASES = [
    tools(50, "Chat is not strict unless it says so", C, [LOOSE], [flat(strict=False)]),
    tools(
        50,
        "strict, and not",
        R,
        [flat(), flat(name="b", strict=False)],
        [FULL, {"type": "function", "function": {"name": "b", "parameters": SCHEMA}}],
    ),
    tools(
        50,
        "not strict, written out",
        C,
        [nested(parameters=SCHEMA, strict=False)],
        [flat(strict=False)],
        ("strict_default", "/0/function/strict"),
    ),
    tools(
        51,
        "Responses without strict means strict, which Chat can't leave open",
        R,
        [{"type": "function", "name": "look", "parameters": SCHEMA}],
        [LOOSE],
        ("strict_default", "/0"),
    ),
    tools(51, "strict is null", R, [flat(strict=None)], [LOOSE], ("strict_default", "/0/strict")),
    tools(52, "no parameters", C, [nested()], [flat(parameters=EMPTY, strict=False)]),
    tools(
        52,
        "parameters are null",
        R,
        [flat(parameters=None)],
        [nested(parameters=CLOSED, strict=True)],
        ("tool_parameters", "/0/parameters"),
    ),
    tools(
        52,
        "no parameters of a strict function, which has to say that it takes no others",
        R,
        [flat(parameters=EMPTY)],
        [nested(parameters=CLOSED, strict=True)],
        ("tool_parameters", "/0/parameters"),
    ),
    tools(
        52,
        "the same from Chat",
        C,
        [nested(strict=True)],
        [flat(parameters=CLOSED)],
        ("tool_parameters", "/0/function"),
    ),
    tools(
        53,
        "schemas are not touched",
        C,
        [nested(parameters={"type": "banana", "$ref": "#"}, description="d", strict=True)],
        [flat(parameters={"type": "banana", "$ref": "#"}, description="d")],
    ),
    tools(54, "a custom tool with a grammar", R, [CUSTOM], [CHAT_CUSTOM]),
    tools(54, "the same from Chat", C, [CHAT_CUSTOM], [CUSTOM]),
    Case(
        54,
        "a custom tool, wrapped as a function by an option, with its grammar in the description",
        R,
        [CUSTOM],
        [wrapped(description="[custom_tool_input: lark grammar]\nstart: /a+/")],
        kind="tools",
        options=WRAP,
        notices=losses(("wrapped_tool", "/0")),
    ),
    Case(
        54,
        "a wrapped custom tool from Chat",
        C,
        [WRAPPED],
        [{"type": "custom", "name": "run"}],
        kind="tools",
        options=WRAP,
    ),
    Case(
        58,
        "a custom tool, wrapped as a function, is forced as one",
        R,
        {"type": "custom", "name": "run"},
        {"type": "function", "function": {"name": "run"}},
        losses(("tool_choice_word", "/type")),
        kind="tool_choice",
        options=WRAP,
    ),
    tools(
        55,
        "a namespace",
        R,
        [{"type": "namespace", "name": "files", "description": "d", "tools": [flat()]}],
        [
            {
                "type": "function",
                "function": {"name": "files__look", "parameters": SCHEMA, "strict": True},
            }
        ],
        ("namespace", "/0"),
    ),
    tools(
        56,
        "hosted tools",
        R,
        [
            {"type": "web_search"},
            flat(),
            {"type": "mcp", "server_label": "s", "authorization": "t"},
        ],
        [FULL],
        ("hosted_tool", "/0"),
        ("hosted_tool", "/2"),
    ),
    tools(
        56,
        "a hosted tool in a namespace",
        R,
        [{"type": "namespace", "name": "n", "description": "", "tools": [flat(), {"type": "mcp"}]}],
        [
            {
                "type": "function",
                "function": {"name": "n__look", "parameters": SCHEMA, "strict": True},
            }
        ],
        ("namespace", "/0"),
        ("hosted_tool", "/0/tools/1"),
    ),
    tools(
        56,
        "a tool of a provider",
        C,
        [FULL, {"type": "openrouter:web_search"}],
        [flat()],
        ("unknown_tool", "/1"),
    ),
    tools(
        57,
        "members that only Responses has",
        R,
        [flat(defer_loading=True, output_schema={}, allowed_callers=["direct"])],
        [FULL],
        ("tool_member", "/0/defer_loading"),
        ("empty_member", "/0/output_schema"),
        ("tool_member", "/0/allowed_callers"),
    ),
    choice(58, "a word", R, "required", "required"),
    choice(58, "the same from Chat", C, "none", "none"),
    choice(58, "a word of Mistral's", C, "any", "required", ("tool_choice_word", "")),
    choice(58, "a function by name", R, FORCED, CHAT_FORCED),
    choice(58, "the same from Chat", C, CHAT_FORCED, FORCED),
    choice(
        58,
        "a custom tool by name",
        R,
        {"type": "custom", "name": "run"},
        {"type": "custom", "custom": {"name": "run"}},
    ),
    choice(59, "allowed tools", R, ALLOWED, CHAT_ALLOWED),
    choice(59, "the same from Chat", C, CHAT_ALLOWED, ALLOWED),
    choice(
        59,
        "allowed tools, and one that Chat does not know",
        R,
        {**ALLOWED, "tools": [FORCED, {"type": "mcp", "server_label": "s"}]},
        CHAT_ALLOWED,
        ("tool_choice", "/tools/1"),
    ),
    choice(60, "a hosted tool", R, {"type": "file_search"}, None, ("tool_choice", "")),
    choice(
        60,
        "no tool that Chat knows",
        R,
        {**ALLOWED, "tools": [{"type": "mcp"}]},
        None,
        ("tool_choice", ""),
    ),
]
