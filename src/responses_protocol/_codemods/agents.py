"""The ChatAgents of a text, and how to rewrite each of their methods.

A method that only MLflow calls is rewritten *in place*: it reads the messages from the request at
its top, and returns a response or yields events where it returned an answer or yielded chunks.

A method is *split* where other code calls it with messages, where a decorator sees its arguments,
or where the rewrite can't follow its yields: its code moves unchanged into a method of another
name, and a new method of two lines calls that one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import libcst as cst

from responses_protocol._codemods.histories import repeated_histories
from responses_protocol._codemods.known import ends_in
from responses_protocol._codemods.module import Module
from responses_protocol._codemods.names import AGENT, TRACES, stands_for
from responses_protocol._codemods.signatures import Signature, read_signature
from responses_protocol._codemods.yields import is_plain_stream

INNER = {"predict": "_chat_answer", "predict_stream": "_chat_chunks"}


@dataclass(frozen=True, eq=False)
class Method:
    """One of the two methods of an agent.

    ``is_split`` tells whether its code moves into a method of another name, ``may_repeat_history``
    whether its answer may begin with the history of the request.
    """

    node: cst.FunctionDef
    signature: Signature
    is_split: bool
    may_repeat_history: bool = False

    @property
    def name(self) -> str:
        """The name of the method: predict or predict_stream."""
        return self.node.name.value


@dataclass(frozen=True, eq=False)
class Agent:
    """A class to rewrite; ``extends_directly`` tells whether ChatAgent is one of its bases."""

    node: cst.ClassDef
    methods: tuple[Method, ...]
    extends_directly: bool
    streams: bool


@dataclass(frozen=True, eq=False)
class UnmigratedAgent:
    """A ChatAgent that stays as it is, and the reason."""

    node: cst.CSTNode
    reason: str
    hint: str


@dataclass(frozen=True, eq=False)
class Agents:
    """The ChatAgents of a text, and the names of the methods that are split, in all classes."""

    agents: tuple[Agent, ...]
    unmigrated: tuple[UnmigratedAgent, ...]
    split_methods: frozenset[str]

    @property
    def all_migrate(self) -> bool:
        """Whether no class extends ChatAgent after the run."""
        return not self.unmigrated


def read_agents(module: Module) -> Agents:
    """Return the agents of a module."""
    return module.fact(_read_agents)


def _read_agents(module: Module) -> Agents:
    classes = _agent_classes(module)
    unmigrated = tuple(
        agent_left for node in classes for agent_left in _find_obstacles(module, node, classes)
    )
    if unmigrated:  # classes of one file call and extend each other: all or none
        return Agents((), unmigrated, frozenset())
    methods_by_class = {node: _methods(node) for node in classes}
    split_methods = _find_split_methods(module, classes, methods_by_class)
    agents = []
    for node in classes:
        methods = tuple(
            Method(
                method,
                read_signature(method),
                method.name.value in split_methods,
                _may_repeat_history(module, method),
            )
            for method in methods_by_class[node]
        )
        family = [node, *_ancestors(node, classes)]
        streams = any(
            method.name.value == "predict_stream"
            for member in family
            for method in methods_by_class[member]
        ) or _inherits_method(module, node, family, module.known.with_stream)
        extends_directly = any(stands_for(module, base.value, AGENT) for base in node.bases)
        agents.append(Agent(node, methods, extends_directly, streams))
    return Agents(tuple(agents), (), split_methods)


def _may_repeat_history(module: Module, node: cst.FunctionDef) -> bool:
    return node.name.value == "predict" and bool(repeated_histories(module, node))


def _agent_classes(module: Module) -> list[cst.ClassDef]:
    """Return the classes that extend ChatAgent, directly or through each other, in their order."""
    return module.fact(_find_agent_classes)


def _find_agent_classes(module: Module) -> list[cst.ClassDef]:
    mlflow = knows_mlflow(module)
    if not mlflow and not module.known.bases:
        return []
    classes = list(module.all(cst.ClassDef))
    extending = [
        node
        for node in classes
        if any(
            (mlflow and stands_for(module, base.value, AGENT)) or _is_elsewhere(module, base)
            for base in node.bases
        )
    ]
    names = {node.name.value for node in extending}
    while True:
        more = [
            node
            for node in classes
            if node not in extending
            and any(
                isinstance(parent.value, cst.Name) and parent.value.value in names
                for parent in node.bases
            )
        ]
        if not more:
            return [node for node in classes if node in extending]
        extending += more
        names |= {node.name.value for node in more}


def _is_elsewhere(module: Module, base: cst.Arg) -> bool:
    """Return whether a base is a ChatAgent of another file."""
    names = {name for name in module.names(base.value) if "." in name}
    return ends_in(names, module.known.bases)


def knows_mlflow(module: Module) -> bool:
    """Return whether ChatAgent is MLflow's; others have classes of this name as well."""
    return any(
        isinstance(node, cst.Name) and node.value in ("mlflow", "ChatAgentResponse")
        for node in module.all(cst.Name)
    )


def _ancestors(node: cst.ClassDef, classes: Sequence[cst.ClassDef]) -> Iterator[cst.ClassDef]:
    names = {base.value.value for base in node.bases if isinstance(base.value, cst.Name)}
    for candidate in classes:
        if candidate is not node and candidate.name.value in names:
            yield candidate
            yield from _ancestors(
                candidate, [remaining for remaining in classes if remaining is not node]
            )


def _inherits_method(
    module: Module, node: cst.ClassDef, family: Sequence[cst.ClassDef], known: frozenset[str]
) -> bool:
    """Return whether a class has a method from another file."""
    bases = {
        name for member in family for base in member.bases for name in module.names(base.value)
    }
    return ends_in({name for name in bases if "." in name}, known)


def _methods(node: cst.ClassDef) -> list[cst.FunctionDef]:
    return [
        statement
        for statement in node.body.body
        if isinstance(statement, cst.FunctionDef) and statement.name.value in INNER
    ]


def _find_obstacles(
    module: Module, node: cst.ClassDef, classes: Sequence[cst.ClassDef]
) -> Iterator[UnmigratedAgent]:
    methods = _methods(node)
    inherited = [method for base in _ancestors(node, classes) for method in _methods(base)]
    if f"{module.known.module}" in module.known.unmigrated_modules:
        yield UnmigratedAgent(node, *RELATED)
    family = [node, *_ancestors(node, classes)]
    if not any(method.name.value == "predict" for method in (*methods, *inherited)):
        elsewhere = _inherits_method(module, node, family, module.known.with_predict)
        if not elsewhere and not _is_abstract(module, node, classes):
            yield UnmigratedAgent(node, *NO_PREDICT)
    if module.fact(_names_inner_methods):
        yield UnmigratedAgent(node, *NAME_IN_USE)
    if len({method.name.value for method in methods}) < len(methods):
        yield UnmigratedAgent(node, *TWICE)
    for method in methods:
        if method.asynchronous is not None:
            yield UnmigratedAgent(method, *ASYNC)
        if not read_signature(method).is_clear:
            yield UnmigratedAgent(method, *UNCLEAR)


def _names_inner_methods(module: Module) -> bool:
    return any(name.value in INNER.values() for name in module.all(cst.Name))


def _is_abstract(module: Module, node: cst.ClassDef, classes: Sequence[cst.ClassDef]) -> bool:
    """Return whether a class leaves its predict to its subclasses."""
    has_only_known_bases = all(
        stands_for(module, base.value, AGENT) or module.names(base.value) & _NEUTRAL
        for base in node.bases
    )
    name = node.name.value
    here = any(node in _ancestors(extending, classes) for extending in classes)
    return has_only_known_bases and (
        here or f"{module.known.module}.{name}" in module.known.with_subclasses
    )


_NEUTRAL = frozenset(("abc.ABC", "builtins.object", "typing.Generic"))
RELATED = (
    "an agent of the same family in another file can't be rewritten, so this one stays",
    "resolve the finding of that agent, then migrate both files again",
)
NO_PREDICT = (
    "this ChatAgent has no predict in these files, so it stays as it is",
    "migrate it together with the file that defines its predict, or rewrite the class by hand",
)
NAME_IN_USE = (
    "the code already uses a name that the migration adds: _chat_answer or _chat_chunks",
    "rename it, then migrate again",
)
TWICE = ("this ChatAgent defines a method twice", "remove one of them, then migrate again")
ASYNC = (
    "this method is async, but MLflow calls predict and predict_stream as plain functions",
    "make it a plain function that runs the coroutine, then migrate again",
)
UNCLEAR = (
    "the names of the parameters do not show which one gets the messages",
    "name them messages, context and custom_inputs, then migrate again",
)


# --- the methods to split ---


def _find_split_methods(
    module: Module,
    classes: Sequence[cst.ClassDef],
    methods_by_class: dict[cst.ClassDef, list[cst.FunctionDef]],
) -> frozenset[str]:
    references = [*inner_references(module), *(call.func for call in chat_calls(module))]
    names = {node.attr.value for node in references if isinstance(node, cst.Attribute)}
    names |= {
        name for name in INNER if f"{module.known.module}.{name}" in module.known.split_methods
    }
    for methods in methods_by_class.values():
        names |= {method.name.value for method in methods if _must_split(module, method)}
    return frozenset(names)


def _must_split(module: Module, node: cst.FunctionDef) -> bool:
    parameters = read_signature(node)
    if parameters.catches_all or any(name != value for name, value in parameters.values.items()):
        return True  # callers may pass values by these names
    if any(
        not is_trace(module, decorator) and not _is_override(decorator)
        for decorator in node.decorators
    ):
        return True
    return node.name.value == "predict_stream" and not is_plain_stream(node)


def is_trace(module: Module, decorator: cst.Decorator) -> bool:
    """Return whether a decorator is ``mlflow.trace``, with or without arguments."""
    node = decorator.decorator
    return bool(module.names(node.func if isinstance(node, cst.Call) else node) & TRACES)


def _is_override(decorator: cst.Decorator) -> bool:
    node = decorator.decorator
    name = node.attr if isinstance(node, cst.Attribute) else node
    return isinstance(name, cst.Name) and name.value == "override"


def inner_references(module: Module) -> Iterator[cst.Attribute]:
    """Yield an agent's references to its own methods: ``self.predict``, ``super().predict``."""
    classes = _agent_classes(module)
    known = {node.name.value for node in classes}
    for node in module.all(cst.Attribute):
        if node.attr.value not in INNER:
            continue
        owner = node.value
        own = owner.func if isinstance(owner, cst.Call) else owner
        if not isinstance(own, cst.Name):
            continue
        name = own.value
        within = name in ("self", "cls") if own is owner else name == "super"
        elsewhere = bool(classes) and _is_elsewhere(module, cst.Arg(own))
        if name in known or elsewhere or (within and class_around(module, node) in classes):
            yield node


def class_around(module: Module, node: cst.CSTNode) -> cst.CSTNode | None:
    """Return the class around a node, None outside of classes."""
    parent: cst.CSTNode | None = node
    while parent is not None and not isinstance(parent, cst.ClassDef):
        parent = module.parent(parent)
    return parent


def chat_calls(module: Module) -> Iterator[cst.Call]:
    """Yield the calls of other agents with messages: ``self.helper.predict(messages, ...)``."""
    for call in other_calls(module):
        if _mentions_messages(call) or _is_read_as_chat(module, call):
            yield call


def other_calls(module: Module) -> Iterator[cst.Call]:
    """Yield the calls of a ``predict`` with other arguments than one request, or its dict.

    The owner may be an agent, or a model of another kind.
    """
    known = {node.name.value for node in _agent_classes(module)}
    for node in module.all(cst.Call) if known else ():
        func = node.func
        if not isinstance(func, cst.Attribute) or func.attr.value not in INNER:
            continue
        owner = func.value
        own = owner.func if isinstance(owner, cst.Call) else owner
        if isinstance(own, cst.Name) and own.value in ("self", "cls", "super", *known):
            continue
        if looks_like_chat(node):
            yield node


def looks_like_chat(call: cst.Call) -> bool:
    """Return whether a call has other arguments than one request, or one dict of a request."""
    if len(call.args) != 1:
        return bool(call.args)
    value = call.args[0].value
    if call.args[0].keyword is not None:
        return call.args[0].keyword.value == "messages"
    return not (
        isinstance(value, cst.Dict) or (isinstance(value, cst.Name) and "request" in value.value)
    )


def _mentions_messages(call: cst.Call) -> bool:
    first = call.args[0]
    if first.keyword is not None:
        return any(arg.keyword and arg.keyword.value == "messages" for arg in call.args)
    value = first.value
    if isinstance(value, cst.Name):
        return any(word in value.value.lower() for word in ("messages", "history", "msgs"))
    return isinstance(value, cst.List) and bool(value.elements)


def _is_read_as_chat(module: Module, call: cst.Call) -> bool:
    """Return whether code reads the result of a call as a ChatAgent's stream or response."""
    if isinstance(call.func, cst.Attribute) and call.func.attr.value == "predict_stream":
        return call.args[0].keyword is None  # a client of endpoints has names for all
    parent = module.parent(call)
    if isinstance(parent, cst.Attribute):
        return parent.attr.value in CHAT_MEMBERS
    targets = parent.targets if isinstance(parent, cst.Assign) else ()
    names = {target.target.value for target in targets if isinstance(target.target, cst.Name)}
    return any(
        isinstance(node.value, cst.Name)
        and node.value.value in names
        and node.attr.value in CHAT_MEMBERS
        for node in module.all(cst.Attribute)
    )


CHAT_MEMBERS = ("messages", "custom_outputs")
