"""How models spell the input of a custom tool that a server has as a function."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import NamedTuple

ARGUMENT = "custom_tool_input"


class Spelling(NamedTuple):
    """A way to write an input as arguments, and which inputs can be read from that."""

    name: str
    write: Callable[[str], str]
    fits: Callable[[str], bool] = lambda text: True


def write_as_member(name: str, **more: object) -> Callable[[str], str]:
    return lambda text: json.dumps({name: text, **more}, ensure_ascii=False)


def mark_input(text: str) -> str:
    return write_as_member(ARGUMENT)(text)


def is_plain(text: str) -> bool:
    """Tell whether a text has nothing in it that a string of JSON escapes."""
    return not any(character in text for character in "\"'\\`{}[]") and text.isprintable()


def has_no_escape(text: str) -> bool:
    return "\\" not in text


def is_bare(text: str) -> bool:
    """Tell whether a text can be taken for nothing but itself."""
    return is_plain(text) and not _is_json(text)


def _is_json(text: str) -> bool:
    try:
        return isinstance(json.loads(text), (str, list, dict))
    except ValueError:
        return False


def ends_well(text: str) -> bool:
    """Tell whether a text that was cut off can be told from what comes behind it."""
    return is_plain(text) and not text.endswith((" ", "}"))


SPELLINGS = [
    Spelling("the marked argument", mark_input),
    Spelling("without a space", lambda text: json.dumps({ARGUMENT: text}, separators=(",", ":"))),
    Spelling("on lines of its own", lambda text: json.dumps({ARGUMENT: text}, indent=2)),
    Spelling("with space around", lambda text: f"\n {mark_input(text)} \n"),
    Spelling("in escapes", lambda text: json.dumps({ARGUMENT: text})),
    Spelling("with an escaped name", lambda text: mark_input(text).replace("m_t", "m\\u005ft", 1)),
    Spelling("input", write_as_member("input")),
    Spelling("content", write_as_member("content")),
    Spelling("patch", write_as_member("patch")),
    Spelling("in another case", write_as_member("customToolInput")),
    Spelling("with a reason behind", write_as_member(ARGUMENT, why="so")),
    Spelling("with a reason before", lambda text: json.dumps({"why": "so", ARGUMENT: text})),
    Spelling("input with a reason", write_as_member("input", why=["so"])),
    Spelling("a bare string", lambda text: json.dumps(text, ensure_ascii=False)),
    Spelling("a string with arguments", lambda text: json.dumps(mark_input(text))),
    Spelling("twice around", lambda text: json.dumps({ARGUMENT: mark_input(text)})),
    Spelling("inside of arguments", lambda text: json.dumps({"arguments": {ARGUMENT: text}})),
    Spelling("in a list", lambda text: json.dumps([{ARGUMENT: text}])),
    Spelling("the input itself", lambda text: text, is_bare),
    Spelling("raw line ends", lambda text: mark_input(text).replace("\\n", "\n"), has_no_escape),
    Spelling("cut behind the string", lambda text: mark_input(text)[:-1]),
    Spelling("cut inside the string", lambda text: mark_input(text)[:-2], ends_well),
    Spelling("a comma too many", lambda text: mark_input(text)[:-1] + ",}"),
    Spelling("twice", lambda text: mark_input(text) * 2),
    Spelling("words behind", lambda text: f"{mark_input(text)} Done."),
    Spelling("single quotes", lambda text: f"{{'{ARGUMENT}': '{text}'}}", is_plain),
    Spelling("no quotes around the name", lambda text: f'{{input: "{text}"}}', is_plain),
    Spelling("in a fence", lambda text: f"```json\n{mark_input(text)}\n```"),
]
