"""The form of a stream that MLflow's ResponsesAgents have: texts, citations and finished items.

MLflow's own helpers write no other events, and its reducer reads nothing but finished items. Such
a stream tells its end by stopping, so that only a bad end is told (an answer that is incomplete,
failed, or an error); usage and the rest of the envelope are not in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from responses_protocol.values import Json

KEPT = frozenset(
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
    """Yield those of the ``events`` of a Responses stream that MLflow's sparse form has."""
    return (event for event in events if event["type"] in KEPT)
