"""What is known of other files: the agents that may be imported from them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class KnownAgents:
    """Agents by module and name, ``agent.AGENT``: the last two parts of what a caller imports.

    ``migrating`` tells whether ChatAgents become ResponsesAgents in this run.
    """

    classes: frozenset[str] = frozenset()
    instances: frozenset[str] = frozenset()
    migrating: bool = True

    def __or__(self, other: KnownAgents) -> KnownAgents:
        """Return those of both."""
        migrating = self.migrating and other.migrating
        classes, instances = self.classes | other.classes, self.instances | other.instances
        return KnownAgents(classes, instances, migrating)


NO_AGENTS = KnownAgents()
