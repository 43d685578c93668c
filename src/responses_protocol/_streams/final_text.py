"""Find the final message of a Responses stream as soon as it can be known.

Of several messages, a Chat answer contains the first one of the phase ``final_answer``, else the
last one with content. A stream does not show later messages: another one may follow a message
without a phase, if tools run on the server between them. If no such tool runs, as the tools in the
answer show, the first message counts as the only one and is streamed at once; all others wait for
the end.
"""

from __future__ import annotations

from responses_protocol._formats.chat_completions.output import FINAL, has_content
from responses_protocol._streams.item_fold import ItemFold
from responses_protocol._streams.response_fold import ResponseFold
from responses_protocol._values import Object

# tools that the client runs: an answer ends with their calls
CLIENT_TOOLS = ("custom", "function")
CLIENT_ITEMS = ("message", "reasoning", "function_call", "custom_tool_call")


class FinalText:
    """Finds the final message; ``item`` is that message, once it is known.

    ``note`` every item that an event changes. The class looks again only at messages that may still
    make a difference, so that many items cost no more than a few.
    """

    def __init__(self, fold: ResponseFold) -> None:
        self._fold = fold
        self.item: ItemFold | None = None
        self._with_content: dict[ItemFold, None] = {}  # messages that have content, or may get some
        self._may_be_final: dict[ItemFold, None] = {}
        self._has_server_items = False  # whether items come from tools that run on the server
        self._tools: tuple[Object | None, bool] = (None, False)

    @property
    def is_known(self) -> bool:
        """Whether the final message is known."""
        return self.item is not None

    def note(self, item: ItemFold) -> None:
        """Record the state of an item."""
        if item.kind != "message":
            self._has_server_items = self._has_server_items or item.kind not in CLIENT_ITEMS
            return
        for items, is_member in (
            (self._with_content, not item.done or has_content(item.item)),
            (self._may_be_final, _may_be_final(item)),
        ):
            if is_member:
                items[item] = None
            else:
                items.pop(item, None)

    def is_known_by(self, item: ItemFold) -> bool:
        """Return whether ``item``, which has content, is thereby known to be the final message."""
        if item.kind != "message":
            return False
        phase = item.item.get("phase")
        if phase == FINAL:
            is_final = not any(candidate.order < item.order for candidate in self._may_be_final)
        else:
            alone = len(self._with_content) == (item in self._with_content)
            is_final = (
                phase is None and alone and not self._has_server_items and self._runs_no_tools()
            )
        if is_final:
            self.item = item
        return is_final

    def _runs_no_tools(self) -> bool:
        """Return whether the client runs all tools, so that no other message is expected."""
        response = self._fold.response
        if self._tools[0] is not response:
            tools = None if response is None else response.get("tools")
            self._tools = (
                response,
                (
                    isinstance(tools, list)
                    and all(
                        isinstance(tool, dict) and tool.get("type") in CLIENT_TOOLS
                        for tool in tools
                    )
                ),
            )
        return self._tools[1]


def _may_be_final(item: ItemFold) -> bool:
    """Return whether an earlier message may be the final one by its phase."""
    phase = item.item.get("phase")
    return phase == FINAL and has_content(item.item) if item.done else phase in (None, FINAL)
