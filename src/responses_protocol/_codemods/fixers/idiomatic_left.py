"""RPM609: code that keeps the helpers of the first stage, and the reasons; unused imports go."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from responses_protocol._codemods.fixer import Edit, Fixer, Move, Problem
from responses_protocol._codemods.fixers import idiomatic_predict, idiomatic_text
from responses_protocol._codemods.fixers.idiomatic_input import dumped_input
from responses_protocol._codemods.idiomatic.leftovers import (
    unused_ids,
    unused_modules,
    unused_names,
)
from responses_protocol._codemods.idiomatic.methods import (
    Method,
    chat_agents,
    is_ours,
    read_methods,
)
from responses_protocol._codemods.idiomatic.streams import read_stream
from responses_protocol._codemods.module import Module
from responses_protocol._codemods.trees import walk

HINT = "nothing to do: the shim stays supported"
_OTHERS = {
    "events_of": "its stream is made from the answer of another method",
    "response_of": "its answer is made elsewhere, or differs from that of predict_stream",
}


def run(module: Module) -> Iterator[Edit | Problem | Move]:
    """Yield a finding for each method that stays, with its reasons, and the imports to remove."""
    for node in chat_agents(module):
        message = "this is a ChatAgent: the second stage is for agents that have migrated"
        yield Problem(node, "warning", message, "run migrate without --idiomatic first")
    if not read_methods(module):
        return
    for method in read_methods(module):
        for reason in _reasons(module, method):
            message = f"{method.name} stays on the shim: {reason}"
            yield Problem(method.node, "info", message, HINT)
    for line in unused_modules(module, _replaced_nodes(module)):
        yield Edit(line, lambda import_line: cst.RemoveFromParent(), counts=False)
    yield from unused_names(module)


def _replaced_nodes(module: Module) -> Iterator[cst.CSTNode]:
    """Yield the nodes that other edits remove or replace."""
    for method in read_methods(module):
        stream = read_stream(module, method)
        if method in idiomatic_predict.from_streams(module):
            yield method.node
        elif stream is not None and stream.loop is not None:
            yield stream.loop
            yield from unused_ids(module, stream)


def _reasons(module: Module, method: Method) -> list[str]:
    if method in idiomatic_predict.from_streams(module):
        return []
    reasons = []
    streamed = read_stream(module, method)
    if streamed is not None and streamed.reason:
        reasons.append(streamed.reason)
    dump = dumped_input(module, method)
    if isinstance(dump, str):
        reasons.append(dump)
    plain = idiomatic_text.plain_answers(module, method)
    for name, reason in _OTHERS.items():
        calls = [call for call in walk(method.node) if is_ours(module, call, name)]
        if any(call not in plain for call in calls):
            reasons.append(reason)
    return reasons


FIXER = Fixer(
    code="RPM609",
    name="idiomatic-left",
    summary="code that keeps the helpers of the first stage, with the reason",
    default=False,
    wrong="yield from answer.chunk(chunk)",
    right="yield ResponsesAgentStreamEvent(...)",
    run=run,
    unit="idiomatic",
)
