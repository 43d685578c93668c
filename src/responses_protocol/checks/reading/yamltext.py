"""YAML as far as it is JSON written in another way: no tags, no aliases, names are strings.

Plain scalars are read by the core schema of YAML 1.2: ``yes`` and ``12:30`` are strings.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from responses_protocol.checks.reading.codes import SEVERITY
from responses_protocol.checks.reading.json_issues import DEEPEST, TOO_DEEP, JsonIssue
from responses_protocol.checks.reading.record import Positions, Record, issue_finding
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
    def __init__(self, code: str, message: str, node: Any) -> None:
        self.code = code
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
        yield issue_finding(path, JsonIssue("RP003", 0, "Not UTF-8."), line, 1)
        return
    try:
        for node in yaml.compose_all(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader)):
            if node is not None:
                yield from _record(path, node)
    except (yaml.YAMLError, RecursionError) as error:
        yield _broken(path, text, error)


def _broken(path: str, text: str, error: Exception) -> Finding:
    """Return the finding for a text that PyYAML can't read, whatever its version says of it."""
    mark = getattr(error, "problem_mark", None)
    if mark or isinstance(error, RecursionError):
        deep = _too_deep(text[: mark.index] if mark else text)
        if deep or not mark:
            return issue_finding(path, JsonIssue("RP007", 0, TOO_DEEP), *(deep or (1, 1)))
    reason = _reason(text[mark.index :]) if mark else "it has a character that YAML never has"
    place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    return issue_finding(path, JsonIssue("RP001", 0, f"Not YAML: {reason}."), *place)


def _reason(rest: str) -> str:
    """Return why YAML ends before the rest of a text."""
    if not rest.strip():
        return "the text ends in the middle of a value"
    if rest[0] == "\t":
        return "a tab stands here, where YAML takes spaces only"
    if rest[0] in "@`%":
        return f"no value begins with {rest[0]}"
    return "what stands here does not fit what stands before"


def _too_deep(text: str) -> tuple[int, int] | None:
    """Return where a text is nested too deeply, if it is.

    The loader in C has a limit of its own in some versions, and overflows in others. The one in
    Python has none as long as it yields events, and it reads only what the other one refused.
    """
    import yaml

    level = 0
    try:
        for event in yaml.parse(text, Loader=yaml.BaseLoader):
            level += isinstance(event, yaml.CollectionStartEvent)
            level -= isinstance(event, yaml.CollectionEndEvent)
            if level > DEEPEST:
                return _mark(event)
    except yaml.YAMLError:
        return None
    return None


def _record(path: str, root: Any) -> Iterator[Record | Finding]:
    odd: list[tuple[JsonIssue, Any]] = []
    try:
        value = _value(root, set(), odd)
    except _NoJson as error:
        yield issue_finding(path, JsonIssue(error.code, 0, error.message), *_mark(error.node))
        return
    for one, node in odd:
        yield issue_finding(path, one, *_mark(node))

    def locate(pointers: Iterable[str]) -> Positions:
        return {pointer: _mark(_node(root, pointer)) for pointer in pointers}

    yield Record(path, root.start_mark.line + 1, value, locate)


def _value(node: Any, seen: set[int], odd: list[tuple[JsonIssue, Any]], level: int = 1) -> Json:
    if id(node) in seen:
        raise _NoJson("RP001", "Not JSON in YAML: an alias stands for another value.", node)
    seen.add(id(node))
    if node.id == "scalar":
        return _scalar(node)
    if level > DEEPEST:
        raise _NoJson("RP007", TOO_DEEP, node)
    if node.id == "sequence":
        elements: list[Json] = []
        for one in node.value:  # no comprehension: it would take a second frame for each level
            elements.append(_value(one, seen, odd, level + 1))
        return elements
    made: dict[str, Json] = {}
    for name, member in node.value:
        if name.id != "scalar":
            message = "Not JSON in YAML: the name of a member is no string."
            raise _NoJson("RP001", message, name)
        if name.value in made:
            message = "A member of this name is there already: readers keep one of them."
            odd.append((JsonIssue("RP006", 0, message), name))
        made[name.value] = _value(member, seen, odd, level + 1)
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
        message = "An integer of more digits than readers take."
        raise _NoJson("RP001", message, node) from None


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
