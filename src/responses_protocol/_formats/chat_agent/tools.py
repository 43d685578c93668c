"""Tool definitions of ChatAgents: those of Chat, but for functions only."""

from __future__ import annotations

from responses_protocol._formats.by_hub import through
from responses_protocol._formats.chat_agent.chat_options import chat_options
from responses_protocol._formats.chat_completions import tools
from responses_protocol._formats.options import Options
from responses_protocol._formats.turns import Cut, OpenTurn
from responses_protocol._values import Json


def from_responses(
    definitions: list[Json], options: Options, opened: OpenTurn | None = None
) -> tuple[list[Json], list[Cut]]:
    """Translate tool definitions of Responses."""
    return tools.from_responses(definitions, chat_options(options), opened)


def to_responses(
    definitions: list[Json], options: Options, opened: OpenTurn | None = None
) -> tuple[list[Json], list[Cut]]:
    """Translate tool definitions to those of Responses."""
    return tools.to_responses(definitions, chat_options(options), opened)


from_chat = through(tools.to_responses, from_responses)
to_chat = through(to_responses, tools.from_responses)
