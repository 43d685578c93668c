"""The methods of migrated agents, as far as they have the plain form that stage one writes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from responses_protocol._codemods.fixer import Import
from responses_protocol._codemods.module import Module
from responses_protocol._codemods.names import AGENT as CHAT_AGENT
from responses_protocol._codemods.names import RUN_TIME, stands_for

AGENT = frozenset(("mlflow.pyfunc.ResponsesAgent", "mlflow.pyfunc.model.ResponsesAgent"))
STREAM = "output_to_responses_items_stream"
INPUT = "to_chat_completions_input"
MLFLOW = "mlflow.types.responses"  # has both by the same names
_METHODS = frozenset(("predict", "predict_stream"))


@dataclass(frozen=True, eq=False)
class Method:
    """A method that MLflow calls, by its statements after the docstring."""

    node: cst.FunctionDef
    owner: cst.ClassDef
    statements: tuple[cst.BaseStatement, ...]

    @property
    def name(self) -> str:
        """Its name, which is MLflow's."""
        return self.node.name.value

    @property
    def me(self) -> str:
        """The name of the agent itself."""
        return self.node.params.params[0].name.value

    @property
    def request(self) -> str:
        """The name of the request."""
        return self.node.params.params[1].name.value


def read_methods(module: Module) -> tuple[Method, ...]:
    """Return the methods of migrated agents that MLflow calls, in their order."""
    return module.fact(_read_methods)


def _read_methods(module: Module) -> tuple[Method, ...]:
    return tuple(_find_methods(module))


def chat_agents(module: Module) -> list[cst.ClassDef]:
    """Return the classes of a text that are still ChatAgents: stage one comes first."""
    return [
        node
        for node in module.all(cst.ClassDef)
        if any(stands_for(module, base.value, CHAT_AGENT) for base in node.bases)
    ]


def _find_methods(module: Module) -> Iterator[Method]:
    if chat_agents(module):
        return
    for owner in module.all(cst.ClassDef):
        if not any(module.names(base.value) & AGENT for base in owner.bases):
            continue
        for node in owner.body.body:
            if (
                isinstance(node, cst.FunctionDef)
                and node.name.value in _METHODS
                and len(node.params.params) >= 2
                and isinstance(node.body, cst.IndentedBlock)
            ):
                yield Method(node, owner, _statements(node.body))


def _statements(body: cst.IndentedBlock) -> tuple[cst.BaseStatement, ...]:
    statements = list(body.body)
    if statements and _is_docstring(statements[0]):
        del statements[0]
    return tuple(statements)


def _is_docstring(node: cst.BaseStatement) -> bool:
    if not isinstance(node, cst.SimpleStatementLine) or len(node.body) != 1:
        return False
    only = node.body[0]
    return isinstance(only, cst.Expr) and isinstance(
        only.value, (cst.ConcatenatedString, cst.SimpleString)
    )


def is_ours(module: Module, node: cst.CSTNode | None, name: str) -> bool:
    """Return whether a call is one of a function of the run time of stage one."""
    return isinstance(node, cst.Call) and f"{RUN_TIME}.{name}" in module.names(node.func)


def helper_import(module: Module, name: str) -> Import:
    """Return the import of a helper that stage two calls."""
    return Import(module.helpers, name)


def read_assignment(statement: cst.BaseStatement) -> tuple[str, cst.BaseExpression] | None:
    """Return the name and the value of a statement that binds one name."""
    only = only_in(statement)
    if isinstance(only, cst.Assign) and len(only.targets) == 1:
        target = only.targets[0].target
        return (target.value, only.value) if isinstance(target, cst.Name) else None
    return None


def only_in(statement: cst.CSTNode | None) -> cst.BaseSmallStatement | None:
    """Return the one small statement of a line."""
    if not isinstance(statement, cst.SimpleStatementLine) or len(statement.body) != 1:
        return None
    return statement.body[0]


def local_names(module: Module, name: str) -> frozenset[str]:
    """Return the names that one of MLflow's ChatAgent goes by in a text."""
    return frozenset(node.value for node in module.all(cst.Name) if stands_for(module, node, name))
