"""Which client a call is of: OpenAI's own endpoint has the Responses API, others may not."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst
from libcst import metadata
from libcst.helpers import get_full_name_for_node

from responses_protocol.codemods.literals import keywords, text_of
from responses_protocol.codemods.module import Module
from responses_protocol.codemods.trees import walk

_NAMES = ("AsyncClient", "AsyncOpenAI", "Client", "OpenAI")
CLIENTS = frozenset(f"openai.{place}{name}" for place in ("", "_client.") for name in _NAMES)
_AZURE = frozenset(
    f"openai.{place}{name}"
    for place in ("", "lib.azure.")
    for name in ("AsyncAzureOpenAI", "AzureOpenAI")
)
_COPIES = frozenset(("copy", "with_options"))
_ENDPOINTS = frozenset(("", "https://api.openai.com/v1", "https://api.openai.com/v1/"))
_ELSEWHERE = frozenset(("api_base", "api_type", "azure_endpoint", "base_url"))
_VARIABLES = frozenset(("OPENAI_API_BASE", "OPENAI_BASE_URL"))


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
    """Tell whether an expression is the ``chat.completions`` of something."""
    owner = node.value
    return (
        node.attr.value == "completions"
        and isinstance(owner, cst.Attribute)
        and owner.attr.value == "chat"
    )


def is_openai(module: Module, client: cst.BaseExpression) -> bool:
    """Tell whether a client is plainly one of OpenAI's own endpoint."""
    if module.fact(_goes_elsewhere):
        return False
    return "openai" in module.names(client) or _is_client(module, client, ())


def _goes_elsewhere(module: Module) -> bool:
    """Tell whether a text sets another endpoint for all clients."""
    for node in module.all(cst.AssignTarget):
        target = node.target
        if isinstance(target, cst.Attribute) and target.attr.value in _ELSEWHERE:
            if "openai" in module.names(target.value):
                return True
        elif isinstance(target, cst.Subscript):
            index = target.slice[0].slice
            if isinstance(index, cst.Index) and text_of(index.value) in _VARIABLES:
                return True
    return False


def _is_client(module: Module, node: cst.BaseExpression, seen: tuple[cst.CSTNode, ...]) -> bool:
    """Tell whether all that an expression may be is a client; ``seen`` is being looked at."""
    if any(node is one for one in seen) or len(seen) > _DEEPEST:
        return True  # what it is bound to by itself adds nothing
    seen = (*seen, node)
    if isinstance(node, cst.Await):
        return _is_client(module, node.expression, seen)
    if isinstance(node, (cst.BooleanOperation, cst.IfExp)):
        sides = (
            (node.left, node.right)
            if isinstance(node, cst.BooleanOperation)
            else (node.body, node.orelse)
        )
        return all(_is_none(one) or _is_client(module, one, seen) for one in sides)
    if isinstance(node, cst.Call):
        return _is_made(module, node, seen)
    if isinstance(node, (cst.Attribute, cst.Name)):
        values = list(_values(module, node))
        made = [one for one in values if isinstance(one, cst.BaseExpression) and not _is_none(one)]
        return bool(made) and None not in values and all(_is_client(module, m, seen) for m in made)
    return False


def _is_made(module: Module, call: cst.Call, seen: tuple[cst.CSTNode, ...]) -> bool:
    given = keywords(call)
    if module.names(call.func) & CLIENTS:
        return given is not None and _stays(given)
    if isinstance(call.func, cst.Attribute) and call.func.attr.value in _COPIES:
        return given is not None and _stays(given) and _is_client(module, call.func.value, seen)
    function = _function(module, call.func)
    returned = _returned(module, function) if function is not None else []
    return bool(returned) and all(one and _is_client(module, one, seen) for one in returned)


def _stays(given: dict[str, cst.Arg]) -> bool:
    """Tell whether a client with these arguments asks OpenAI's own endpoint."""
    if "base_url" not in given:
        return True
    value = given["base_url"].value
    return _is_none(value) or text_of(value) in _ENDPOINTS


def _values(module: Module, node: cst.Attribute | cst.Name) -> Iterator[cst.BaseExpression | None]:
    """Yield all that a name or an attribute is bound to in a text; None for what is unclear."""
    if isinstance(node, cst.Attribute):
        yield from _of_attribute(module, node)
        return
    scope = module.scope(node)
    for one in scope[node.value] if scope is not None else ():
        yield _bound(module, one.node) if isinstance(one, metadata.Assignment) else None


def _of_attribute(module: Module, node: cst.Attribute) -> Iterator[cst.BaseExpression | None]:
    for target in module.all(cst.AssignTarget):
        if node.deep_equals(target.target):
            holder = module.parent(target)
            yield holder.value if isinstance(holder, cst.Assign) else None
    for one in module.all(cst.AnnAssign):
        if one.value is not None and node.deep_equals(one.target):
            yield one.value
    function = _function(module, node)
    if function is not None:
        yield from _returned(module, function)


def _bound(module: Module, target: cst.CSTNode) -> cst.BaseExpression | None:
    if isinstance(target, cst.Param):
        return _of_parameter(module, target)
    holder = module.parent(target)
    if isinstance(holder, cst.AsName):
        item = module.parent(holder)
        return item.item if isinstance(item, cst.WithItem) else None
    if isinstance(holder, cst.NamedExpr):
        return holder.value
    if isinstance(holder, cst.AnnAssign):
        return holder.value or cst.Name("None")
    statement = module.parent(holder) if isinstance(holder, cst.AssignTarget) else None
    return statement.value if isinstance(statement, cst.Assign) else None


def _of_parameter(module: Module, param: cst.Param) -> cst.BaseExpression | None:
    """Return a client that a parameter is as its annotation says, if the text makes such ones."""
    if param.annotation is None:
        return None
    names: set[str] = set()
    for node in walk(param.annotation.annotation):
        if isinstance(node, (cst.Attribute, cst.Name)):
            names |= module.names(node)
    if not names & CLIENTS or names & _AZURE:
        return None
    made = [one for one in module.all(cst.Call) if module.names(one.func) & CLIENTS]
    if not made or any((given := keywords(one)) is None or not _stays(given) for one in made):
        return None
    return made[0]


def _function(module: Module, node: cst.BaseExpression) -> cst.FunctionDef | None:
    """Return the function of a text that is called by a name, or as a method of ``self``."""
    name = get_full_name_for_node(node) or ""
    found = module.fact(_functions).get(name.rpartition(".")[2], [])
    is_own = "." not in name or name.startswith(("self.", "cls."))
    return found[0] if is_own and len(found) == 1 else None


def _functions(module: Module) -> dict[str, list[cst.FunctionDef]]:
    found: dict[str, list[cst.FunctionDef]] = {}
    for one in module.all(cst.FunctionDef):
        found.setdefault(one.name.value, []).append(one)
    return found


def _returned(module: Module, function: cst.FunctionDef) -> list[cst.BaseExpression | None]:
    found: list[cst.BaseExpression | None] = []
    given: list[cst.Return | cst.Yield] = [*module.all(cst.Return), *module.all(cst.Yield)]
    for one in given:
        holder = module.parent(one)
        while holder is not None and not isinstance(holder, (cst.FunctionDef, cst.Lambda)):
            holder = module.parent(holder)
        if holder is function:
            found.append(one.value if isinstance(one.value, cst.BaseExpression) else None)
    return found


def _is_none(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.Name) and node.value == "None"


_DEEPEST = 12
