"""RPM190: names of ChatAgent that remain, and names that current versions of MLflow lack."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst
from libcst.helpers import get_full_name_for_node

from responses_protocol._codemods.agents import read_agents
from responses_protocol._codemods.fixer import Fixer, Problem
from responses_protocol._codemods.module import Module
from responses_protocol._codemods.names import AGENT, CHUNK, MESSAGE, RESPONSE, TYPES
from responses_protocol._severity import Severity

STATES = "mlflow.langchain.chat_agent_langgraph"


@dataclass(frozen=True)
class LeftName:
    """The finding for a name."""

    severity: Severity
    message: str
    hint: str


KEPT = LeftName(
    "info",
    "the graph keeps its states of ChatAgent: the migrated agent reads their messages",
    "to replace them, use MessagesState and ToolNode of LangGraph, and read attributes of "
    "messages in place of keys",
)
PARSER = LeftName(
    "info",
    "the chain still writes messages of ChatAgent: the migrated agent reads them",
    "to replace them, end the chain without this parser",
)
GONE = LeftName(
    "error",
    "this import fails with current versions",
    "import its replacement, or remove it if only annotations use it",
)
REQUEST = LeftName(
    "warning",
    "a migrated agent does not accept a request of ChatAgent",
    'pass ResponsesAgentRequest(input=[...]), or {"input": [...]}',
)
HELPER = LeftName(
    "info",
    "this file makes messages of ChatAgent for other files: migrated agents read them",
    "nothing to do while MLflow has these classes",
)
ALONE = LeftName(
    "warning",
    "this file uses ChatAgent, and none of its classes extends it",
    "write ResponsesAgent where the code means migrated agents",
)
EVERYTHING = LeftName(
    "warning",
    "this imports all names, which may include those of ChatAgent",
    "import only the names that the code uses",
)
NAMES: dict[str, LeftName] = {
    f"{STATES}.ChatAgentState": KEPT,
    f"{STATES}.ChatAgentToolNode": KEPT,
    f"{STATES}.parse_message": KEPT,
    "mlflow.langchain.output_parsers.ChatAgentOutputParser": PARSER,
    f"{TYPES}.ChatAgentRequest": REQUEST,
    f"{TYPES}.ChatAgentParams": GONE,
    f"{TYPES}.*": EVERYTHING,
    "mlflow.pyfunc.*": EVERYTHING,
    "mlflow.types.llm.ChatAgentMessage": GONE,
    "langgraph.graph.graph.CompiledGraph": GONE,
    "langgraph.pregel.io.AddableValuesDict": GONE,
    "langchain.agents.AgentExecutor": GONE,
}


def run(module: Module) -> Iterator[Problem]:
    """Yield the remaining names, at their imports."""
    agents_of_text = read_agents(module)
    known = dict(NAMES)
    if not agents_of_text.agents and not agents_of_text.unmigrated:
        known |= {f"{TYPES}.{name}": HELPER for name in (CHUNK, MESSAGE, RESPONSE)}
        known |= dict.fromkeys(("mlflow.pyfunc.ChatAgent", "mlflow.pyfunc.model.ChatAgent"), ALONE)
        for path in module.all(cst.Attribute):
            if path.attr.value == AGENT and module.names(path) & {*known}:
                yield Problem(path, ALONE.severity, ALONE.message, ALONE.hint)
    for node in module.all(cst.ImportFrom):
        place = get_full_name_for_node(node.module) if node.module is not None else None
        if node.relative or place is None:
            continue
        names = ["*"] if isinstance(node.names, cst.ImportStar) else _names(node.names)
        left_names = {known[f"{place}.{name}"] for name in names if f"{place}.{name}" in known}
        if place == "mlflow.langchain.chat_agent_langchain":
            left_names.add(GONE)
        for left_name in sorted(left_names, key=lambda item: item.message):
            yield Problem(node, left_name.severity, left_name.message, left_name.hint)


def _names(aliases: object) -> list[str]:
    assert isinstance(aliases, (list, tuple))
    return [get_full_name_for_node(alias.name) or "" for alias in aliases]


FIXER = Fixer(
    code="RPM190",
    name="left-names",
    summary="names of ChatAgent that remain, and names that current versions lack",
    default=True,
    wrong="from langgraph.graph.graph import CompiledGraph",
    right="from langgraph.graph.state import CompiledStateGraph",
    run=run,
)
