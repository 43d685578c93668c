"""RPM609: what stays on the shim of stage one, and why; what nothing uses any more goes."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from responses_protocol.codemods.fixer import Edit, Finding, Fixer, Move
from responses_protocol.codemods.fixers import idiomatic_predict, idiomatic_text
from responses_protocol.codemods.fixers.idiomatic_input import dumped_input
from responses_protocol.codemods.idiomatic.leftovers import (
    unused_ids,
    unused_modules,
    unused_names,
)
from responses_protocol.codemods.idiomatic.methods import (
    Method,
    chat_agents,
    is_ours,
    methods,
)
from responses_protocol.codemods.idiomatic.streams import stream
from responses_protocol.codemods.module import Module
from responses_protocol.codemods.trees import walk

HINT = "nothing needs to be done: the shim lasts"
_OTHERS = {
    "events_of": "its stream is made of what another method says",
    "response_of": "it answers what is made elsewhere, or not what predict_stream says",
}


def run(module: Module) -> Iterator[Edit | Finding | Move]:
    """Yield what stays, method by method, and the imports that may go."""
    for node in chat_agents(module):
        message = "this is a ChatAgent: the second stage is for agents that have migrated"
        yield Finding(node, "warning", message, "run migrate without --idiomatic first")
    if not methods(module):
        return
    for method in methods(module):
        for reason in _reasons(module, method):
            message = f"{method.name} stays on the shim: {reason}"
            yield Finding(method.node, "info", message, HINT)
    for line in unused_modules(module, _gone(module)):
        yield Edit(line, lambda made: cst.RemoveFromParent(), counts=False)
    yield from unused_names(module)


def _gone(module: Module) -> Iterator[cst.CSTNode]:
    """Yield all that is taken away, or written anew."""
    for method in methods(module):
        found = stream(module, method)
        if method in idiomatic_predict.from_streams(module):
            yield method.node
        elif found is not None and found.loop is not None:
            yield found.loop
            yield from unused_ids(module, found)


def _reasons(module: Module, method: Method) -> list[str]:
    if method in idiomatic_predict.from_streams(module):
        return []
    found = []
    streamed = stream(module, method)
    if streamed is not None and streamed.reason:
        found.append(streamed.reason)
    given = dumped_input(module, method)
    if isinstance(given, str):
        found.append(given)
    plain = idiomatic_text.plain_answers(module, method)
    for name, reason in _OTHERS.items():
        calls = [one for one in walk(method.node) if is_ours(module, one, name)]
        if any(one not in plain for one in calls):
            found.append(reason)
    return found


FIXER = Fixer(
    code="RPM609",
    name="idiomatic-left",
    summary="what stays on the shim, and why",
    default=False,
    wrong="yield from answer.chunk(chunk)",
    right="yield ResponsesAgentStreamEvent(...)",
    run=run,
    unit="idiomatic",
)
