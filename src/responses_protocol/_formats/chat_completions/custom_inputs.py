"""The input of a custom tool in the arguments of a function call.

A server without custom tools gets one as a function with one marked argument (``custom_tools``).
Models call it with that argument, an argument of another name, a bare string, the input alone, or
invalid JSON. Where the request declares the tool as a custom one, all of these are read; arguments
of no such form are the input itself.
"""

from __future__ import annotations

import json
import re
from json.decoder import scanstring  # type: ignore[attr-defined]  # typeshed leaves it out

from responses_protocol._formats.chat_completions.custom_tools import ARGUMENT, is_text
from responses_protocol._values import Json

NAMES = (ARGUMENT, "input")  # of the input, whatever the other members
FENCE = re.compile(r"\s*```\w*\n(.*?)\n?```\s*\Z", re.DOTALL)
# an object up to its first value, with the first name in any quotes
OBJECT_HEAD = re.compile(r"\s*\{\s*(?:\"((?:[^\"\\]|\\.)*)\"|'([^']*)'|(\w+))\s*:\s*")
NEXT_MEMBER = re.compile(r"\s*,\s*\"(?:[^\"\\]|\\.)*\"\s*:")  # the name of another member
CLOSING = " \t\n\r,}"  # the characters behind the last value
ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
DEPTH = 4  # of objects around the input


def read_input(arguments: Json) -> str:
    """Return the input of a custom tool from the arguments of a function call.

    They are a text, or parsed JSON, as some servers send it. Where no argument is recognised, the
    whole text is the input.
    """
    if not isinstance(arguments, str):
        return "" if arguments is None else _find_input(arguments, _dumps(arguments), DEPTH)
    fenced = FENCE.match(arguments)
    if fenced is not None and OBJECT_HEAD.match(fenced[1]):
        return read_input(fenced[1])
    try:
        value = json.loads(arguments, strict=False)
    except (ValueError, RecursionError):
        return _find_in_invalid(arguments)
    return _find_input(value, arguments, DEPTH)


def _find_input(value: Json, text: str, depth: int) -> str:
    """Return the input in a value, ``text`` where none is recognised."""
    if isinstance(value, str):
        inner = _parse(value) if OBJECT_HEAD.match(value) else None
        is_wrapped = bool(depth) and isinstance(inner, dict) and ARGUMENT in inner
        result = _find_input(inner, value, depth - 1) if is_wrapped else value
        return result if is_text(result) else text
    if isinstance(value, list) and len(value) == 1 and depth:
        return _find_input(value[0], text, depth - 1)
    if not isinstance(value, dict) or not depth:
        return text
    if not value:
        return ""
    name = next((name for name in NAMES if name in value), None)
    if name is None:
        wrappers = [member for member in value.values() if _has_argument(member, depth - 1)]
        if wrappers:
            return _find_input(wrappers[0], text, depth - 1)
        if len(value) > 1:
            return text
        (name,) = value
    argument = value[name]
    if argument is None:
        return ""
    if isinstance(argument, str) or _has_argument(argument, depth - 1):
        inner_text = text if isinstance(argument, str) else _dumps(argument)
        return _find_input(argument, inner_text, depth - 1)
    return _dumps(argument) if name in NAMES else text


def has_further_members(arguments: str) -> bool:
    """Return whether arguments contain more members than one for an input."""
    value = _parse(arguments)
    while isinstance(value, (dict, list)):
        inner = list(value.values()) if isinstance(value, dict) else value
        if len(inner) > 1:
            return True
        value = inner[0] if inner else None
    return False


def _has_argument(value: Json, depth: int) -> bool:
    """Return whether the marked argument is an object's member, at any depth."""
    if not isinstance(value, dict) or depth <= 0:
        return False
    return ARGUMENT in value or any(_has_argument(member, depth - 1) for member in value.values())


def _find_in_invalid(text: str) -> str:
    """Return the input in invalid JSON: an object that is incomplete or badly quoted."""
    head = OBJECT_HEAD.match(text)
    if head is None:
        return _read_incomplete_string(text)
    name = next(part for part in head.groups() if part is not None)
    rest = text[head.end() :]
    quote = rest[:1]
    if quote not in ('"', "'", "`"):
        return text
    try:  # a complete string, with invalid JSON behind it
        string, end = scanstring(rest, 1, False) if quote == '"' else ("", 0)
    except ValueError:
        string, end = "", 0
    if end and (not rest[end:].strip(CLOSING) or (name in NAMES and _is_end(rest[end:].lstrip()))):
        return string if is_text(string) else text
    if name not in NAMES and not _is_closed(rest, quote):
        return text
    body = rest[1:]
    close = body.rfind(quote)
    if close >= 0 and not body[close + 1 :].strip(CLOSING):
        body = body[:close]
    return _unescape(body)


def _is_end(rest: str) -> bool:
    """Return whether the argument ends before ``rest``, which is another member or other text."""
    if rest[:1] == ",":
        return NEXT_MEMBER.match(rest) is not None
    remainder = rest[1:].strip()
    return rest[:1] == "}" and ('"' not in remainder or OBJECT_HEAD.match(remainder) is not None)


def _is_closed(rest: str, quote: str) -> bool:
    """Return whether a quoted string ends where its object does."""
    close = rest.rfind(quote)
    return close > 0 and rest[close + 1 :].strip() in ("}", ",}")


def _read_incomplete_string(text: str) -> str:
    """Return the value of a bare JSON string without its end, or the text where it is none."""
    bare = text.strip()
    if bare.startswith('"') and '"' not in bare[1:].replace('\\"', ""):
        return _unescape(bare[1:])
    return text


def _unescape(text: str) -> str:
    """Replace the escapes of a JSON string; invalid ones stay."""

    def replace_escape(match: re.Match[str]) -> str:
        if match[1][0] == "u" and len(match[1]) == 5:
            return chr(int(match[1][1:], 16))
        return ESCAPES.get(match[1], match[1] if match[1] in "\"'\\/`" else match[0])

    string = ESCAPE.sub(replace_escape, text)
    string = string.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return string if "\ufffd" not in string or "\ufffd" in text else text


def _parse(text: str) -> Json:
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _dumps(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False)
