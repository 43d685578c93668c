"""Streams of Chat Completions that are handed on text by text."""

from __future__ import annotations

import libcst as cst

from responses_protocol._codemods.idiomatic.methods import only_in, read_assignment
from responses_protocol._codemods.literals import keyword, keywords, text_of
from responses_protocol._codemods.trees import walk

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
    message = _message_of_chunk(loop.body, chunk, known, answer, chunks)
    if message is None or not _is_text(message, chunk, known, messages):
        return None
    return chunk, call


def _streams(call: cst.Call) -> bool:
    argument = keyword(call, "stream")
    code = _code(call.func)
    is_on = (
        argument is not None
        and isinstance(argument.value, cst.Name)
        and argument.value.value == "True"
    )
    return is_on and code.endswith(".chat.completions.create")


def _message_of_chunk(
    body: cst.BaseSuite,
    chunk: str,
    known: dict[str, str],
    answer: str,
    chunks: frozenset[str],
) -> cst.BaseExpression | None:
    """Return the message made from each chunk, None if the loop does anything else with it."""
    if not isinstance(body, cst.IndentedBlock):
        return None
    *before, last = body.body
    for statement in before:
        assignment = (
            read_assignment(statement) if isinstance(statement, cst.SimpleStatementLine) else None
        )
        if assignment is not None:
            code = _resolve_name(assignment[1], known)
            if code not in (f"{chunk}.choices[0].delta", f"{chunk}.choices[0].delta.content"):
                return None
            known[assignment[0]] = code
        elif not isinstance(statement, cst.If) or not _skips_empty(statement, chunk, known):
            return None
    if isinstance(last, cst.If):
        if last.orelse is not None or not _tests_text(last.test, chunk, known):
            return None
        return _message_of_chunk(last.body, chunk, known, answer, chunks)
    return _message_of_answer(last, answer, chunks)


def _skips_empty(statement: cst.If, chunk: str, known: dict[str, str]) -> bool:
    """Return whether a chunk without a text is passed over."""
    body = statement.body
    only = body.body[0] if len(body.body) == 1 else None
    small = only_in(only) if isinstance(only, cst.SimpleStatementLine) else only
    if not isinstance(small, cst.Continue) or statement.orelse is not None:
        return False
    tests = _sides(statement.test, cst.Or)
    return all(
        isinstance(side, cst.UnaryOperation)
        and isinstance(side.operator, cst.Not)
        and _tests_text(side.expression, chunk, known)
        for side in tests
    )


def _tests_text(test: cst.BaseExpression, chunk: str, known: dict[str, str]) -> bool:
    """Return whether a condition only tests whether a chunk has a text."""
    texts = (f"{chunk}.choices", f"{chunk}.choices[0].delta", f"{chunk}.choices[0].delta.content")
    for side in _sides(test, cst.And):
        code = _resolve_name(side, known)
        if code.removesuffix(" is not None") not in texts:
            return False
    return True


def _sides(node: cst.BaseExpression, operator: type[cst.BaseBooleanOp]) -> list[cst.BaseExpression]:
    if isinstance(node, cst.BooleanOperation) and isinstance(node.operator, operator):
        return [*_sides(node.left, operator), *_sides(node.right, operator)]
    return [node]


def _resolve_name(node: cst.BaseExpression, known: dict[str, str]) -> str:
    """Return the code of an expression with its first name resolved."""
    code = _code(node)
    for name in (inner.value for inner in walk(node) if isinstance(inner, cst.Name)):
        if "." in known.get(name, "") and code.split(".")[0].split(" ")[0] == name:
            return known[name] + code[len(name) :]
    return code


def _message_of_answer(
    statement: cst.BaseStatement, answer: str, chunks: frozenset[str]
) -> cst.BaseExpression | None:
    only = only_in(statement)
    yielded = only.value if isinstance(only, cst.Expr) else None
    source = yielded.value if isinstance(yielded, cst.Yield) else None
    call = source.item if isinstance(source, cst.From) else None
    if not isinstance(call, cst.Call) or _code(call.func) != f"{answer}.chunk":
        return None
    if len(call.args) == 1 and call.args[0].keyword is None and not call.args[0].star:
        inner = call.args[0].value
        if not isinstance(inner, cst.Call) or _code(inner.func) not in chunks:
            return None
        call = inner
    arguments = keywords(call)
    if arguments is None or "delta" not in arguments or arguments.keys() - {"delta", *_EMPTY}:
        return None
    nulls = all(_code(arguments[name].value) == "None" for name in arguments.keys() & _EMPTY)
    return arguments["delta"].value if nulls else None


def _is_text(
    node: cst.BaseExpression, chunk: str, known: dict[str, str], messages: frozenset[str]
) -> bool:
    """Return whether a message has the text of a chunk, and one id for all of them."""
    if not isinstance(node, cst.Call) or _code(node.func) not in messages:
        return False
    arguments = keywords(node)
    if arguments is None or arguments.keys() != _MEMBERS:
        return False
    message_id = arguments["id"].value
    text = _resolve_name(arguments["content"].value, known).removesuffix(' or ""')
    return (
        text_of(arguments["role"].value) == "assistant"
        and text == f"{chunk}.choices[0].delta.content"
        and (_code(message_id) == f"{chunk}.id" or isinstance(message_id, cst.Name))
    )


def _code(node: cst.CSTNode) -> str:
    return cst.Module([]).code_for_node(node)
