"""Parsing of one JSON text, with the issues that readers would disagree about."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable
from typing import Any

from responses_protocol._checks.reading.json_issues import TOO_DEEP, JsonIssue, find_json_issues
from responses_protocol._jsontext import UNSURE, quick
from responses_protocol._values import Json

# The reasons for errors by the messages of the standard library.
_REASONS = {
    "Expecting value": "a value is missing",
    "Expecting ',' delimiter": "a comma or a closing bracket is missing",
    "Expecting ':' delimiter": "a colon is missing",
    "Expecting property name enclosed in double quotes": "the name of a member is missing",
    "Extra data": "the value has ended, and something follows",
    "Illegal trailing comma before end of object": "a comma is before the closing bracket",
    "Illegal trailing comma before end of array": "a comma is before the closing bracket",
    "Invalid control character": "a control character in a string is not escaped",
    "Unexpected UTF-8 BOM (decode using utf-8-sig)": "a byte order mark is here",
}
_LONE_SURROGATE = re.compile(  # or, rarely, an escaped backslash in front of such letters
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])"
    rb"|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F]"
)
_MAX_ISSUES = 100  # reported for one text
_TRUNCATED = "The text ends in the middle of a value."

FATAL = frozenset(("RP001", "RP002", "RP003", "RP005", "RP007", "RP008"))
"""The codes of issues that leave a text without a value."""


def parse(raw: bytes) -> tuple[Json, list[JsonIssue]]:
    """Return the value of a JSON text, and its issues.

    The value means nothing if an issue has a ``FATAL`` code. Long integers and lone surrogates
    survive; of two members with one name the last one counts.
    """
    value = quick(raw)
    if value is not UNSURE:
        return value, []
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        return None, [JsonIssue("RP003", error.start, "Not UTF-8.")]
    if "\0" in text:
        return None, [JsonIssue("RP005", raw.index(b"\0"), "The record contains NUL characters.")]
    hooks = _JsonHooks(has_issue=_LONE_SURROGATE.search(raw) is not None)
    try:
        value = json.loads(
            text,
            object_pairs_hook=hooks.members,
            parse_int=hooks.integer,
            parse_float=hooks.number,
            parse_constant=hooks.constant,
        )
    except json.JSONDecodeError as error:
        return None, [_syntax_issue(text, error)]
    except RecursionError:
        depth_issues = (issue for issue in find_json_issues(raw) if issue.code == "RP007")
        return None, [next(depth_issues, JsonIssue("RP007", 0, TOO_DEEP))]
    return value, _limit_issues(find_json_issues(raw)) if hooks.has_issue else []


def _limit_issues(issues: Iterable[JsonIssue]) -> list[JsonIssue]:
    """Return the first issues, and the first fatal one wherever it is."""
    selected: list[JsonIssue] = []
    has_fatal = False
    for issue in issues:
        is_first_fatal = issue.code in FATAL and not has_fatal
        has_fatal |= is_first_fatal
        if is_first_fatal or len(selected) < _MAX_ISSUES:
            selected.append(issue)
    return selected


class _JsonHooks:
    """Hooks of ``json.loads`` that note whether there may be issues: a slower pass finds them."""

    def __init__(self, has_issue: bool) -> None:
        self.has_issue = has_issue

    def members(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        value = dict(pairs)
        self.has_issue |= len(value) != len(pairs)
        return value

    def integer(self, text: str) -> int:
        self.has_issue |= len(text) > 18
        try:
            return int(text)
        except ValueError:  # too long for the interpreter
            return 0

    def number(self, text: str) -> float:
        value = float(text)
        self.has_issue |= math.isinf(value)
        return value

    def constant(self, name: str) -> None:
        self.has_issue = True


def _syntax_issue(text: str, error: json.JSONDecodeError) -> JsonIssue:
    offset = len(text[: error.pos].encode())
    message = error.msg.split(": ")[0].removesuffix(" at").removesuffix(" starting")
    if _is_truncated(text, error.pos, message):
        return JsonIssue("RP002", offset, _TRUNCATED)
    reason = _REASONS.get(message, message[:1].lower() + message[1:])
    return JsonIssue("RP001", offset, f"Not JSON: {reason}.")


def _is_truncated(text: str, offset: int, message: str) -> bool:
    """Return whether a text is only cut: it is right up to its end."""
    if message == "Unterminated string":
        return True
    if message == "Extra data" or not text.strip():
        return False
    rest = text[offset:].rstrip()
    if message.startswith("Invalid \\"):  # an escape, of at most six characters
        return len(rest) < 6 and '"' not in rest
    return not rest or (message == "Expecting value" and _is_truncated_literal(rest))


def _is_truncated_literal(rest: str) -> bool:
    words = ("true", "false", "null")
    return rest == "-" or any(word.startswith(rest) for word in words)
