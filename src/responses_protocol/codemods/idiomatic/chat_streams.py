"""Streams of Chat Completions that are handed on text by text."""

from __future__ import annotations

import libcst as cst

from responses_protocol.codemods.idiomatic.methods import assigned, only_in
from responses_protocol.codemods.literals import keyword, keywords, text_of
from responses_protocol.codemods.trees import walk

_MEMBERS = frozenset(("content", "id", "role"))
_EMPTY = frozenset(("finish_reason", "usage"))  # of a chunk, where they are None


def chat_stream(
    loop: cst.BaseStatement, answer: str, chunks: frozenset[str], messages: frozenset[str]
) -> tuple[str, cst.Call] | None:
    """Return the name of each chunk and the call that streams them, if all texts are handed on.

    ``chunks`` and ``messages`` are the names that ChatAgent's go by.
    """
    if not isinstance(loop, cst.For) or loop.orelse or loop.asynchronous:
        return None
    call, target = loop.iter, loop.target
    if not isinstance(target, cst.Name) or not isinstance(call, cst.Call) or not _streams(call):
        return None
    chunk = target.value
    known = {f"{chunk}.choices[0].delta.content": "text", f"{chunk}.choices": "has"}
    said = _said(loop.body, chunk, known, answer, chunks)
    if said is None or not _is_text(said, chunk, known, messages):
        return None
    return chunk, call


def _streams(call: cst.Call) -> bool:
    given = keyword(call, "stream")
    code = _code(call.func)
    on = given is not None and isinstance(given.value, cst.Name) and given.value.value == "True"
    return on and code.endswith(".chat.completions.create")


def _said(
    body: cst.BaseSuite,
    chunk: str,
    known: dict[str, str],
    answer: str,
    chunks: frozenset[str],
) -> cst.BaseExpression | None:
    """Return the message that is said of each chunk, where nothing else is done with it."""
    if not isinstance(body, cst.IndentedBlock):
        return None
    *before, last = body.body
    for statement in before:
        bound = assigned(statement) if isinstance(statement, cst.SimpleStatementLine) else None
        if bound is not None:
            code = _resolved(bound[1], known)
            if code not in (f"{chunk}.choices[0].delta", f"{chunk}.choices[0].delta.content"):
                return None
            known[bound[0]] = code
        elif not isinstance(statement, cst.If) or not _passes(statement, chunk, known):
            return None
    if isinstance(last, cst.If):
        if last.orelse is not None or not _asks_for_text(last.test, chunk, known):
            return None
        return _said(last.body, chunk, known, answer, chunks)
    return _message(last, answer, chunks)


def _passes(statement: cst.If, chunk: str, known: dict[str, str]) -> bool:
    """Tell whether a chunk without a text is passed over."""
    body = statement.body
    only = body.body[0] if len(body.body) == 1 else None
    small = only_in(only) if isinstance(only, cst.SimpleStatementLine) else only
    if not isinstance(small, cst.Continue) or statement.orelse is not None:
        return False
    tests = _sides(statement.test, cst.Or)
    return all(
        isinstance(one, cst.UnaryOperation)
        and isinstance(one.operator, cst.Not)
        and _asks_for_text(one.expression, chunk, known)
        for one in tests
    )


def _asks_for_text(test: cst.BaseExpression, chunk: str, known: dict[str, str]) -> bool:
    """Tell whether it is only asked whether a chunk has a text."""
    texts = (f"{chunk}.choices", f"{chunk}.choices[0].delta", f"{chunk}.choices[0].delta.content")
    for one in _sides(test, cst.And):
        code = _resolved(one, known)
        if code.removesuffix(" is not None") not in texts:
            return False
    return True


def _sides(node: cst.BaseExpression, operator: type[cst.BaseBooleanOp]) -> list[cst.BaseExpression]:
    if isinstance(node, cst.BooleanOperation) and isinstance(node.operator, operator):
        return [*_sides(node.left, operator), *_sides(node.right, operator)]
    return [node]


def _resolved(node: cst.BaseExpression, known: dict[str, str]) -> str:
    """Return the code of an expression with what its first name stands for."""
    code = _code(node)
    for name in (one.value for one in walk(node) if isinstance(one, cst.Name)):
        if "." in known.get(name, "") and code.split(".")[0].split(" ")[0] == name:
            return known[name] + code[len(name) :]
    return code


def _message(
    statement: cst.BaseStatement, answer: str, chunks: frozenset[str]
) -> cst.BaseExpression | None:
    only = only_in(statement)
    made = only.value if isinstance(only, cst.Expr) else None
    source = made.value if isinstance(made, cst.Yield) else None
    call = source.item if isinstance(source, cst.From) else None
    if not isinstance(call, cst.Call) or _code(call.func) != f"{answer}.chunk":
        return None
    if len(call.args) == 1 and call.args[0].keyword is None and not call.args[0].star:
        inner = call.args[0].value
        if not isinstance(inner, cst.Call) or _code(inner.func) not in chunks:
            return None
        call = inner
    given = keywords(call)
    if given is None or "delta" not in given or given.keys() - {"delta", *_EMPTY}:
        return None
    nulls = all(_code(given[name].value) == "None" for name in given.keys() & _EMPTY)
    return given["delta"].value if nulls else None


def _is_text(
    node: cst.BaseExpression, chunk: str, known: dict[str, str], messages: frozenset[str]
) -> bool:
    """Tell whether a message has the text of a chunk, and one id for all of them."""
    if not isinstance(node, cst.Call) or _code(node.func) not in messages:
        return False
    given = keywords(node)
    if given is None or given.keys() != _MEMBERS:
        return False
    own = given["id"].value
    text = _resolved(given["content"].value, known).removesuffix(' or ""')
    return (
        text_of(given["role"].value) == "assistant"
        and text == f"{chunk}.choices[0].delta.content"
        and (_code(own) == f"{chunk}.id" or isinstance(own, cst.Name))
    )


def _code(node: cst.CSTNode) -> str:
    return cst.Module([]).code_for_node(node)
