"""RPM206: an answer repeats the history of its request."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from responses_protocol._codemods.agents import inner_references, read_agents
from responses_protocol._codemods.fixer import Fixer, Problem
from responses_protocol._codemods.histories import repeated_histories
from responses_protocol._codemods.literals import keyword, text_of
from responses_protocol._codemods.module import Module
from responses_protocol._codemods.trees import walk

CERTAIN = (
    "the state of a graph begins with the history: only the messages after it become the output"
)
UNSURE = "these messages may begin with the history: only those after it become the output then"
HINT = "check whether the graph changes the history: changed messages are in the output again"
AGAIN = "this stream repeats the history, which the response of predict leaves out"
AGAIN_HINT = "stream only new messages: those after the messages of the request"
STREAM = "each event of this stream contains the whole state, so the stream repeats messages"
STREAM_HINT = 'use stream_mode="updates", which yields only new messages'


def run(module: Module) -> Iterator[Problem]:
    """Yield the responses that may repeat the history, and the streams that do."""
    for agent in read_agents(module).agents:
        for method in agent.methods:
            for repeated in repeated_histories(module, method.node):
                if repeated.is_certain:
                    yield Problem(repeated.call, "info", CERTAIN, HINT)
                else:
                    yield Problem(repeated.call, "warning", UNSURE, HINT)
            if method.name == "predict_stream":
                yield from _streams_of_values(method.node)
    if any(
        method.may_repeat_history
        for agent in read_agents(module).agents
        for method in agent.methods
    ):
        yield from _streams_of_predict(module)


def _streams_of_predict(module: Module) -> Iterator[Problem]:
    """Yield where a stream is made of answers that repeat the history."""
    streams = {
        method.node
        for agent in read_agents(module).agents
        for method in agent.methods
        if method.name == "predict_stream"
    }
    for node in inner_references(module):
        if node.attr.value == "predict" and any(node in walk(stream) for stream in streams):
            yield Problem(node, "warning", AGAIN, AGAIN_HINT)


def _streams_of_values(method: cst.FunctionDef) -> Iterator[Problem]:
    for call in walk(method):
        mode = keyword(call, "stream_mode") if isinstance(call, cst.Call) else None
        if mode is not None and text_of(mode.value) == "values":
            yield Problem(call, "warning", STREAM, STREAM_HINT)


FIXER = Fixer(
    code="RPM206",
    name="repeated-history",
    summary="an answer repeats the history of its request",
    default=True,
    wrong="return ChatAgentResponse(**self.graph.invoke(state))",
    right="return new_response_of(request, **self.graph.invoke(state))",
    run=run,
)
