"""A repair done in JSON text, so that all else stays as it was written."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator

from responses_protocol.checks.fixes.fix import above, remove, replace
from responses_protocol.checks.fixes.fix import add as added
from responses_protocol.checks.fixes.json_tree import Member, Node, opened, text
from responses_protocol.checks.fixes.rewriting import line_break, rewritten
from responses_protocol.checks.subjects import Subject
from responses_protocol.errors import ConversionError
from responses_protocol.jsontext import loads
from responses_protocol.lens.patch import Operation, Patch
from responses_protocol.mends.draft import Element
from responses_protocol.mends.mend import Mend
from responses_protocol.mends.repairing import KINDS, MendedPayload, Request, mended
from responses_protocol.values import Json, token, tokens


def rewrite(
    raw: bytes, subject: Subject, settings: Request, pointer: str = ""
) -> tuple[bytes, tuple[Mend, ...]]:
    """Return the text of a JSON record with the payload ``at`` a pointer repaired, and the mends.

    Their pointers lead into the record. Text that ``jsontext.loads`` refuses is returned as it is.
    """
    if subject.kind not in KINDS:
        return raw, ()
    bom = codecs.BOM_UTF8 if raw.startswith(codecs.BOM_UTF8) else b""
    try:
        record = loads(raw[len(bom) :])
        payload_pointer, payload = next(above(record, pointer))
        if payload_pointer != pointer:
            return raw, ()
        done = mended(payload, subject, settings, pointer)
        if not done.mends:
            return raw, ()
        repaired = _repair_text(raw[len(bom) :].decode(), payload, done, pointer).encode()
        if next(above(loads(repaired), pointer))[1] != value_of(payload, done):
            return raw, ()
    except (ConversionError, RecursionError):
        return raw, ()
    return bom + repaired, done.mends


def value_of(payload: Json, done: MendedPayload) -> Json:
    """Return the payload that a repair makes of one; it shares with that what is not mended."""
    if not done.mends:
        return payload
    if "" in done.lists:
        return [element.value for element in done.lists[""]]
    members = {name: element for name, element in payload.items() if name not in done.members}
    lists = {
        pointer[1:]: [element.value for element in done.lists[pointer]] for pointer in done.lists
    }
    return {**members, **lists}


def _repair_text(raw: str, payload: Json, done: MendedPayload, prefix: str) -> str:
    patch: Patch = [remove(f"{prefix}/{token(name)}") for name in done.members]
    for pointer, elements in done.lists.items():
        source = payload[pointer[1:]] if pointer else payload
        for element in elements:
            if element.source is not None and not element.is_unchanged:
                patch += _changes(
                    f"{prefix}{pointer}/{element.source}", source[element.source], element.value
                )
    changed = rewritten(raw, patch)
    inner = changed.strip(" \t\r\n")
    start = changed.index(inner)
    root = Node(inner)
    for pointer, elements in done.lists.items():
        _arrange(_find_node(root, prefix + pointer), elements)
    return changed[:start] + text(root) + changed[start + len(inner) :]


def _changes(place: str, source: Json, value: Json) -> Iterator[Operation]:
    """Yield the operations that make one value of another, down to what differs in them."""
    if isinstance(source, list):  # of the same length, as calls of a message are
        if len(source) != len(value):
            yield replace(place, value)
            return
        for index, (old, new) in enumerate(zip(source, value, strict=True)):
            if old is not new:
                yield from _changes(f"{place}/{index}", old, new)
    elif isinstance(source, dict):
        for key in source:
            if key not in value:
                yield remove(f"{place}/{token(key)}")
            elif value[key] is not source[key]:
                yield from _changes(f"{place}/{token(key)}", source[key], value[key])
        for key in value:
            if key not in source:
                yield added(f"{place}/{token(key)}", value[key])
    else:
        yield replace(place, value)


def _find_node(root: Node, pointer: str) -> Node:
    for step in tokens(pointer):
        members = opened(root)
        is_list = root.raw[0] == "["
        root = (members[int(step)] if is_list else _find_member(members, step)).value
    return root


def _find_member(members: list[Member], name: str) -> Member:
    return next(member for member in members if member.name == name)


def _arrange(node: Node, elements: list[Element]) -> None:
    """Put the elements of a list in their order, each with the blanks of its place."""
    members = list(opened(node))
    first, last = members[0].lead, members[-1].trail
    separator = members[1].lead if len(members) > 1 else first or " "
    arranged: list[Member] = []
    for element in elements:
        if element.source is not None:
            member = members[element.source]
            lead = member.lead if element.source else separator
        else:
            lead = separator
            member = Member(lead, "", "", Node(_format_element(element.value, members[0], lead)))
        member.lead, member.trail = lead if arranged else first, ""
        arranged.append(member)
    if arranged:
        arranged[-1].trail = last
    node.members = arranged


def _format_element(value: Json, sibling: Member, lead: str) -> str:
    """Write an element as its siblings are: on one line, or on several with their indentation."""
    sibling_text = text(sibling.value)
    line = line_break(lead)
    if "\n" not in sibling_text or not line:
        separators = (", ", ": ") if '": ' in sibling_text else (",", ":")
        return json.dumps(value, separators=separators)
    inner_members = opened(Node(sibling_text))
    unit = line_break(inner_members[0].lead)[len(line) :] if inner_members else ""
    return json.dumps(value, indent=unit or "  ").replace("\n", line)
