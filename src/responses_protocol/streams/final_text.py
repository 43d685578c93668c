"""Which message of a Responses stream is the final one, as soon as that can be known.

Of several messages, a Chat answer has the first one of the phase ``final_answer``, else the last
one that says something. A stream does not know what comes: without a phase, a message may be
followed by another one. So it does where tools run on the server, between the messages. Where none
does, as the answer tells by the tools that it was given, the first message is taken to be the only
one, and said at once; all others wait for the end.
"""

from __future__ import annotations

from responses_protocol.formats.chat_completions.output import FINAL, speaks
from responses_protocol.streams.item_fold import ItemFold
from responses_protocol.streams.response_fold import ResponseFold
from responses_protocol.values import Json

# tools that the client runs, so that an answer ends with their calls
OF_CLIENTS = ("custom", "function")
ITEMS = ("message", "reasoning", "function_call", "custom_tool_call")
Object = dict[str, Json]


class FinalText:
    """Finds the final message; ``item`` is that, once it is known.

    ``note`` every item that an event has changed. Only messages that may still make a difference
    are looked at again, so that many items cost no more than a few.
    """

    def __init__(self, fold: ResponseFold) -> None:
        self._fold = fold
        self.item: ItemFold | None = None
        self._speaking: dict[ItemFold, None] = {}  # messages that say something, or may
        self._may_be_final: dict[ItemFold, None] = {}
        self._others = False  # whether there are items of tools that run on the server
        self._tools: tuple[Object | None, bool] = (None, False)

    @property
    def known(self) -> bool:
        """Whether the final message is known."""
        return self.item is not None

    def note(self, item: ItemFold) -> None:
        """Read what has become of an item."""
        if item.kind != "message":
            self._others = self._others or item.kind not in ITEMS
            return
        for listed, holds in (
            (self._speaking, not item.done or speaks(item.item)),
            (self._may_be_final, _may_be_final(item)),
        ):
            if holds:
                listed[item] = None
            else:
                listed.pop(item, None)

    def is_known_by(self, item: ItemFold) -> bool:
        """Tell whether ``item``, which says something, is known to be the final message by that."""
        if item.kind != "message":
            return False
        phase = item.item.get("phase")
        if phase == FINAL:
            known = not any(one.order < item.order for one in self._may_be_final if one is not item)
        else:
            alone = len(self._speaking) == (item in self._speaking)
            known = phase is None and alone and not self._others and self._runs_no_tools()
        if known:
            self.item = item
        return known

    def _runs_no_tools(self) -> bool:
        """Tell whether the client runs all tools, so that no other message is to be expected."""
        response = self._fold.response
        if self._tools[0] is not response:
            tools = None if response is None else response.get("tools")
            self._tools = (
                response,
                (
                    isinstance(tools, list)
                    and all(
                        isinstance(one, dict) and one.get("type") in OF_CLIENTS for one in tools
                    )
                ),
            )
        return self._tools[1]


def _may_be_final(item: ItemFold) -> bool:
    """Tell whether an earlier message may be the final one by its phase."""
    phase = item.item.get("phase")
    return phase == FINAL and speaks(item.item) if item.done else phase in (None, FINAL)
