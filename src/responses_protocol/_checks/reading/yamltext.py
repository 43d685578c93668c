"""Records in YAML, as far as it is JSON in another notation: no tags, no aliases, strings as names.

Plain scalars follow the core schema of YAML 1.2: ``yes`` and ``12:30`` are strings.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from responses_protocol._checks.reading.codes import SEVERITY
from responses_protocol._checks.reading.json_issues import MAX_DEPTH, TOO_DEEP
from responses_protocol._checks.reading.record import Positions, Record, text_finding
from responses_protocol._reporting.finding import Finding
from responses_protocol._values import Json, split_pointer

NO_YAML = "YAML can't be read here: install responses-protocol[yaml]."
_REPEATED = "A member of this name is there already: readers keep one of them."
_WORDS: dict[str, Json] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")


class _NotJson(Exception):
    def __init__(self, code: str, message: str, node: Any) -> None:
        self.code = code
        self.message = message
        self.node = node


def yaml_records(path: str, raw: bytes) -> Iterator[Record | Finding]:
    """Yield a record for each document of a YAML file, up to a finding for the first broken one."""
    try:
        import yaml
    except ImportError:
        yield Finding("RP011", SEVERITY["RP011"], NO_YAML, path=path)
        return
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        yield text_finding(path, "RP003", "Not UTF-8.", line, 1)
        return
    try:
        for node in yaml.compose_all(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader)):
            if node is not None:
                yield from _record(path, node)
    except (yaml.YAMLError, RecursionError) as error:
        yield _syntax_finding(path, text, error)


def _syntax_finding(path: str, text: str, error: Exception) -> Finding:
    """Return the finding for a text that PyYAML can't read, alike for all versions of PyYAML."""
    mark = getattr(error, "problem_mark", None)
    if mark or isinstance(error, RecursionError):
        deep = _find_depth_error(text[: mark.index] if mark else text)
        if deep or not mark:
            return text_finding(path, "RP007", TOO_DEEP, *(deep or (1, 1)))
    reason = _reason(text[mark.index :]) if mark else "it has a character that YAML never has"
    place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    return text_finding(path, "RP001", f"Not YAML: {reason}.", *place)


def _reason(rest: str) -> str:
    """Return the reason why a text is not YAML from here on."""
    if not rest.strip():
        return "the text ends in the middle of a value"
    if rest[0] == "\t":
        return "a tab is here, where YAML accepts only spaces"
    if rest[0] in "@`%":
        return f"no value begins with {rest[0]}"
    return "the text here does not fit the text before it"


def _find_depth_error(text: str) -> tuple[int, int] | None:
    """Return the position where a text is nested too deeply, or None.

    The loader in C has a limit of its own in some versions, and overflows in others. The loader in
    Python has none while it yields events, and it reads only texts that the other one refused.
    """
    import yaml

    level = 0
    try:
        for event in yaml.parse(text, Loader=yaml.BaseLoader):
            level += isinstance(event, yaml.CollectionStartEvent)
            level -= isinstance(event, yaml.CollectionEndEvent)
            if level > MAX_DEPTH:
                return _position(event)
    except yaml.YAMLError:
        return None
    return None


def _record(path: str, root: Any) -> Iterator[Record | Finding]:
    repeated: list[Any] = []  # the names that stand twice
    try:
        value = _read_value(root, set(), repeated)
    except _NotJson as error:
        yield text_finding(path, error.code, error.message, *_position(error.node))
        return
    for name in repeated:
        yield text_finding(path, "RP006", _REPEATED, *_position(name))

    def locate(pointers: Iterable[str]) -> Positions:
        return {pointer: _position(_find_node(root, pointer)) for pointer in pointers}

    yield Record(path, root.start_mark.line + 1, value, locate)


def _read_value(node: Any, visited: set[int], repeated: list[Any], level: int = 1) -> Json:
    if id(node) in visited:
        raise _NotJson("RP001", "Not JSON in YAML: an alias stands for another value.", node)
    visited.add(id(node))
    if node.id == "scalar":
        return _read_scalar(node)
    if level > MAX_DEPTH:
        raise _NotJson("RP007", TOO_DEEP, node)
    if node.id == "sequence":
        elements: list[Json] = []
        for element in node.value:  # a comprehension would take a second frame for each level
            elements.append(_read_value(element, visited, repeated, level + 1))
        return elements
    members: dict[str, Json] = {}
    for name, member in node.value:
        if name.id != "scalar":
            message = "Not JSON in YAML: the name of a member is not a string."
            raise _NotJson("RP001", message, name)
        if name.value in members:
            repeated.append(name)
        members[name.value] = _read_value(member, visited, repeated, level + 1)
    return members


def _read_scalar(node: Any) -> Json:
    if node.style:  # quoted, or a block
        return node.value
    if node.value in _WORDS:
        return _WORDS[node.value]
    if not _NUMBER.fullmatch(node.value):
        return node.value
    try:
        return json.loads(node.value)
    except ValueError:  # the interpreter's limit on digits
        message = "An integer of more digits than readers take."
        raise _NotJson("RP001", message, node) from None


def _find_node(root: Any, pointer: str) -> Any:
    node = root
    for step in split_pointer(pointer):
        if node.id == "mapping":
            matches = [member for name, member in node.value if name.value == step]
            if not matches:
                return node
            node = matches[-1]
        elif node.id == "sequence" and step.isdigit() and int(step) < len(node.value):
            node = node.value[int(step)]
        else:
            return node
    return node


def _position(node: Any) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1
