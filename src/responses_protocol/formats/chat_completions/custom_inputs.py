"""The input of a custom tool, in whatever way a model spelled it.

A server that knows only functions gets a custom tool as a function with one marked argument
(``custom_tools``). Its model answers as it likes: with the argument, with one of another name, with
a bare string, with the input alone, with JSON that is broken. All of these are read where the
request says that the tool is a custom one; what is no wrapping at all is the input itself.
"""

from __future__ import annotations

import json
import re
from json.decoder import scanstring  # type: ignore[attr-defined]  # typeshed leaves it out

from responses_protocol.formats.chat_completions.custom_tools import ARGUMENT, is_text
from responses_protocol.values import Json

NAMES = (ARGUMENT, "input")  # those that are the input whatever stands beside them
FENCE = re.compile(r"\s*```\w*\n(.*?)\n?```\s*\Z", re.DOTALL)
# the beginning of an object up to the first character of its first value, and a name in any quotes
FIRST = re.compile(r"\s*\{\s*(?:\"((?:[^\"\\]|\\.)*)\"|'([^']*)'|(\w+))\s*:\s*")
SECOND = re.compile(r"\s*,\s*\"(?:[^\"\\]|\\.)*\"\s*:")  # the name of another member
LAST = " \t\n\r,}"  # what may stand behind the last value
ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
DEPTH = 4  # of objects around the input


def read_input(arguments: Json) -> str:
    """Return the input of a custom tool that these arguments of a function call stand for.

    They are a text, or what servers send parsed. Nothing of it is made up: where no argument can be
    told, the input is the text as it is.
    """
    if not isinstance(arguments, str):
        return "" if arguments is None else _of(arguments, _dumps(arguments), DEPTH)
    fenced = FENCE.match(arguments)
    if fenced is not None and FIRST.match(fenced[1]):
        return read_input(fenced[1])
    try:
        value = json.loads(arguments, strict=False)
    except (ValueError, RecursionError):
        return _of_broken(arguments)
    return _of(value, arguments, DEPTH)


def _of(value: Json, text: str, depth: int) -> str:
    """Return the input that a value has in it, ``text`` where that is the input by itself."""
    if isinstance(value, str):
        inner = _parsed(value) if FIRST.match(value) else None
        wraps = isinstance(inner, dict) and ARGUMENT in inner and depth > 0
        found = _of(inner, value, depth - 1) if wraps else value
        return found if is_text(found) else text
    if isinstance(value, list) and len(value) == 1 and depth:
        return _of(value[0], text, depth - 1)
    if not isinstance(value, dict) or not depth:
        return text
    if not value:
        return ""
    name = next((name for name in NAMES if name in value), None)
    if name is None:
        inside = [one for one in value.values() if _has_argument(one, depth - 1)]
        if inside:
            return _of(inside[0], text, depth - 1)
        if len(value) > 1:
            return text
        (name,) = value
    own = value[name]
    if own is None:
        return ""
    if isinstance(own, str) or _has_argument(own, depth - 1):
        return _of(own, text if isinstance(own, str) else _dumps(own), depth - 1)
    return _dumps(own) if name in NAMES else text


def says_more(arguments: str) -> bool:
    """Tell whether arguments that stand for an input say something beside it."""
    value = _parsed(arguments)
    while isinstance(value, (dict, list)):
        inner = list(value.values()) if isinstance(value, dict) else value
        if len(inner) > 1:
            return True
        value = inner[0] if inner else None
    return False


def _has_argument(value: Json, depth: int) -> bool:
    """Tell whether the marked argument is somewhere in an object."""
    if not isinstance(value, dict) or depth <= 0:
        return False
    return ARGUMENT in value or any(_has_argument(one, depth - 1) for one in value.values())


def _of_broken(text: str) -> str:
    """Return the input of an object that is no JSON: one that was cut, or badly quoted."""
    begun = FIRST.match(text)
    if begun is None:
        return _of_cut_string(text)
    name = next(part for part in begun.groups() if part is not None)
    rest = text[begun.end() :]
    quote = rest[:1]
    if quote not in ('"', "'", "`"):
        return text
    try:  # a string that is whole, in front of something broken
        found, end = scanstring(rest, 1, False) if quote == '"' else ("", 0)
    except ValueError:
        found, end = "", 0
    if end and (not rest[end:].strip(LAST) or (name in NAMES and _is_over(rest[end:].lstrip()))):
        return found if is_text(found) else text
    if name not in NAMES and not _is_closed(rest, quote):
        return text
    body = rest[1:]
    close = body.rfind(quote)
    if close >= 0 and not body[close + 1 :].strip(LAST):
        body = body[:close]
    return _unescaped(body)


def _is_over(rest: str) -> bool:
    """Tell whether an argument has ended before this: another one follows, or words, or all of it
    once more.
    """
    if rest[:1] == ",":
        return SECOND.match(rest) is not None
    behind = rest[1:].strip()
    return rest[:1] == "}" and ('"' not in behind or FIRST.match(behind) is not None)


def _is_closed(rest: str, quote: str) -> bool:
    """Tell whether a quoted string is the only value of an object, by how that ends."""
    close = rest.rfind(quote)
    return close > 0 and rest[close + 1 :].strip() in ("}", ",}")


def _of_cut_string(text: str) -> str:
    """Return what a bare JSON string says that lacks its end, or the text as it is."""
    bare = text.strip()
    if bare.startswith('"') and '"' not in bare[1:].replace('\\"', ""):
        return _unescaped(bare[1:])
    return text


def _unescaped(text: str) -> str:
    """Return a string of JSON that was not closed well; what is no escape in it stays."""

    def escaped(match: re.Match[str]) -> str:
        if match[1][0] == "u" and len(match[1]) == 5:
            return chr(int(match[1][1:], 16))
        return ESCAPES.get(match[1], match[1] if match[1] in "\"'\\/`" else match[0])

    found = ESCAPE.sub(escaped, text)
    found = found.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return found if "\ufffd" not in found or "\ufffd" in text else text


def _parsed(text: str) -> Json:
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _dumps(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False)
