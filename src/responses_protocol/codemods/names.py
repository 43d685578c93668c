"""The names of MLflow's that are looked for, and what may stand for them in a text."""

from __future__ import annotations

import libcst as cst
from libcst.helpers import get_full_name_for_node

from responses_protocol.codemods.fixer import Import
from responses_protocol.codemods.literals import text_of
from responses_protocol.codemods.module import Module

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
# where each name is imported from, and what a text without its imports calls it
PLACES: dict[str, frozenset[str]] = {
    AGENT: frozenset(("mlflow.pyfunc.ChatAgent", "mlflow.pyfunc.model.ChatAgent", AGENT)),
    **{
        name: frozenset((f"{TYPES}.{name}", f"{RUN_TIME}.{name}", name))
        for name in (MESSAGE, CHUNK, RESPONSE)
    },
}
TRACES = frozenset(("mlflow.trace", "mlflow.tracing.trace", "mlflow.tracing.fluent.trace"))


def stands_for(module: Module, node: cst.CSTNode, name: str) -> bool:
    """Tell whether a node is one of MLflow's names, by whatever name it goes here."""
    return not module.names(node).isdisjoint(PLACES[name])


def is_call_of(module: Module, node: cst.CSTNode | None, name: str) -> bool:
    """Tell whether a node makes a message, a chunk or a response."""
    return isinstance(node, cst.Call) and stands_for(module, node.func, name)


def argument(call: cst.Call, name: str) -> cst.BaseExpression | None:
    """Return the value of a keyword argument, also of a literal ``**{"name": ...}``."""
    for arg in call.args:
        if arg.keyword is not None and arg.keyword.value == name:
            return arg.value
        if arg.star == "**" and isinstance(arg.value, cst.Dict):
            found = entry(arg.value, name)
            if found is not None:
                return found
    return None


def entry(literal: cst.Dict, name: str) -> cst.BaseExpression | None:
    """Return the value of a key of a dict that is written out."""
    for element in literal.elements:
        if isinstance(element, cst.DictElement) and text_of(element.key) == name:
            return element.value
    return None


def is_opaque(call: cst.Call) -> bool:
    """Tell whether a call has arguments that only the run shows, ``**message``."""
    return any(
        arg.star and not (isinstance(arg.value, cst.Dict) and not _has_stars(arg.value))
        for arg in call.args
    )


def _has_stars(literal: cst.Dict) -> bool:
    return any(isinstance(one, cst.StarredDictElement) for one in literal.elements)


def is_from(node: cst.ImportFrom, place: str) -> bool:
    """Tell whether names are imported from a module, by its whole name."""
    if node.module is None or node.relative:
        return False
    return get_full_name_for_node(node.module) == place


def speaks_chat_agent(module: Module) -> bool:
    """Tell whether a text has to do with MLflow's ChatAgent, or had before it was migrated."""
    return module.fact(_speaks)


def _speaks(module: Module) -> bool:
    if any(is_from(node, RUN_TIME) for node in module.all(cst.ImportFrom)):
        return True
    return any(
        node.value in PLACES and stands_for(module, node, node.value)
        for node in module.all(cst.Name)
    )


def run_time(module: Module, name: str) -> Import:
    """Return the import of a name that a migrated agent calls."""
    return ours(module, RUN_TIME, name)


def ours(module: Module, place: str, name: str) -> Import:
    """Return the import of a name of ours, by another name where the text has one like it."""
    taken = module.fact(_taken)
    alias = name
    while alias in taken:
        alias = f"agent_{alias}"
    return Import(place, name, None if alias == name else alias)


def called(one: Import) -> str:
    """Return the name by which an import is known in the text."""
    return one.alias or one.name


def _taken(module: Module) -> frozenset[str]:
    """Return the names of a text that are not imported from us."""
    known = {
        id(alias.name)
        for node in module.all(cst.ImportFrom)
        if any(is_from(node, place) for place in OURS)
        for alias in (() if isinstance(node.names, cst.ImportStar) else node.names)
    }
    return frozenset(
        node.value
        for node in module.all(cst.Name)
        if id(node) not in known
        and not module.names(node) & {f"{place}.{node.value}" for place in OURS}
    )
