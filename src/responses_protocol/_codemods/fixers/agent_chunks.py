"""RPM313: reads of the streams of agents: ``chunk.delta``."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from responses_protocol._codemods.bindings import every_use, target_of, uses
from responses_protocol._codemods.callers import find_calls
from responses_protocol._codemods.fixer import Edit, Fixer, Import, Problem
from responses_protocol._codemods.literals import read_member
from responses_protocol._codemods.module import Module
from responses_protocol._codemods.names import CALLS, our_import
from responses_protocol._codemods.reads import wrap_reads
from responses_protocol._codemods.trees import walk
from responses_protocol._codemods.wrapped_calls import calls_to_wrap

WRONG = """\
for chunk in AGENT.predict_stream(request):
    print(chunk.delta.content)
"""
RIGHT = """\
for chunk in answer_chunks(AGENT.predict_stream(request)):
    print(chunk.delta.content)
"""
FUNCTION = "answer_chunks"
UNSURE = "this may be the stream of a migrated agent, which has events and no chunks"
HINT = "answer_chunks(events) of responses_protocol.integrations.mlflow.calls returns them"
_MEMBERS = frozenset(("delta", "finish_reason", "usage"))


def _run(module: Module) -> Iterator[Edit | Import | Problem]:
    needed = our_import(module, CALLS, FUNCTION)
    yield from wrap_reads(module, _streams(module), _is_read, needed, UNSURE, HINT)


def _streams(module: Module) -> Iterator[tuple[cst.CSTNode, bool]]:
    wrapped = calls_to_wrap(module)
    for agent_call in find_calls(module):
        func = agent_call.call.func
        if (
            not agent_call.is_certain
            or not isinstance(func, cst.Attribute)
            or agent_call.call in wrapped
        ):
            continue
        if func.attr.value != "predict_stream":
            continue
        target = target_of(module, agent_call.call)
        certain = target is None or uses(module, target) is not None
        for node in [agent_call.call] if target is None else every_use(module, target):
            yield node, certain


def _is_read(module: Module, node: cst.CSTNode) -> bool:
    """Return whether a stream is gone through, and members of chunks are read there."""
    parent = module.parent(node)
    if isinstance(parent, cst.For) and parent.iter is node:
        body: list[cst.CSTNode] = [parent.body]
    elif isinstance(parent, cst.CompFor) and parent.iter is node:
        body = [owner for owner in [module.parent(parent)] if owner is not None]
    else:
        return False
    if not isinstance(parent.target, cst.Name):
        return False
    name = parent.target.value
    return any(_reads(inner, name) for part in body for inner in walk(part))


def _reads(node: cst.CSTNode, name: str) -> bool:
    if not isinstance(node, (cst.Attribute, cst.Subscript)) or not isinstance(node.value, cst.Name):
        return False
    return node.value.value == name and read_member(node) in _MEMBERS


FIXER = Fixer(
    code="RPM313",
    name="agent-chunks",
    summary="Code that reads chunks of a stream gets them from its events.",
    default=True,
    wrong=WRONG,
    right=RIGHT,
    run=_run,
)
