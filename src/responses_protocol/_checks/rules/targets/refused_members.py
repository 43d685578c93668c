"""Members that a server refuses."""

from __future__ import annotations

from collections.abc import Container, Iterator

from responses_protocol._values import Json

REFUSES_NULL = frozenset({"mistral"})  # refuses null and empty members, too


def iter_refused_members(
    record: dict[str, Json], refused: Container[str], target: str
) -> Iterator[str]:
    """Yield the names of an object's members that a server refuses."""
    for name, value in record.items():
        if name in refused and (value is not None or target in REFUSES_NULL):
            yield name
