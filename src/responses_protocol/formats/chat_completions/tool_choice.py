"""Tool choice: words alike on both sides, objects flat in Responses and nested in Chat.

A choice that the other side can't force is left out: never widened to ``auto`` or ``required``.
Both functions take a list with the one choice, or with none, as the lens hands it to them.
"""

from __future__ import annotations

from collections.abc import Callable

from responses_protocol.errors import ConversionError
from responses_protocol.formats.options import Options
from responses_protocol.formats.turns import Cut, Opened
from responses_protocol.values import Json

WORDS = {"auto": "auto", "none": "none", "required": "required"}
CHAT_WORDS = {**WORDS, "any": "required"}  # Mistral's word
NAMED = ("function", "custom")
Reader = Callable[[dict[str, Json], Options], Json]


def from_responses(
    choices: list[Json], options: Options, opened: Opened | None = None
) -> tuple[list[Json], list[Cut]]:
    """Translate a choice; raise ConversionError where it is neither a word nor an object."""
    return _each(choices, WORDS, _nested, options)


def to_responses(
    choices: list[Json], options: Options, opened: Opened | None = None
) -> tuple[list[Json], list[Cut]]:
    """Translate Chat's choice; errors as in ``from_responses``."""
    return _each(choices, CHAT_WORDS, _flat, options)


def _each(
    choices: list[Json], words: dict[str, str], read: Reader, options: Options
) -> tuple[list[Json], list[Cut]]:
    made = []
    for choice in choices:
        if isinstance(choice, str):
            made.append(words.get(choice))
        elif isinstance(choice, dict):
            made.append(read(choice, options))
        else:
            raise ConversionError("a tool choice must be a string or an object", "/0")
    made = [choice for choice in made if choice is not None]
    return made, [(len(choices), len(made))] if made else []


def _nested(choice: dict[str, Json], options: Options) -> Json:
    kind = choice.get("type")
    if kind in NAMED:
        name = choice.get("name")
        kind = _kind(kind, options)
        return {"type": kind, kind: {"name": name}} if isinstance(name, str) else None
    if kind == "allowed_tools":
        allowed = _allowed(choice, _nested, options)
        return allowed and {"type": kind, kind: allowed}
    return None


def _flat(choice: dict[str, Json], options: Options) -> Json:
    kind = choice.get("type")
    body = choice.get(kind) if isinstance(kind, str) else None
    if not isinstance(body, dict):
        return None
    if kind in NAMED:
        name = body.get("name")
        kind = _kind(kind, options)
        return {"type": kind, "name": name} if isinstance(name, str) else None
    if kind == "allowed_tools":
        allowed = _allowed(body, _flat, options)
        return allowed and {"type": kind, **allowed}
    return None


def _allowed(body: dict[str, Json], read: Reader, options: Options) -> Json:
    """Translate mode and tools; without a tool that the other side knows there is no choice."""
    tools, mode = body.get("tools"), body.get("mode")
    if not isinstance(tools, list) or mode not in ("auto", "required"):
        return None
    named = [tool for tool in tools if isinstance(tool, dict) and tool.get("type") in NAMED]
    made = [tool for tool in (read(one, options) for one in named) if tool is not None]
    return {"mode": mode, "tools": made} if made else None


def _kind(kind: str, options: Options) -> str:
    """Return the kind of a named tool, on both ways: an option may wrap all tools as functions."""
    return "function" if options.custom_tools == "function" else kind
