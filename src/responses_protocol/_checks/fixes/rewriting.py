"""Apply a patch to JSON text, so that all other text stays as it was written.

The operations are those of JSON Patch (RFC 6902) that fixes need: ``add``, ``remove``,
``replace`` and ``move``, for members of objects. New members stand last, except ``type``, which
stands first; they have the layout of their neighbours.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from responses_protocol._checks.fixes.json_tree import (
    Layout,
    Member,
    Node,
    format_node,
    open_members,
    scalar,
)
from responses_protocol._lens.patch import Operation, Patch
from responses_protocol._values import Json, split_pointer

_DEFAULT_INDENT = "  "  # where the text has no indentation


def apply_to_text(raw: str, patch: Patch) -> str:
    """Return the text of a JSON value with the patch applied; blanks around it stay."""
    inner = raw.strip(" \t\r\n")
    start = raw.index(inner)
    root = Node(inner)
    for operation in patch:
        _OPERATIONS[operation["op"]](root, operation)
    return raw[:start] + format_node(root) + raw[start + len(inner) :]


def _add(root: Node, operation: Operation) -> None:
    _insert_value(*_find_owner(root, operation["path"]), operation["value"])


def _insert_value(owner: Node, name: str, value: Json) -> None:
    """Insert a value, an object member by member, in the layout of its neighbours."""
    placed = _insert_member(owner, name, scalar({} if isinstance(value, dict) else value))
    if isinstance(value, dict):
        for key, member in value.items():
            _insert_value(placed.value, key, member)


def _remove(root: Node, operation: Operation) -> None:
    _remove_member(*_find_owner(root, operation["path"]))


def _replace(root: Node, operation: Operation) -> None:
    _find_member(*_find_owner(root, operation["path"])).value = scalar(operation["value"])


def _move(root: Node, operation: Operation) -> None:
    removed = _remove_member(*_find_owner(root, operation["from"]))
    placed = _insert_member(*_find_owner(root, operation["path"]), removed.value)
    before, after = line_break(removed.lead), line_break(placed.lead)
    if before and after:  # tokens contain no line feeds
        placed.value = Node(format_node(removed.value).replace(before, after))


_OPERATIONS: dict[str, Callable[[Node, Operation], None]] = {
    "add": _add,
    "remove": _remove,
    "replace": _replace,
    "move": _move,
}


def _find_owner(root: Node, pointer: str) -> tuple[Node, str]:
    """Return the node that owns the target of a pointer, and the last token of the pointer."""
    *path, last = split_pointer(pointer)
    for step in path:
        root = _find_member(root, step).value
    return root, last


def _find_member(node: Node, step: str) -> Member:
    members = open_members(node)
    if node.raw[0] == "[":
        return members[int(step)]
    return _index_members(node)[step]


def _index_members(node: Node) -> dict[str, Member]:
    """Return the members of an object by name, from an index that is made once."""
    if node.by_name is None:
        node.by_name = {member.name: member for member in open_members(node)}
    return node.by_name


def _remove_member(owner: Node, name: str) -> Member:
    members = open_members(owner)
    removed = _index_members(owner).pop(name)
    index = members.index(removed)
    del members[index]
    if members and index == len(members):
        members[-1].trail = removed.trail
    elif members and index == 0:
        members[0].lead = removed.lead
    elif not members:
        owner.inner = Layout(removed.lead, removed.colon, removed.trail)
    return removed


def _insert_member(owner: Node, name: str, value: Node) -> Member:
    members = open_members(owner)
    layout = _next_layout(members) if members else owner.inner or Layout()
    placed = Member(layout.lead, json.dumps(name), layout.colon, value)
    if name == "type" and members:
        placed.lead, members[0].lead = members[0].lead, layout.lead
        members.insert(0, placed)
    else:
        placed.trail = layout.trail
        if members:
            members[-1].trail = members[-2].trail if len(members) > 1 else ""
        members.append(placed)
    _index_members(owner)[name] = placed
    line = line_break(placed.lead)
    if line and value.inner is None:
        value.inner = Layout(
            line + _indent_unit(line, line_break(members[-1].trail)), layout.colon, line
        )
    elif value.inner is None:
        value.inner = Layout(colon=layout.colon)
    return placed


def _next_layout(members: list[Member]) -> Layout:
    """Return the layout of one more member behind these."""
    first, last = members[0], members[-1]
    lead = members[1].lead if len(members) > 1 else first.lead
    if len(members) == 1 and not lead:
        lead = " " if first.colon.endswith(" ") else ""
    return Layout(lead, first.colon, last.trail)


def line_break(blanks: str) -> str:
    """Return the last line break in blanks with the indentation behind it, or an empty string."""
    index = blanks.rfind("\n")
    return blanks[index - blanks[:index].endswith("\r") :] if index >= 0 else ""


def _indent_unit(line: str, outer: str) -> str:
    return (
        line[len(outer) :]
        if outer and line.startswith(outer) and line != outer
        else _DEFAULT_INDENT
    )
