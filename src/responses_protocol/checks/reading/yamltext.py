"""YAML as far as it is JSON written in another way: no tags, no aliases, names are strings.

Plain scalars are read by the core schema of YAML 1.2: ``yes`` and ``12:30`` are strings.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from responses_protocol.checks.reading.codes import SEVERITY
from responses_protocol.checks.reading.oddities import TOO_DEEP, Oddity
from responses_protocol.checks.reading.records import Places, Record, told
from responses_protocol.reporting.finding import Finding
from responses_protocol.values import Json, tokens

NO_YAML = "YAML can't be read here: install responses-protocol[yaml]."
_WORDS: dict[str, Json] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")


class _NoJson(Exception):
    def __init__(self, message: str, node: Any) -> None:
        self.message = message
        self.node = node


def yaml_records(path: str, raw: bytes) -> Iterator[Record | Finding]:
    """Yield a record for each document of a YAML file; the first that is none is a finding."""
    try:
        import yaml
    except ImportError:
        yield Finding("RP011", SEVERITY["RP011"], NO_YAML, path=path)
        return
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        yield told(path, Oddity("RP003", 0, "Not UTF-8."), line, 1)
        return
    try:
        for node in yaml.compose_all(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader)):
            if node is not None:
                yield from _record(path, node)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or "a character that it can't have"
        place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        yield told(path, Oddity("RP001", 0, f"Not YAML: {reason}."), *place)
    except RecursionError:
        yield told(path, Oddity("RP007", 0, TOO_DEEP), 1, 1)


def _record(path: str, root: Any) -> Iterator[Record | Finding]:
    odd: list[tuple[Oddity, Any]] = []
    try:
        value = _value(root, set(), odd)
    except _NoJson as error:
        yield told(path, Oddity("RP001", 0, error.message), *_mark(error.node))
        return
    for one, node in odd:
        yield told(path, one, *_mark(node))

    def locate(pointers: Iterable[str]) -> Places:
        return {pointer: _mark(_node(root, pointer)) for pointer in pointers}

    yield Record(path, root.start_mark.line + 1, value, locate)


def _value(node: Any, seen: set[int], odd: list[tuple[Oddity, Any]]) -> Json:
    if id(node) in seen:
        raise _NoJson("Not JSON in YAML: an alias stands for another value.", node)
    seen.add(id(node))
    if node.id == "sequence":
        return [_value(one, seen, odd) for one in node.value]
    if node.id == "scalar":
        return _scalar(node)
    made: dict[str, Json] = {}
    for name, member in node.value:
        if name.id != "scalar":
            raise _NoJson("Not JSON in YAML: the name of a member is no string.", name)
        if name.value in made:
            message = "A member of this name is there already: readers keep one of them."
            odd.append((Oddity("RP006", 0, message), name))
        made[name.value] = _value(member, seen, odd)
    return made


def _scalar(node: Any) -> Json:
    if node.style:  # quoted, or a block
        return node.value
    if node.value in _WORDS:
        return _WORDS[node.value]
    if not _NUMBER.fullmatch(node.value):
        return node.value
    try:
        return json.loads(node.value)
    except ValueError:  # the interpreter's limit on digits
        raise _NoJson("An integer of more digits than readers take.", node) from None


def _node(root: Any, pointer: str) -> Any:
    node = root
    for step in tokens(pointer):
        if node.id == "mapping":
            named = [member for name, member in node.value if name.value == step]
            if not named:
                return node
            node = named[-1]
        elif node.id == "sequence" and step.isdigit() and int(step) < len(node.value):
            node = node.value[int(step)]
        else:
            return node
    return node


def _mark(node: Any) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1
