"""The client of a call: OpenAI's own endpoint has the Responses API, others may not have it."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst
from libcst import metadata
from libcst.helpers import get_full_name_for_node

from responses_protocol._codemods.chat_calls.endpoints import (
    ENDPOINTS,
    endpoint_owners,
    sets_other_endpoint,
)
from responses_protocol._codemods.literals import keywords, text_of
from responses_protocol._codemods.module import Module
from responses_protocol._codemods.trees import walk

_NAMES = ("AsyncClient", "AsyncOpenAI", "Client", "OpenAI")
CLIENTS = frozenset(f"openai.{place}{name}" for place in ("", "_client.") for name in _NAMES)
_AZURE = frozenset(
    f"openai.{place}{name}"
    for place in ("", "lib.azure.")
    for name in ("AsyncAzureOpenAI", "AzureOpenAI")
)
_OWN = ("cls", "self")
_COPIES = frozenset(("copy", "with_options"))


def chat_method(node: cst.Call) -> tuple[cst.BaseExpression, str] | None:
    """Return the client and the method of a call of Chat Completions, None for any other call."""
    func = node.func
    if not isinstance(func, cst.Attribute):
        return None
    if not isinstance(func.value, cst.Attribute) or not is_chat(func.value):
        return None
    owner = cst.ensure_type(func.value.value, cst.Attribute).value
    if isinstance(owner, cst.Attribute) and owner.attr.value == "beta":
        owner = owner.value
    return owner, func.attr.value


def is_chat(node: cst.Attribute) -> bool:
    """Return whether an expression is the ``chat.completions`` of something."""
    owner = node.value
    return (
        node.attr.value == "completions"
        and isinstance(owner, cst.Attribute)
        and owner.attr.value == "chat"
    )


def find_taken_chats(module: Module) -> Iterator[cst.Attribute]:
    """Yield each ``client.chat`` of which the code takes something other than ``completions``."""
    for node in module.all(cst.Attribute):
        if node.attr.value == "chat":
            parent = module.parent(node)
            is_read_on = isinstance(parent, cst.Attribute) and parent.attr.value == "completions"
            if not is_read_on and _is_client(module, node.value, ()):
                yield node


def is_openai(module: Module, client: cst.BaseExpression) -> bool:
    """Return whether a client is plainly one of OpenAI's own endpoint."""
    if module.fact(sets_other_endpoint) or module.fact(_sets_endpoint_of_client):
        return False
    return "openai" in module.names(client) or _is_client(module, client, ())


def _sets_endpoint_of_client(module: Module) -> bool:
    owners = endpoint_owners(module)
    return any(_is_client(module, owner, ()) for owner in owners)


def _is_client(module: Module, node: cst.BaseExpression, path: tuple[cst.CSTNode, ...]) -> bool:
    """Return whether an expression can only be a client; ``path`` has those that lead to it."""
    if any(node is value for value in path) or len(path) > _DEEPEST:
        return True  # a name that is bound to itself adds nothing
    path = (*path, node)
    if isinstance(node, cst.Await):
        return _is_client(module, node.expression, path)
    if isinstance(node, (cst.BooleanOperation, cst.IfExp)):
        sides = (
            (node.left, node.right)
            if isinstance(node, cst.BooleanOperation)
            else (node.body, node.orelse)
        )
        return all(_is_none(value) or _is_client(module, value, path) for value in sides)
    if isinstance(node, cst.Call):
        return _makes_client(module, node, path)
    if isinstance(node, (cst.Attribute, cst.Name)):
        values = list(_bound_values(module, node))
        values_given = [
            value
            for value in values
            if isinstance(value, cst.BaseExpression) and not _is_none(value)
        ]
        return (
            bool(values_given)
            and None not in values
            and all(_is_client(module, m, path) for m in values_given)
        )
    return False


def _makes_client(module: Module, call: cst.Call, path: tuple[cst.CSTNode, ...]) -> bool:
    arguments = keywords(call)
    if module.names(call.func) & CLIENTS:
        return arguments is not None and _keeps_endpoint(arguments)
    if isinstance(call.func, cst.Attribute) and call.func.attr.value in _COPIES:
        return (
            arguments is not None
            and _keeps_endpoint(arguments)
            and _is_client(module, call.func.value, path)
        )
    function = _called_function(module, call.func)
    returned = _returned_values(module, function) if function is not None else []
    return bool(returned) and all(value and _is_client(module, value, path) for value in returned)


def _keeps_endpoint(arguments: dict[str, cst.Arg]) -> bool:
    """Return whether a client with these arguments calls OpenAI's own endpoint."""
    if "base_url" not in arguments:
        return True
    value = arguments["base_url"].value
    return _is_none(value) or text_of(value) in ENDPOINTS


def _bound_values(
    module: Module, node: cst.Attribute | cst.Name
) -> Iterator[cst.BaseExpression | None]:
    """Yield all values that a text gives a name or an attribute; None for an unclear one."""
    if isinstance(node, cst.Attribute):
        yield from _attribute_values(module, node)
        return
    scope = module.scope(node)
    for assignment in scope[node.value] if scope is not None else ():
        yield (
            _bound_value(module, assignment.node)
            if isinstance(assignment, metadata.Assignment)
            else None
        )


def _attribute_values(module: Module, node: cst.Attribute) -> Iterator[cst.BaseExpression | None]:
    for target in module.all(cst.AssignTarget):
        if node.deep_equals(target.target):
            parent = module.parent(target) if _has_same_owner(module, node, target) else None
            yield parent.value if isinstance(parent, cst.Assign) else None
    for assignment in module.all(cst.AnnAssign):
        if assignment.value is not None and node.deep_equals(assignment.target):
            yield (assignment.value if _has_same_owner(module, node, assignment) else None)
    function = _called_function(module, node)
    if function is not None:
        yield from _returned_values(module, function)


def _has_same_owner(
    module: Module, node: cst.Attribute, assigned: cst.AnnAssign | cst.AssignTarget
) -> bool:
    """Return whether an attribute and an equal, assigned one are of one object (``self``)."""
    read_owner, assigned_owner = _first_name(node), _first_name(assigned.target)
    if read_owner is None or assigned_owner is None or read_owner.value in _OWN:
        return True
    read_scope, assigned_scope = module.scope(read_owner), module.scope(assigned_owner)
    if read_scope is None or assigned_scope is None:
        return False
    return set(read_scope[read_owner.value]) == set(assigned_scope[assigned_owner.value])


def _first_name(node: cst.BaseExpression) -> cst.Name | None:
    while isinstance(node, cst.Attribute):
        node = node.value
    return node if isinstance(node, cst.Name) else None


def _bound_value(module: Module, target: cst.CSTNode) -> cst.BaseExpression | None:
    if isinstance(target, cst.Param):
        return _parameter_value(module, target)
    parent = module.parent(target)
    if isinstance(parent, cst.AsName):
        item = module.parent(parent)
        return item.item if isinstance(item, cst.WithItem) else None
    if isinstance(parent, cst.NamedExpr):
        return parent.value
    if isinstance(parent, cst.AnnAssign):
        return parent.value or cst.Name("None")
    statement = module.parent(parent) if isinstance(parent, cst.AssignTarget) else None
    return statement.value if isinstance(statement, cst.Assign) else None


def _parameter_value(module: Module, param: cst.Param) -> cst.BaseExpression | None:
    """Return a client for a parameter that is annotated as one, if the text makes such clients."""
    if param.annotation is None:
        return None
    names: set[str] = set()
    for node in walk(param.annotation.annotation):
        if isinstance(node, (cst.Attribute, cst.Name)):
            names |= module.names(node)
    if not names & CLIENTS or names & _AZURE:
        return None
    clients = [call for call in module.all(cst.Call) if module.names(call.func) & CLIENTS]
    if not clients or any(
        (arguments := keywords(call)) is None or not _keeps_endpoint(arguments) for call in clients
    ):
        return None
    return clients[0]


def _called_function(module: Module, node: cst.BaseExpression) -> cst.FunctionDef | None:
    """Return the function of a text that a name, or a method of ``self``, calls."""
    name = get_full_name_for_node(node) or ""
    functions = module.fact(_functions_by_name).get(name.rpartition(".")[2], [])
    owner, _, _ = name.rpartition(".")
    if len(functions) != 1 or owner not in ("", *_OWN):
        return None
    if owner or _binds(module, node, functions[0]):
        return functions[0]
    return None


def _binds(module: Module, name: cst.CSTNode, function: cst.FunctionDef) -> bool:
    """Return whether a name is bound to a function alone."""
    scope = module.scope(name)
    bindings = list(scope[function.name.value]) if scope is not None else []
    return len(bindings) == 1 and getattr(bindings[0], "node", None) is function


def _functions_by_name(module: Module) -> dict[str, list[cst.FunctionDef]]:
    functions: dict[str, list[cst.FunctionDef]] = {}
    for function in module.all(cst.FunctionDef):
        functions.setdefault(function.name.value, []).append(function)
    return functions


def _returned_values(module: Module, function: cst.FunctionDef) -> list[cst.BaseExpression | None]:
    values: list[cst.BaseExpression | None] = []
    statements: list[cst.Return | cst.Yield] = [*module.all(cst.Return), *module.all(cst.Yield)]
    for statement in statements:
        parent = module.parent(statement)
        while parent is not None and not isinstance(parent, (cst.FunctionDef, cst.Lambda)):
            parent = module.parent(parent)
        if parent is function:
            values.append(
                statement.value if isinstance(statement.value, cst.BaseExpression) else None
            )
    return values


def _is_none(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.Name) and node.value == "None"


_DEEPEST = 12
