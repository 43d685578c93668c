"""The names of MLflow that fixers look for, and their aliases in a text."""

from __future__ import annotations

import libcst as cst
from libcst.helpers import get_full_name_for_node

from responses_protocol._codemods.fixer import Import
from responses_protocol._codemods.literals import text_of
from responses_protocol._codemods.module import Module

TYPES = "mlflow.types.agent"
RUN_TIME = "responses_protocol.integrations.mlflow.migrated"
CALLS = "responses_protocol.integrations.mlflow.calls"  # by who calls a migrated agent
CHAT_CALLS = "responses_protocol.integrations.openai_chat"  # by call sites of Chat Completions
OURS = frozenset((RUN_TIME, CALLS, CHAT_CALLS))
RESPONSES = "mlflow.types.responses"
WIDTH = 88
AGENT = "ChatAgent"
MESSAGE = "ChatAgentMessage"
CHUNK = "ChatAgentChunk"
RESPONSE = "ChatAgentResponse"
# the modules that each name is imported from, and its name in a text without imports
PLACES: dict[str, frozenset[str]] = {
    AGENT: frozenset(("mlflow.pyfunc.ChatAgent", "mlflow.pyfunc.model.ChatAgent", AGENT)),
    **{
        name: frozenset((f"{TYPES}.{name}", f"{RUN_TIME}.{name}", name))
        for name in (MESSAGE, CHUNK, RESPONSE)
    },
}
TRACES = frozenset(("mlflow.trace", "mlflow.tracing.trace", "mlflow.tracing.fluent.trace"))


def stands_for(module: Module, node: cst.CSTNode, name: str) -> bool:
    """Return whether a node refers to one of MLflow's names, under an alias as well."""
    return not module.names(node).isdisjoint(PLACES[name])


def is_call_of(module: Module, node: cst.CSTNode | None, name: str) -> bool:
    """Return whether a node makes a message, a chunk or a response."""
    return isinstance(node, cst.Call) and stands_for(module, node.func, name)


def argument(call: cst.Call, name: str) -> cst.BaseExpression | None:
    """Return the value of a keyword argument, also of a literal ``**{"name": ...}``."""
    for arg in call.args:
        if arg.keyword is not None and arg.keyword.value == name:
            return arg.value
        if arg.star == "**" and isinstance(arg.value, cst.Dict):
            value = entry(arg.value, name)
            if value is not None:
                return value
    return None


def entry(literal: cst.Dict, name: str) -> cst.BaseExpression | None:
    """Return the value of a key of a dict that is written out."""
    for element in literal.elements:
        if isinstance(element, cst.DictElement) and text_of(element.key) == name:
            return element.value
    return None


def is_opaque(call: cst.Call) -> bool:
    """Return whether a call has arguments that only the run shows, ``**message``."""
    return any(
        arg.star and not (isinstance(arg.value, cst.Dict) and not _has_stars(arg.value))
        for arg in call.args
    )


def _has_stars(literal: cst.Dict) -> bool:
    return any(isinstance(element, cst.StarredDictElement) for element in literal.elements)


def is_from(node: cst.ImportFrom, place: str) -> bool:
    """Return whether names are imported from a module, by its whole name."""
    if node.module is None or node.relative:
        return False
    return get_full_name_for_node(node.module) == place


def names_chat_agent(module: Module) -> bool:
    """Return whether a text names classes of MLflow's ChatAgent, or is migrated from it."""
    return module.fact(_names_chat_agent)


def _names_chat_agent(module: Module) -> bool:
    if any(is_from(node, RUN_TIME) for node in module.all(cst.ImportFrom)):
        return True
    return any(
        node.value in PLACES and stands_for(module, node, node.value)
        for node in module.all(cst.Name)
    )


def run_time(module: Module, name: str) -> Import:
    """Return the import of a name that a migrated agent calls."""
    return our_import(module, RUN_TIME, name)


def our_import(module: Module, place: str, name: str) -> Import:
    """Return the import of a name of this package, under an alias where the text uses the name."""
    other_names = module.fact(_other_names)
    alias = name
    while alias in other_names:
        alias = f"agent_{alias}"
    return Import(place, name, None if alias == name else alias)


def local_name(need: Import) -> str:
    """Return the name that the text uses for an import."""
    return need.alias or need.name


def _other_names(module: Module) -> frozenset[str]:
    """Return the names of a text that are not imported from us."""
    ours = {
        id(alias.name)
        for node in module.all(cst.ImportFrom)
        if any(is_from(node, place) for place in OURS)
        for alias in (() if isinstance(node.names, cst.ImportStar) else node.names)
    }
    return frozenset(
        node.value
        for node in module.all(cst.Name)
        if id(node) not in ours
        and not module.names(node) & {f"{place}.{node.value}" for place in OURS}
    )
