"""Messages that mean the same in both APIs as they stand: roles, and contents that are texts."""

from __future__ import annotations

import libcst as cst
from libcst import metadata

from responses_protocol._codemods.bindings import value_of
from responses_protocol._codemods.literals import entries, is_text, stays, text_of
from responses_protocol._codemods.module import Module

_MAKERS = frozenset(("builtins.input", "builtins.str", "json.dumps", "textwrap.dedent"))
_METHODS = frozenset(("format", "join", "lower", "lstrip", "replace", "rstrip", "strip", "upper"))
_ROLES = frozenset(("assistant", "developer", "system", "user"))


def is_plain_history(module: Module, node: cst.BaseExpression) -> bool:
    """Return whether messages are written out, stay unchanged, and are texts with roles."""
    messages = value_of(module, node)
    if not isinstance(messages, cst.List) or not stays(module, node):
        return False
    return all(
        isinstance(element, cst.Element) and _is_plain(module, element.value)
        for element in messages.elements
    )


def _is_plain(module: Module, node: cst.BaseExpression) -> bool:
    members = entries(node)
    if members is None or members.keys() != {"role", "content"}:
        return False
    role = text_of(members["role"].value)
    return role in _ROLES and is_string(module, members["content"].value)


def is_string(module: Module, node: cst.BaseExpression) -> bool:
    """Return whether an expression surely makes a string."""
    return _is_text(module, node, 0)


def _is_text(module: Module, node: cst.BaseExpression | None, depth: int) -> bool:
    if is_text(node):
        return True
    if node is None or depth > _DEEPEST:
        return False
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.Add):
        return any(_is_text(module, part, depth + 1) for part in (node.left, node.right))
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.Modulo):
        return _is_text(module, node.left, depth + 1)
    if isinstance(node, cst.IfExp):
        return all(_is_text(module, part, depth + 1) for part in (node.body, node.orelse))
    if isinstance(node, cst.Call):
        return _makes_text(module, node, depth)
    if isinstance(node, cst.Name):
        return _is_bound_to_text(module, node, depth)
    return False


def _makes_text(module: Module, node: cst.Call, depth: int) -> bool:
    if module.names(node.func) & _MAKERS:
        return True
    func = node.func
    if not isinstance(func, cst.Attribute) or func.attr.value not in _METHODS:
        return False
    return _is_text(module, func.value, depth + 1)


def _is_bound_to_text(module: Module, node: cst.Name, depth: int) -> bool:
    """Return whether all that a name is bound to are strings, or said to be by an annotation."""
    scope = module.scope(node)
    bindings = list(scope[node.value]) if scope is not None else []
    return bool(bindings) and all(
        isinstance(binding, metadata.Assignment) and _binds_text(module, binding.node, depth)
        for binding in bindings
    )


def _binds_text(module: Module, target: cst.CSTNode, depth: int) -> bool:
    parent = target if isinstance(target, cst.Param) else module.parent(target)
    if isinstance(parent, (cst.AnnAssign, cst.Param)) and parent.annotation is not None:
        return module.names(parent.annotation.annotation) == {"builtins.str"}
    if isinstance(parent, cst.AugAssign):
        return True  # a value that is added to a string is a string
    statement = module.parent(parent) if isinstance(parent, cst.AssignTarget) else None
    if not isinstance(statement, cst.Assign) or len(statement.targets) > 1:
        return False
    return _is_text(module, statement.value, depth + 1)


_DEEPEST = 8
