"""The agents that the files of a run may import from each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields


@dataclass(frozen=True)
class KnownAgents:
    """Agents by module and name, ``agent.AGENT``: the last two parts of a caller's import.

    Attributes:
        classes: The classes of agents, and the functions that return an agent.
        instances: The names of agents.
        package_users: The classes and instances whose files import this package after the run.
        migrates_agents: Whether ChatAgents become ResponsesAgents in this run.
        migrating_agents: The classes and instances that are ChatAgents until this run.
        bases: All classes that extend ChatAgent.
        with_predict: The bases with a ``predict``, their own or inherited.
        with_stream: The bases with a ``predict_stream``, their own or inherited.
        with_subclasses: The bases that other bases extend.
        unmigrated_modules: The modules whose agents stay since an agent of the same family stays.
        split_methods: The methods, as ``agent.predict``, that are split since the same method of
            the family is.
        imported_names: The names that files of the run import from modules that call Chat
            Completions; ``module.*`` stands for all of them.
        module: The module that is rewritten.
        requirement: The requirement that installs this package, empty if none is given.
    """

    classes: frozenset[str] = frozenset()
    instances: frozenset[str] = frozenset()
    package_users: frozenset[str] = frozenset()
    migrates_agents: bool = True
    migrating_agents: frozenset[str] = frozenset()
    bases: frozenset[str] = frozenset()
    with_predict: frozenset[str] = frozenset()
    with_stream: frozenset[str] = frozenset()
    with_subclasses: frozenset[str] = frozenset()
    unmigrated_modules: frozenset[str] = frozenset()
    split_methods: frozenset[str] = frozenset()
    imported_names: frozenset[str] = frozenset()
    module: str = ""
    requirement: str = ""

    def __or__(self, other: KnownAgents) -> KnownAgents:
        """Return the union of two sets of agents."""
        names = [member.name for member in fields(self) if member.type == "frozenset[str]"]
        names_of_both = {name: getattr(self, name) | getattr(other, name) for name in names}
        return KnownAgents(
            **names_of_both,
            migrates_agents=self.migrates_agents and other.migrates_agents,
            requirement=self.requirement or other.requirement,
        )


NO_AGENTS = KnownAgents()


def ends_in(names: Iterable[str], known: frozenset[str]) -> bool:
    """Return whether the last two parts of a qualified name are a known name."""
    return any(".".join(name.split(".")[-2:]) in known for name in names)
