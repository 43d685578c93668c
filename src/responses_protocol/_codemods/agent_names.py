"""The names that may hold an agent: variables, parameters, functions that return it, containers.

Names count by their spelling, whatever their scope. So this finds more names than hold an agent;
the code that is written around a call changes nothing for other values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import libcst as cst

from responses_protocol._codemods.module import Module

PASS_THROUGH = frozenset(
    ("enumerate", "iter", "list", "next", "reversed", "sorted", "tuple", "zip")
)
ADD_METHODS = frozenset(("add", "append", "extend", "insert", "setdefault", "update"))
_COPY_FUNCTIONS = frozenset(("copy.copy", "copy.deepcopy"))
_GET_METHODS = frozenset(("get", "items", "pop", "values"))


class AgentNames:
    """The names of a module that may hold one of the agents that ``is_agent`` accepts."""

    def __init__(
        self,
        module: Module,
        is_agent: Callable[[cst.BaseExpression], bool],
        names: Iterable[str] = (),
    ) -> None:
        self._module = module
        self._is_agent = is_agent
        self._is_agent_by_node: dict[cst.CSTNode, bool] = {}
        self._functions: dict[str, list[cst.FunctionDef]] = {}
        for function in module.all(cst.FunctionDef):
            self._functions.setdefault(self._called_name(function), []).append(function)
        self._records = {
            node.name.value: fields
            for node in module.all(cst.ClassDef)
            if node.name.value not in self._functions and (fields := _fields(node))
        }
        self.names = set(names)
        size = -1
        while size < len(self.names):
            size = len(self.names)
            for kind, read in _READERS.items():
                for node in module.all(kind):
                    read(self, node)

    def defines(self, name: str) -> bool:
        """Return whether the module defines a function or a record class of this name."""
        return name in self._functions or name in self._records

    def may_hold(self, node: cst.CSTNode | None) -> bool:
        """Return whether an expression may be an agent, or a container of agents."""
        if not isinstance(node, cst.BaseExpression):
            return False
        if isinstance(node, (cst.Name, cst.Attribute, cst.Call)):
            if node not in self._is_agent_by_node:
                self._is_agent_by_node[node] = self._is_agent(node)
            if self._is_agent_by_node[node]:
                return True
        if isinstance(node, cst.Name):
            return node.value in self.names
        if isinstance(node, cst.Attribute):
            return node.attr.value in self.names
        if isinstance(node, cst.Call):
            return self._may_return_agent(node)
        if isinstance(node, (cst.Subscript, cst.NamedExpr)):
            return self.may_hold(node.value)
        return any(self.may_hold(part) for part in _possible_values(node))

    def _may_return_agent(self, call: cst.Call) -> bool:
        func = call.func
        name = func.attr.value if isinstance(func, cst.Attribute) else ""
        if isinstance(func, cst.Name):
            name = func.value
        is_copy = bool(self._module.names(func) & _COPY_FUNCTIONS)
        if is_copy or (isinstance(func, cst.Name) and name in PASS_THROUGH):
            return any(self.may_hold(arg.value) for arg in call.args)
        if isinstance(func, cst.Attribute) and name in _GET_METHODS:
            return self.may_hold(func.value)
        return f"{name}()" in self.names

    def _add_target(self, target: cst.CSTNode | None) -> None:
        if isinstance(target, cst.Name):
            self.names.add(target.value)
        elif isinstance(target, cst.Attribute):
            self.names.add(target.attr.value)
        elif isinstance(target, cst.Subscript):
            self._add_target(target.value)
        elif isinstance(target, (cst.Tuple, cst.List)):
            for element in target.elements:
                self._add_target(element.value)

    def _assign(self, node: cst.Assign) -> None:
        if self.may_hold(node.value):
            for target in node.targets:
                self._add_target(target.target)

    def _bind(self, node: cst.AnnAssign | cst.NamedExpr) -> None:
        if self.may_hold(node.value):
            self._add_target(node.target)

    def _loop(self, node: cst.For | cst.CompFor) -> None:
        if self.may_hold(node.iter):
            self._add_target(node.target)

    def _with(self, node: cst.WithItem) -> None:
        if node.asname is not None and self.may_hold(node.item):
            self._add_target(node.asname.name)

    def _return(self, node: cst.Return | cst.Yield) -> None:
        if self.may_hold(node.value):
            around = self._module.parent(node)
            while around is not None and not isinstance(around, cst.FunctionDef):
                around = self._module.parent(around)
            if around is not None:
                self.names.add(f"{around.name.value}()")
                if any(map(_is_fixture, around.decorators)):  # tests get its value by its name
                    self.names.add(around.name.value)

    def _param(self, node: cst.Param) -> None:
        if self.may_hold(node.default):
            self._add_target(node.name)

    def _call(self, node: cst.Call) -> None:
        func = node.func
        name = func.attr.value if isinstance(func, cst.Attribute) else ""
        passes_agent = any(self.may_hold(arg.value) for arg in node.args)
        if isinstance(func, cst.Attribute) and name in ADD_METHODS and passes_agent:
            self._add_target(func.value)
        name = func.value if isinstance(func, cst.Name) else name
        fields = self._records.get(name, ())
        for index, arg in enumerate(node.args if fields else ()):
            if self.may_hold(arg.value):
                self._add_target(
                    arg.keyword or (cst.Name(fields[index]) if index < len(fields) else None)
                )
        for function in self._functions.get(name, ()):
            params = [*function.params.posonly_params, *function.params.params]
            if params and params[0].name.value in ("self", "cls"):
                params = params[1:]
            every = [*params, *function.params.kwonly_params]
            by_name = {parameter.name.value: parameter for parameter in every}
            for index, arg in enumerate(node.args):
                if not self.may_hold(arg.value):
                    continue
                if arg.keyword is not None:
                    param = by_name.get(arg.keyword.value)
                else:
                    param = params[index] if index < len(params) else None
                self._add_target(None if param is None else param.name)

    def _called_name(self, function: cst.FunctionDef) -> str:
        """Return the name that calls a function; for ``__init__``, that of its class."""
        if function.name.value != "__init__":
            return function.name.value
        around = self._module.parent(function)
        while around is not None and not isinstance(around, cst.ClassDef):
            around = self._module.parent(around)
        return function.name.value if around is None else around.name.value


_READERS: dict[type[cst.CSTNode], Callable[[AgentNames, Any], None]] = {
    cst.AnnAssign: AgentNames._bind,
    cst.Assign: AgentNames._assign,
    cst.Call: AgentNames._call,
    cst.CompFor: AgentNames._loop,
    cst.For: AgentNames._loop,
    cst.NamedExpr: AgentNames._bind,
    cst.Param: AgentNames._param,
    cst.Return: AgentNames._return,
    cst.WithItem: AgentNames._with,
    cst.Yield: AgentNames._return,
}


def _fields(node: cst.ClassDef) -> list[str]:
    """Return the fields of a class that declares them, as a dataclass does."""
    return [
        statement.target.value
        for line in node.body.body
        if isinstance(line, cst.SimpleStatementLine)
        for statement in line.body
        if isinstance(statement, cst.AnnAssign) and isinstance(statement.target, cst.Name)
    ]


def _is_fixture(decorator: cst.Decorator) -> bool:
    expression = decorator.decorator
    expression = expression.func if isinstance(expression, cst.Call) else expression
    name = expression.attr.value if isinstance(expression, cst.Attribute) else ""
    return (expression.value if isinstance(expression, cst.Name) else name) == "fixture"


def _possible_values(node: cst.BaseExpression) -> Iterator[cst.CSTNode]:
    """Yield the parts of an expression that may be its value, or in it."""
    if isinstance(node, cst.Await):
        yield node.expression
    elif isinstance(node, cst.IfExp):
        yield from (node.body, node.orelse)
    elif isinstance(node, cst.BooleanOperation):
        yield from (node.left, node.right)
    elif isinstance(node, (cst.Dict, cst.List, cst.Set, cst.Tuple)):
        yield from (element.value for element in node.elements)
    elif isinstance(node, (cst.GeneratorExp, cst.ListComp, cst.SetComp)):
        yield node.elt
