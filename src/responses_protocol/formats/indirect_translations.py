"""Dialects that are translated by way of another one's messages.

ChatAgent messages are Chat messages in another dress, so its histories go through the translators
of Chat, and two dialects that are not the hub go through the hub. The results are translations like
any other: the lens compares with the source, whatever lies between.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from responses_protocol.formats.chat_agent import losses as agent_losses
from responses_protocol.formats.chat_agent import messages as chat_agent
from responses_protocol.formats.chat_completions import (
    history,
    notices,
    reasoning,
    tools,
)
from responses_protocol.formats.chat_completions.losses import name_item_loss, name_message_loss
from responses_protocol.formats.options import Options
from responses_protocol.formats.turns import Cut, OpenTurn
from responses_protocol.values import Json

Made = tuple[list[Json], list[Cut]]
Translator = Callable[[list[Json], Options, "OpenTurn | None"], Made]


def _agent_options(options: Options) -> Options:
    """Return how Chat messages are written that ChatAgent can hold."""
    return replace(
        options,
        custom_tools="function",
        message_ids="keep",
        reasoning="think_tags" if options.reasoning == "think_tags" else "omit",
        tool_only_content="empty",  # as MLflow documents it: its dumps leave out null
        tool_output_media="omit",
    )


def _chat_of(items: list[Json], options: Options, opened: OpenTurn | None) -> Made:
    sayable = [chat_agent.without_refusals(item) for item in items]
    return history.from_responses(sayable, _agent_options(options), opened)


def _names(opened: OpenTurn | None) -> dict[str, str]:
    return {} if opened is None else opened.names


def agent_from_responses(
    items: list[Json], options: Options, opened: OpenTurn | None = None
) -> Made:
    """Translate items to ChatAgent messages; errors as in the history of Chat."""
    made, cuts = _chat_of(items, options, opened)
    return chat_agent.from_chat(made, _names(opened)), cuts


def agent_to_responses(
    messages: list[Json], options: Options, opened: OpenTurn | None = None
) -> Made:
    """Translate ChatAgent messages to items; errors point into ``messages``."""
    chosen = _agent_options(options)

    def says(message: dict[str, Json]) -> bool:
        _, message = reasoning.read(message, chosen.reasoning)
        return bool(message.get("content"))

    made, cuts = history.to_responses(chat_agent.to_chat(messages, says), chosen, opened)
    chat_agent.name_moved_calls(made)
    return made, cuts


def through(first: Translator, second: Translator) -> Translator:
    """Return the translator that does one after the other, by way of the hub."""

    def translate(values: list[Json], options: Options, opened: OpenTurn | None = None) -> Made:
        between, cuts = first(values, options, opened)
        if opened is not None and opened.between is None:
            opened.between = OpenTurn()
        if opened is not None and opened.alone and opened.between is not None:
            opened.between.whole = between
        made, more = second(between, options, None if opened is None else opened.between)
        ends = dict(more)
        return made, [(read, ends[written]) for read, written in cuts if written in ends]

    return translate


def _agent_from_read(items: list[Json], options: Options, opened: OpenTurn | None = None) -> Made:
    """Translate items that were read from Chat; messages that had no ids there get them here.

    Those that items get on the way are derived from all that a message says, and not from what is
    left of it.
    """
    made, cuts = _chat_of(items, options, opened)
    if options.message_ids == "omit":
        for message in made:
            message.pop("id", None)
    return chat_agent.from_chat(made, _names(opened)), cuts


def _read_chat(messages: list[Json], options: Options, opened: OpenTurn | None = None) -> Made:
    """Translate Chat messages to items for a ChatAgent, whose messages hold no media.

    So media behind the results stay in their message, and are named where they stand.
    """
    return history.to_responses(messages, replace(options, tool_output_media="omit"), opened)


def review_to_agent(
    found: Iterator[tuple[str, str]], source: Json, value: Json, options: Options
) -> Iterator[tuple[str, str]]:
    """Correct the names of losses on the way to a ChatAgent, which has no place for any media."""
    return notices.review_messages(found, source, value, _agent_options(options))


NOT_FOR_AGENTS = ("audio_input", "empty_call_id", "file_data", "inline_media", "media_message")


def item_notices(items: list[Json], options: Options) -> Iterator[tuple[str, list[str]]]:
    """Find what is told of items on the way to a ChatAgent, in which no media are."""
    found = notices.in_items(items, options)
    return ((code, path) for code, path in found if code not in NOT_FOR_AGENTS)


def message_notices(messages: list[Json], options: Options) -> Iterator[tuple[str, list[str]]]:
    """Find what is told of Chat messages on that way."""
    found = notices.in_messages(messages, options)
    return ((code, path) for code, path in found if code not in NOT_FOR_AGENTS)


agent_from_chat = through(_read_chat, _agent_from_read)
agent_to_chat = through(agent_to_responses, history.from_responses)
name_agent_message_loss = agent_losses.naming(name_message_loss)
name_item_loss_to_agent = agent_losses.naming_items(name_item_loss)


def agent_tools_from_responses(
    definitions: list[Json], options: Options, opened: OpenTurn | None = None
) -> Made:
    """Translate tool definitions to those of ChatAgents: Chat's, but for functions only."""
    return tools.from_responses(definitions, _agent_options(options), opened)


def agent_tools_to_responses(
    definitions: list[Json], options: Options, opened: OpenTurn | None = None
) -> Made:
    """Translate tool definitions of ChatAgents to those of Responses."""
    return tools.to_responses(definitions, _agent_options(options), opened)


agent_tools_from_chat = through(tools.to_responses, agent_tools_from_responses)
agent_tools_to_chat = through(agent_tools_to_responses, tools.from_responses)
