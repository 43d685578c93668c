"""Jupyter's notebooks (nbformat 4): only the source of a changed cell is written anew."""

from __future__ import annotations

import codecs
import json
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from responses_protocol._codemods.sources.blocks import (
    Block,
    Skipped,
    Source,
    UnreadableFile,
    lines_of,
    realign_lines,
)
from responses_protocol._codemods.sources.cells import ForeignCell, read_cell
from responses_protocol._codemods.sources.json_places import Place, elements, members, start_of
from responses_protocol._codemods.sources.newlines import restore_line_ends, unify_line_ends

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
    ends = [match.start() for match in re.finditer("\n", text)]
    index = 0
    for number, cell in enumerate(elements(text, top["cells"].start), 1):
        place = _source_of(text, cell)
        if place is None:
            continue
        yield text[index : place.start]
        yield _cell(
            text, place, f"cell {number}", language, lambda index: bisect_right(ends, index) + 1
        )
        index = place.stop
    yield text[index:]


def _language(metadata: Any) -> str:
    """Return the language of the kernel; people strip metadata, and most notebooks are Python."""
    for name, member in (("kernelspec", "language"), ("language_info", "name")):
        member_of_metadata = metadata.get(name) if isinstance(metadata, dict) else None
        if isinstance(member_of_metadata, dict) and isinstance(member_of_metadata.get(member), str):
            return str(member_of_metadata[member]).lower()
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
    elements_of_list = list(elements(text, place.start)) if isinstance(place.value, list) else None
    content = "".join(place.value)
    python = unify_line_ends(content)
    read = read_cell(python)
    first = line_at(place.start)
    if language not in ("python", "ipython") and not content.lstrip().startswith("%python"):
        return Skipped(raw, first, "a cell in another language", label)
    if isinstance(read, ForeignCell):
        return Skipped(raw, first, read.why, label, read.prose)
    lines = [first] * len(lines_of(python))
    write = partial(_string, plain=text.isascii())
    if elements_of_list is not None and lines_of(content) == place.value:
        lines = [line_at(line_place.start) for line_place in elements_of_list]
        write = partial(
            _list, text=text, place=place, places=elements_of_list, plain=text.isascii()
        )

    def back(new: str) -> str:
        return write(restore_line_ends(content, read.back(new)))

    return Block(read.text, raw, back, lines[read.before.count("\n") :], 0, label, read.target)


def _string(content: str, plain: bool) -> str:
    try:
        content.encode("utf-8")
    except UnicodeEncodeError:  # half a pair of surrogates can only be written as it was, escaped
        plain = True
    return json.dumps(content, ensure_ascii=plain)


def _list(content: str, *, text: str, place: Place, places: list[Place], plain: bool) -> str:
    """Return the lines of ``content`` as a list, laid out as the one at ``place`` is."""
    lines = realign_lines(
        [place_of_line.value for place_of_line in places],
        [text[place_of_line.start : place_of_line.stop] for place_of_line in places],
        lines_of(content),
        lambda line: _string(line, plain),
    )
    if not lines or not places:
        return f"[{', '.join(lines)}]"
    before = text[place.start : places[0].start]
    after = text[places[-1].stop : place.stop]
    between = "," + before[1:]
    if len(places) > 1:
        between = text[places[0].stop : places[1].start]
    return before + between.join(lines) + after
