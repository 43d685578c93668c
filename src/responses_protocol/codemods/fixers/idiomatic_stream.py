"""RPM601: a stream that only hands on messages, through output_to_responses_items_stream."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import libcst as cst

from responses_protocol.codemods.fixer import Edit, Finding, Fixer, Import
from responses_protocol.codemods.idiomatic.leftovers import unused_ids
from responses_protocol.codemods.idiomatic.loops import asked
from responses_protocol.codemods.idiomatic.methods import STREAM, helper, methods
from responses_protocol.codemods.idiomatic.streams import Stream, handed, stream
from responses_protocol.codemods.module import Module


def run(module: Module) -> Iterator[Edit | Import | Finding]:
    """Yield the edits of plain streams, and what is said of them beside what was said."""
    for method in methods(module):
        found = stream(module, method)
        if found is None or found.reason or found.loop is None:
            continue
        yield helper(module, STREAM)
        yield Edit(found.loop, _handing(module, found))
        for gone in (found.made, found.close, *unused_ids(module, found)):
            if gone is not None:
                yield Edit(gone, lambda made: cst.RemoveFromParent(), counts=False)
        yield Finding(
            found.method.node,
            "info",
            "members of its messages that ChatAgentMessage drops, as refusals, are said as well,"
            " and attachments are not said",
            "nothing needs to be done, unless its messages have attachments",
        )


def _handing(module: Module, found: Stream) -> Any:
    indent = module.tree.default_indent
    column = module.position(found.loop)[1] - 1 if found.loop is not None else 0

    def change(made: Any) -> Any:
        given = handed(found, made)
        if given is None:  # never, since it was one before its parts were changed
            return made
        call = asked(STREAM, given, indent, column + len("yield from "))
        lines = getattr(made, "leading_lines", ())
        handing = cst.Expr(cst.Yield(cst.From(call)))
        return cst.SimpleStatementLine([handing], leading_lines=lines)

    return change


FIXER = Fixer(
    code="RPM601",
    name="idiomatic-stream",
    summary="a stream that hands on messages goes through output_to_responses_items_stream",
    default=False,
    wrong="for message in graph: yield from answer.chunk(delta=message)",
    right="yield from output_to_responses_items_stream(graph)",
    run=run,
    unit="idiomatic",
)
