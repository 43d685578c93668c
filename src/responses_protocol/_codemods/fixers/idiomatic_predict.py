"""RPM602: a predict with the answer of predict_stream calls predict_stream."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import Any

import libcst as cst

from responses_protocol._codemods.fixer import Edit, Fixer, Import
from responses_protocol._codemods.idiomatic.loops import Elements, call_with_elements, elements_of
from responses_protocol._codemods.idiomatic.methods import (
    MLFLOW,
    Method,
    is_ours,
    only_in,
    read_assignment,
    read_methods,
)
from responses_protocol._codemods.idiomatic.streams import (
    Stream,
    messages_in,
    read_stream,
    yielded_elements,
)
from responses_protocol._codemods.module import Module

RESPONSE = "ResponsesAgentResponse"


def run(module: Module) -> Iterator[Edit | Import]:
    """Yield the edits of predict where both methods give the same."""
    for method, custom in from_streams(module).items():
        yield Import(MLFLOW, RESPONSE)
        yield Edit(method.node, _body(module, method, custom))


def from_streams(module: Module) -> dict[Method, bool]:
    """Return each predict with the answer of its stream, and whether it repeats its inputs."""
    return module.fact(_from_streams)


def _from_streams(module: Module) -> dict[Method, bool]:
    methods_from_streams = {}
    streams = {
        streaming.owner: read_stream(module, streaming)
        for streaming in read_methods(module)
        if streaming.name == "predict_stream"
    }
    for method in read_methods(module):
        streaming_method = streams.get(method.owner) if method.name == "predict" else None
        if streaming_method is not None and not streaming_method.reason:
            custom = _repeats_inputs(module, method, streaming_method)
            if custom is not None:
                methods_from_streams[method] = custom
    return methods_from_streams


def _repeats_inputs(module: Module, method: Method, streaming_method: Stream) -> bool | None:
    """Return whether predict repeats its custom inputs; None if it gives something else."""
    if (
        len(method.statements) < 3
        or streaming_method.loop is None
        or streaming_method.names is None
    ):
        return None
    *before, loop, last = method.statements
    history, custom = _returned_names(module, last)
    names = streaming_method.names
    lists = [
        statement
        for statement in before
        if read_assignment(statement) and _is_empty_list(statement, history)
    ]
    if not history or not lists or lists[-1] is not before[-1]:
        return None
    predicted = elements_of(loop, lambda statement: messages_in(statement, history, names))
    streamed = yielded_elements(streaming_method.loop, names)
    if predicted is None or streamed is None or _shape(predicted) != _shape(streamed):
        return None
    inputs = {
        assignment[0]: statement
        for statement in before
        if (assignment := read_assignment(statement))
        and _code([statement]) == f"{assignment[0]} = {method.request}.custom_inputs"
    }
    if custom and custom not in inputs:
        return None
    rest = [
        statement
        for statement in before
        if statement is not lists[-1] and statement is not inputs.get(custom)
    ]
    same = [
        statement for statement in streaming_method.before if statement is not inputs.get(custom)
    ]
    if custom and _code(same) != _code(rest):
        same = [statement for statement in same if _code([statement]) != _code([inputs[custom]])]
    return bool(custom) if _code(same) == _code(rest) else None


def _returned_names(module: Module, statement: cst.BaseStatement) -> tuple[str, str]:
    """Return the names of the list and of the custom outputs that predict returns."""
    only = only_in(statement)
    call = only.value if isinstance(only, cst.Return) else None
    if not isinstance(call, cst.Call) or not is_ours(module, call, "response_of"):
        return "", ""
    arguments = {arg.keyword.value: arg.value for arg in call.args if arg.keyword is not None}
    if len(arguments) < len(call.args) or arguments.keys() - {"messages", "custom_outputs"}:
        return "", ""
    history, custom = arguments.get("messages"), arguments.get("custom_outputs")
    if not isinstance(history, cst.Name) or not isinstance(custom, (cst.Name, type(None))):
        return "", ""
    return history.value, custom.value if custom is not None else ""


def _is_empty_list(statement: cst.BaseStatement, name: str) -> bool:
    assignment = read_assignment(statement)
    return (
        assignment is not None
        and assignment[0] == name
        and isinstance(assignment[1], cst.List)
        and not assignment[1].elements
    )


def _shape(elements: Elements) -> str:
    return _dump_code(cst.Module([]).code_for_node(call_with_elements("f", elements, "", 10_000)))


def _code(statements: Sequence[cst.BaseStatement]) -> str:
    code_for_node = cst.Module([]).code_for_node
    return ast.unparse(
        ast.parse("\n".join(code_for_node(statement).strip() for statement in statements))
    )


def _dump_code(code: str) -> str:
    return ast.dump(ast.parse(code))


def _body(module: Module, method: Method, custom: bool) -> Any:
    """Return the change of a method to one that collects the items of the stream."""
    code = f"""\
outputs = [
{module.tree.default_indent}event.item
{module.tree.default_indent}for event in {method.me}.predict_stream({method.request})
{module.tree.default_indent}if event.type == "response.output_item.done"
]
"""
    outputs = "output=outputs"
    if custom:
        outputs += f", custom_outputs={method.request}.custom_inputs"
    lines = [
        cst.parse_statement(code, config=module.tree.config_for_parsing),
        cst.parse_statement(
            f"return {RESPONSE}({outputs})\n", config=module.tree.config_for_parsing
        ),
    ]
    head_length = len(method.node.body.body) - len(method.statements)

    def change(method_node: Any) -> Any:
        return method_node.with_changes(
            body=method_node.body.with_changes(body=[*method_node.body.body[:head_length], *lines])
        )

    return change


FIXER = Fixer(
    code="RPM602",
    name="idiomatic-predict",
    summary="predict collects the items of predict_stream, where both return the same",
    default=False,
    wrong="return response_of(messages=messages)",
    right="return ResponsesAgentResponse(output=outputs)",
    run=run,
    unit="idiomatic",
)
