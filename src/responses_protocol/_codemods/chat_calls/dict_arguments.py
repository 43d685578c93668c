"""Arguments that are a dict of the same function: ``kwargs = {...}``, then ``create(**kwargs)``."""

from __future__ import annotations

import libcst as cst
from libcst import metadata

from responses_protocol._codemods.literals import keywords, text_of
from responses_protocol._codemods.module import Module

Arguments = dict[str, tuple[cst.BaseExpression, ...]]  # all values that one may have
_READERS = frozenset(("copy", "get", "items", "keys", "values"))


def dict_arguments(module: Module, call: cst.Call) -> Arguments | None:
    """Return all arguments that a call can have, by name; None if they do not show."""
    arguments: Arguments = {}
    for arg in call.args:
        if arg.keyword is not None:
            _add_values(arguments, {arg.keyword.value: (arg.value,)})
        elif arg.star == "**":
            more = _conditional_entries(module, arg.value)
            if more is None:
                return None
            _add_values(arguments, more)
        else:
            return None
    return arguments


def _add_values(arguments: Arguments, more: Arguments) -> None:
    for name, values in more.items():
        arguments[name] = (*arguments.get(name, ()), *values)


def _entries(module: Module, node: cst.BaseExpression) -> Arguments | None:
    if isinstance(node, cst.Name):
        return _entries_of_name(module, node)
    return _written_entries(module, node)


def _written_entries(module: Module, node: cst.BaseExpression | None) -> Arguments | None:
    """Return the entries of a dict literal, with those of the dicts that it unpacks."""
    if isinstance(node, cst.Call) and module.names(node.func) == {"builtins.dict"}:
        keyword_arguments = keywords(node)
        return (
            None
            if keyword_arguments is None
            else {name: (arg.value,) for name, arg in keyword_arguments.items()}
        )
    if not isinstance(node, cst.Dict):
        return None
    arguments: Arguments = {}
    for element in node.elements:
        if isinstance(element, cst.StarredDictElement):
            more = _conditional_entries(module, element.value)
            if more is None:
                return None
            _add_values(arguments, more)
            continue
        name = text_of(element.key) if isinstance(element, cst.DictElement) else None
        if name is None:
            return None
        _add_values(arguments, {name: (element.value,)})
    return arguments


def _conditional_entries(module: Module, node: cst.BaseExpression) -> Arguments | None:
    """Return the entries of ``{...} if condition else {}``, or of any other dict."""
    if not isinstance(node, cst.IfExp):
        return _entries(module, node)
    arguments: Arguments = {}
    for side in (node.body, node.orelse):
        more = _entries(module, side)
        if more is None:
            return None
        _add_values(arguments, more)
    return arguments


def _entries_of_name(module: Module, node: cst.Name) -> Arguments | None:
    """Return the entries of a dict that is bound once, with those that later lines add."""
    scope = module.scope(node)
    bindings = list(scope[node.value]) if scope is not None else []
    if len(bindings) != 1 or not isinstance(bindings[0], metadata.Assignment):
        return None
    arguments = _written_entries(module, _value_of_assignment(module, bindings[0].node))
    if arguments is None:
        return None
    for access in bindings[0].references:
        more = _added_entries(module, access.node)
        if more is None:
            return None
        _add_values(arguments, more)
    return arguments


def _value_of_assignment(module: Module, target: cst.CSTNode) -> cst.BaseExpression | None:
    parent = module.parent(target)
    if isinstance(parent, cst.AnnAssign):
        return parent.value
    statement = module.parent(parent) if isinstance(parent, cst.AssignTarget) else None
    return statement.value if isinstance(statement, cst.Assign) else None


def _added_entries(module: Module, node: cst.CSTNode) -> Arguments | None:
    """Return the entries that a use of a dict adds; None if the text does not show them."""
    parent = module.parent(node)
    if isinstance(parent, cst.Arg):
        return {} if parent.star == "**" else None
    if isinstance(parent, cst.Subscript) and parent.value is node:
        return _entry_set(module, parent)
    if isinstance(parent, cst.Attribute) and parent.value is node:
        call = module.parent(parent)
        if parent.attr.value in _READERS:
            return {}
        if parent.attr.value == "update" and isinstance(call, cst.Call):
            return _updated_entries(module, call)
        if parent.attr.value in ("pop", "setdefault") and isinstance(call, cst.Call):
            return _default_entry(call) if parent.attr.value == "setdefault" else {}
        return None
    return {} if isinstance(parent, (cst.Comparison, cst.ComparisonTarget)) else None


def _entry_set(module: Module, node: cst.Subscript) -> Arguments | None:
    index = node.slice[0].slice
    name = text_of(index.value) if isinstance(index, cst.Index) else None
    target = module.parent(node)
    if not isinstance(target, cst.AssignTarget):
        # a read: messages that grow are still messages
        return {} if not isinstance(target, (cst.AugAssign, cst.Del)) else None
    statement = module.parent(target)
    return {name: (statement.value,)} if name and isinstance(statement, cst.Assign) else None


def _updated_entries(module: Module, call: cst.Call) -> Arguments | None:
    if len(call.args) == 1 and call.args[0].keyword is None and not call.args[0].star:
        return _written_entries(module, call.args[0].value)
    keyword_arguments = keywords(call)
    return (
        None
        if keyword_arguments is None
        else {name: (arg.value,) for name, arg in keyword_arguments.items()}
    )


def _default_entry(call: cst.Call) -> Arguments | None:
    name = text_of(call.args[0].value) if call.args else None
    return {name: (call.args[1].value,)} if name and len(call.args) == 2 else None
