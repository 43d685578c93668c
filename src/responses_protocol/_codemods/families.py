"""Families of agents over several files: which classes are ChatAgents, which files go together.

The classes of a family call each other's methods. So all of them migrate or none does, and a method
that is split in one of them is split in all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import libcst as cst

from responses_protocol._codemods.agents import INNER, knows_mlflow, read_agents
from responses_protocol._codemods.known import KnownAgents
from responses_protocol._codemods.module import Module
from responses_protocol._codemods.names import AGENT, stands_for


@dataclass(frozen=True)
class Text:
    """The parsed code of one module, with the name by which others import it."""

    name: str
    module: Module


@dataclass(frozen=True)
class _Class:
    """A class: its bases by module and name, and its methods of the two."""

    bases: frozenset[str]
    is_agent: bool
    methods: frozenset[str] = field(default_factory=frozenset)


def with_families(texts: Sequence[Text], known: KnownAgents) -> KnownAgents:
    """Return the known agents, with the classes that extend ChatAgent through other files."""
    aliases = dict(pair for text in texts for pair in imported_aliases(text))
    classes = dict(pair for text in texts for pair in _classes(text, aliases))
    bases = {name for name, family in classes.items() if family.is_agent}
    while True:
        derived = {name for name, family in classes.items() if family.bases & bases} - bases
        if not derived:
            break
        bases |= derived
    names = replace(
        known,
        bases=frozenset(bases | {name for name, place in aliases.items() if place in bases}),
        with_predict=_classes_with("predict", classes, bases),
        with_stream=_classes_with("predict_stream", classes, bases),
        with_subclasses=frozenset(base for name in bases for base in classes[name].bases & bases),
    )
    groups = _groups(classes, bases)
    unmigrated_modules: set[str] = set()
    split_methods: set[str] = set()
    by_name = {text.name: text for text in texts}
    for group in groups:
        families = [
            read_agents(Module(by_name[name].module.tree, replace(names, module=name)))
            for name in group
        ]
        if any(family.unmigrated for family in families):
            unmigrated_modules |= group
        methods = {method for family in families for method in family.split_methods}
        split_methods |= {f"{name}.{method}" for name in group for method in methods}
    return replace(
        names,
        unmigrated_modules=frozenset(unmigrated_modules),
        split_methods=frozenset(split_methods),
    )


def imported_aliases(text: Text) -> Iterator[tuple[str, str]]:
    """Yield the names that a module imports, each with its module and name there."""
    for node in text.module.all(cst.ImportFrom):
        for alias in () if isinstance(node.names, cst.ImportStar) else node.names:
            bound = alias.asname.name if alias.asname is not None else alias.name
            if not isinstance(bound, cst.Name) or node.module is None:
                continue
            place = node.module
            last = place.attr.value if isinstance(place, cst.Attribute) else place.value
            yield f"{text.name}.{bound.value}", f"{last}.{alias.name.value}"


def _classes(text: Text, aliases: Mapping[str, str]) -> Iterator[tuple[str, _Class]]:
    module = text.module
    mlflow = knows_mlflow(module)
    for node in module.all(cst.ClassDef):
        names = {name for base in node.bases for name in module.names(base.value)}
        classes = {_last_two_parts(name, text.name) for name in names}
        bases = frozenset(_resolve_alias(name, aliases) for name in classes)
        is_agent = mlflow and any(
            stands_for(module, statement.value, AGENT) for statement in node.bases
        )
        methods = frozenset(
            statement.name.value
            for statement in node.body.body
            if isinstance(statement, cst.FunctionDef) and statement.name.value in INNER
        )
        yield f"{text.name}.{node.name.value}", _Class(bases, is_agent, methods)


def _last_two_parts(name: str, module: str) -> str:
    parts = [part for part in name.split(".") if part]
    return ".".join(parts[-2:]) if len(parts) > 1 else f"{module}.{name}"


def _resolve_alias(name: str, aliases: Mapping[str, str]) -> str:
    for _ in range(len(aliases)):
        if name not in aliases:
            break
        name = aliases[name]
    return name


def _classes_with(
    method: str, classes: Mapping[str, _Class], bases: Iterable[str]
) -> frozenset[str]:
    names = {name for name in bases if method in classes[name].methods}
    while True:
        derived = {name for name in bases if classes[name].bases & names} - names
        if not derived:
            return frozenset(names)
        names |= derived


def _groups(classes: Mapping[str, _Class], bases: set[str]) -> list[set[str]]:
    """Return the modules that go together, one set for each family."""
    groups: list[set[str]] = []
    for name in sorted(bases):
        joined = {member.rpartition(".")[0] for member in (name, *(classes[name].bases & bases))}
        rest = []
        for group in groups:
            if group & joined:
                joined |= group
            else:
                rest.append(group)
        groups = [*rest, joined]
    return groups
