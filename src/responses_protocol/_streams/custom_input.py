"""Translate the arguments of a function that represents a custom tool, piece by piece."""

from __future__ import annotations

from responses_protocol._formats.chat_completions import custom_tools
from responses_protocol._streams.marked_input import InputDecoder, input_start


class CustomInput:
    """Reads arguments: ``feed`` every piece.

    ``is_wrapped`` is whether they are those of a custom call, or None while that is not known.
    """

    def __init__(self) -> None:
        self.is_wrapped: bool | None = None
        self.head = ""  # the arguments, until ``is_wrapped`` is known
        self._decoder = InputDecoder()

    def feed(self, piece: str) -> str:
        """Return the text that a piece adds to the input."""
        if self.is_wrapped is None:
            self.head += piece
            start = input_start(self.head)
            if start is None:
                return ""
            self.is_wrapped, piece = start > 0, self.head[start:]
        return self._decoder.feed(piece) if self.is_wrapped else ""


BEGINNING, ENDING = custom_tools.to_arguments("")[:-2], '"}'


def escape_input(text: str) -> str:
    """Return a text as the arguments of a call contain it."""
    return custom_tools.to_arguments(text)[len(BEGINNING) : -len(ENDING)]
