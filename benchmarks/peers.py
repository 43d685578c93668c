"""The other converters, with those of their functions that do the same work as ours.

A peer has the name of its distribution. Each is called with plain dicts, as a user calls it. Where
it moves the leading system message into `instructions`, the message is put in front again: the
work is a history, and the move does not count as a loss.
"""

import importlib
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

History = list[dict[str, Any]]
Translate = Callable[[History], Any]


@dataclass(frozen=True)
class Peer:
    """A library with the name of its distribution; a function that it lacks is None.

    The checks raise at payloads that they refuse.
    """

    name: str
    to_chat: Translate | None = None
    to_responses: Translate | None = None
    check_items: Translate | None = None
    check_messages: Translate | None = None

    @property
    def version(self) -> str:
        """The version that is installed."""
        return version(self.name)


def _mlflow() -> Peer:
    module = importlib.import_module("mlflow.types.responses")
    request = module.ResponsesAgentRequest
    return Peer(
        "mlflow-skinny",
        to_chat=module.to_chat_completions_input,
        check_items=lambda items: request(input=items),
    )


def _openai() -> Peer:
    adapter = importlib.import_module("pydantic").TypeAdapter
    types = importlib.import_module("openai.types")
    list_of: Any = list
    # These types declare tool calls as Iterable, whose elements are only checked on reading.
    items = adapter(types.responses.ResponseInputParam)
    messages = adapter(list_of[types.chat.ChatCompletionMessageParam])
    return Peer(
        "openai", check_items=items.validate_python, check_messages=messages.validate_python
    )


def _openai_agents() -> Peer:
    module = importlib.import_module("agents.models.chatcmpl_converter")
    return Peer("openai-agents", to_chat=module.Converter.items_to_messages)


def _litellm() -> Peer:
    # Importing litellm fetches a price list, unless this variable is set.
    os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")
    to_chat_class = importlib.import_module(
        "litellm.responses.litellm_completion_transformation.transformation"
    ).LiteLLMCompletionResponsesConfig
    to_responses_handler = importlib.import_module(
        "litellm.completion_extras.litellm_responses_transformation.transformation"
    ).LiteLLMResponsesTransformationHandler()

    def to_chat(items: History) -> Any:
        return to_chat_class.transform_responses_api_input_to_messages(items, {})

    def to_responses(messages: History) -> Any:
        items, instructions = (
            to_responses_handler.convert_chat_completion_messages_to_responses_api(messages)
        )
        return _insert_instructions(items, instructions)

    return Peer("litellm", to_chat, to_responses)


def _llm_rosetta() -> Peer:
    pipeline = importlib.import_module("llm_rosetta").ConversionPipeline

    def to_chat(items: History) -> Any:
        body = {"model": "gpt-5", "input": items}
        # A pipeline serves one request only.
        return pipeline("openai_responses", "openai_chat").convert_request(body)["messages"]

    def to_responses(messages: History) -> Any:
        body = {"model": "gpt-5", "messages": messages}
        converted = pipeline("openai_chat", "openai_responses").convert_request(body)
        return _insert_instructions(converted["input"], converted.get("instructions"))

    return Peer("llm-rosetta", to_chat, to_responses)


def _langchain() -> Peer:
    to_langchain = importlib.import_module("langchain_core.messages").convert_to_messages
    to_openai = importlib.import_module("langchain_openai.chat_models.base")

    def to_responses(messages: History) -> Any:
        return to_openai._construct_responses_api_input(to_langchain(messages))

    return Peer("langchain-openai", to_responses=to_responses)


def _insert_instructions(items: Any, instructions: str | None) -> Any:
    return [{"role": "system", "content": instructions}, *items] if instructions else items


_LOAD: dict[str, Callable[[], Peer]] = {
    "mlflow-skinny": _mlflow,
    "openai": _openai,
    "openai-agents": _openai_agents,
    "litellm": _litellm,
    "llm-rosetta": _llm_rosetta,
    "langchain-openai": _langchain,
}
NAMES = tuple(_LOAD)


def load_peers(names: Iterable[str] = NAMES) -> tuple[list[Peer], list[str]]:
    """Return the peers of these names that can be imported, and why each other one is skipped.

    Raises `KeyError` for a name that is not in `NAMES`.
    """
    peers: list[Peer] = []
    skipped: list[str] = []
    for name in names:
        try:
            peers.append(_LOAD[name]())
        except ImportError as error:
            skipped.append(f"{name}: {error}")
    return peers, skipped
