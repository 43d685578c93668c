"""RPM202: a new id for every chunk of one message, which makes a message of every chunk."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from responses_protocol._codemods.fixer import Fixer, Problem
from responses_protocol._codemods.module import Module
from responses_protocol._codemods.names import (
    CHUNK,
    MESSAGE,
    argument,
    entry,
    is_call_of,
    names_chat_agent,
)
from responses_protocol._codemods.trees import walk

TEXT = "each chunk of this message gets a new id, so each chunk becomes a separate message"
HINT = "create one id before the loop, for all chunks of the message"
PIECES = ("chunk", "token", "piece", "part", "word", "delta", "fragment", "char")


def run(module: Module) -> Iterator[Problem]:
    """Yield the ids that are made anew within a loop over pieces of a text."""
    if not names_chat_agent(module):
        return
    for call in module.all(cst.Call):
        delta = argument(call, "delta")
        of_chunk = is_call_of(module, call, CHUNK) or _is_written(call)
        if delta is None or not of_chunk:
            continue
        own, content = _member(module, delta, "id"), _member(module, delta, "content")
        if own is None or content is None or not _is_new(own):
            continue
        loop = _loop(module, call)
        if loop is not None and _is_piece(content, loop):
            yield Problem(own, "warning", TEXT, HINT)


def _is_written(call: cst.Call) -> bool:
    """Return whether a call is one that the migration wrote: ``answer.chunk(delta=...)``."""
    return isinstance(call.func, cst.Attribute) and call.func.attr.value == "chunk"


def _member(module: Module, node: cst.BaseExpression, name: str) -> cst.BaseExpression | None:
    if isinstance(node, cst.Dict):
        return entry(node, name)
    if isinstance(node, cst.Call) and is_call_of(module, node, MESSAGE):
        return argument(node, name)
    return None


def _is_new(node: cst.BaseExpression) -> bool:
    return any(name.startswith("uuid") for name in _names(node))


def _loop(module: Module, node: cst.CSTNode) -> cst.For | None:
    parent: cst.CSTNode | None = node
    while parent is not None and not isinstance(parent, (cst.For, cst.FunctionDef, cst.Lambda)):
        parent = module.parent(parent)
    return parent if isinstance(parent, cst.For) else None


def _is_piece(content: cst.BaseExpression, loop: cst.For) -> bool:
    """Return whether a content is a piece: of a delta, or an element with such a name of a loop."""
    names = _names(content)
    if "delta" in names:
        return True
    targets = _names(loop.target)
    return any(name in targets and any(piece in name.lower() for piece in PIECES) for name in names)


def _names(node: cst.CSTNode) -> set[str]:
    return {inner.value for inner in walk(node) if isinstance(inner, cst.Name)}


FIXER = Fixer(
    code="RPM202",
    name="id-per-chunk",
    summary="each chunk of a message has a new id",
    default=True,
    wrong="""\
for chunk in stream:
    text = chunk.choices[0].delta.content
    yield ChatAgentChunk(delta=message(text, id=str(uuid4())))""",
    right="""\
message_id = str(uuid4())
for chunk in stream:
    text = chunk.choices[0].delta.content
    yield ChatAgentChunk(delta=message(text, id=message_id))""",
    run=run,
)
