"""RPM104: ``predict_stream`` takes a request and yields events."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import libcst as cst

from responses_protocol._codemods.agents import Agent, Method, read_agents
from responses_protocol._codemods.fixer import Edit, Fixer, Import
from responses_protocol._codemods.methods import (
    RESULTS,
    argument_of,
    block,
    free_name,
    generator_import,
    in_place,
    needed_imports,
    with_inner_method,
    with_request,
    without_decorators,
)
from responses_protocol._codemods.module import Module
from responses_protocol._codemods.names import CHUNK, is_call_of, local_name, run_time
from responses_protocol._codemods.yields import is_unwritten, own_returns, own_yields


def run(module: Module) -> Iterator[Edit | Import]:
    """Yield the edits of every ``predict_stream`` and its yields; a new one if there is none."""
    events_of = run_time(module, "events_of")
    for agent in read_agents(module).agents:
        if agent.extends_directly and not agent.streams:
            yield events_of
            yield from _add_stream(module, agent, local_name(events_of))
        for method in agent.methods:
            if method.name == "predict_stream":
                yield from needed_imports(module, method)
                yield from _edits(module, method, events_of)


def _edits(module: Module, method: Method, events_of: Import) -> Iterator[Edit | Import]:
    yields = own_yields(method.node)
    name = local_name(events_of)
    if is_unwritten(method.node):
        yield events_of
        yield Edit(method.node, lambda node: _delegate_to_predict(method, node, name))
    elif method.is_split:
        yield events_of
        call = f"yield from {name}({{inner}})"
        yield Edit(method.node, lambda node: with_inner_method(module, method, node, call))
    elif len(yields) == 1 and _is_last(method.node, yields[0]):
        yield events_of
        yield Edit(method.node, lambda node: in_place(module, method, node))
        yield Edit(yields[0], lambda node: _from_all(node, name), counts=False)
    elif yields:
        yield from _generator(module, method, yields)
    else:
        yield from _function(module, method, events_of)


def _function(module: Module, method: Method, events_of: Import) -> Iterator[Edit | Import]:
    """Yield the edits of a method that returns its stream: MLflow wants a generator."""
    yield events_of
    yield Edit(method.node, lambda node: in_place(module, method, node))
    for own_return in own_returns(method.node):
        statement = module.parent(own_return)
        assert statement is not None
        is_end = statement in (method.node.body, method.node.body.body[-1])
        yield Edit(statement, _yield_return(local_name(events_of), is_end=is_end), counts=False)


def _yield_return(name: str, *, is_end: bool) -> Any:
    """Return the change of a statement that returns a stream, or nothing."""

    def change(node: Any) -> Any:
        *before, last = node.body
        if last.value is None:
            return node
        call = cst.Call(cst.Name(name), [argument_of(last.value)])
        end = [] if is_end else [cst.Return()]
        return _as_lines(node, [*before, cst.Expr(cst.Yield(cst.From(call))), *end])

    return change


# --- generators ---


def _generator(module: Module, method: Method, yields: list[cst.Yield]) -> Iterator[Edit | Import]:
    answer_class = run_time(module, "StreamedAnswer")
    yield answer_class
    answer = free_name(method.node, "answer", "streamed_answer")
    first = [f"{answer} = {local_name(answer_class)}()"]
    close = f"yield from {answer}.close()"
    yield Edit(
        method.node, lambda node: _close_at_end(in_place(module, method, node, first), close)
    )
    for own_yield in yields:
        if own_yield.value is None:
            continue
        made_here = is_call_of(module, own_yield.value, CHUNK)
        yield Edit(
            own_yield,
            _yield_made_chunk(answer) if made_here else _yield_chunk(answer),
            counts=False,
        )
    for own_return in own_returns(method.node):
        statement = module.parent(own_return)
        assert statement is not None
        yield Edit(statement, _close_before_return(close), counts=False)


def _is_last(node: cst.FunctionDef, only: cst.Yield) -> bool:
    """Return whether a method yields from one thing, as the last that it does."""
    if not isinstance(only.value, cst.From) or own_returns(node):
        return False
    body = node.body.body
    last = body[-1] if body else None
    return (
        isinstance(last, cst.SimpleStatementLine)
        and isinstance(last.body[0], cst.Expr)
        and last.body[0].value is only
    )


def _from_all(node: cst.Yield, name: str) -> cst.Yield:
    assert isinstance(node.value, cst.From)
    return _yield_from(node, cst.Call(cst.Name(name), [argument_of(node.value.item)]))


def _yield_made_chunk(answer: str) -> Any:
    def change(node: cst.Yield) -> cst.Yield:
        assert isinstance(node.value, cst.Call)
        return _yield_from(node, node.value.with_changes(func=_member(answer, "chunk")))

    return change


def _yield_chunk(answer: str) -> Any:
    def change(node: cst.Yield) -> cst.Yield:
        several = isinstance(node.value, cst.From)
        value: Any = node.value.item if isinstance(node.value, cst.From) else node.value
        func = _member(answer, "chunks" if several else "chunk")
        return _yield_from(node, cst.Call(func, [argument_of(value)]))

    return change


def _yield_from(node: cst.Yield, call: cst.Call) -> cst.Yield:
    return node.with_changes(
        value=cst.From(call),
        whitespace_after_yield=cst.SimpleWhitespace(" "),
    )


def _member(owner: str, name: str) -> cst.Attribute:
    return cst.Attribute(cst.Name(owner), cst.Name(name))


def _close_at_end(node: cst.FunctionDef, close: str) -> cst.FunctionDef:
    """Return a method that ends its answer, unless its last statement leaves it."""
    body = node.body.body
    last = body[-1]
    if isinstance(last, cst.SimpleStatementLine) and isinstance(
        last.body[-1], (cst.Return, cst.Raise)
    ):
        return node
    return node.with_changes(body=node.body.with_changes(body=[*body, cst.parse_statement(close)]))


def _close_before_return(close: str) -> Any:
    """Return the change of a statement that returns: the answer is ended before."""
    line = cst.parse_statement(close)
    assert isinstance(line, cst.SimpleStatementLine)

    def change(node: Any) -> Any:
        *before, last = node.body
        return _as_lines(node, [*before, line.body[0], last])

    return change


def _as_lines(node: Any, body: list[Any]) -> Any:
    """Return the statements of a line, or behind a colon, as lines of their own."""
    plain = [statement.with_changes(semicolon=cst.MaybeSentinel.DEFAULT) for statement in body]
    lines = [cst.SimpleStatementLine([statement]) for statement in plain]
    lines[-1] = lines[-1].with_changes(trailing_whitespace=node.trailing_whitespace)
    if isinstance(node, cst.SimpleStatementSuite):
        return cst.IndentedBlock(lines)
    lines[0] = lines[0].with_changes(leading_lines=node.leading_lines)
    return cst.FlattenSentinel(lines)


# --- agents that do not stream ---


KEPT_DECORATORS = frozenset(("trace", "override"))
PREDICT_CALL = "yield from {name}([self.predict(request)])"
UNTYPED = "def predict_stream(self, request):"
TYPED = """\
def predict_stream(
    self, request: ResponsesAgentRequest
) -> Generator[ResponsesAgentStreamEvent, None, None]:"""


def _delegate_to_predict(method: Method, node: cst.FunctionDef, name: str) -> cst.FunctionDef:
    statement = cst.parse_statement(PREDICT_CALL.format(name=name))
    assert isinstance(statement, cst.SimpleStatementLine)
    body = block(node)
    last: Any = body.body[-1]
    lines = [*body.body[:-1], last.with_changes(body=statement.body)]
    function = with_request(method, without_decorators(node, KEPT_DECORATORS), "request")
    return function.with_changes(body=body.with_changes(body=lines))


def _add_stream(module: Module, agent: Agent, name: str) -> Iterator[Edit | Import]:
    """Yield a ``predict_stream`` for an agent without one: MLflow's would raise."""
    annotated = any(method.signature.is_annotated for method in agent.methods)
    if annotated:
        yield Import("mlflow.types.responses", "ResponsesAgentRequest")
        yield RESULTS["predict_stream"]
        yield from generator_import(module)
    head = TYPED if annotated else UNTYPED
    code = f"{head}\n    {PREDICT_CALL.format(name=name)}\n"
    method = cst.parse_statement(code)
    assert isinstance(method, cst.FunctionDef)
    method = method.with_changes(leading_lines=[cst.EmptyLine(indent=False)])
    yield Edit(agent.node, lambda node: _with_method(node, method))


def _with_method(node: cst.ClassDef, method: cst.FunctionDef) -> cst.ClassDef:
    return node.with_changes(body=node.body.with_changes(body=[*node.body.body, method]))


FIXER = Fixer(
    code="RPM104",
    name="agent-stream",
    summary="predict_stream takes a request and yields events",
    default=True,
    wrong="""\
def predict_stream(self, messages, context=None, custom_inputs=None):
    for message in self.ask(messages):
        yield ChatAgentChunk(delta=message)""",
    right="""\
def predict_stream(self, request):
    messages = messages_of(request)
    answer = StreamedAnswer()
    for message in self.ask(messages):
        yield from answer.chunk(delta=message)
    yield from answer.close()""",
    run=run,
    unit="chat-agent",
)
