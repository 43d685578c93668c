"""One JSON text to its value, and what is wrong or odd about it."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable
from typing import Any

from responses_protocol.checks.reading.json_issues import TOO_DEEP, JsonIssue, find_json_issues
from responses_protocol.jsontext import UNSURE, quick
from responses_protocol.values import Json

# The standard library's words for an error, and ours.
_REASONS = {
    "Expecting value": "a value is missing",
    "Expecting ',' delimiter": "a comma or a closing bracket is missing",
    "Expecting ':' delimiter": "a colon is missing",
    "Expecting property name enclosed in double quotes": "the name of a member is missing",
    "Extra data": "the value has ended, and something follows",
    "Illegal trailing comma before end of object": "a comma stands before the closing bracket",
    "Illegal trailing comma before end of array": "a comma stands before the closing bracket",
    "Invalid control character": "a control character in a string is not escaped",
    "Unexpected UTF-8 BOM (decode using utf-8-sig)": "a byte order mark stands here",
}
_LONE_SURROGATE = re.compile(  # or, rarely, what looks like it
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])"
    rb"|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F]"
)
_MOST = 100  # oddities that are told of one text
_TEXT_THAT_ENDS = "The text ends in the middle of a value."

FATAL = frozenset(("RP001", "RP002", "RP003", "RP005", "RP007", "RP008"))
"""The codes of what leaves a text without a value."""


def parse(raw: bytes) -> tuple[Json, list[JsonIssue]]:
    """Return the value of a JSON text and what is odd about it.

    Where one of the codes is ``FATAL`` the value means nothing. Long integers survive, and so do
    lone surrogates; of two members of one name the last one is in the value.
    """
    value = quick(raw)
    if value is not UNSURE:
        return value, []
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        return None, [JsonIssue("RP003", error.start, "Not UTF-8.")]
    if "\0" in text:
        return None, [JsonIssue("RP005", raw.index(b"\0"), "Holds NUL characters.")]
    hooks = _Hooks(odd=_LONE_SURROGATE.search(raw) is not None)
    try:
        value = json.loads(
            text,
            object_pairs_hook=hooks.members,
            parse_int=hooks.integer,
            parse_float=hooks.number,
            parse_constant=hooks.constant,
        )
    except json.JSONDecodeError as error:
        return None, [_broken(text, error)]
    except RecursionError:
        deep = (one for one in find_json_issues(raw) if one.code == "RP007")
        return None, [next(deep, JsonIssue("RP007", 0, TOO_DEEP))]
    return value, _some(find_json_issues(raw)) if hooks.odd else []


def _some(odd: Iterable[JsonIssue]) -> list[JsonIssue]:
    """Return the first oddities, and the first that is fatal wherever it is."""
    found: list[JsonIssue] = []
    fatal = False
    for one in odd:
        grave = one.code in FATAL and not fatal
        fatal |= grave
        if grave or len(found) < _MOST:
            found.append(one)
    return found


class _Hooks:
    """Makes values as usual, and notes whether any is odd: to say where takes a slower pass."""

    def __init__(self, odd: bool) -> None:
        self.odd = odd

    def members(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        self.odd |= len(made) != len(pairs)
        return made

    def integer(self, text: str) -> int:
        self.odd |= len(text) > 18
        try:
            return int(text)
        except ValueError:  # too long for the interpreter
            return 0

    def number(self, text: str) -> float:
        made = float(text)
        self.odd |= math.isinf(made)
        return made

    def constant(self, name: str) -> None:
        self.odd = True


def _broken(text: str, error: json.JSONDecodeError) -> JsonIssue:
    offset = len(text[: error.pos].encode())
    message = error.msg.split(": ")[0].removesuffix(" at").removesuffix(" starting")
    if _is_cut(text, error.pos, message):
        return JsonIssue("RP002", offset, _TEXT_THAT_ENDS)
    reason = _REASONS.get(message, message[:1].lower() + message[1:])
    return JsonIssue("RP001", offset, f"Not JSON: {reason}.")


def _is_cut(text: str, at: int, message: str) -> bool:
    """Tell whether only the end is missing: no text is wrong up to there."""
    if message == "Unterminated string":
        return True
    if message == "Extra data" or not text.strip():
        return False
    rest = text[at:].rstrip()
    if message.startswith("Invalid \\"):  # an escape, of at most six characters
        return len(rest) < 6 and '"' not in rest
    return not rest or (message == "Expecting value" and _begins_a_word(rest))


def _begins_a_word(rest: str) -> bool:
    words = ("true", "false", "null")
    return rest == "-" or any(word.startswith(rest) for word in words)
