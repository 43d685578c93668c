"""Which message of a Responses stream is the final one, as soon as that can be known.

Of several messages, a Chat answer has the first one of the phase ``final_answer``, else the last
one that says something. A stream does not know what comes: without a phase, a message may be
followed by another one. So it does where tools run on the server, between the messages. Where none
does, as the answer tells by the tools that it was given, the first message is taken to be the only
one, and said at once; all others wait for the end.
"""

from __future__ import annotations

from responses_protocol.formats.chat_completions.output import FINAL, speaks
from responses_protocol.streams.item_places import ItemFold
from responses_protocol.streams.response_fold import ResponseFold

# tools that the client runs, so that an answer ends with their calls
OF_CLIENTS = ("custom", "function")
ITEMS = ("message", "reasoning", "function_call", "custom_tool_call")


class FinalText:
    """Finds the final message; ``item`` is that, once it is known."""

    def __init__(self, fold: ResponseFold) -> None:
        self._fold = fold
        self.item: ItemFold | None = None

    @property
    def known(self) -> bool:
        """Whether the final message is known."""
        return self.item is not None

    def is_known_by(self, item: ItemFold) -> bool:
        """Tell whether ``item``, which says something, is known to be the final message by that."""
        if item.kind != "message":
            return False
        phase = item.item.get("phase")
        others = [
            one for one in self._fold.places.items if one is not item and one.kind == "message"
        ]
        if phase == FINAL:
            known = not any(one.order < item.order and _may_be_final(one) for one in others)
        else:
            known = phase is None and self._is_alone() and all(map(_is_silent, others))
        if known:
            self.item = item
        return known

    def _is_alone(self) -> bool:
        """Tell whether no other message is to be expected."""
        response = self._fold.response
        tools = None if response is None else response.get("tools")
        return (
            isinstance(tools, list)
            and all(isinstance(one, dict) and one.get("type") in OF_CLIENTS for one in tools)
            and all(one.kind in ITEMS for one in self._fold.places.items)
        )


def _may_be_final(item: ItemFold) -> bool:
    """Tell whether an earlier message may be the final one by its phase."""
    phase = item.item.get("phase")
    return phase == FINAL and speaks(item.item) if item.done else phase in (None, FINAL)


def _is_silent(item: ItemFold) -> bool:
    return item.done and not speaks(item.item)
