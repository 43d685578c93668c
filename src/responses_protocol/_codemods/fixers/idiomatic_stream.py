"""RPM601: a stream that only hands on messages, through output_to_responses_items_stream."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import libcst as cst

from responses_protocol._codemods.fixer import Edit, Fixer, Import, Problem
from responses_protocol._codemods.idiomatic.leftovers import unused_ids
from responses_protocol._codemods.idiomatic.loops import call_with_elements
from responses_protocol._codemods.idiomatic.methods import STREAM, helper_import, read_methods
from responses_protocol._codemods.idiomatic.streams import Stream, helper_elements, read_stream
from responses_protocol._codemods.module import Module


def run(module: Module) -> Iterator[Edit | Import | Problem]:
    """Yield the edits of plain streams, and a finding for their other output."""
    for method in read_methods(module):
        stream = read_stream(module, method)
        if stream is None or stream.reason or stream.loop is None:
            continue
        yield helper_import(module, STREAM)
        yield Edit(stream.loop, _hand_on(module, stream))
        for line in (stream.start, stream.close, *unused_ids(module, stream)):
            if line is not None:
                yield Edit(line, lambda node: cst.RemoveFromParent(), counts=False)
        yield Problem(
            stream.method.node,
            "info",
            "it also yields members of its messages that ChatAgentMessage drops, such as refusals,"
            " and no attachments",
            "nothing to do, unless its messages have attachments",
        )


def _hand_on(module: Module, stream: Stream) -> Any:
    indent = module.tree.default_indent
    column = module.position(stream.loop)[1] - 1 if stream.loop is not None else 0

    def change(loop: Any) -> Any:
        elements = helper_elements(stream, loop)
        if elements is None:  # never, since it was one before its parts were changed
            return loop
        call = call_with_elements(STREAM, elements, indent, column + len("yield from "))
        lines = getattr(loop, "leading_lines", ())
        statement = cst.Expr(cst.Yield(cst.From(call)))
        return cst.SimpleStatementLine([statement], leading_lines=lines)

    return change


FIXER = Fixer(
    code="RPM601",
    name="idiomatic-stream",
    summary="a stream of unchanged messages goes through output_to_responses_items_stream",
    default=False,
    wrong="for message in graph: yield from answer.chunk(delta=message)",
    right="yield from output_to_responses_items_stream(graph)",
    run=run,
    unit="idiomatic",
)
