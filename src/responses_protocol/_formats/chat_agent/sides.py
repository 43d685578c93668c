"""How the lens compares payloads of ChatAgents; loaded when losses are read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from responses_protocol._formats.chat_agent import losses
from responses_protocol._formats.chat_agent.chat_options import chat_options
from responses_protocol._formats.chat_completions import notices, reasoning_losses, sides
from responses_protocol._formats.chat_completions.identity import MESSAGES
from responses_protocol._formats.chat_completions.losses import name_item_loss, name_message_loss
from responses_protocol._formats.options import Options
from responses_protocol._formats.translations import Side
from responses_protocol._values import Json

# Notices that mean nothing to a ChatAgent, which has no media.
NOT_FOR_AGENTS = ("audio_input", "empty_call_id", "file_data", "inline_media", "media_message")


def _review_chat(
    losses: Iterator[tuple[str, str]], source: Json, value: Json, options: Options
) -> Iterator[tuple[str, str]]:
    return notices.review_messages(losses, source, value, chat_options(options))


def _item_notices(items: list[Json], options: Options) -> Iterator[tuple[str, list[str]]]:
    item_notices = notices.find_item_notices(items, options)
    return ((code, path) for code, path in item_notices if code not in NOT_FOR_AGENTS)


def _chat_notices(messages: list[Json], options: Options) -> Iterator[tuple[str, list[str]]]:
    chat_notices = notices.find_message_notices(messages, options)
    return ((code, path) for code, path in chat_notices if code not in NOT_FOR_AGENTS)


AGENT_SIDE = Side(
    MESSAGES,
    losses.name_message_losses(name_message_loss),
    notices.find_message_notices,
    reasoning_losses.review_losses,
)
ITEM_SIDE = replace(
    sides.ITEM_SIDE, name_loss=losses.name_item_losses(name_item_loss), find_notices=_item_notices
)
CHAT_SIDE = replace(sides.MESSAGE_SIDE, find_notices=_chat_notices, review=_review_chat)
TOOL_SIDE = sides.TOOL_SIDE
