"""Arguments that are a dict of the same function: ``kwargs = {...}``, then ``create(**kwargs)``."""

from __future__ import annotations

import libcst as cst
from libcst import metadata

from responses_protocol.codemods.literals import keywords, text_of
from responses_protocol.codemods.module import Module

Arguments = dict[str, tuple[cst.BaseExpression, ...]]  # all values that one may have
_READING = frozenset(("copy", "get", "items", "keys", "values"))


def dict_arguments(module: Module, call: cst.Call) -> Arguments | None:
    """Return all arguments that a call may have, by name; None where that is not to be seen."""
    found: Arguments = {}
    for arg in call.args:
        if arg.keyword is not None:
            _add(found, {arg.keyword.value: (arg.value,)})
        elif arg.star == "**":
            made = _conditional(module, arg.value)
            if made is None:
                return None
            _add(found, made)
        else:
            return None
    return found


def _add(found: Arguments, made: Arguments) -> None:
    for name, values in made.items():
        found[name] = (*found.get(name, ()), *values)


def _entries(module: Module, node: cst.BaseExpression) -> Arguments | None:
    if isinstance(node, cst.Name):
        return _of_name(module, node)
    return _written(module, node)


def _written(module: Module, node: cst.BaseExpression | None) -> Arguments | None:
    """Return the entries of a dict that is written out, with those of dicts it takes in."""
    if isinstance(node, cst.Call) and module.names(node.func) == {"builtins.dict"}:
        given = keywords(node)
        return None if given is None else {name: (arg.value,) for name, arg in given.items()}
    if not isinstance(node, cst.Dict):
        return None
    found: Arguments = {}
    for element in node.elements:
        if isinstance(element, cst.StarredDictElement):
            made = _conditional(module, element.value)
            if made is None:
                return None
            _add(found, made)
            continue
        name = text_of(element.key) if isinstance(element, cst.DictElement) else None
        if name is None:
            return None
        _add(found, {name: (element.value,)})
    return found


def _conditional(module: Module, node: cst.BaseExpression) -> Arguments | None:
    """Return the entries of ``{...} if condition else {}``, or of any other dict."""
    if not isinstance(node, cst.IfExp):
        return _entries(module, node)
    found: Arguments = {}
    for side in (node.body, node.orelse):
        made = _entries(module, side)
        if made is None:
            return None
        _add(found, made)
    return found


def _of_name(module: Module, node: cst.Name) -> Arguments | None:
    """Return the entries of a dict that a name is bound to once, and that later lines add to."""
    scope = module.scope(node)
    bindings = list(scope[node.value]) if scope is not None else []
    if len(bindings) != 1 or not isinstance(bindings[0], metadata.Assignment):
        return None
    found = _written(module, _value(module, bindings[0].node))
    if found is None:
        return None
    for access in bindings[0].references:
        made = _added(module, access.node)
        if made is None:
            return None
        _add(found, made)
    return found


def _value(module: Module, target: cst.CSTNode) -> cst.BaseExpression | None:
    holder = module.parent(target)
    if isinstance(holder, cst.AnnAssign):
        return holder.value
    statement = module.parent(holder) if isinstance(holder, cst.AssignTarget) else None
    return statement.value if isinstance(statement, cst.Assign) else None


def _added(module: Module, node: cst.CSTNode) -> Arguments | None:
    """Return what a use of a dict adds to it, None where that is not to be seen."""
    holder = module.parent(node)
    if isinstance(holder, cst.Arg):
        return {} if holder.star == "**" else None
    if isinstance(holder, cst.Subscript) and holder.value is node:
        return _set(module, holder)
    if isinstance(holder, cst.Attribute) and holder.value is node:
        call = module.parent(holder)
        if holder.attr.value in _READING:
            return {}
        if holder.attr.value == "update" and isinstance(call, cst.Call):
            return _updated(module, call)
        if holder.attr.value in ("pop", "setdefault") and isinstance(call, cst.Call):
            return _defaulted(call) if holder.attr.value == "setdefault" else {}
        return None
    return {} if isinstance(holder, (cst.Comparison, cst.ComparisonTarget)) else None


def _set(module: Module, node: cst.Subscript) -> Arguments | None:
    index = node.slice[0].slice
    name = text_of(index.value) if isinstance(index, cst.Index) else None
    target = module.parent(node)
    if not isinstance(target, cst.AssignTarget):
        # what is read of it: messages that grow are still messages
        return {} if not isinstance(target, (cst.AugAssign, cst.Del)) else None
    statement = module.parent(target)
    return {name: (statement.value,)} if name and isinstance(statement, cst.Assign) else None


def _updated(module: Module, call: cst.Call) -> Arguments | None:
    if len(call.args) == 1 and call.args[0].keyword is None and not call.args[0].star:
        return _written(module, call.args[0].value)
    given = keywords(call)
    return None if given is None else {name: (arg.value,) for name, arg in given.items()}


def _defaulted(call: cst.Call) -> Arguments | None:
    name = text_of(call.args[0].value) if call.args else None
    return {name: (call.args[1].value,)} if name and len(call.args) == 2 else None
