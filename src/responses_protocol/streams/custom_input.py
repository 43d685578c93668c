"""The arguments of a function that stands for a custom tool, as they come, and their spelling."""

from __future__ import annotations

from responses_protocol.formats.chat_completions import custom_tools
from responses_protocol.streams.marked_input import InputDecoder, input_start


class CustomInput:
    """Reads arguments: ``feed`` every piece.

    ``is_wrapped`` tells whether they are those of a custom call; None as long as that is not known.
    """

    def __init__(self) -> None:
        self.is_wrapped: bool | None = None
        self.head = ""  # all of it, until it is known
        self._decoder = InputDecoder()

    @property
    def broken(self) -> bool:
        """Whether they turned out to be something else after all."""
        return self._decoder.broken

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


def spelled(text: str) -> str:
    """Return a text as it stands in the arguments of a call."""
    return custom_tools.to_arguments(text)[len(BEGINNING) : -len(ENDING)]
