"""The text of an answer: Chat has null if there is none, and ``output_text`` is empty.

A refusal and calls of tools alone have null in Chat; an answer that a limit cuts before its text
has an empty one.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Any

import libcst as cst
from libcst import metadata

from responses_protocol._codemods.bindings import every_use, has_other_readers, target_of, uses
from responses_protocol._codemods.module import Module

_CATCHERS = frozenset(
    f"builtins.{name}" for name in ("AttributeError", "BaseException", "Exception", "TypeError")
)
_DEFERRED = (cst.ClassDef, cst.FunctionDef, cst.GeneratorExp, cst.Lambda)
_UNPARENTHESISED = (
    cst.AnnAssign,
    cst.Assign,
    cst.DictElement,
    cst.Element,
    cst.FormattedStringExpression,
    cst.Return,
)


def replace_content(
    module: Module, content: cst.CSTNode, keeps_null: bool, has_limit: bool
) -> Callable[[Any], Any]:
    """Return the change of an answer to the read of its text, which ``content`` reads.

    ``has_limit`` is True where a limit may cut the answer: it then reads the answer twice.
    """
    if not keeps_null:
        return _text
    read = _text_unless_absent if has_limit else _text_or_null
    return read if _needs_no_parentheses(module, content) else _parenthesise(read)


class NullUse(Enum):
    """The way in which code treats the content null of an answer."""

    DISTINCT = "distinct"  # null and an empty text may differ for it
    SAME = "same"  # it takes both for no text
    ERROR = "error"  # it fails at null, and takes an empty text


def use_of_null(module: Module, content: cst.CSTNode, has_text: bool) -> NullUse:
    """Return how code treats null where it reads ``content``.

    ``has_text`` is True where an answer has a text unless the model refuses: only then an error
    at null is the same as an empty text, but for a refusal.
    """
    target = target_of(module, content)
    has_one_value = True
    if target is None:
        reads: list[cst.CSTNode] = [content]
    elif _is_read_elsewhere(module, target):
        return NullUse.DISTINCT
    else:
        reads = list(every_use(module, target))
        has_one_value = uses(module, target) is not None and not has_other_readers(module, target)
    open_reads = [
        read
        for read in reads
        if not (is_tested(module, read) or (has_one_value and _is_guarded(module, read)))
    ]
    if not open_reads:
        return NullUse.SAME
    expects_text = has_text and not _catches_errors(module, content)
    if expects_text and all(_has_member_read(module, read) for read in open_reads):
        return NullUse.ERROR
    return NullUse.DISTINCT


def is_tested(module: Module, node: cst.CSTNode) -> bool:
    """Return whether only the truth of a value counts: in a condition, or before ``or``."""
    parent = module.parent(node)
    if isinstance(parent, cst.BooleanOperation):
        if parent.left is node and isinstance(parent.operator, cst.Or):
            return True
        return is_tested(module, parent)
    if isinstance(parent, cst.UnaryOperation):
        return isinstance(parent.operator, cst.Not)
    conditions = (cst.Assert, cst.CompIf, cst.If, cst.IfExp, cst.While)
    return isinstance(parent, conditions) and parent.test is node


def _is_guarded(module: Module, read: cst.CSTNode) -> bool:
    """Return whether a condition lets code run only where the same read has a text.

    A function or a generator may run later, when the read has another value.
    """
    node = read
    while (parent := module.parent(node)) is not None:
        if isinstance(parent, _DEFERRED):
            return False
        condition = _condition_of(parent, node)
        if condition is not None and _holds_only_with(condition, read):
            return True
        node = parent
    return False


def _condition_of(parent: cst.CSTNode, node: cst.CSTNode) -> cst.BaseExpression | None:
    """Return the condition of ``parent`` under which ``node``, a part of it, runs."""
    if isinstance(parent, (cst.If, cst.IfExp, cst.While)):
        return parent.test if parent.body is node else None
    if isinstance(parent, cst.BooleanOperation) and isinstance(parent.operator, cst.And):
        return parent.left if parent.right is node else None
    return None


def _holds_only_with(condition: cst.BaseExpression, read: cst.CSTNode) -> bool:
    """Return whether a condition is false where ``read`` has no text."""
    if isinstance(condition, cst.BooleanOperation) and isinstance(condition.operator, cst.And):
        return any(_holds_only_with(side, read) for side in (condition.left, condition.right))
    return condition.deep_equals(read)


def _has_member_read(module: Module, node: cst.CSTNode) -> bool:
    """Return whether the code calls a method of a value or cuts it, as only a text allows."""
    parent = module.parent(node)
    return isinstance(parent, (cst.Attribute, cst.Subscript)) and parent.value is node


def _is_read_elsewhere(module: Module, target: cst.Name) -> bool:
    """Return whether other files or a class may read the value of a name."""
    scope = module.scope(target)
    return scope is None or any(
        isinstance(binding.scope, (metadata.ClassScope, metadata.GlobalScope))
        for binding in scope[target.value]
    )


def _catches_errors(module: Module, node: cst.CSTNode) -> bool:
    """Return whether the code may catch the error that a method of null raises."""
    parent = module.parent(node)
    while parent is not None:
        if isinstance(parent, cst.FunctionDef) and parent.decorators:
            return True
        parent = module.parent(parent)
    return module.fact(_has_catchers)


def _has_catchers(module: Module) -> bool:
    if any(_is_catcher(module, handler.type) for handler in module.all(cst.ExceptHandler)):
        return True
    return any(
        "contextlib.suppress" in module.names(call.func)
        or any(arg.keyword and arg.keyword.value == "return_exceptions" for arg in call.args)
        for call in module.all(cst.Call)
    )


def _is_catcher(module: Module, kind: cst.BaseExpression | None) -> bool:
    if kind is None:
        return True
    kinds = [e.value for e in kind.elements] if isinstance(kind, cst.Tuple) else [kind]
    return any(module.names(kind) & _CATCHERS for kind in kinds)


def _needs_no_parentheses(module: Module, node: cst.CSTNode) -> bool:
    parent = module.parent(node)
    return isinstance(parent, _UNPARENTHESISED) or (isinstance(parent, cst.Arg) and not parent.star)


def _text(answer: Any) -> Any:
    return cst.Attribute(answer, cst.Name("output_text"))


def _text_or_null(answer: Any) -> Any:
    return cst.BooleanOperation(_text(answer), cst.Or(), cst.Name("None"))


def _text_unless_absent(answer: Any) -> Any:
    empty_or_null = cst.IfExp(
        cst.Attribute(answer, cst.Name("incomplete_details")),
        cst.SimpleString('""'),
        cst.Name("None"),
        **_PARENTHESES,
    )
    return cst.BooleanOperation(_text(answer), cst.Or(), empty_or_null)


def _parenthesise(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda answer: read(answer).with_changes(**_PARENTHESES)


_PARENTHESES: Any = {"lpar": [cst.LeftParen()], "rpar": [cst.RightParen()]}
