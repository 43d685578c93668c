"""The ChatAgents of a text, and how each of their methods is to be rewritten.

A method is rewritten *in place* where only MLflow calls it: the messages are taken from the request
at its top, and what it returns or yields becomes a response or events where it stands. It is
*parted* where other code calls it with messages, where a decorator sees its arguments, or where its
yields can't be told apart: its code stays as it is under a name of its own, and a new method of two
lines calls it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import libcst as cst

from responses_protocol.codemods.histories import repeated_histories
from responses_protocol.codemods.known import ends_in
from responses_protocol.codemods.module import Module
from responses_protocol.codemods.names import AGENT, TRACES, stands_for
from responses_protocol.codemods.signatures import Signature, signature
from responses_protocol.codemods.yields import is_plain_stream

INNER = {"predict": "_chat_answer", "predict_stream": "_chat_chunks"}


@dataclass(frozen=True, eq=False)
class Method:
    """One of the two methods of an agent.

    ``repeats`` tells whether what it returns may begin with the history that it was asked with.
    """

    node: cst.FunctionDef
    signature: Signature
    parted: bool
    repeats: bool = False

    @property
    def name(self) -> str:
        """Its name, which is MLflow's."""
        return self.node.name.value


@dataclass(frozen=True, eq=False)
class Agent:
    """A class that is rewritten. ``own`` tells whether it names ChatAgent itself as its base."""

    node: cst.ClassDef
    methods: tuple[Method, ...]
    own: bool
    streams: bool


@dataclass(frozen=True, eq=False)
class LeftAgent:
    """A ChatAgent that is left as it is, and why."""

    node: cst.CSTNode
    reason: str
    hint: str


@dataclass(frozen=True, eq=False)
class Agents:
    """All ChatAgents of a text. ``parted`` are the methods that are parted, in all classes."""

    agents: tuple[Agent, ...]
    refusals: tuple[LeftAgent, ...]
    parted: frozenset[str]

    @property
    def all_migrate(self) -> bool:
        """Whether ChatAgent is needed no more."""
        return not self.refusals


def agents(module: Module) -> Agents:
    """Return what is known of the agents of a module."""
    return module.fact(_found)


def _found(module: Module) -> Agents:
    classes = _classes(module)
    refusals = tuple(found for node in classes for found in _refusals(module, node, classes))
    if refusals:  # classes of one file call and extend each other: all or none
        return Agents((), refusals, frozenset())
    inside = {node: _methods(node) for node in classes}
    parted = _parted(module, classes, inside)
    made = []
    for node in classes:
        methods = tuple(
            Method(one, signature(one), one.name.value in parted, _repeats(module, one))
            for one in inside[node]
        )
        family = [node, *_ancestors(node, classes)]
        streams = any(
            one.name.value == "predict_stream" for member in family for one in inside[member]
        ) or _has(module, node, family, module.known.streaming)
        own = any(stands_for(module, base.value, AGENT) for base in node.bases)
        made.append(Agent(node, methods, own, streams))
    return Agents(tuple(made), (), parted)


def _repeats(module: Module, node: cst.FunctionDef) -> bool:
    return node.name.value == "predict" and bool(repeated_histories(module, node))


def _classes(module: Module) -> list[cst.ClassDef]:
    """Return the classes that extend ChatAgent, directly or by each other, in their order."""
    return module.fact(_extending)


def _extending(module: Module) -> list[cst.ClassDef]:
    mlflow = knows_mlflow(module)
    if not mlflow and not module.known.bases:
        return []
    every = list(module.all(cst.ClassDef))
    found = [
        node
        for node in every
        if any(
            (mlflow and stands_for(module, one.value, AGENT)) or _is_elsewhere(module, one)
            for one in node.bases
        )
    ]
    names = {node.name.value for node in found}
    while True:
        more = [
            node
            for node in every
            if node not in found
            and any(isinstance(b.value, cst.Name) and b.value.value in names for b in node.bases)
        ]
        if not more:
            return [node for node in every if node in found]
        found += more
        names |= {node.name.value for node in more}


def _is_elsewhere(module: Module, base: cst.Arg) -> bool:
    """Tell whether a base is a ChatAgent of another file."""
    names = {name for name in module.names(base.value) if "." in name}
    return ends_in(names, module.known.bases)


def knows_mlflow(module: Module) -> bool:
    """Tell whether ChatAgent is MLflow's; others have classes of this name as well."""
    return any(
        isinstance(node, cst.Name) and node.value in ("mlflow", "ChatAgentResponse")
        for node in module.all(cst.Name)
    )


def _ancestors(node: cst.ClassDef, classes: Sequence[cst.ClassDef]) -> Iterator[cst.ClassDef]:
    names = {base.value.value for base in node.bases if isinstance(base.value, cst.Name)}
    for one in classes:
        if one is not node and one.name.value in names:
            yield one
            yield from _ancestors(one, [other for other in classes if other is not node])


def _has(
    module: Module, node: cst.ClassDef, family: Sequence[cst.ClassDef], known: frozenset[str]
) -> bool:
    """Tell whether a class has a method from another file."""
    bases = {name for one in family for base in one.bases for name in module.names(base.value)}
    return ends_in({name for name in bases if "." in name}, known)


def _methods(node: cst.ClassDef) -> list[cst.FunctionDef]:
    return [
        one
        for one in node.body.body
        if isinstance(one, cst.FunctionDef) and one.name.value in INNER
    ]


def _refusals(
    module: Module, node: cst.ClassDef, classes: Sequence[cst.ClassDef]
) -> Iterator[LeftAgent]:
    methods = _methods(node)
    inherited = [one for base in _ancestors(node, classes) for one in _methods(base)]
    if f"{module.known.module}" in module.known.left:
        yield LeftAgent(node, *RELATED)
    family = [node, *_ancestors(node, classes)]
    if not any(one.name.value == "predict" for one in (*methods, *inherited)):
        elsewhere = _has(module, node, family, module.known.predicting)
        if not elsewhere and not _is_abstract(module, node, classes):
            yield LeftAgent(node, *NO_PREDICT)
    if module.fact(_names_inner_methods):
        yield LeftAgent(node, *TAKEN)
    if len({one.name.value for one in methods}) < len(methods):
        yield LeftAgent(node, *TWICE)
    for one in methods:
        if one.asynchronous is not None:
            yield LeftAgent(one, *ASYNC)
        if not signature(one).is_clear:
            yield LeftAgent(one, *UNCLEAR)


def _names_inner_methods(module: Module) -> bool:
    return any(name.value in INNER.values() for name in module.all(cst.Name))


def _is_abstract(module: Module, node: cst.ClassDef, classes: Sequence[cst.ClassDef]) -> bool:
    """Tell whether a class leaves its predict to those that extend it."""
    plain = all(
        stands_for(module, one.value, AGENT) or module.names(one.value) & _NEUTRAL
        for one in node.bases
    )
    name = node.name.value
    here = any(node in _ancestors(one, classes) for one in classes)
    return plain and (here or f"{module.known.module}.{name}" in module.known.extended)


_NEUTRAL = frozenset(("abc.ABC", "builtins.object", "typing.Generic"))
RELATED = (
    "an agent of another file, which this one extends or which extends it, can't be rewritten",
    "see what is said of that one, then migrate both again",
)
NO_PREDICT = (
    "this ChatAgent has no predict that can be seen here, so it was left",
    "migrate the file that has its predict with it, or rewrite the class by hand",
)
TAKEN = (
    "a name that the migration needs, _chat_answer or _chat_chunks, is used already",
    "rename it, then migrate again",
)
TWICE = ("a method is defined twice in this ChatAgent", "remove one of them, then migrate again")
ASYNC = (
    "MLflow calls predict and predict_stream as plain functions, and this one is async",
    "make it a plain function that runs the coroutine, then migrate again",
)
UNCLEAR = (
    "the parameters do not tell where the messages go",
    "name them messages, context and custom_inputs, then migrate again",
)


# --- which methods are parted ---


def _parted(
    module: Module,
    classes: Sequence[cst.ClassDef],
    inside: dict[cst.ClassDef, list[cst.FunctionDef]],
) -> frozenset[str]:
    references = [*inner_references(module), *(one.func for one in chat_calls(module))]
    found = {one.attr.value for one in references if isinstance(one, cst.Attribute)}
    found |= {name for name in INNER if f"{module.known.module}.{name}" in module.known.parted}
    for methods in inside.values():
        found |= {one.name.value for one in methods if _must_part(module, one)}
    return frozenset(found)


def _must_part(module: Module, node: cst.FunctionDef) -> bool:
    known = signature(node)
    if known.catches_all or any(name != value for name, value in known.given.items()):
        return True  # callers may pass values by these names
    if any(not is_trace(module, one) and not _is_override(one) for one in node.decorators):
        return True
    return node.name.value == "predict_stream" and not is_plain_stream(node)


def is_trace(module: Module, decorator: cst.Decorator) -> bool:
    """Tell whether a decorator is ``mlflow.trace``, with or without arguments."""
    node = decorator.decorator
    return bool(module.names(node.func if isinstance(node, cst.Call) else node) & TRACES)


def _is_override(decorator: cst.Decorator) -> bool:
    node = decorator.decorator
    name = node.attr if isinstance(node, cst.Attribute) else node
    return isinstance(name, cst.Name) and name.value == "override"


def inner_references(module: Module) -> Iterator[cst.Attribute]:
    """Yield what names a method of an agent from within: ``self.predict``, ``super().predict``."""
    classes = _classes(module)
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
    """Return the class that a node stands in, None where it stands in none."""
    around: cst.CSTNode | None = node
    while around is not None and not isinstance(around, cst.ClassDef):
        around = module.parent(around)
    return around


def chat_calls(module: Module) -> Iterator[cst.Call]:
    """Yield the calls of other agents with messages: ``self.helper.predict(messages, ...)``."""
    for call in other_calls(module):
        if _mentions_messages(call) or _is_read_as_chat(module, call):
            yield call


def other_calls(module: Module) -> Iterator[cst.Call]:
    """Yield the calls of a method of this name with more, or else, than a request or a dict of one.

    Whether it is an agent that is called, or a model of another kind, only the run shows.
    """
    known = {node.name.value for node in _classes(module)}
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
    """Tell whether a call has other arguments than one request, or one dict of a request."""
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
    """Tell whether what a call returns is read as a stream, or as the response of a ChatAgent."""
    if isinstance(call.func, cst.Attribute) and call.func.attr.value == "predict_stream":
        return call.args[0].keyword is None  # a client of endpoints has names for all
    around = module.parent(call)
    if isinstance(around, cst.Attribute):
        return around.attr.value in READ
    targets = around.targets if isinstance(around, cst.Assign) else ()
    names = {one.target.value for one in targets if isinstance(one.target, cst.Name)}
    return any(
        isinstance(node.value, cst.Name) and node.value.value in names and node.attr.value in READ
        for node in module.all(cst.Attribute)
    )


READ = ("messages", "custom_outputs")
