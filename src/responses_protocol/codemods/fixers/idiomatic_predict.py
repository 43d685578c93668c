"""RPM602: predict, where it says what predict_stream says, from predict_stream."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import Any

import libcst as cst

from responses_protocol.codemods.fixer import Edit, Fixer, Import
from responses_protocol.codemods.idiomatic.loops import Elements, asked, elements_of
from responses_protocol.codemods.idiomatic.methods import (
    MLFLOW,
    Method,
    assigned,
    is_ours,
    methods,
    only_in,
)
from responses_protocol.codemods.idiomatic.streams import (
    Stream,
    elements,
    messages_in,
    stream,
)
from responses_protocol.codemods.module import Module

RESPONSE = "ResponsesAgentResponse"


def run(module: Module) -> Iterator[Edit | Import]:
    """Yield the edits of predict where both methods say the same."""
    for method, custom in from_streams(module).items():
        yield Import(MLFLOW, RESPONSE)
        yield Edit(method.node, _body(module, method, custom))


def from_streams(module: Module) -> dict[Method, bool]:
    """Return the methods predict that say what the stream says, and whether inputs are repeated."""
    return module.fact(_from_streams)


def _from_streams(module: Module) -> dict[Method, bool]:
    found = {}
    streams = {
        one.owner: stream(module, one) for one in methods(module) if one.name == "predict_stream"
    }
    for method in methods(module):
        other = streams.get(method.owner) if method.name == "predict" else None
        if other is not None and not other.reason:
            custom = _repeated(module, method, other)
            if custom is not None:
                found[method] = custom
    return found


def _repeated(module: Module, method: Method, other: Stream) -> bool | None:
    """Return whether predict repeats its custom inputs; None where it says something else."""
    if len(method.statements) < 3 or other.loop is None or other.names is None:
        return None
    *before, loop, last = method.statements
    history, custom = _returned(module, last)
    names = other.names
    begun = [one for one in before if assigned(one) and _is_empty_list(one, history)]
    if not history or not begun or begun[-1] is not before[-1]:
        return None
    said = elements_of(loop, lambda one: messages_in(one, history, names))
    handed = elements(other.loop, names)
    if said is None or handed is None or _shape(said) != _shape(handed):
        return None
    inputs = {
        bound[0]: one
        for one in before
        if (bound := assigned(one))
        and _code([one]) == f"{bound[0]} = {method.request}.custom_inputs"
    }
    if custom and custom not in inputs:
        return None
    rest = [one for one in before if one is not begun[-1] and one is not inputs.get(custom)]
    same = [one for one in other.before if one is not inputs.get(custom)]
    if custom and _code(same) != _code(rest):
        same = [one for one in same if _code([one]) != _code([inputs[custom]])]
    return bool(custom) if _code(same) == _code(rest) else None


def _returned(module: Module, statement: cst.BaseStatement) -> tuple[str, str]:
    """Return the names of the list and of the custom outputs that predict returns."""
    only = only_in(statement)
    call = only.value if isinstance(only, cst.Return) else None
    if not isinstance(call, cst.Call) or not is_ours(module, call, "response_of"):
        return "", ""
    given = {arg.keyword.value: arg.value for arg in call.args if arg.keyword is not None}
    if len(given) < len(call.args) or given.keys() - {"messages", "custom_outputs"}:
        return "", ""
    history, custom = given.get("messages"), given.get("custom_outputs")
    if not isinstance(history, cst.Name) or not isinstance(custom, (cst.Name, type(None))):
        return "", ""
    return history.value, custom.value if custom is not None else ""


def _is_empty_list(statement: cst.BaseStatement, name: str) -> bool:
    bound = assigned(statement)
    return (
        bound is not None
        and bound[0] == name
        and isinstance(bound[1], cst.List)
        and not bound[1].elements
    )


def _shape(found: Elements) -> str:
    return _dumped(cst.Module([]).code_for_node(asked("f", found, "", 10_000)))


def _code(statements: Sequence[cst.BaseStatement]) -> str:
    made = cst.Module([]).code_for_node
    return ast.unparse(ast.parse("\n".join(made(one).strip() for one in statements)))


def _dumped(code: str) -> str:
    return ast.dump(ast.parse(code))


def _body(module: Module, method: Method, custom: bool) -> Any:
    """Return what gives the method a body that collects the items of the stream."""
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
    kept = len(method.node.body.body) - len(method.statements)

    def change(made: Any) -> Any:
        return made.with_changes(body=made.body.with_changes(body=[*made.body.body[:kept], *lines]))

    return change


FIXER = Fixer(
    code="RPM602",
    name="idiomatic-predict",
    summary="predict collects the items of predict_stream, where both say the same",
    default=False,
    wrong="return response_of(messages=messages)",
    right="return ResponsesAgentResponse(output=outputs)",
    run=run,
    unit="idiomatic",
)
