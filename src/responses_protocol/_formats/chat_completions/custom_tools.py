"""Custom tools as functions, for servers without custom tools.

``Options.custom_tools`` selects this in Chat, ``Options.items`` in Responses. The function has one
argument, ``custom_tool_input``, which no other tool has, so that a call and a definition are
translated back. Models and servers vary the spelling of the arguments, so any spelling is read. The
grammar of a tool follows its description, under a marked line.
"""

from __future__ import annotations

import json
import re

from responses_protocol._formats.options import Options
from responses_protocol._values import Object, copy_json

ARGUMENT = "custom_tool_input"
PARAMETERS = {
    "type": "object",
    "properties": {ARGUMENT: {"type": "string"}},
    "required": [ARGUMENT],
    "additionalProperties": False,
}
# the line above a grammar, at the start of the description or behind an empty line
GRAMMAR = re.compile(rf"(?:\A|\n\n)\[{ARGUMENT}: (\w+) grammar\]\n")
SYNTAX = re.compile(r"\w+\Z")
SPACE = " \t\n\r"  # of JSON


def only_in_chat(options: Options) -> bool:
    """Return whether functions of Chat may be custom tools in Responses."""
    return options.custom_tools == "function" and options.items != "mlflow"


def only_in_responses(options: Options) -> bool:
    """Return whether functions of Responses may be custom tools in Chat."""
    return options.items == "mlflow" and options.custom_tools != "function"


def are_marked(options: Options) -> bool:
    """Return whether functions of either API may be custom tools in the other one."""
    return only_in_chat(options) or only_in_responses(options)


# --- calls ---


def to_arguments(text: str) -> str:
    """Return the arguments of the function call for a custom tool call with this input."""
    return json.dumps({ARGUMENT: text}, ensure_ascii=False)


def from_arguments(arguments: str) -> str | None:
    """Return the input in the arguments of a function call, None if it is no custom tool call.

    The arguments are an object with only the marked argument, in any spelling. One with a lone
    surrogate is not translated.
    """
    if may_be_wrapped(arguments) is False:
        return None
    try:
        members = json.loads(arguments, object_pairs_hook=list)
    except (ValueError, RecursionError):
        return None
    if not isinstance(members, list) or len(members) != 1 or not isinstance(members[0], tuple):
        return None
    name, text = members[0]
    if name != ARGUMENT or not isinstance(text, str):
        return None
    return text if text.isascii() or to_arguments(text) == arguments or is_text(text) else None


def normalise_arguments(arguments: str) -> str:
    """Return the arguments of a custom tool call in the usual spelling, any others unchanged."""
    text = from_arguments(arguments)
    return arguments if text is None else to_arguments(text)


def is_text(text: str) -> bool:
    """Return whether a string can be encoded, which one with a lone surrogate can't."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def may_be_wrapped(beginning: str) -> bool | None:
    """Return whether arguments with this beginning are of a custom tool call, None if unknown."""
    rest = beginning.lstrip(SPACE)
    if rest[:1] != "{":
        return None if not rest else False
    rest = rest[1:].lstrip(SPACE)
    if rest[:1] != '"':
        return None if not rest else False
    if rest.startswith(f'"{ARGUMENT}"'):
        return True
    string = CLOSED_STRING.match(rest)
    if string is None:
        name = rest[1:].partition("\\")[0]
        may_match = "\\" in rest and ARGUMENT.startswith(name)
        return None if may_match or ARGUMENT.startswith(rest[1:]) else False
    try:
        return bool(json.loads(string[0]) == ARGUMENT)
    except ValueError:
        return False


CLOSED_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)


# --- definitions ---


def is_custom(function: Object) -> bool:
    """Return whether a function definition is that of a custom tool."""
    return function.get("parameters") == PARAMETERS and function.get("strict") is None


def wrap_tool(tool: Object) -> Object:
    """Return the body of the function for a custom tool in Responses' form."""
    function = _copy_name(tool)
    description, form = function.get("description", ""), tool.get("format")
    if isinstance(description, str) and isinstance(form, dict) and form.get("type") == "grammar":
        syntax, definition = form.get("syntax"), form.get("definition")
        if isinstance(definition, str) and isinstance(syntax, str) and SYNTAX.match(syntax):
            gap = "\n\n" if "description" in function else ""
            line = f"[{ARGUMENT}: {syntax} grammar]"
            function["description"] = f"{description}{gap}{line}\n{definition}"
    return {**function, "parameters": copy_json(PARAMETERS)}


def unwrap_tool(function: Object) -> Object:
    """Return the custom tool, in Responses' form, for the body of a function."""
    tool = _copy_name(function)
    description = tool.get("description")
    mark = GRAMMAR.search(description) if isinstance(description, str) else None
    if mark is not None and isinstance(description, str):
        tool["format"] = {
            "type": "grammar",
            "syntax": mark[1],
            "definition": description[mark.end() :],
        }
        if mark[0].startswith("["):
            del tool["description"]
        else:
            tool["description"] = description[: mark.start()]
    return tool


def _copy_name(tool: Object) -> Object:
    names: tuple[str, ...] = ("name", "description")
    return {name: copy_json(tool[name]) for name in names if tool.get(name) is not None}
