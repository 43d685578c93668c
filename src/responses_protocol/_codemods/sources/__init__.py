"""Where code to migrate stands: modules, notebooks of Databricks and Jupyter, folders of them."""

from __future__ import annotations

import codecs

from responses_protocol._codemods.sources.blocks import (
    Block,
    Skipped,
    Source,
    UnreadableFile,
    render_file,
)
from responses_protocol._codemods.sources.databricks import FIRST_LINE, read_databricks
from responses_protocol._codemods.sources.modules import read_module
from responses_protocol._codemods.sources.notebooks import read_notebook
from responses_protocol._codemods.sources.walking import files_of

__all__ = [
    "Block",
    "Skipped",
    "Source",
    "UnreadableFile",
    "files_of",
    "read_source",
    "render_file",
]


def read_source(name: str, raw: bytes) -> Source:
    """Return the blocks of Python of the file ``name`` with the content ``raw``.

    Raises ``UnreadableFile`` if the content does not match its name and first line.
    """
    if name.endswith(".ipynb"):
        return read_notebook(raw)
    if raw.removeprefix(codecs.BOM_UTF8).startswith(FIRST_LINE):
        return read_databricks(raw)
    return read_module(raw)
