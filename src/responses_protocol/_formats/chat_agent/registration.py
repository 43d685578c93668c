"""MLflow's ChatAgent, as the registry knows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from responses_protocol._formats.dialect import DialectRegistration
from responses_protocol._formats.options import Options
from responses_protocol._formats.subjects import Subject
from responses_protocol._formats.translations import Side, TranslationPair, Translator, late

if TYPE_CHECKING:
    from responses_protocol._formats.bodies import BodyPair
    from responses_protocol._testing.turns import Turn

NAME = "chat_agent"
HUB, CHAT = "responses", "chat_completions"


def _history_from_responses() -> Translator:
    from responses_protocol._formats.chat_agent.history import from_responses

    return from_responses


def _history_to_responses() -> Translator:
    from responses_protocol._formats.chat_agent.history import to_responses

    return to_responses


def _history_from_chat() -> Translator:
    from responses_protocol._formats.chat_agent.history import from_chat

    return from_chat


def _history_to_chat() -> Translator:
    from responses_protocol._formats.chat_agent.history import to_chat

    return to_chat


def _tools_from_responses() -> Translator:
    from responses_protocol._formats.chat_agent.tools import from_responses

    return from_responses


def _tools_to_responses() -> Translator:
    from responses_protocol._formats.chat_agent.tools import to_responses

    return to_responses


def _tools_from_chat() -> Translator:
    from responses_protocol._formats.chat_agent.tools import from_chat

    return from_chat


def _tools_to_chat() -> Translator:
    from responses_protocol._formats.chat_agent.tools import to_chat

    return to_chat


def _item_side() -> Side:
    from responses_protocol._formats.chat_agent.sides import ITEM_SIDE

    return ITEM_SIDE


def _chat_side() -> Side:
    from responses_protocol._formats.chat_agent.sides import CHAT_SIDE

    return CHAT_SIDE


def _agent_side() -> Side:
    from responses_protocol._formats.chat_agent.sides import AGENT_SIDE

    return AGENT_SIDE


def _tool_side() -> Side:
    from responses_protocol._formats.chat_agent.sides import TOOL_SIDE

    return TOOL_SIDE


def _requests() -> BodyPair:
    from responses_protocol._formats.chat_agent.body_pairs import REQUESTS

    return REQUESTS


def _chat_requests() -> BodyPair:
    from responses_protocol._formats.chat_agent.body_pairs import CHAT_REQUESTS

    return CHAT_REQUESTS


def _answers() -> BodyPair:
    from responses_protocol._formats.chat_agent.body_pairs import ANSWERS

    return ANSWERS


def _turns() -> tuple[Turn, ...]:
    from responses_protocol._testing.agent_turns import TURNS

    return TURNS


def _always(options: Options) -> bool:
    return True


AGENT = DialectRegistration(
    name=NAME,
    label="ChatAgent",
    pairs={
        ("history", HUB): TranslationPair(
            late(_history_from_responses), late(_history_to_responses), _item_side, _agent_side
        ),
        ("history", CHAT): TranslationPair(
            late(_history_from_chat), late(_history_to_chat), _chat_side, _agent_side
        ),
        ("tools", HUB): TranslationPair(
            late(_tools_from_responses), late(_tools_to_responses), _tool_side, _tool_side
        ),
        ("tools", CHAT): TranslationPair(
            late(_tools_from_chat), late(_tools_to_chat), _tool_side, _tool_side
        ),
    },
    # an answer is one message to Chat, and many to a ChatAgent
    bodies={
        ("request", HUB): _requests,
        ("request", CHAT): _chat_requests,
        ("response", HUB): _answers,
    },
    writes_ids=_always,
    history="messages",
    subjects=(
        Subject(NAME, "history", "ChatAgentMessage", True, "messages", "chat_agent_history"),
        Subject(
            NAME,
            "request",
            "ChatAgentRequest",
            view="chat_agent_request",
            lists=(("chat_agent_history", "messages"),),
        ),
        Subject(NAME, "response", "ChatAgentResponse", view="chat_agent_response"),
        Subject(NAME, "chunks", "ChatAgentChunk", True, "chunks", "chat_agent_chunks"),
        # single elements
        Subject(NAME, "chunk", "ChatAgentChunk"),
    ),
    turns=_turns,
)
