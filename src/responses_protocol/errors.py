"""The errors of the whole package. Each carries the JSON Pointer of the place it speaks of."""

from __future__ import annotations

from typing import Any


class ConversionError(ValueError):
    """A payload, or a complement, that can't be converted.

    ``pointer`` is an RFC 6901 JSON Pointer into the payload that was passed (``""`` is the whole
    of it); ``reason`` says what is wrong there, without quoting values. It can be pickled and
    copied, as can the errors that derive from it.
    """

    def __init__(self, reason: str, pointer: str = "") -> None:
        super().__init__(f"{pointer or '(root)'}: {reason}")
        self.reason = reason
        self.pointer = pointer

    def __reduce__(self) -> tuple[Any, ...]:
        """Make it anew from its text and its members: each class takes arguments of its own."""
        return _made_anew, (type(self), self.args), self.__dict__


def _made_anew(kind: type[ConversionError], texts: tuple[Any, ...]) -> ConversionError:
    return kind.__new__(kind, *texts)


class ComplementError(ConversionError):
    """A complement that is damaged, of an unknown version, or of another value.

    ``pointer`` points into the complement.
    """
