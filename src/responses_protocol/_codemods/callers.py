"""The callers of agents: the names that hold an agent, and the calls that ask it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import libcst as cst
from libcst.helpers import get_full_name_for_node

from responses_protocol._codemods.agents import read_agents
from responses_protocol._codemods.bindings import value_of
from responses_protocol._codemods.families import Text
from responses_protocol._codemods.known import KnownAgents, ends_in
from responses_protocol._codemods.literals import keyword, text_of
from responses_protocol._codemods.module import Module
from responses_protocol._codemods.trees import walk
from responses_protocol._codemods.yields import own_returns

_BASES = frozenset(("mlflow.pyfunc.ResponsesAgent", "mlflow.pyfunc.model.ResponsesAgent"))
_LOG_FUNCTIONS = frozenset(("mlflow.pyfunc.log_model", "mlflow.pyfunc.save_model"))
_LOAD_FUNCTIONS = frozenset(("mlflow.pyfunc.load_model",))
_MESSAGE_NAMES = ("history", "messages", "msgs")
WRAPPER = "as_chat_agent"
METHODS = frozenset(("predict", "predict_stream"))


@dataclass(frozen=True, eq=False)
class AgentCall:
    """A call of an agent; ``is_loaded`` is True for a loaded model, which answers with dicts.

    ``is_certain`` is False for a call that only looks like one.
    """

    call: cst.Call
    request: cst.BaseExpression | None
    is_loaded: bool
    is_certain: bool


def find_agents(text: Text, known: KnownAgents) -> KnownAgents:
    """Return the agents at the top of a module, with the classes and functions that make them."""
    module = Module(text.module.tree, replace(known, module=text.name))
    classes = agent_classes(module)
    top = {node.name.value for node in module.tree.body if isinstance(node, cst.ClassDef)}
    makers = _agent_functions(module)
    instances = {
        name
        for statement in module.tree.body
        for name, value in _assignments(statement)
        if is_agent(module, value)
        or (isinstance(value, cst.Call) and _function_name(value) in makers)
    }
    classes_found = frozenset(f"{text.name}.{name}" for name in (classes & top) | makers)
    instances_found = frozenset(f"{text.name}.{name}" for name in instances)
    package_users = classes_found | instances_found if _imports_package(module) else frozenset()
    migrating_agents = (
        classes_found | instances_found
        if known.migrates_agents and read_agents(module).agents
        else frozenset()
    )
    return KnownAgents(
        classes_found, instances_found, package_users, known.migrates_agents, migrating_agents
    )


def _agent_functions(module: Module) -> set[str]:
    """Return the functions on the top of a module whose every return is an agent."""
    return {
        node.name.value
        for node in module.tree.body
        if isinstance(node, cst.FunctionDef)
        and node.asynchronous is None
        and (returns := own_returns(node))
        and all(is_agent(module, statement.value) for statement in returns)
    }


def _function_name(call: cst.Call) -> str:
    return call.func.value if isinstance(call.func, cst.Name) else ""


def logs_importing_agent(module: Module, node: cst.BaseExpression) -> bool:
    """Return whether a logged agent imports this package after the run."""
    known = KnownAgents(
        module.known.package_users, module.known.package_users, migrates_agents=False
    )
    return _is_model(module, node, known) or (_is_local(module, node) and _imports_package(module))


def logs_migrating_agent(module: Module, model: cst.BaseExpression) -> bool:
    """Return whether a loaded model is an agent that this text logs and this run migrates."""
    call = value_of(module, model)
    return isinstance(call, cst.Call) and any(
        is_logged(module, arg.value, only_migrating=True) for arg in call.args
    )


def _imports_package(module: Module) -> bool:
    if module.known.migrates_agents and read_agents(module).agents:
        return True
    return any(
        name.split(".")[0] == "responses_protocol"
        for node in module.all(cst.ImportFrom)
        if (name := get_full_name_for_node(node.module or cst.Name("")))
    )


def _is_local(module: Module, node: cst.BaseExpression) -> bool:
    call = value_of(module, node)
    return isinstance(call, cst.Call) and bool(module.names(call.func) & agent_classes(module))


def agent_classes(module: Module) -> frozenset[str]:
    """Return the names of the classes that are, or become, ResponsesAgents in a module."""
    return module.fact(_agent_classes)


def _agent_classes(module: Module) -> frozenset[str]:
    names: frozenset[str] = frozenset()
    if module.known.migrates_agents:
        names = frozenset(agent.node.name.value for agent in read_agents(module).agents)
    classes = list(module.all(cst.ClassDef))
    while True:
        extended = names | frozenset(
            node.name.value
            for node in classes
            if any(module.names(base.value) & (_BASES | names) for base in node.bases)
        )
        if extended == names:
            return names
        names = extended


def is_agent(module: Module, node: cst.BaseExpression | None) -> bool:
    """Return whether an expression is an agent of this text, or of one that is known."""
    if node is None:
        return False
    return _is_local(module, node) or _is_imported(module, node, module.known)


def _is_imported(module: Module, node: cst.BaseExpression, known: KnownAgents) -> bool:
    if ends_in(module.names(node), known.instances):
        return True
    call = value_of(module, node)
    return isinstance(call, cst.Call) and ends_in(module.names(call.func), known.classes)


def find_logging_calls(module: Module) -> Iterator[tuple[cst.Call, bool]]:
    """Yield the calls that log or save a model, and whether that is an agent for certain."""
    for node in module.all(cst.Call):
        if module.names(node.func) & _LOG_FUNCTIONS:
            argument = keyword(node, "python_model")
            yield (
                node,
                argument is not None
                and (
                    _is_local(module, argument.value)
                    or _is_model(module, argument.value, module.known)
                ),
            )


def find_calls(module: Module) -> Iterator[AgentCall]:
    """Yield the calls that ask an agent, and those that look like it."""
    for node in module.all(cst.Call):
        func = node.func
        if module.names(func) & {"mlflow.models.predict"}:
            data, uri = keyword(node, "input_data"), keyword(node, "model_uri")
            if data is not None:
                certain = uri is not None and is_logged(module, uri.value)
                yield AgentCall(node, data.value, True, certain)
        elif isinstance(func, cst.Attribute) and func.attr.value in METHODS and len(node.args) == 1:
            argument = node.args[0]
            plain = argument.keyword is None and not argument.star
            if is_wrapped(module, value_of(module, func.value)):
                continue
            if plain and not is_messages(argument.value):
                yield _read_call(module, node, func.value, argument.value)


def is_wrapped(module: Module, node: cst.CSTNode | None) -> bool:
    """Return whether an expression is an agent that is asked as a ChatAgent already."""
    return isinstance(node, cst.Call) and any(
        name.rpartition(".")[2].endswith(WRAPPER) for name in module.names(node.func)
    )


def is_messages(node: cst.BaseExpression) -> bool:
    """Return whether an argument is plainly a list of messages, and no request."""
    if isinstance(node, cst.Name):
        return any(word in node.value.lower() for word in _MESSAGE_NAMES)
    return isinstance(node, (cst.List, cst.ListComp))


def _read_call(
    module: Module, call: cst.Call, owner: cst.BaseExpression, request: cst.BaseExpression
) -> AgentCall:
    if is_agent(module, owner):
        return AgentCall(call, request, False, True)
    loading = value_of(module, owner)
    if isinstance(loading, cst.Call) and module.names(loading.func) & _LOAD_FUNCTIONS:
        is_certain = any(is_logged(module, arg.value) for arg in loading.args)
        return AgentCall(call, request, True, is_certain)
    return AgentCall(call, request, False, False)


def is_logged(module: Module, node: cst.BaseExpression, *, only_migrating: bool = False) -> bool:
    """Return whether an expression is the result of a call that logs an agent.

    With ``only_migrating``, only those agents count that are ChatAgents until this run.
    """
    logged = module.fact(_logging_migrating_agents if only_migrating else _logging_agents)
    names = [node]
    resolved = value_of(module, node)
    if resolved is not None and resolved is not node:
        names.append(resolved)
    return any(
        value_of(module, part) in logged
        for name in names
        for part in _walk_expressions(name)
        if isinstance(part, cst.Name)
    )


def _logging_agents(module: Module) -> frozenset[cst.BaseExpression]:
    return frozenset(call for call, certain in find_logging_calls(module) if certain)


def _logging_migrating_agents(module: Module) -> frozenset[cst.BaseExpression]:
    migrating_agents = module.known.migrating_agents
    known = KnownAgents(migrating_agents, migrating_agents)
    local = (
        {agent.node.name.value for agent in read_agents(module).agents}
        if module.known.migrates_agents
        else ()
    )
    calls = set()
    for call in module.fact(_logging_agents):
        model = keyword(call, "python_model") if isinstance(call, cst.Call) else None
        if model is None:
            continue
        model_call = value_of(module, model.value)
        is_local = isinstance(model_call, cst.Call) and bool(
            module.names(model_call.func) & {*local}
        )
        if is_local or _is_model(module, model.value, known):
            calls.add(call)
    return frozenset(calls)


def _is_model(module: Module, node: cst.BaseExpression, known: KnownAgents) -> bool:
    """Return whether the logged value is a known agent: an object, or a file that defines one."""
    if _is_imported(module, node, known):
        return True
    value = value_of(module, node)
    if value is None:
        return False
    texts = [text for text in map(text_of, _walk_expressions(value)) if text]
    if not texts:
        return False
    # os.path.join(os.getcwd(), "agent") names it as well
    stem = texts[-1].replace("\\", "/").rpartition("/")[2].removesuffix(".py")
    return any(name.rpartition(".")[0] == stem for name in known.classes)


def _assignments(statement: cst.CSTNode) -> Iterator[tuple[str, cst.BaseExpression]]:
    if not isinstance(statement, cst.SimpleStatementLine):
        return
    for part in statement.body:
        targets = [part.target] if isinstance(part, cst.AnnAssign) else ()
        if isinstance(part, cst.Assign):
            targets = [target.target for target in part.targets]
        for target in targets:
            value = part.value if isinstance(part, (cst.Assign, cst.AnnAssign)) else None
            if isinstance(target, cst.Name) and value is not None:
                yield target.value, value


def _walk_expressions(node: cst.CSTNode) -> Iterator[cst.BaseExpression]:
    return (inner for inner in walk(node) if isinstance(inner, cst.BaseExpression))
