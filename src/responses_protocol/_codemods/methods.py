"""The new signatures of methods, and the lines at their top and after them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import libcst as cst

from responses_protocol._codemods.agents import INNER, Method
from responses_protocol._codemods.fixer import Import
from responses_protocol._codemods.module import Module
from responses_protocol._codemods.names import RESPONSES, WIDTH, local_name, run_time
from responses_protocol._codemods.trees import comments, walk

REQUEST = Import(RESPONSES, "ResponsesAgentRequest")
RESULTS = {
    "predict": Import(RESPONSES, "ResponsesAgentResponse"),
    "predict_stream": Import(RESPONSES, "ResponsesAgentStreamEvent"),
}
STREAMS = ("Generator", "Iterator", "Iterable")
VALUES = {
    "messages": "{messages_of}({request})",
    "context": "{request}.context",
    "custom_inputs": "{request}.custom_inputs",
}


def needed_imports(module: Module, method: Method) -> Iterator[Import]:
    """Yield the imports for the signature and the first lines of a method."""
    if method.signature.is_annotated:
        yield REQUEST
        yield RESULTS[method.name]
        if method.name == "predict_stream" and _generator_type(method.node.returns) is None:
            yield from generator_import(module)
    if method.is_split or "messages" in _used_parameters(module, method).values():
        yield run_time(module, "messages_of")


def generator_import(module: Module) -> Iterator[Import]:
    """Yield the import of Generator, unless the text has it already."""
    if not any(name.value == "Generator" for name in module.all(cst.Name)):
        yield Import("collections.abc", "Generator")


def free_name(node: cst.CSTNode, *names: str) -> str:
    """Return the first of some names that a node does not use."""
    used_names = {used.value for used in _names(node)}
    for name in names:
        if name not in used_names:
            return name
    return free_name(node, *(f"{name}_" for name in names))


def request_name(module: Module, method: Method) -> str:
    """Return the name of the parameter: another one where ``request`` would hide something."""
    for statement in block(method.node).body:
        names = [name for name in _names(statement) if name.value == "request"]
        if names:  # in the first statement that uses it, a value is put in its place
            if _is_bound(statement, names) and not method.may_repeat_history:
                return "request"
            break
    return free_name(method.node, "request", "agent_request")


def _is_bound(statement: cst.CSTNode, names: list[cst.Name]) -> bool:
    """Return whether a statement binds a name plainly, and does nothing else with it."""
    small = statement.body[0] if isinstance(statement, cst.SimpleStatementLine) else None
    targets: list[cst.BaseExpression] = (
        [assigned.target for assigned in small.targets] if isinstance(small, cst.Assign) else []
    )
    return bool(targets) and targets == [*names]


def in_place(
    module: Module, method: Method, node: cst.FunctionDef, first: Sequence[str] = ()
) -> cst.FunctionDef:
    """Return a method with its new signature, and with its values taken from the request.

    ``first`` are more lines for its top.
    """
    request = request_name(module, method)
    lines = [
        f"{name} = {_value(module, value, request)}"
        for name, value in _used_parameters(module, method).items()
    ]
    new = [cst.parse_statement(line) for line in (*lines, *first)]
    body: Any = block(node)
    start = 1 if node.get_docstring() is not None else 0
    head, rest = list(body.body[:start]), list(body.body[start:])
    comments_of_params = _comments(method.node.params)
    if comments_of_params and new:
        new[0] = _below(new[0], comments_of_params)
    elif comments_of_params and rest:
        rest[0] = _below(rest[0], comments_of_params)
    body = body.with_changes(body=[*head, *new, *rest])
    return with_request(method, node, request).with_changes(body=body)


def without_decorators(node: cst.FunctionDef, names: frozenset[str]) -> cst.FunctionDef:
    """Return a function without the decorators of other names; their comments stay above it."""
    decorators = [decorator for decorator in node.decorators if _called_name(decorator) in names]
    lost = [decorator for decorator in node.decorators if decorator not in decorators]
    lines = [line for decorator in lost for line in _comments(decorator)]
    return node.with_changes(decorators=decorators, leading_lines=[*node.leading_lines, *lines])


def _called_name(decorator: cst.Decorator) -> str:
    node = decorator.decorator
    func = node.func if isinstance(node, cst.Call) else node
    name = func.attr if isinstance(func, cst.Attribute) else func
    return name.value if isinstance(name, cst.Name) else ""


def block(node: cst.FunctionDef) -> cst.IndentedBlock:
    """Return the body of a function as lines, also one that follows the colon."""
    if isinstance(node.body, cst.IndentedBlock):
        return node.body
    assert isinstance(node.body, cst.SimpleStatementSuite)
    end = node.body.trailing_whitespace
    return cst.IndentedBlock([cst.SimpleStatementLine(node.body.body, trailing_whitespace=end)])


def _value(module: Module, value: str, request: str) -> str:
    """Return the expression for the value of a parameter."""
    messages_of = local_name(run_time(module, "messages_of"))
    return VALUES[value].format(request=request, messages_of=messages_of)


def with_inner_method(
    module: Module, method: Method, node: cst.FunctionDef, call: str, first: str = ""
) -> cst.FlattenSentinel[Any]:
    """Return the new method, which makes one call, and the code as it was under its own name.

    ``call`` has a place ``{inner}`` for the call of that code, before which ``first`` is passed.
    """
    owner = method.signature.owner
    own = owner.name.value if owner is not None else "self"
    values = []
    params = method.node.params
    names = [param.name.value for param in (*params.posonly_params, *params.params)][1:]
    catches_all = isinstance(params.star_arg, cst.Param)
    for index, (name, value) in enumerate(method.signature.values.items()):
        argument = _value(module, value, "request")
        by_place = catches_all or not method.signature.by_name or names[index : index + 1] == [name]
        values.append(argument if by_place else f"{name}={argument}")
    inner = f"{own}.{INNER[method.name]}({', '.join(values)})"
    line = call.format(inner=f"{first}, {inner}" if first else inner)
    above = f"\n    {first}," if first else ""
    if len(line) + 8 > WIDTH:
        line = call.format(inner=f"{above}\n    {inner}\n")
    if len(inner) + 12 > WIDTH:
        wrapped_call = f"{own}.{INNER[method.name]}(\n        {', '.join(values)}\n    )"
        line = call.format(inner=f"{above}\n    {wrapped_call}\n")
    bare = node.with_changes(decorators=[], lines_after_decorators=[])
    outer = with_request(method, bare, "request").with_changes(
        body=cst.IndentedBlock([cst.parse_statement(line)])
    )
    lines = [cst.EmptyLine(indent=False)]
    return cst.FlattenSentinel(
        [
            outer,
            node.with_changes(name=cst.Name(INNER[method.name]), leading_lines=lines),
        ]
    )


def with_request(method: Method, node: cst.FunctionDef, request: str) -> cst.FunctionDef:
    """Return a method that takes a request; it has annotations if it had some."""
    signature = method.signature
    annotation = cst.Annotation(cst.Name(REQUEST.name)) if signature.is_annotated else None
    request_param = cst.Param(cst.Name(request), annotation=annotation)
    owner = cst.Param(cst.Name("self")) if signature.owner is None else signature.owner
    further_params = [
        param.with_changes(star=cst.MaybeSentinel.DEFAULT) for param in signature.further_params
    ]
    plain = [
        param.with_changes(
            comma=cst.MaybeSentinel.DEFAULT,
            whitespace_after_param=cst.SimpleWhitespace(""),
        )
        for param in (owner, request_param, *further_params)
    ]
    returns = _returns(method) if signature.is_annotated else None
    function = node.with_changes(
        params=cst.Parameters(plain),
        returns=returns,
        whitespace_before_params=cst.SimpleWhitespace(""),
        whitespace_after_name=cst.SimpleWhitespace(""),
    )
    bare = function.with_changes(decorators=[], leading_lines=[], body=EMPTY)
    if len(cst.Module([]).code_for_node(bare)) < WIDTH:
        return function
    inner = cst.ParenthesizedWhitespace(indent=True, last_line=cst.SimpleWhitespace("    "))
    plain[-1] = plain[-1].with_changes(
        whitespace_after_param=cst.ParenthesizedWhitespace(indent=True)
    )
    return function.with_changes(params=cst.Parameters(plain), whitespace_before_params=inner)


EMPTY = cst.SimpleStatementSuite([cst.Pass()])


def _returns(method: Method) -> cst.Annotation:
    name = cst.Name(RESULTS[method.name].name)
    if method.name == "predict":
        return cst.Annotation(name)
    base = _generator_type(method.node.returns)
    if base is None:
        base = cst.Subscript(
            cst.Name("Generator"),
            [_element(cst.Name("None")) for _ in range(3)],
        )
    slices = [base.slice[0].with_changes(slice=cst.Index(name)), *base.slice[1:]]
    return cst.Annotation(base.with_changes(slice=slices))


def _element(node: cst.BaseExpression) -> cst.SubscriptElement:
    return cst.SubscriptElement(cst.Index(node))


def _generator_type(returns: cst.Annotation | None) -> cst.Subscript | None:
    """Return ``Generator[...]`` as it is written, None for all else."""
    annotation = returns.annotation if returns is not None else None
    if not isinstance(annotation, cst.Subscript):
        return None
    value = annotation.value
    name = value.attr if isinstance(value, cst.Attribute) else value
    return annotation if isinstance(name, cst.Name) and name.value in STREAMS else None


def _used_parameters(module: Module, method: Method) -> dict[str, str]:
    """Return the parameters that the body uses, with their values."""
    names = {
        used_name.value
        for used_name in _names(method.node.body)
        if not _is_label(module.parent(used_name), used_name)
    }
    return {name: value for name, value in method.signature.values.items() if name in names}


def _is_label(parent: cst.CSTNode | None, node: cst.Name) -> bool:
    return (isinstance(parent, cst.Attribute) and parent.attr is node) or (
        isinstance(parent, cst.Arg) and parent.keyword is node
    )


def _names(node: cst.CSTNode) -> Iterator[cst.Name]:
    return (inner for inner in walk(node) if isinstance(inner, cst.Name))


def _comments(node: cst.CSTNode) -> list[cst.EmptyLine]:
    """Return lines with the comments of a node, which would be lost."""
    return [cst.EmptyLine(comment=comment) for comment in comments(node)]


def _below(statement: Any, lines: Iterable[cst.EmptyLine]) -> Any:
    return statement.with_changes(leading_lines=[*lines, *statement.leading_lines])


def argument_of(value: cst.BaseExpression) -> cst.Arg:
    """Return an expression as the only argument of a call."""
    if isinstance(value, cst.Tuple) and not value.lpar:
        value = value.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    if isinstance(value, cst.GeneratorExp):  # the call has parentheses of its own
        value = value.with_changes(lpar=value.lpar[1:], rpar=value.rpar[:-1])
    return cst.Arg(value)


def return_of_call(node: cst.Return, name: str, first: Sequence[cst.Arg] = ()) -> cst.Return:
    """Return a return statement with its value as the last argument of a call."""
    assert node.value is not None
    call = cst.Call(cst.Name(name), [*first, argument_of(node.value)])
    return node.with_changes(value=call, whitespace_after_return=cst.SimpleWhitespace(" "))
