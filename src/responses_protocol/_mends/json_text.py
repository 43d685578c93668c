"""Repairs in JSON text: the format of all unchanged parts stays."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator

from responses_protocol._checks.fixes.fix import add as added
from responses_protocol._checks.fixes.fix import iter_ancestors, remove, replace
from responses_protocol._checks.fixes.json_tree import Member, Node, format_node, open_members
from responses_protocol._checks.fixes.rewriting import apply_to_text, line_break
from responses_protocol._checks.subjects import Subject
from responses_protocol._jsontext import loads
from responses_protocol._lens.patch import Operation, Patch
from responses_protocol._mends.draft import Element
from responses_protocol._mends.mend import Mend
from responses_protocol._mends.repairing import KINDS, MendedPayload, RepairSettings, mend_payload
from responses_protocol._values import Json, escape_token, split_pointer
from responses_protocol.errors import ConversionError


def repair_text(
    raw: bytes, subject: Subject, settings: RepairSettings, pointer: str = ""
) -> tuple[bytes, tuple[Mend, ...]]:
    """Repair the payload at a pointer in the text of a JSON record.

    Returns the text, and the mends with pointers into the record. Text that ``jsontext.loads``
    refuses stays unchanged.
    """
    if subject.kind not in KINDS:
        return raw, ()
    bom = codecs.BOM_UTF8 if raw.startswith(codecs.BOM_UTF8) else b""
    try:
        record = loads(raw[len(bom) :])
        payload_pointer, payload = next(iter_ancestors(record, pointer))
        if payload_pointer != pointer:
            return raw, ()
        mended_payload = mend_payload(payload, subject, settings, pointer)
        if not mended_payload.mends:
            return raw, ()
        repaired = _repair_text(raw[len(bom) :].decode(), payload, mended_payload, pointer).encode()
        if next(iter_ancestors(loads(repaired), pointer))[1] != get_mended_value(
            payload, mended_payload
        ):
            return raw, ()
    except (ConversionError, RecursionError):
        return raw, ()
    return bom + repaired, mended_payload.mends


def get_mended_value(payload: Json, mended_payload: MendedPayload) -> Json:
    """Return the mended payload, which shares unchanged values with the source."""
    if not mended_payload.mends:
        return payload
    if "" in mended_payload.lists:
        return [element.value for element in mended_payload.lists[""]]
    members = {
        name: member for name, member in payload.items() if name not in mended_payload.members
    }
    lists = {
        pointer[1:]: [element.value for element in mended_payload.lists[pointer]]
        for pointer in mended_payload.lists
    }
    return {**members, **lists}


def _repair_text(raw: str, payload: Json, mended_payload: MendedPayload, prefix: str) -> str:
    patch: Patch = [remove(f"{prefix}/{escape_token(name)}") for name in mended_payload.members]
    for pointer, elements in mended_payload.lists.items():
        source = payload[pointer[1:]] if pointer else payload
        for element in elements:
            if element.source is not None and not element.is_unchanged:
                patch += _changes(
                    f"{prefix}{pointer}/{element.source}", source[element.source], element.value
                )
    changed = apply_to_text(raw, patch)
    inner = changed.strip(" \t\r\n")
    start = changed.index(inner)
    root = Node(inner)
    for pointer, elements in mended_payload.lists.items():
        _arrange(_find_node(root, prefix + pointer), elements)
    return changed[:start] + format_node(root) + changed[start + len(inner) :]


def _changes(place: str, source: Json, value: Json) -> Iterator[Operation]:
    """Yield the operations that turn one value into another, each as deep as possible."""
    if isinstance(source, list):
        if len(source) != len(value):
            yield replace(place, value)
            return
        for index, (old, new) in enumerate(zip(source, value, strict=True)):
            if old is not new:
                yield from _changes(f"{place}/{index}", old, new)
    elif isinstance(source, dict):
        for key in source:
            if key not in value:
                yield remove(f"{place}/{escape_token(key)}")
            elif value[key] is not source[key]:
                yield from _changes(f"{place}/{escape_token(key)}", source[key], value[key])
        for key in value:
            if key not in source:
                yield added(f"{place}/{escape_token(key)}", value[key])
    else:
        yield replace(place, value)


def _find_node(root: Node, pointer: str) -> Node:
    for step in split_pointer(pointer):
        members = open_members(root)
        is_list = root.raw[0] == "["
        root = (members[int(step)] if is_list else _find_member(members, step)).value
    return root


def _find_member(members: list[Member], name: str) -> Member:
    return next(member for member in members if member.name == name)


def _arrange(node: Node, elements: list[Element]) -> None:
    """Put the elements of a list in their new order, each with the blanks of its place."""
    members = list(open_members(node))
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
    """Return the text of an element in the format of its siblings, with their indentation."""
    sibling_text = format_node(sibling.value)
    line = line_break(lead)
    if "\n" not in sibling_text or not line:
        separators = (", ", ": ") if '": ' in sibling_text else (",", ":")
        return json.dumps(value, separators=separators)
    inner_members = open_members(Node(sibling_text))
    unit = line_break(inner_members[0].lead)[len(line) :] if inner_members else ""
    return json.dumps(value, indent=unit or "  ").replace("\n", line)
