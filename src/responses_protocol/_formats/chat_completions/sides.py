"""How the lens compares payloads of Chat; loaded when losses are read."""

from __future__ import annotations

from responses_protocol._formats.chat_completions import (
    losses,
    notices,
    option_notices,
    reasoning_losses,
    tool_losses,
    tool_media,
)
from responses_protocol._formats.chat_completions.identity import MESSAGES
from responses_protocol._formats.responses.identity import CHOICES, ITEMS, TOOLS
from responses_protocol._formats.translations import Side

ITEM_SIDE = Side(
    ITEMS, losses.name_item_loss, notices.find_item_notices, reasoning_losses.review_losses
)
MESSAGE_SIDE = Side(
    MESSAGES,
    losses.name_message_loss,
    notices.find_message_notices,
    notices.review_messages,
    tool_media.name_extra,
)
TOOL_SIDE = Side(TOOLS, tool_losses.name_tool_loss, option_notices.find_tool_notices)
CHOICE_SIDE = Side(CHOICES, tool_losses.name_choice_loss)
