"""Custom (freeform) tools as functions, for servers that know no other tools.

``Options.custom_tools`` asks for it in Chat, ``Options.items`` in Responses. The one argument has a
name that no tool of anybody's has, so that such a call, and such a tool, is read back as what it
was. A model spells the argument as it likes, and so do servers, so any spelling is read. The
grammar of a tool stands behind its description, under a line that says so.
"""

from __future__ import annotations

import json
import re

from responses_protocol.formats.options import Options
from responses_protocol.values import Json, copied

ARGUMENT = "custom_tool_input"
PARAMETERS = {
    "type": "object",
    "properties": {ARGUMENT: {"type": "string"}},
    "required": [ARGUMENT],
    "additionalProperties": False,
}
# the line above a grammar; it begins the description, or stands behind an empty line
GRAMMAR = re.compile(rf"(?:\A|\n\n)\[{ARGUMENT}: (\w+) grammar\]\n")
SYNTAX = re.compile(r"\w+\Z")
SPACE = " \t\n\r"  # of JSON
Object = dict[str, Json]


def only_in_chat(options: Options) -> bool:
    """Tell whether functions of Chat may stand for what are custom tools in Responses."""
    return options.custom_tools == "function" and options.items != "mlflow"


def only_in_responses(options: Options) -> bool:
    """Tell whether functions of Responses may stand for what are custom tools in Chat."""
    return options.items == "mlflow" and options.custom_tools != "function"


def are_marked(options: Options) -> bool:
    """Tell whether functions of either side may stand for custom tools of the other one."""
    return only_in_chat(options) or only_in_responses(options)


# --- calls ---


def to_arguments(text: str) -> str:
    """Return the arguments of the function call that stands for a custom call with this input."""
    return json.dumps({ARGUMENT: text}, ensure_ascii=False)


def from_arguments(arguments: str) -> str | None:
    """Return the input of the custom call that a function call stands for, None if it is none.

    The arguments are an object with the one marked argument, in any spelling. One that spells a
    character that no text has (a lone surrogate) is left as it is.
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


def respelled(arguments: str) -> str:
    """Return arguments that will be read as those of a custom call as that call is written."""
    text = from_arguments(arguments)
    return arguments if text is None else to_arguments(text)


def is_text(text: str) -> bool:
    """Tell whether a string can be written: no half of a character stands alone."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def may_be_wrapped(beginning: str) -> bool | None:
    """Tell whether arguments that begin so may be those of a custom call; None: not yet known."""
    rest = beginning.lstrip(SPACE)
    if rest[:1] != "{":
        return None if not rest else False
    rest = rest[1:].lstrip(SPACE)
    if rest[:1] != '"':
        return None if not rest else False
    if rest.startswith(f'"{ARGUMENT}"'):
        return True
    end = CLOSED.match(rest)
    if end is None:
        name = rest[1:].partition("\\")[0]
        known = "\\" in rest and ARGUMENT.startswith(name)
        return None if known or ARGUMENT.startswith(rest[1:]) else False
    try:
        return bool(json.loads(end[0]) == ARGUMENT)
    except ValueError:
        return False


CLOSED = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)  # a whole JSON string


# --- definitions ---


def is_custom(function: Object) -> bool:
    """Tell whether a function definition stands for a custom tool."""
    return function.get("parameters") == PARAMETERS and function.get("strict") is None


def wrapped(tool: Object) -> Object:
    """Return the body of the function that stands for a custom tool, as Responses has it."""
    made = _named(tool)
    description, form = made.get("description", ""), tool.get("format")
    if isinstance(description, str) and isinstance(form, dict) and form.get("type") == "grammar":
        syntax, definition = form.get("syntax"), form.get("definition")
        if isinstance(definition, str) and isinstance(syntax, str) and SYNTAX.match(syntax):
            gap = "\n\n" if "description" in made else ""
            line = f"[{ARGUMENT}: {syntax} grammar]"
            made["description"] = f"{description}{gap}{line}\n{definition}"
    return {**made, "parameters": copied(PARAMETERS)}


def unwrapped(function: Object) -> Object:
    """Return the custom tool, as Responses has it, that the body of a function stands for."""
    made = _named(function)
    description = made.get("description")
    found = GRAMMAR.search(description) if isinstance(description, str) else None
    if found is not None and isinstance(description, str):
        made["format"] = {
            "type": "grammar",
            "syntax": found[1],
            "definition": description[found.end() :],
        }
        if found[0].startswith("["):
            del made["description"]
        else:
            made["description"] = description[: found.start()]
    return made


def _named(tool: Object) -> Object:
    known: tuple[str, ...] = ("name", "description")
    return {name: copied(tool[name]) for name in known if tool.get(name) is not None}
