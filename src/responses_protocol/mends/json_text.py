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
    raw: bytes, subject: Subject, asked: Request, at: str = ""
) -> tuple[bytes, tuple[Mend, ...]]:
    """Return the text of a JSON record with the payload ``at`` a pointer repaired, and the mends.

    Their pointers lead into the record. Text that ``jsontext.loads`` refuses is returned as it is.
    """
    if subject.kind not in KINDS:
        return raw, ()
    mark = codecs.BOM_UTF8 if raw.startswith(codecs.BOM_UTF8) else b""
    try:
        record = loads(raw[len(mark) :])
        place, payload = next(above(record, at))
        if place != at:
            return raw, ()
        done = mended(payload, subject, asked, at)
        if not done.mends:
            return raw, ()
        made = _text(raw[len(mark) :].decode(), payload, done, at).encode()
        if next(above(loads(made), at))[1] != value_of(payload, done):
            return raw, ()
    except (ConversionError, RecursionError):
        return raw, ()
    return mark + made, done.mends


def value_of(payload: Json, done: MendedPayload) -> Json:
    """Return the payload that a repair makes of one; it shares with that what is not mended."""
    if not done.mends:
        return payload
    if "" in done.lists:
        return [one.value for one in done.lists[""]]
    left = {name: one for name, one in payload.items() if name not in done.members}
    lists = {pointer[1:]: [one.value for one in done.lists[pointer]] for pointer in done.lists}
    return {**left, **lists}


def _text(raw: str, payload: Json, done: MendedPayload, at: str) -> str:
    patch: Patch = [remove(f"{at}/{token(name)}") for name in done.members]
    for pointer, elements in done.lists.items():
        source = payload[pointer[1:]] if pointer else payload
        for one in elements:
            if one.source is not None and not one.same:
                patch += _changes(f"{at}{pointer}/{one.source}", source[one.source], one.value)
    changed = rewritten(raw, patch)
    inner = changed.strip(" \t\r\n")
    start = changed.index(inner)
    root = Node(inner)
    for pointer, elements in done.lists.items():
        _arrange(_found(root, at + pointer), elements)
    return changed[:start] + text(root) + changed[start + len(inner) :]


def _changes(place: str, source: Json, value: Json) -> Iterator[Operation]:
    """Yield the operations that make one value of another, down to what differs in them."""
    if isinstance(source, list):  # of the same length, as calls of a message are
        if len(source) != len(value):
            yield replace(place, value)
            return
        for index, (one, other) in enumerate(zip(source, value, strict=True)):
            if one is not other:
                yield from _changes(f"{place}/{index}", one, other)
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


def _found(root: Node, pointer: str) -> Node:
    for step in tokens(pointer):
        members = opened(root)
        is_list = root.raw[0] == "["
        root = (members[int(step)] if is_list else _named(members, step)).value
    return root


def _named(members: list[Member], name: str) -> Member:
    return next(one for one in members if one.name == name)


def _arrange(node: Node, elements: list[Element]) -> None:
    """Put the elements of a list in their order, each with the blanks of its place."""
    before = list(opened(node))
    first, last = before[0].lead, before[-1].trail
    between = before[1].lead if len(before) > 1 else first or " "
    after: list[Member] = []
    for one in elements:
        if one.source is not None:
            member = before[one.source]
            lead = member.lead if one.source else between
        else:
            lead = between
            member = Member(lead, "", "", Node(_made(one.value, before[0], lead)))
        member.lead, member.trail = lead if after else first, ""
        after.append(member)
    if after:
        after[-1].trail = last
    node.members = after


def _made(value: Json, sibling: Member, lead: str) -> str:
    """Write an element as its siblings are: on one line, or on several with their indentation."""
    like = text(sibling.value)
    line = line_break(lead)
    if "\n" not in like or not line:
        separators = (", ", ": ") if '": ' in like else (",", ":")
        return json.dumps(value, separators=separators)
    inner = opened(Node(like))
    unit = line_break(inner[0].lead)[len(line) :] if inner else ""
    return json.dumps(value, indent=unit or "  ").replace("\n", line)
