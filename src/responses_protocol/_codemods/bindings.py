"""The values of names that a text binds once, and the places of their uses."""

from __future__ import annotations

import libcst as cst
from libcst import metadata

from responses_protocol._codemods.imported_names import is_imported
from responses_protocol._codemods.module import Module

_BY_STRINGS = frozenset(("builtins.globals", "builtins.locals", "builtins.vars"))
_BY_CODE = frozenset(("builtins.eval", "builtins.exec"))
_CONSTANTS = frozenset(("False", "None", "True"))


def value_of(module: Module, node: cst.BaseExpression | None) -> cst.BaseExpression | None:
    """Return an expression, or for a name the expression that it is bound to; None if unclear.

    ``await`` is skipped, since the awaited expression makes the value.
    """
    if isinstance(node, cst.Await):
        return value_of(module, node.expression)
    if not isinstance(node, cst.Name) or node.value in _CONSTANTS:
        return node
    binding = _binding(module, node)
    if binding is None:
        return None
    value = _value_assigned_to(module, binding.node)
    return value_of(module, value) if value is not None and not _is_same_name(value, node) else None


def uses(module: Module, target: cst.Name) -> list[cst.Name] | None:
    """Return all places that read the value of ``target``; None if it is bound twice."""
    binding = _binding(module, target)
    if binding is None or binding.node is not target:
        return None
    nodes = [access.node for access in binding.references]
    return [node for node in nodes if isinstance(node, cst.Name)]


def has_other_readers(module: Module, target: cst.Name) -> bool:
    """Return whether the value of a name may be read in another way than by that name.

    A class has it as an attribute, ``globals()``, ``locals()`` and ``eval`` give it by a
    string, and other files import it.
    """
    scopes = [binding.scope for binding in _bindings(module, target)]
    if any(isinstance(scope, metadata.ClassScope) for scope in scopes):
        return True
    if is_imported(module, target.value) and any(
        isinstance(scope, metadata.GlobalScope) for scope in scopes
    ):
        return True
    return module.fact(_reads_by_strings)


def _reads_by_strings(module: Module) -> bool:
    return any(
        module.names(call.func) & (_BY_CODE if call.args else _BY_STRINGS)
        for call in module.all(cst.Call)
    )


def readings(module: Module, node: cst.Name) -> list[cst.Name] | None:
    """Return all places that read the value of a name; None if it is bound twice."""
    binding = _binding(module, node)
    target = binding.node if binding is not None else None
    return uses(module, target) if isinstance(target, cst.Name) else None


def target_of(module: Module, node: cst.CSTNode) -> cst.Name | None:
    """Return the name that takes the value of an expression, where a plain assignment does that."""
    parent = module.parent(node)
    if isinstance(parent, cst.Await):
        return target_of(module, parent)
    if isinstance(parent, cst.Assign) and len(parent.targets) == 1:
        target = parent.targets[0].target
        return target if isinstance(target, cst.Name) else None
    if isinstance(parent, cst.AnnAssign) and isinstance(parent.target, cst.Name):
        return parent.target
    return None


def values_of(module: Module, node: cst.BaseExpression) -> list[cst.BaseExpression] | None:
    """Return all that a name is plainly bound to, in the order of the text; None if it is unclear.

    Cells of a notebook bind the same name repeatedly. Other expressions are returned unchanged.
    """
    if not isinstance(node, cst.Name):
        return [node]
    assigned = [_value_assigned_to(module, binding.node) for binding in _bindings(module, node)]
    values = [value for value in assigned if value is not None]
    return values if values and len(values) == len(assigned) else None


def every_use(module: Module, node: cst.Name) -> list[cst.Name]:
    """Return all places where a name is read, whatever it is bound to there."""
    nodes = {
        access.node: None for binding in _bindings(module, node) for access in binding.references
    }
    return [use for use in nodes if isinstance(use, cst.Name)]


def targets_of(module: Module, node: cst.Name) -> list[cst.CSTNode]:
    """Return all places where a name is bound."""
    return [binding.node for binding in _bindings(module, node)]


def _bindings(module: Module, node: cst.Name) -> list[metadata.Assignment]:
    scope = module.scope(node)
    bindings = list(scope[node.value]) if scope is not None else []
    return [binding for binding in bindings if isinstance(binding, metadata.Assignment)]


def _binding(module: Module, node: cst.Name) -> metadata.Assignment | None:
    scope = module.scope(node)
    bindings = list(scope[node.value]) if scope is not None else []
    if len(bindings) != 1 or not isinstance(bindings[0], metadata.Assignment):
        return None
    return bindings[0]


def _value_assigned_to(module: Module, target: cst.CSTNode) -> cst.BaseExpression | None:
    parent = module.parent(target)
    if isinstance(parent, cst.AnnAssign):
        return parent.value
    if isinstance(parent, cst.AssignTarget):
        statement = module.parent(parent)
        if isinstance(statement, cst.Assign) and len(statement.targets) == 1:
            return statement.value
    return None


def _is_same_name(value: cst.CSTNode, node: cst.Name) -> bool:
    return isinstance(value, cst.Name) and value.value == node.value
