"""How the input of a custom call is said where a function call stands for it, on either side.

``custom_tools`` reads and writes such arguments as a whole; here they come in pieces.
"""

from __future__ import annotations

from responses_protocol.formats.chat_completions import custom_tools
from responses_protocol.streams.marked_input import InputDecoder, input_start

BEGINNING, ENDING = custom_tools.to_arguments("")[:-2], '"}'


class CustomInput:
    """Reads arguments: ``feed`` every piece.

    ``is_wrapped`` tells whether they are those of a custom call; None as long as that is not known.
    Whether they end as such a call does, only the whole shows.
    """

    def __init__(self) -> None:
        self.is_wrapped: bool | None = None
        self.head = ""  # all of it, until it is known
        self._decoder = InputDecoder()

    def feed(self, piece: str) -> str:
        """Return the text that a piece adds to the input."""
        if self.is_wrapped is None:
            self.head += piece
            start = input_start(self.head)
            if start is None:
                return ""
            self.is_wrapped, piece = start >= 0, self.head[start:]
        return self._decoder.feed(piece) if self.is_wrapped else ""


def spelled(text: str) -> str:
    """Return a text as it stands in the arguments of a call."""
    return custom_tools.to_arguments(text)[len(BEGINNING) : -len(ENDING)]
