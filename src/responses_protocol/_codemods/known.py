"""The agents that files of a run may import from each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields


@dataclass(frozen=True)
class KnownAgents:
    """Agents by module and name, ``agent.AGENT``: the last two parts of the name in an import.

    ``classes`` make an agent: classes, and functions that return one. ``needing`` are those of
    them, of both kinds, whose files import this package after the run.
    ``becoming`` are those, of both kinds, that are ChatAgents until this run.

    ``bases`` are all classes that extend ChatAgent; ``predicting`` and ``streaming`` those of them
    that have ``predict`` and ``predict_stream``, their own or inherited; ``extended`` those that
    others extend. ``left`` are the modules whose agents stay, since a relative of theirs in another
    file does. ``parted`` are methods of agents by module, ``agent.predict``, that are parted since
    a relative's are.

    ``imported`` are names that files of the run read of modules that call Chat Completions, at
    ``module.*`` all of them.

    ``module`` is the one that is rewritten. ``requirement`` is the requirement of this package, if
    the caller names one. ``migrating`` is whether ChatAgents become ResponsesAgents in this run.
    """

    classes: frozenset[str] = frozenset()
    instances: frozenset[str] = frozenset()
    needing: frozenset[str] = frozenset()
    migrating: bool = True
    becoming: frozenset[str] = frozenset()
    bases: frozenset[str] = frozenset()
    predicting: frozenset[str] = frozenset()
    streaming: frozenset[str] = frozenset()
    extended: frozenset[str] = frozenset()
    left: frozenset[str] = frozenset()
    parted: frozenset[str] = frozenset()
    imported: frozenset[str] = frozenset()
    module: str = ""
    requirement: str = ""

    def __or__(self, other: KnownAgents) -> KnownAgents:
        """Return the agents of both."""
        names = [member.name for member in fields(self) if member.type == "frozenset[str]"]
        names_of_both = {name: getattr(self, name) | getattr(other, name) for name in names}
        return KnownAgents(
            **names_of_both,
            migrating=self.migrating and other.migrating,
            requirement=self.requirement or other.requirement,
        )


NO_AGENTS = KnownAgents()


def ends_in(names: Iterable[str], known: frozenset[str]) -> bool:
    """Return whether one of some qualified names is known by its last two parts."""
    return any(".".join(name.split(".")[-2:]) in known for name in names)
