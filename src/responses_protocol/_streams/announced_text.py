"""A text that an item or a part is announced with, while its deltas may repeat it.

Servers announce an empty text, and deliver it in deltas. Deltas behind another one may repeat it
from its beginning, or continue it, as in OpenAI's SDK. Arguments that are complete JSON can't be
continued, so other deltas replace them.
"""

from __future__ import annotations

from responses_protocol._formats.complete_json import JsonText


class AnnouncedText:
    """An announced text: ``add`` every delta until ``is_over``.

    With ``is_whole``, the deltas never continue it. ``is_replaced`` is whether they replace it.
    """

    __slots__ = ("_length", "is_over", "is_replaced", "is_whole", "text")

    def __init__(self, text: str, is_whole: bool = False) -> None:
        self.text = text
        self.is_whole = is_whole
        self.is_over = self.is_replaced = False
        self._length = 0  # of the beginning that the deltas have repeated

    def rest(self) -> str:
        """Return the end of the text that the deltas have not repeated."""
        return self.text[self._length :]

    def add(self, delta: str) -> str:
        """Return the text that a delta adds to the text so far: to nothing if that is whole."""
        if self.text.startswith(delta, self._length):
            self._length += len(delta)
            return delta if self.is_whole else ""
        deltas = self.text[: self._length] + delta
        self.is_over, repeats = True, deltas.startswith(self.text)
        self.is_replaced = self.is_whole and not repeats
        if self.is_whole:
            return delta
        return deltas[len(self.text) :] if repeats else deltas


def announced_arguments(text: str) -> AnnouncedText:
    """Return the announced arguments of a call."""
    arguments = JsonText()
    arguments.text.write(text)
    return AnnouncedText(text, is_whole=arguments.is_complete())
