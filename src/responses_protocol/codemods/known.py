"""What is known of other files: the agents that may be imported from them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class KnownAgents:
    """Agents by module and name, ``agent.AGENT``: the last two parts of what a caller imports."""

    classes: frozenset[str] = frozenset()
    instances: frozenset[str] = frozenset()

    def __or__(self, other: KnownAgents) -> KnownAgents:
        """Return those of both."""
        return KnownAgents(self.classes | other.classes, self.instances | other.instances)


NO_AGENTS = KnownAgents()
