"""Content parts, and details of reasoning, that come piece by piece."""

from __future__ import annotations

from responses_protocol.formats.chat_completions import reasoning
from responses_protocol.formats.chat_completions.answer import is_text
from responses_protocol.formats.chat_completions.reasoning import DETAIL_TEXTS
from responses_protocol.streams.merging import are_texts, merge
from responses_protocol.values import Json

Object = dict[str, Json]
# a piece of content or reasoning: whether it was thought, its text, whether it begins a paragraph
# or part of its own
Piece = tuple[bool, str, bool]


def add_part(parts: list[Object], part: Object) -> list[Piece]:
    """Add a content part; adjacent texts, and adjacent thoughts, are one."""
    if reasoning.is_part(part):
        return _add_thoughts(parts, part)
    text = part.get("text") if is_text(part) else ""
    begins = not _joined(parts, part, ("text",))
    return [(False, text if isinstance(text, str) else "", begins)]


def _joined(parts: list[Json], part: Object, kinds: tuple[str, ...]) -> bool:
    """Add a part; tell whether it is a text that continues the last one."""
    last = parts[-1] if parts and isinstance(parts[-1], dict) else {}
    if last.get("type") == part.get("type") in kinds and are_texts(last, part, "text"):
        last["text"] += part.pop("text")
        for name, value in part.items():
            merge(last, name, value)
        return True
    parts.append(part)
    return False


def _add_thoughts(parts: list[Object], part: Object) -> list[Piece]:
    name = _member(part)
    said = part.get(name)
    last = parts[-1] if parts else {}
    begins = (
        last.get("type") != part["type"]
        or _member(last) != name
        or type(last.get(name)) is not type(said)
    )
    if begins:
        last = {**part, name: type(said)()} if isinstance(said, (str, list)) else part
        parts.append(last)
    else:
        for other, value in part.items():
            if other != name:
                merge(last, other, value)
    if isinstance(said, str):
        last[name] += said
        return [(True, said, begins)]
    pieces = [(True, "", begins)]
    for one in said if isinstance(said, list) else ():
        if isinstance(one, dict):
            text = one.get("text")
            begins = not _joined(last[name], one, ("text", "summary_text"))
            pieces.append((True, text if isinstance(text, str) else "", begins))
    return pieces


def _member(part: Object) -> str:
    """Return the member that holds the texts of a part of reasoning, or will."""
    found = reasoning.text_member(part)
    names = reasoning.PARTS[part["type"]]
    return found or next((name for name in names if part.get(name) is not None), names[0])


def add_detail(details: list[Object], detail: Object) -> Piece:
    """Add a detail: what continues the last one, with its type and index, is joined with it.

    What is encrypted continues nothing without an index, since no text shows where it ends.
    """
    name = DETAIL_TEXTS.get(str(detail.get("type")), "")
    text = detail.get(name)
    last = details[-1] if details else None
    begins = last is None or any(last.get(key) != detail.get(key) for key in ("type", "index"))
    begins = begins or (detail.get("type") == reasoning.SEALED and detail.get("index") is None)
    if last is None or begins:
        details.append(detail)
        return True, text if isinstance(text, str) else "", True
    if last.get(name) is not None and not (name and are_texts(last, detail, name)):
        text = None  # the first one counts
    for member, value in detail.items():
        if member in ("text", "summary", "data") and are_texts(last, detail, member):
            last[member] += value
        elif last.get(member) is None:
            last[member] = value
    return True, text if isinstance(text, str) else "", False
