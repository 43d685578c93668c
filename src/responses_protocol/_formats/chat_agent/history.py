"""Histories of ChatAgents: Chat messages in another dress, so they go through Chat's translators.

The results are translations like any other: the lens compares with the source, whatever lies
between.
"""

from __future__ import annotations

from dataclasses import replace

from responses_protocol._formats.by_hub import through
from responses_protocol._formats.chat_agent import messages as agent_messages
from responses_protocol._formats.chat_agent.chat_options import chat_options
from responses_protocol._formats.chat_completions import history, reasoning
from responses_protocol._formats.options import Options
from responses_protocol._formats.turns import Cut, OpenTurn
from responses_protocol._values import Json

Result = tuple[list[Json], list[Cut]]


def _chat_of(items: list[Json], options: Options, opened: OpenTurn | None) -> Result:
    sayable = [agent_messages.remove_refusals(item) for item in items]
    return history.from_responses(sayable, chat_options(options), opened)


def _names(opened: OpenTurn | None) -> dict[str, str]:
    return {} if opened is None else opened.names


def from_responses(items: list[Json], options: Options, opened: OpenTurn | None = None) -> Result:
    """Translate items to ChatAgent messages; errors as in the history of Chat."""
    messages, cuts = _chat_of(items, options, opened)
    return agent_messages.from_chat(messages, _names(opened)), cuts


def to_responses(messages: list[Json], options: Options, opened: OpenTurn | None = None) -> Result:
    """Translate ChatAgent messages to items; errors point into ``messages``."""
    chosen = chat_options(options)

    def has_content(message: dict[str, Json]) -> bool:
        _, message = reasoning.read(message, chosen.reasoning)
        return bool(message.get("content"))

    chat_messages = agent_messages.to_chat(messages, has_content)
    items, cuts = history.to_responses(chat_messages, chosen, opened)
    agent_messages.set_ids_of_moved_calls(items)
    return items, cuts


def _agent_from_read(items: list[Json], options: Options, opened: OpenTurn | None = None) -> Result:
    """Translate items that were read from Chat; messages without ids get them here.

    The ids of the items are derived from the whole Chat message, and not from the message that is
    written here.
    """
    messages, cuts = _chat_of(items, options, opened)
    if options.message_ids == "omit":
        for message in messages:
            message.pop("id", None)
    return agent_messages.from_chat(messages, _names(opened)), cuts


def _read_chat(messages: list[Json], options: Options, opened: OpenTurn | None = None) -> Result:
    """Translate Chat messages to items for a ChatAgent, whose messages have no media.

    Media behind the results stay in their message, and their losses point there.
    """
    return history.to_responses(messages, replace(options, tool_output_media="omit"), opened)


from_chat = through(_read_chat, _agent_from_read)
to_chat = through(to_responses, history.from_responses)
