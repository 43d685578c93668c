"""Lists that are kept as bytes until somebody reads them: a tenth of the memory of objects."""

from __future__ import annotations

from responses_protocol.jsontext import dumps, loads
from responses_protocol.values import Json


class Packed:
    """A list of JSON values that grows, and is read at the end."""

    __slots__ = ("_lines", "count")

    def __init__(self) -> None:
        self._lines = bytearray()
        self.count = 0

    def add(self, values: list[Json]) -> None:
        """Add values to the end."""
        if values:
            self._lines += dumps(values)
            self.count += len(values)

    def value(self) -> list[Json]:
        """Return the list, with containers of its own."""
        lines = b",".join(self._lines.splitlines())
        return [value for values in loads(b"[%b]" % lines) for value in values]
