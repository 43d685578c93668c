"""The sparse form of a stream that MLflow's ResponsesAgents write: texts, citations, done items.

MLflow's own helpers write no other events, and its reducer reads only finished items. Such a
stream ends by stopping, so only a bad end (an incomplete or failed answer, or an error) has an
event; usage and the other members of the answer are not in the stream.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from responses_protocol._values import Json

SPARSE_TYPES = frozenset(
    (
        "response.output_text.delta",
        "response.output_text.annotation.added",
        "response.output_item.done",
        "response.incomplete",
        "response.failed",
        "error",
    )
)


def sparse(events: Iterable[Json]) -> Iterator[Json]:
    """Yield the events of a Responses stream that MLflow's sparse form contains."""
    return (event for event in events if event["type"] in SPARSE_TYPES)
