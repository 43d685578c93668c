"""Checks, each compiled from its source when it is first called.

The schemas make hundreds of checks, and a history calls a dozen of them: compiling all would take
a tenth of a second.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import RLock
from typing import Any

from responses_protocol.schemas.fast_validator._choice import Choice, Target
from responses_protocol.schemas.fast_validator._source import Lines, of_list, of_target, of_value

__all__ = ["Check", "Checks", "Refusal"]

Refusal = tuple[Any, ...]
"""The reason, then the names and indexes from the refused place out to the value."""

Check = Callable[[Any], "Refusal | None"]


class Checks:
    """Checks that call each other by their names in one namespace."""

    def __init__(self) -> None:
        self._namespace: dict[str, Any] = dict(_HELPERS)
        self._names: dict[Hashable, str] = {}
        self._tables: list[dict[str | None, Check]] = []
        self._lock = RLock()

    def of(self, place: str, *, many: bool) -> Check:
        """Return the check of a value, or of a list of values, by the schema at a place."""
        make = of_list if many else of_value
        with self._lock:
            name = self._declare((place, many), lambda: make(place, self))
        return lambda value: self._namespace[name](value)

    def check(self, target: Target) -> str:
        """Return the name of the check for a target."""
        return self._declare(target, lambda: of_target(target, self))

    def constant(self, value: Any) -> str:
        """Return the name of a value."""
        return self._add("constant", value)

    def table(self, choice: Choice) -> str:
        """Return the name of a table of checks by string."""
        table = {word: self._namespace[self.check(to)] for word, to in choice.table.items()}
        self._tables.append(table)
        return self._add("table", table)

    def _add(self, kind: str, value: Any) -> str:
        name = f"{kind}_{len(self._namespace)}"
        self._namespace[name] = value
        return name

    def _declare(self, key: Hashable, body: Callable[[], Lines]) -> str:
        """Return the name of a check; its first call compiles it."""
        if key in self._names:
            return self._names[key]

        def late(value: Any) -> Refusal | None:
            with self._lock:
                if self._namespace[name] is late:
                    self._compile(name, body())
            check: Check = self._namespace[name]
            return check(value)

        name = self._names[key] = self._add("check", late)
        return name

    def _compile(self, name: str, body: Lines) -> None:
        """Replace the late check by the compiled one, in the tables too."""
        late = self._namespace[name]
        source = "\n".join(
            [f"def {name}(v):", *(f"    {line}" for line in body), "    return None"]
        )
        exec(compile(source, f"<{__name__}>", "exec"), self._namespace)
        for table in self._tables:
            for word in [word for word, check in table.items() if check is late]:
                table[word] = self._namespace[name]


def _index(elements: list[Any], element: Any) -> int:
    return next(index for index, candidate in enumerate(elements) if candidate is element)


def _is_integer(value: Any) -> bool:
    if isinstance(value, float):
        return value.is_integer()
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _unknown(value: Any) -> Refusal:
    return ("expected an object of a known type",)


_HELPERS: dict[str, Any] = {
    "index": _index,
    "is_integer": _is_integer,
    "is_number": _is_number,
    "unknown": _unknown,
}
"""The functions that the source of a check may call."""
