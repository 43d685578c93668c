"""A plain module: any encoding that Python reads, with or without a byte order mark."""

from __future__ import annotations

import codecs
import io
import tokenize

from responses_protocol._codemods.sources.blocks import (
    Block,
    Skipped,
    Source,
    UnreadableFile,
    lines_of,
)
from responses_protocol._codemods.sources.cells import ForeignCell, read_cell
from responses_protocol._codemods.sources.newlines import restore_line_ends, unify_line_ends


def decode_module(raw: bytes) -> tuple[str, str, bytes]:
    """Return a module's text, the name of its encoding, and its byte order mark or nothing.

    Raises ``UnreadableFile`` as Python itself would raise ``SyntaxError`` (PEP 263).
    """
    mark = codecs.BOM_UTF8 if raw.startswith(codecs.BOM_UTF8) else b""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(raw).readline)
        encoding = "utf-8" if encoding == "utf-8-sig" else encoding
        return raw[len(mark) :].decode(encoding), encoding, mark
    except (SyntaxError, UnicodeError, LookupError):
        raise UnreadableFile("its encoding is not the one that it declares, or UTF-8") from None


def read_module(raw: bytes) -> Source:
    """Return a module as one block. Raises ``UnreadableFile``.

    Cells that people have saved as modules, with their magics, are read as cells.
    """
    text, encoding, mark = decode_module(raw)
    python = unify_line_ends(text)
    cell = read_cell(python)
    piece: Block | Skipped
    if isinstance(cell, ForeignCell):
        piece = Skipped(text, 1, cell.why, prose=cell.prose)
    else:
        first = 1 + cell.before.count("\n")
        lines = range(first, len(lines_of(python)) + 1)
        piece = Block(cell.text, text, lambda new: restore_line_ends(text, cell.back(new)), lines)
    return Source(raw, (piece,), lambda new: mark + new.encode(encoding))
