"""The calls of agents to rewrite, and those to wrap in ``as_chat_agent``.

A call is rewritten where its request is a literal that no other code uses, and every use of its
answer is a known one. Any other call keeps its request and the code that reads its answer:
``as_chat_agent`` wraps the agent, which then answers as a ChatAgent.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from responses_protocol._codemods.agent_names import AgentNames
from responses_protocol._codemods.agents import class_around, inner_references, read_agents
from responses_protocol._codemods.bindings import every_use, value_of
from responses_protocol._codemods.callers import (
    METHODS,
    AgentCall,
    find_calls,
    find_logging_calls,
    is_agent,
    is_messages,
    is_wrapped,
    logs_migrating_agent,
)
from responses_protocol._codemods.known import ends_in
from responses_protocol._codemods.literals import keyword, text_of
from responses_protocol._codemods.module import Module
from responses_protocol._codemods.names import AGENT, stands_for
from responses_protocol._codemods.requests import is_chat_request, is_new_request, rewrite_request
from responses_protocol._codemods.uses import has_known_uses, reads_lost_member

_IMPORT_FUNCTIONS = frozenset(("builtins.__import__", "importlib.import_module"))
CHAT_PARAMETERS = frozenset(("context", "custom_inputs", "messages"))


@dataclass(frozen=True, eq=False)
class WrappedCall:
    """An agent, ``owner``, to wrap where ``node`` calls it or refers to its method.

    ``passes_messages`` is True for a call with messages, which ``as_chat_agent`` accepts for every
    agent.
    """

    node: cst.CSTNode
    owner: cst.BaseExpression
    passes_messages: bool


def calls_to_rename(module: Module) -> frozenset[cst.Call]:
    """Return the calls whose requests get ``input`` in place of ``messages``."""
    return module.fact(_find_calls_to_rename)


def calls_to_wrap(module: Module) -> dict[cst.CSTNode, WrappedCall]:
    """Return the calls and references to wrap, by their node."""
    return module.fact(_find_calls_to_wrap)


def find_agent_names(module: Module) -> AgentNames | None:
    """Return the names that may hold a migrating agent; None where there is no such agent."""
    return module.fact(_collect_agent_names)


def is_request_of(module: Module, use: cst.CSTNode) -> bool:
    """Return whether a call to rewrite uses a request here, or a logged example is it."""
    parent = module.parent(use)
    call = module.parent(parent) if isinstance(parent, cst.Arg) else None
    if not isinstance(call, cst.Call):
        return False
    return call in calls_to_rename(module) or _is_example(module, call, use)


# --- calls to rewrite ---


def _find_calls_to_rename(module: Module) -> frozenset[cst.Call]:
    calls_found = {
        agent_call.call: agent_call
        for agent_call in find_calls(module)
        if agent_call.is_certain
        and agent_call.request is not None
        and not is_new_request(module, agent_call.request)
    }
    while True:
        calls = frozenset(calls_found)
        known_calls = {
            call: agent_call
            for call, agent_call in calls_found.items()
            if _is_renamable(module, agent_call, calls)
        }
        if len(known_calls) == len(calls_found):
            return calls
        calls_found = known_calls


def _is_renamable(module: Module, agent_call: AgentCall, calls: frozenset[cst.Call]) -> bool:
    request = agent_call.request
    if request is None or not any(True for _ in rewrite_request(module, request)):
        return False
    if isinstance(request, cst.Name):
        for use in every_use(module, request):
            parent = module.parent(use)
            call = module.parent(parent) if isinstance(parent, cst.Arg) else None
            if not isinstance(call, cst.Call):
                return False
            if call not in calls and not _is_example(module, call, use):
                return False
    if agent_call.is_loaded and keyword(agent_call.call, "input_data") is not None:
        return True  # mlflow.models.predict prints the answer
    if agent_call.is_loaded and reads_lost_member(module, agent_call.call):
        return False
    return has_known_uses(module, agent_call.call, lambda value: value in calls)


def _is_example(module: Module, call: cst.Call, use: cst.CSTNode) -> bool:
    example = keyword(call, "input_example")
    logged = any(
        logging_call is call and certain for logging_call, certain in find_logging_calls(module)
    )
    return logged and example is not None and example.value is use


# --- calls to wrap ---


def is_migrating_agent(module: Module, node: cst.BaseExpression | None) -> bool:
    """Return whether an expression certainly is an agent that migrates in this run."""
    if node is None:
        return False
    known = module.known
    if ends_in(module.names(node), known.migrating_agents & known.instances):
        return True
    call = value_of(module, node)
    if not isinstance(call, cst.Call):
        return False
    names = module.names(call.func)
    if ends_in(names, known.migrating_agents & known.classes):
        return True
    return known.migrates_agents and bool(
        names & {agent.node.name.value for agent in read_agents(module).agents}
    )


def _collect_agent_names(module: Module) -> AgentNames | None:
    if not module.known.migrating_agents and not (
        module.known.migrates_agents and read_agents(module).agents
    ):
        return None
    classes = [agent.node for agent in read_agents(module).agents]

    def is_instance(node: cst.BaseExpression) -> bool:
        if isinstance(node, cst.Name) and node.value == "self":
            return class_around(module, node) in classes
        return not is_wrapped(module, node) and is_migrating_agent(module, node)

    annotated = {
        param.name.value
        for param in module.all(cst.Param)
        if param.annotation is not None and _is_agent_class(module, param.annotation.annotation)
    }
    return AgentNames(module, is_instance, annotated | _names_behind_imports(module))


def _names_behind_imports(module: Module) -> set[str]:
    """Return the names of known agents, where a text imports modules by a string."""
    if not any(module.names(call.func) & _IMPORT_FUNCTIONS for call in module.all(cst.Call)):
        return set()
    return {
        name.rpartition(".")[2] for name in module.known.migrating_agents & module.known.instances
    }


def _is_agent_class(module: Module, node: cst.BaseExpression) -> bool:
    if stands_for(module, node, AGENT) or ends_in(
        module.names(node), module.known.migrating_agents
    ):
        return True
    return bool(
        module.names(node) & {agent.node.name.value for agent in read_agents(module).agents}
    )


def _find_calls_to_wrap(module: Module) -> dict[cst.CSTNode, WrappedCall]:
    return {
        wrapped.node: wrapped for wrapped in (*_wrapped_calls(module), *_wrapped_references(module))
    }


def _wrapped_calls(module: Module) -> Iterator[WrappedCall]:
    within = set(inner_references(module))
    known = {agent_call.call: agent_call for agent_call in find_calls(module)}
    renamed = calls_to_rename(module)
    for call in module.all(cst.Call):
        func = call.func
        if not isinstance(func, cst.Attribute) or func.attr.value not in METHODS:
            continue
        if func in within or call in renamed or is_wrapped(module, value_of(module, func.value)):
            continue
        if not call.args or module.names(func) & {"mlflow.models.predict"}:
            continue
        request = call.args[0].value
        if len(call.args) == 1 and is_new_request(module, request):
            continue
        with_messages = has_messages_argument(call)
        if _may_call_agent(module, call, known.get(call), with_messages=with_messages):
            yield WrappedCall(call, func.value, with_messages)


def _may_call_agent(
    module: Module, call: cst.Call, known: AgentCall | None, *, with_messages: bool
) -> bool:
    """Return whether a call may pass the request of a ChatAgent to an agent."""
    assert isinstance(call.func, cst.Attribute)
    owner = call.func.value
    if is_migrating_agent(module, owner):
        return True
    names = {arg.keyword.value for arg in call.args if arg.keyword is not None}
    if not names <= CHAT_PARAMETERS:  # a client of endpoints, or a model of another kind
        return False
    if known is not None and known.is_certain:
        if known.is_loaded and logs_migrating_agent(module, owner):
            return True
        return is_chat_request(module, known.request) or with_messages
    if with_messages and is_agent(module, owner):
        return True
    names_of_agents = find_agent_names(module)
    return names_of_agents is not None and names_of_agents.may_hold(owner)


def has_messages_argument(call: cst.Call) -> bool:
    """Return whether a call passes messages and their parameters, and no request."""
    names = {arg.keyword.value for arg in call.args if arg.keyword is not None}
    if any(arg.star for arg in call.args) or not names <= CHAT_PARAMETERS:
        return False
    positional = [arg.value for arg in call.args if arg.keyword is None]
    return (
        "messages" in names
        or len(positional) > 1
        or (bool(positional) and is_messages(positional[0]))
    )


def _wrapped_references(module: Module) -> Iterator[WrappedCall]:
    """Yield the references to a method of an agent that are no calls."""
    names_of_agents = find_agent_names(module)
    if names_of_agents is None:
        return
    within = set(inner_references(module))
    for node in module.all(cst.Attribute):
        parent = module.parent(node)
        called = isinstance(parent, cst.Call) and parent.func is node
        if node.attr.value not in METHODS or called or node in within:
            continue
        stored = isinstance(parent, (cst.AssignTarget, cst.Del))
        if (
            not stored
            and not is_wrapped(module, node.value)
            and names_of_agents.may_hold(node.value)
        ):
            yield WrappedCall(node, node.value, False)
    for call in module.all(cst.Call):
        if not isinstance(call.func, cst.Name) or call.func.value != "getattr" or not call.args:
            continue
        name = text_of(call.args[1].value) if len(call.args) > 1 else None
        owner = call.args[0].value
        if (name is None or name in METHODS) and names_of_agents.may_hold(owner):
            yield WrappedCall(call, owner, False)
