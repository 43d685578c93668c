"""The streams that only hand elements on, and why the others stay on the shim."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain

import libcst as cst

from responses_protocol._codemods.idiomatic.chat_streams import chat_stream
from responses_protocol._codemods.idiomatic.loops import Clause, Elements, elements_of, has_comments
from responses_protocol._codemods.idiomatic.methods import (
    MLFLOW,
    Method,
    is_ours,
    local_names,
    only_in,
    read_assignment,
)
from responses_protocol._codemods.literals import entries, text_of
from responses_protocol._codemods.module import Module
from responses_protocol._codemods.names import CHUNK, MESSAGE
from responses_protocol._codemods.trees import walk


@dataclass(frozen=True, eq=False)
class Names:
    """The names in a text of the functions that write a stream."""

    answer: str
    chunk: frozenset[str]
    message: frozenset[str]


@dataclass(frozen=True, eq=False)
class Stream:
    """The statements of a plain stream: ``start`` begins its answer, ``close`` ends it.

    Where ``reason`` says why a stream is not plain, only ``method`` is set. ``dumps`` is True
    where the helper takes dicts only.
    """

    method: Method
    start: cst.BaseStatement | None = None
    loop: cst.BaseStatement | None = None
    close: cst.BaseStatement | None = None
    names: Names | None = None
    reason: str = ""
    dumps: bool = False

    @property
    def before(self) -> tuple[cst.BaseStatement, ...]:
        """The statements before the loop, without the one that begins the answer."""
        return tuple(line for line in self.method.statements[:-2] if line is not self.start)


def read_stream(module: Module, method: Method) -> Stream | None:
    """Return a stream of stage one; None for a method that is not on the shim."""
    answers = [
        (statement, assignment[0])
        for statement in method.statements
        if (assignment := read_assignment(statement))
        and is_ours(module, assignment[1], "StreamedAnswer")
    ]
    if not answers:
        return None
    beginning, answer = answers[0]
    *before, loop, close = method.statements
    names = Names(answer, local_names(module, CHUNK), local_names(module, MESSAGE))
    if beginning not in before or not _closes(close, answer):
        return Stream(method, reason="it yields its elements in several places")
    loop_elements = yielded_elements(loop, names)
    chat = chat_stream(loop, answer, names.chunk, names.message)
    if loop_elements is None and chat is None:
        return Stream(method, reason="it does more than hand on the elements of a loop")
    if sum(_is(statement, answer) for statement in walk(method.node)) != 3:
        return Stream(method, reason="it yields its elements in several places")
    if chat is None and module.fact(_has_attachments):
        return Stream(method, reason="only the shim passes on attachments of messages")
    if module.helpers == MLFLOW and chat is None:
        return Stream(method, reason="MLflow's own helper passes over messages of ChatAgents")
    if has_comments(loop):
        return Stream(method, reason="its loop contains comments")
    return Stream(method, beginning, loop, close, names, dumps=module.helpers == MLFLOW)


def _has_attachments(module: Module) -> bool:
    """Return whether a text names the attachments of messages, as a name or as a key."""
    names = (node.value for node in module.all(cst.Name))
    keys = (text_of(node) for node in module.all(cst.SimpleString))
    return any(name == "attachments" for name in chain(names, keys))


def helper_elements(stream: Stream, loop: cst.BaseStatement) -> Elements | None:
    """Return the elements that a loop yields for the helper: messages, or chunks of Chat."""
    names = stream.names
    if names is None:
        return None
    chat = chat_stream(loop, names.answer, names.chunk, names.message)
    if chat is None:
        handed = yielded_elements(loop, names)
        return None if handed is None else Elements(_delta_of(handed.each), handed.clauses)
    chunk, call = cst.Name(chat[0]), chat[1]
    dump_call = cst.Call(cst.Attribute(chunk, cst.Name("to_dict")))
    return Elements(dump_call if stream.dumps else chunk, (Clause(chunk, call),))


def _delta_of(message: cst.BaseExpression) -> cst.Dict:
    """Return a message as a chunk: the pieces of one message stay one, in their order."""
    return cst.Dict([cst.DictElement(cst.SimpleString('"delta"'), message)])


def yielded_elements(loop: cst.BaseStatement, names: Names) -> Elements | None:
    """Return the elements that a loop passes to an answer."""
    return elements_of(loop, lambda statement: _yielded_by_statement(statement, names))


def _yielded_by_statement(statement: cst.BaseSmallStatement, names: Names) -> Elements | None:
    call = _yielded_call(statement)
    func = call.func if call is not None else None
    if call is None or not isinstance(func, cst.Attribute) or not _is(func.value, names.answer):
        return None
    if func.attr.value == "chunk":
        each = _delta(call, names)
        return None if each is None else Elements(each)
    only = call.args[0].value if len(call.args) == 1 else None
    if func.attr.value != "chunks" or not isinstance(only, cst.GeneratorExp):
        return None
    each = _chunk(only.elt, names)
    inner = only.for_in
    if each is None or inner.inner_for_in is not None or inner.ifs or inner.asynchronous:
        return None
    loop = cst.For(inner.target, inner.iter, cst.SimpleStatementSuite([cst.Pass()]))
    return elements_of(loop, lambda inner_statement: Elements(each))


def _yielded_call(statement: cst.BaseSmallStatement) -> cst.Call | None:
    if not isinstance(statement, cst.Expr) or not isinstance(statement.value, cst.Yield):
        return None
    value = statement.value.value
    return value.item if isinstance(value, cst.From) and isinstance(value.item, cst.Call) else None


def _chunk(node: cst.BaseExpression, names: Names) -> cst.BaseExpression | None:
    """Return the message of a chunk that is made in place."""
    if not isinstance(node, cst.Call) or not _is_one_of(node.func, names.chunk):
        return None
    return _delta(node, names)


def _delta(call: cst.Call, names: Names) -> cst.BaseExpression | None:
    """Return the message of a chunk without other members, without its constructor."""
    if len(call.args) != 1:
        return None
    only = call.args[0]
    member = entries(only.value) if only.star == "**" else None
    if member is not None and member.keys() == {"delta"}:
        return _message(member["delta"].value, names)
    if only.keyword is not None and only.keyword.value == "delta":
        return _message(only.value, names)
    return _chunk(only.value, names) if not only.star and only.keyword is None else None


def _message(node: cst.BaseExpression, names: Names) -> cst.BaseExpression:
    """Return the argument of a constructor, ``**message``, or the expression itself."""
    if isinstance(node, cst.Call) and _is_one_of(node.func, names.message) and len(node.args) == 1:
        only = node.args[0]
        if only.star == "**":
            return only.value
    return node


def messages_in(statement: cst.BaseSmallStatement, history: str, names: Names) -> Elements | None:
    """Return the elements that a statement adds to a list of messages, ``messages.append(...)``."""
    call = statement.value if isinstance(statement, cst.Expr) else None
    func = call.func if isinstance(call, cst.Call) else None
    if not isinstance(call, cst.Call) or not isinstance(func, cst.Attribute):
        return None
    if not _is(func.value, history) or len(call.args) != 1 or call.args[0].star:
        return None
    only = call.args[0].value
    if func.attr.value == "append":
        return Elements(_message(only, names))
    if func.attr.value != "extend":
        return None
    if not isinstance(only, (cst.GeneratorExp, cst.ListComp)):
        return None
    inner = only.for_in
    if inner.inner_for_in is not None or inner.ifs or inner.asynchronous:
        return None
    loop = cst.For(inner.target, inner.iter, cst.SimpleStatementSuite([cst.Pass()]))
    return elements_of(loop, lambda part: Elements(_message(only.elt, names)))


def _closes(statement: cst.BaseStatement, answer: str) -> bool:
    only = only_in(statement)
    call = _yielded_call(only) if only is not None else None
    func = call.func if call is not None else None
    return (
        isinstance(func, cst.Attribute) and _is(func.value, answer) and (func.attr.value == "close")
    )


def _is(node: cst.CSTNode, name: str) -> bool:
    return isinstance(node, cst.Name) and node.value == name


def _is_one_of(node: cst.BaseExpression, names: frozenset[str]) -> bool:
    return isinstance(node, cst.Name) and node.value in names
