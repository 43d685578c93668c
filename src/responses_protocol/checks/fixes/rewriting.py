"""A patch applied to JSON text, so that all else stays as it was written.

The operations are those of JSON Patch (RFC 6902) that fixes need: ``add``, ``remove``,
``replace`` and ``move``, of members of objects. New members stand behind the others, but for
``type``, which stands first; they are laid out as their neighbours are.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from responses_protocol.checks.fixes.json_tree import Layout, Member, Node, opened, scalar, text
from responses_protocol.lens.patch import Operation, Patch
from responses_protocol.values import Json, tokens

_UNIT = "  "  # of indentation, where the text doesn't show it


def rewritten(raw: str, patch: Patch) -> str:
    """Return the text of a JSON value with the patch applied, which must fit; blanks stay."""
    inner = raw.strip(" \t\r\n")
    start = raw.index(inner)
    root = Node(inner)
    for operation in patch:
        _OPERATIONS[operation["op"]](root, operation)
    return raw[:start] + text(root) + raw[start + len(inner) :]


def _add(root: Node, operation: Operation) -> None:
    _fill(*_owner(root, operation["path"]), operation["value"])


def _fill(owner: Node, name: str, value: Json) -> None:
    """Put a value in; an object member by member, so that it is laid out as others are."""
    placed = _put(owner, name, scalar({} if isinstance(value, dict) else value))
    if isinstance(value, dict):
        for key, member in value.items():
            _fill(placed.value, key, member)


def _remove(root: Node, operation: Operation) -> None:
    _take(*_owner(root, operation["path"]))


def _replace(root: Node, operation: Operation) -> None:
    _found(*_owner(root, operation["path"])).value = scalar(operation["value"])


def _move(root: Node, operation: Operation) -> None:
    taken = _take(*_owner(root, operation["from"]))
    placed = _put(*_owner(root, operation["path"]), taken.value)
    before, after = line_break(taken.lead), line_break(placed.lead)
    if before and after:  # line feeds stand between tokens only, never in them
        placed.value = Node(text(taken.value).replace(before, after))


_OPERATIONS: dict[str, Callable[[Node, Operation], None]] = {
    "add": _add,
    "remove": _remove,
    "replace": _replace,
    "move": _move,
}


def _owner(root: Node, pointer: str) -> tuple[Node, str]:
    """Return the node that holds what a pointer names, and the last token of the pointer."""
    *path, last = tokens(pointer)
    for step in path:
        root = _found(root, step).value
    return root, last


def _found(node: Node, step: str) -> Member:
    members = opened(node)
    if node.raw[0] == "[":
        return members[int(step)]
    return _by_name(node)[step]


def _by_name(node: Node) -> dict[str, Member]:
    """The members of an object by their names, read once: operations may be as many."""
    if node.by_name is None:
        node.by_name = {member.name: member for member in opened(node)}
    return node.by_name


def _take(owner: Node, name: str) -> Member:
    members = opened(owner)
    taken = _by_name(owner).pop(name)
    at = members.index(taken)
    del members[at]
    if members and at == len(members):
        members[-1].trail = taken.trail
    elif members and at == 0:
        members[0].lead = taken.lead
    elif not members:
        owner.inner = Layout(taken.lead, taken.colon, taken.trail)
    return taken


def _put(owner: Node, name: str, value: Node) -> Member:
    members = opened(owner)
    layout = _next(members) if members else owner.inner or Layout()
    placed = Member(layout.lead, json.dumps(name), layout.colon, value)
    if name == "type" and members:
        placed.lead, members[0].lead = members[0].lead, layout.lead
        members.insert(0, placed)
    else:
        placed.trail = layout.trail
        if members:
            members[-1].trail = members[-2].trail if len(members) > 1 else ""
        members.append(placed)
    _by_name(owner)[name] = placed
    line = line_break(placed.lead)
    if line and value.inner is None:
        value.inner = Layout(line + _unit(line, line_break(members[-1].trail)), layout.colon, line)
    elif value.inner is None:
        value.inner = Layout(colon=layout.colon)
    return placed


def _next(members: list[Member]) -> Layout:
    """How one more member is laid out behind these."""
    first, last = members[0], members[-1]
    lead = members[1].lead if len(members) > 1 else first.lead
    if len(members) == 1 and not lead:
        lead = " " if first.colon.endswith(" ") else ""
    return Layout(lead, first.colon, last.trail)


def line_break(blanks: str) -> str:
    """Return the last line break in blanks, with the indentation behind it; empty without one."""
    at = blanks.rfind("\n")
    return blanks[at - blanks[:at].endswith("\r") :] if at >= 0 else ""


def _unit(line: str, outer: str) -> str:
    return line[len(outer) :] if outer and line.startswith(outer) and line != outer else _UNIT
