"""RPM102: ``@mlflow.trace`` on the two methods, which MLflow traces itself now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import libcst as cst

from responses_protocol._codemods.agents import Method, is_trace, read_agents
from responses_protocol._codemods.fixer import Edit, Fixer, Problem
from responses_protocol._codemods.literals import text_of
from responses_protocol._codemods.module import Module

MESSAGE = "MLflow traces {name} itself; a second trace lacks the summary of the stream"
HINT = "remove @mlflow.trace, and set its name or attributes with mlflow.update_current_trace"


def run(module: Module) -> Iterator[Edit | Problem]:
    """Yield the removal of decorators that only repeat the tracing by MLflow."""
    for agent in read_agents(module).agents:
        for method in agent.methods:
            for decorator in method.node.decorators:
                if not is_trace(module, decorator):
                    continue
                if _is_plain(decorator):
                    yield Edit(method.node, _remove_decorator(method, decorator))
                elif not method.is_split:
                    yield Problem(decorator, "info", MESSAGE.format(name=method.name), HINT)


def _is_plain(decorator: cst.Decorator) -> bool:
    """Return whether a trace has no arguments but the type that agents have anyway."""
    node = decorator.decorator
    return not isinstance(node, cst.Call) or all(_is_agent_type(arg) for arg in node.args)


def _is_agent_type(arg: cst.Arg) -> bool:
    if arg.keyword is None or arg.keyword.value != "span_type":
        return False
    value = arg.value
    if isinstance(value, cst.Attribute):
        return value.attr.value == "AGENT"
    return text_of(value) == "AGENT"


def _remove_decorator(method: Method, decorator: cst.Decorator) -> Any:
    index = list(method.node.decorators).index(decorator)
    count = len(method.node.decorators)

    def change(node: cst.FunctionDef) -> cst.FunctionDef:
        new_index = index - (count - len(node.decorators))
        decorators = [
            decorator_node
            for number, decorator_node in enumerate(node.decorators)
            if number != new_index
        ]
        removed = node.decorators[new_index]
        comment = removed.trailing_whitespace.comment
        above = [*removed.leading_lines, *([cst.EmptyLine(comment=comment)] if comment else [])]
        return node.with_changes(decorators=decorators, leading_lines=[*node.leading_lines, *above])

    return change


FIXER = Fixer(
    code="RPM102",
    name="trace-decorator",
    summary="MLflow traces predict and predict_stream itself",
    default=True,
    wrong="@mlflow.trace(span_type=SpanType.AGENT)\ndef predict(self, messages): ...",
    right="def predict(self, request): ...",
    run=run,
    unit="chat-agent",
)
