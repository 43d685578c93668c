"""What is known of other files: the agents that may be imported from them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class KnownAgents:
    """Agents by module and name, ``agent.AGENT``: the last two parts of what a caller imports.

    ``needing`` are those of them, of both kinds, whose files import this package when the run is
    done. ``migrating`` tells whether ChatAgents become ResponsesAgents in this run.
    """

    classes: frozenset[str] = frozenset()
    instances: frozenset[str] = frozenset()
    needing: frozenset[str] = frozenset()
    migrating: bool = True

    def __or__(self, other: KnownAgents) -> KnownAgents:
        """Return those of both."""
        migrating = self.migrating and other.migrating
        return KnownAgents(
            self.classes | other.classes,
            self.instances | other.instances,
            self.needing | other.needing,
            migrating,
        )


NO_AGENTS = KnownAgents()
