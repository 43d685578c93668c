"""Choices of representation. The defaults are what OpenAI's own endpoints accept."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from responses_protocol.arguments import check_choice

Preset = Literal[
    "openai",
    "azure",
    "databricks",
    "deepseek",
    "groq",
    "mistral",
    "mlflow",
    "ollama",
    "openrouter",
    "vllm",
    "xai",
    "zai",
]
"""The names of servers: what has options of its own, and may be a target of a request."""


@dataclass(frozen=True)
class Options:
    """How things are said in Chat Completions where there is more than one way.

    An option describes the Chat side of a translation and holds in both directions, so that what
    is written one way is read the other way.

    reasoning
        Where readable reasoning stands on an assistant message. ``"auto"`` reads it from any
        member that servers have for it, and writes none (OpenAI has no place); ``"omit"`` neither
        reads nor writes it. Other choices name the place where it is written, and read it from
        all: ``reasoning_content`` (DeepSeek, xAI, Z.AI), ``reasoning`` (vLLM, Ollama, Groq),
        ``reasoning_details`` (OpenRouter), content parts of the type ``thinking`` (Mistral) or,
        for ``"reasoning_parts"``, ``reasoning`` (Databricks). Only ``"think_tags"`` reads and
        writes it between ``<think>`` tags at the beginning of the text (many open models).
    reasoning_items
        Where a reasoning item of an answer has the reasoning that a Chat server gives: in its
        ``content``, as raw text, or in its ``summary``, for clients that show nothing else. A
        history has it as a summary in any case, for OpenAI takes no raw text from a client.
    developer_role
        ``"system"`` writes developer messages as system messages, for servers without the role.
    tool_only_content
        ``content`` of an assistant message that only calls tools: ``null``, ``""`` or no member.
    empty_arguments
        ``"object"`` writes the empty argument string as ``{}``, for servers that parse it.
    custom_tools
        ``"function"`` wraps custom (freeform) tools and calls as functions with one marked
        argument, for servers that know only functions.
    tool_output_media
        Where images and files of a tool output go: into a user message behind the results of the
        turn (``"user_message"``; OpenAI's Chat refuses images of a tool, or does not see them),
        into the tool message (``"inline"``), for servers that take them there, or nowhere
        (``"omit"``).
    commentary
        What becomes of the messages of a Responses answer before the last one, or before the one
        of the phase ``final_answer``: nothing (``"omit"``), or a part of the reasoning.
    message_ids
        ``"keep"`` gives Chat messages the ids of the items they are made of, and the reverse, for
        servers whose messages have ids.
    hosted_calls
        ``"function"`` writes calls of hosted tools, and other items that Chat has no form for, as
        marked function calls with their results, so that a model sees them.
    call_ids
        ``"nine"`` makes call ids of nine letters and digits, as Mistral wants them.
    items
        ``"mlflow"`` writes custom tools and calls as marked functions in Responses as well, whose
        ResponsesAgent takes no others.
    instructions
        The role of the message that stands for the ``instructions`` of a request.
    leading_system
        ``"instructions"`` writes the first system message of a Chat request, where it is the only
        one at its beginning and plain text, as ``instructions``.
    token_limit
        The parameter that limits the length of an answer.
    server
        The server that a Chat request goes to: parameters that it is known to refuse are left out.
    """

    reasoning: Literal[
        "auto",
        "omit",
        "reasoning_content",
        "reasoning",
        "reasoning_details",
        "reasoning_parts",
        "thinking",
        "think_tags",
    ] = "auto"
    reasoning_items: Literal["content", "summary"] = "content"
    developer_role: Literal["developer", "system"] = "developer"
    tool_only_content: Literal["null", "empty", "absent"] = "null"
    empty_arguments: Literal["keep", "object"] = "keep"
    custom_tools: Literal["native", "function"] = "native"
    tool_output_media: Literal["user_message", "inline", "omit"] = "user_message"
    commentary: Literal["omit", "reasoning"] = "omit"
    message_ids: Literal["omit", "keep"] = "omit"
    hosted_calls: Literal["omit", "function"] = "omit"
    call_ids: Literal["any", "nine"] = "any"
    items: Literal["openai", "mlflow"] = "openai"
    instructions: Literal["system", "developer"] = "system"
    leading_system: Literal["item", "instructions"] = "item"
    token_limit: Literal["max_completion_tokens", "max_tokens"] = "max_completion_tokens"
    server: Preset = "openai"

    def __post_init__(self) -> None:
        """Refuse values that no translator knows.

        Raises ValueError naming the option and its choices.
        """
        for name, choices in CHOICES.items():
            if getattr(self, name) not in choices:
                check_choice(name, getattr(self, name), choices)

    def changed(self) -> dict[str, str]:
        """Return the options that differ from their defaults, ready for JSON."""
        if self is DEFAULT:
            return {}
        chosen = {name: getattr(self, name) for name in CHOICES}
        return {name: way for name, way in chosen.items() if way != getattr(DEFAULT, name)}


CHOICES: dict[str, tuple[str, ...]] = {
    name: get_args(hint) for name, hint in Options.__annotations__.items()
}
DEFAULT = Options()


def options_from_json(chosen: Mapping[str, Any]) -> Options:
    """Read what ``Options.changed`` wrote; raise ValueError where it is of another version."""
    if not chosen:
        return DEFAULT
    unknown = sorted(set(chosen) - set(CHOICES))
    if unknown:
        raise ValueError(f"no such option is known here: {', '.join(unknown)}")
    return Options(**chosen)
