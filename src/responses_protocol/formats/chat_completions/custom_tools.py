"""Custom (freeform) tools as functions, for servers that know no other tools.

``Options.custom_tools`` asks for it in Chat, ``Options.items`` in Responses. The one argument has a
name that no tool of anybody's has, so that such a call, and such a tool, is read back as what it
was.
"""

from __future__ import annotations

import json

from responses_protocol.formats.options import Options
from responses_protocol.values import Json

ARGUMENT = "custom_tool_input"
PARAMETERS = {
    "type": "object",
    "properties": {ARGUMENT: {"type": "string"}},
    "required": [ARGUMENT],
    "additionalProperties": False,
}
BEGINNING = f'{{"{ARGUMENT}": "'


def only_in_chat(options: Options) -> bool:
    """Tell whether functions of Chat may stand for what are custom tools in Responses."""
    return options.custom_tools == "function" and options.items != "mlflow"


def only_in_responses(options: Options) -> bool:
    """Tell whether functions of Responses may stand for what are custom tools in Chat."""
    return options.items == "mlflow" and options.custom_tools != "function"


def to_arguments(text: str) -> str:
    """Return the arguments of the function call that stands for a custom call with this input."""
    return json.dumps({ARGUMENT: text}, ensure_ascii=False)


def from_arguments(arguments: str) -> str | None:
    """Return the input of the custom call that a function call stands for, None if it is none.

    Arguments are parsed only where they begin like those of ``to_arguments``, and are taken only
    where that would write them byte for byte.
    """
    if not arguments.startswith(BEGINNING):
        return None
    try:
        text = json.loads(arguments).get(ARGUMENT)
    except (ValueError, RecursionError):
        return None
    return text if isinstance(text, str) and to_arguments(text) == arguments else None


def is_custom(function: dict[str, Json]) -> bool:
    """Tell whether a function definition stands for a custom tool."""
    return function.get("parameters") == PARAMETERS and function.get("strict") is None
