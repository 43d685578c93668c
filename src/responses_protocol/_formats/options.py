"""Options of translations. With the defaults, OpenAI's endpoints accept the result."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from responses_protocol._arguments import check_choice

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
    "perplexity",
    "vllm",
    "xai",
    "zai",
]
"""The names of servers, which are presets of options and targets of requests."""


@dataclass(frozen=True)
class Options:
    """Options for the forms that Chat Completions has alternatives for.

    An option describes the Chat side of a translation and applies in both directions, so that the
    reverse translation reads the form that was written.

    reasoning
        The form of readable reasoning in an assistant message. ``"auto"`` reads it from any
        member that servers have for it, and writes none (OpenAI has no member); ``"omit"`` neither
        reads nor writes it. Other values name the form that is written, and read all of them:
        ``reasoning_content`` (DeepSeek, xAI, Z.AI), ``reasoning`` (vLLM, Ollama, Groq),
        ``reasoning_details`` (OpenRouter), content parts of the type ``thinking`` (Mistral) or,
        for ``"reasoning_parts"``, ``reasoning`` (Databricks). Only ``"think_tags"`` reads and
        writes it between ``<think>`` tags at the beginning of the text (many open models).
    reasoning_items
        The member of a reasoning item for the reasoning in a Chat answer: ``content``, as raw text,
        or ``summary``, for clients that show only summaries. In a history, it is always the
        summary, since OpenAI accepts no raw text from a client.
    developer_role
        ``"system"`` writes developer messages as system messages, for servers without the role.
    tool_only_content
        ``content`` of an assistant message that only calls tools: ``null``, ``""`` or no member.
    empty_arguments
        ``"object"`` writes the empty argument string as ``{}``, for servers that parse it.
    custom_tools
        ``"function"`` writes custom tools and calls as functions with one marked argument, for
        servers that accept only functions.
    tool_output_media
        The target of images and files of a tool output: a user message behind the results of the
        turn (``"user_message"``; OpenAI's Chat refuses images of a tool, or ignores them), the
        tool message (``"inline"``), for servers that accept them there, or none (``"omit"``).
    commentary
        Whether the messages of a Responses answer before the last one, or before the one of the
        phase ``final_answer``, are left out (``"omit"``) or become a part of the reasoning.
    message_ids
        ``"keep"`` gives Chat messages the ids of their items, and the reverse, for servers whose
        messages have ids.
    hosted_calls
        ``"function"`` writes calls of hosted tools, and other items that Chat has no form for, as
        marked function calls with their results, so that a model sees them.
    call_ids
        ``"nine"`` derives call ids of nine letters and digits, as Mistral requires.
    items
        ``"mlflow"`` writes custom tools and calls as marked functions in Responses too, since
        MLflow's ResponsesAgent accepts only functions.
    instructions
        The role of the message for the ``instructions`` of a request.
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
        """Raise ValueError, with the name of the option and its choices, for an unknown value."""
        for name, choices in CHOICES.items():
            if getattr(self, name) not in choices:
                check_choice(name, getattr(self, name), choices)

    def changed(self) -> dict[str, str]:
        """Return the options that differ from their defaults, ready for JSON."""
        if self is DEFAULT:
            return {}
        values = {name: getattr(self, name) for name in CHOICES}
        return {name: value for name, value in values.items() if value != getattr(DEFAULT, name)}


CHOICES: dict[str, tuple[str, ...]] = {
    name: get_args(hint) for name, hint in Options.__annotations__.items()
}
DEFAULT = Options()


def options_from_json(values: Mapping[str, Any]) -> Options:
    """Return the options that ``Options.changed`` wrote; raise ValueError for unknown ones."""
    if not values:
        return DEFAULT
    unknown = sorted(set(values) - set(CHOICES))
    if unknown:
        raise ValueError(f"unknown options: {', '.join(unknown)}")
    return Options(**values)
