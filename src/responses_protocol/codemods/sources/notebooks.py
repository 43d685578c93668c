"""Jupyter's notebooks (nbformat 4): only the source of a changed cell is written anew."""

from __future__ import annotations

import codecs
import json
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from responses_protocol.codemods.sources.blocks import (
    Block,
    Skipped,
    Source,
    UnreadableFile,
    lines_of,
    realigned,
)
from responses_protocol.codemods.sources.cells import ForeignCell, read_cell
from responses_protocol.codemods.sources.json_places import Place, elements, members, start_of
from responses_protocol.codemods.sources.newlines import put_back, unified

_NOT_A_NOTEBOOK = "it is no notebook of Jupyter's format 4"


def read_notebook(raw: bytes) -> Source:
    """Return a notebook whose cells of code are blocks. Raises ``UnreadableFile``."""
    mark = codecs.BOM_UTF8 if raw.startswith(codecs.BOM_UTF8) else b""
    try:
        text = raw[len(mark) :].decode("utf-8")
        pieces = tuple(_pieces(text))
    except (ValueError, RecursionError):
        raise UnreadableFile(_NOT_A_NOTEBOOK) from None
    return Source(raw, pieces, lambda new: mark + new.encode("utf-8"))


def _pieces(text: str) -> Iterator[str | Block | Skipped]:
    top = {place.name: place for place in members(text, start_of(text))}
    if "cells" not in top or not isinstance(top["cells"].value, list):
        raise ValueError("no cells")
    language = _language(top["metadata"].value if "metadata" in top else None)
    ends = [found.start() for found in re.finditer("\n", text)]
    at = 0
    for number, cell in enumerate(elements(text, top["cells"].start), 1):
        place = _source_of(text, cell)
        if place is None:
            continue
        yield text[at : place.start]
        yield _cell(text, place, f"cell {number}", language, lambda at: bisect_right(ends, at) + 1)
        at = place.stop
    yield text[at:]


def _language(metadata: Any) -> str:
    """Return the language of the kernel; people strip metadata, and most notebooks are Python."""
    for name, member in (("kernelspec", "language"), ("language_info", "name")):
        known = metadata.get(name) if isinstance(metadata, dict) else None
        if isinstance(known, dict) and isinstance(known.get(member), str):
            return str(known[member]).lower()
    return "python"


def _source_of(text: str, cell: Place) -> Place | None:
    if not isinstance(cell.value, dict) or cell.value.get("cell_type") != "code":
        return None
    for place in members(text, cell.start):
        value = place.value
        if place.name != "source":
            continue
        if isinstance(value, str):
            return place
        if isinstance(value, list) and all(isinstance(line, str) for line in value):
            return place
    return None


def _cell(
    text: str, place: Place, label: str, language: str, line_at: Callable[[int], int]
) -> Block | Skipped:
    raw = text[place.start : place.stop]
    listed = list(elements(text, place.start)) if isinstance(place.value, list) else None
    content = "".join(place.value)
    python = unified(content)
    found = read_cell(python)
    first = line_at(place.start)
    if language not in ("python", "ipython") and not content.lstrip().startswith("%python"):
        return Skipped(raw, first, "a cell in another language", label)
    if isinstance(found, ForeignCell):
        return Skipped(raw, first, found.why, label, found.prose)
    lines = [first] * len(lines_of(python))
    write = partial(_string, plain=text.isascii())
    if listed is not None and lines_of(content) == place.value:
        lines = [line_at(one.start) for one in listed]
        write = partial(_list, text=text, place=place, listed=listed, plain=text.isascii())

    def back(new: str) -> str:
        return write(put_back(content, found.back(new)))

    return Block(found.text, raw, back, lines[found.before.count("\n") :], 0, label, found.target)


def _string(content: str, plain: bool) -> str:
    try:
        content.encode("utf-8")
    except UnicodeEncodeError:  # half a pair of surrogates can only be written as it was, escaped
        plain = True
    return json.dumps(content, ensure_ascii=plain)


def _list(content: str, *, text: str, place: Place, listed: list[Place], plain: bool) -> str:
    """Return the lines of ``content`` as a list, laid out as the one at ``place`` is."""
    lines = realigned(
        [one.value for one in listed],
        [text[one.start : one.stop] for one in listed],
        lines_of(content),
        lambda line: _string(line, plain),
    )
    if not lines or not listed:
        return f"[{', '.join(lines)}]"
    before = text[place.start : listed[0].start]
    after = text[listed[-1].stop : place.stop]
    between = "," + before[1:]
    if len(listed) > 1:
        between = text[listed[0].stop : listed[1].start]
    return before + between.join(lines) + after
