"""The errors that the package raises; each has the JSON Pointer of its place."""

from __future__ import annotations

from typing import Any


class ConversionError(ValueError):
    """A payload can't be converted. The error can be pickled and copied.

    Attributes:
        reason: The defect, without values of the payload.
        pointer: An RFC 6901 JSON Pointer into the payload; ``""`` is the whole of it.
    """

    def __init__(self, reason: str, pointer: str = "") -> None:
        super().__init__(f"{pointer or '(root)'}: {reason}")
        self.reason = reason
        self.pointer = pointer

    def __reduce__(self) -> tuple[Any, ...]:
        """Rebuild from text and attributes: each class has a constructor of its own."""
        return _rebuild, (type(self), self.args), self.__dict__


def _rebuild(kind: type[ConversionError], texts: tuple[Any, ...]) -> ConversionError:
    return kind.__new__(kind, *texts)


class ComplementError(ConversionError):
    """A complement is damaged, has an unknown version, or belongs to another value.

    ``pointer`` leads into the complement.
    """
