"""The errors of the whole package. Each carries the JSON Pointer of the place it speaks of."""

from __future__ import annotations


class ConversionError(ValueError):
    """A payload, or a complement, that can't be converted.

    ``pointer`` is an RFC 6901 JSON Pointer into the payload that was passed (``""`` is the whole
    of it); ``reason`` says what is wrong there, without quoting values.
    """

    def __init__(self, reason: str, pointer: str = "") -> None:
        super().__init__(f"{pointer or '(root)'}: {reason}")
        self.reason = reason
        self.pointer = pointer


class ComplementError(ConversionError):
    """A complement that is damaged, of an unknown version, or of another value.

    ``pointer`` points into the complement.
    """
