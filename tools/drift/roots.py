"""Which definition of ours is which type of an SDK: where the walk begins.

A definition that we have not, or a type that the SDK has not, is a difference like any other, so
a row may be written before its schema is.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Root:
    """One definition, the type that corresponds to it, and whether that type is for requests."""

    dialect: str
    title: str
    sdk_type: str
    request: bool = False

    def load(self) -> Any:
        """Return the type; ``None`` when the installed SDK does not have it."""
        module, _, name = self.sdk_type.rpartition(".")
        try:
            return getattr(importlib.import_module(module), name, None)
        except ModuleNotFoundError as error:
            if error.name is None or not module.startswith(error.name):
                raise
            return None


@dataclass(frozen=True)
class Source:
    """An SDK: the package that must be installed, and the dialects whose types it declares.

    ``types`` is where all its types are, those of other APIs as well.
    """

    package: str
    types: str
    dialects: tuple[str, ...]
    roots: tuple[Root, ...]


def _rows(dialect: str, package: str, rows: list[tuple[str, str]], request: bool) -> list[Root]:
    return [Root(dialect, title, f"{package}.{sdk_type}", request) for title, sdk_type in rows]


_RESPONSES_REQUESTS = [
    ("Request", "response_create_params.ResponseCreateParams"),
    ("Item", "ResponseInputItemParam"),
    ("Tool", "ToolParam"),
    ("ToolChoice", "response_create_params.ToolChoice"),
]
_RESPONSES_ANSWERS = [
    ("Response", "Response"),
    ("Event", "ResponseStreamEvent"),
    ("CompactedResponse", "CompactedResponse"),
    ("Item", "ResponseOutputItem"),
    ("Item", "ResponseItem"),
    ("OutputItem", "ResponseOutputItem"),
    ("ContentPart", "ResponseInputContentParam"),
    ("ContentPart", "response_content_part_added_event.Part"),
    ("ContentPart", "ResponseInputAudio"),
    ("ContentPart", "ResponseInputAudioParam"),
    ("ComputerAction", "ComputerActionParam"),
    ("Tool", "Tool"),
    ("ToolChoice", "response.ToolChoice"),
]
# Frames of a WebSocket: requests, answers, and messages that steer an answer.
_FRAMES = [
    ("Event", "ResponsesServerEvent"),
    ("ClientEvent", "ResponsesClientEvent"),
    ("ClientEvent", "ResponsesClientEventParam"),
]
_STORED = [
    ("Item", "conversations.ConversationItem"),
    ("ItemList", "conversations.ConversationItemList"),
    ("ItemList", "responses.ResponseItemList"),
]
# The same with several agents.
_MULTI_AGENT_REQUESTS = [
    ("Request", "response_create_params.ResponseCreateParams"),
    ("Item", "BetaResponseInputItemParam"),
    ("Tool", "BetaToolParam"),
]
_MULTI_AGENT_ANSWERS = [
    ("Item", "BetaResponseItem"),
    ("OutputItem", "BetaResponseOutputItem"),
    ("Response", "BetaResponse"),
    ("CompactedResponse", "BetaCompactedResponse"),
    ("Event", "BetaResponseStreamEvent"),
    ("Event", "BetaResponsesServerEvent"),
    ("ClientEvent", "BetaResponsesClientEvent"),
    ("ClientEvent", "BetaResponsesClientEventParam"),
    ("Tool", "BetaTool"),
]
_CHAT_REQUESTS = [
    ("Request", "completion_create_params.CompletionCreateParams"),
    ("Message", "ChatCompletionMessageParam"),
    ("Tool", "ChatCompletionToolUnionParam"),
    ("ToolChoice", "ChatCompletionToolChoiceOptionParam"),
]
_CHAT_ANSWERS = [
    ("Response", "ChatCompletion"),
    ("Chunk", "ChatCompletionChunk"),
    ("Message", "ChatCompletionMessage"),
    ("Message", "ChatCompletionStoreMessage"),
    ("Tool", "ChatCompletionFunctionTool"),
    ("ToolCall", "ChatCompletionMessageToolCallUnion"),
    ("Annotation", "chat_completion_message.Annotation"),
    ("Part", "ChatCompletionContentPartParam"),
    ("Part", "ChatCompletionContentPartRefusalParam"),
]
_AGENT = [
    ("ChatAgentMessage", "ChatAgentMessage"),
    ("ChatAgentRequest", "ChatAgentRequest"),
    ("ChatAgentResponse", "ChatAgentResponse"),
    ("ChatAgentChunk", "ChatAgentChunk"),
]
_RESPONSES_AGENT = [
    ("ResponsesAgentRequest", "ResponsesAgentRequest"),
    ("ResponsesAgentResponse", "ResponsesAgentResponse"),
    ("ResponsesAgentStreamEvent", "ResponsesAgentStreamEvent"),
]
# MLflow's own events and items, which its classes above hold as objects with any members.
_RESPONSES_AGENT_PARTS = [
    ("ResponsesAgentStreamEvent", "ResponseOutputItemDoneEvent"),
    ("ResponsesAgentStreamEvent", "ResponseTextDeltaEvent"),
    ("ResponsesAgentStreamEvent", "ResponseTextAnnotationDeltaEvent"),
    ("ResponsesAgentStreamEvent", "ResponseCompletedEvent"),
    ("ResponsesAgentStreamEvent", "ResponseErrorEvent"),
    ("AgentItem", "Message"),
    ("AgentItem", "ResponseOutputMessage"),
    ("AgentItem", "ResponseFunctionToolCall"),
    ("AgentItem", "FunctionCallOutput"),
    ("AgentItem", "ResponseReasoningItem"),
    ("AgentItem", "McpApprovalRequest"),
    ("AgentItem", "McpApprovalResponse"),
]

OPENAI = Source(
    "openai",
    "openai.types",
    ("responses", "chat_completions"),
    (
        *_rows("responses", "openai.types.responses", _RESPONSES_REQUESTS, request=True),
        *_rows("responses", "openai.types.responses", _RESPONSES_ANSWERS, request=False),
        *_rows("responses", "openai.types.responses", _FRAMES, request=False),
        *_rows("responses", "openai.types", _STORED, request=False),
        *_rows("responses", "openai.types.beta", _MULTI_AGENT_REQUESTS, request=True),
        *_rows("responses", "openai.types.beta", _MULTI_AGENT_ANSWERS, request=False),
        *_rows("chat_completions", "openai.types.chat", _CHAT_REQUESTS, request=True),
        *_rows("chat_completions", "openai.types.chat", _CHAT_ANSWERS, request=False),
        Root("responses", "ErrorObject", "openai.types.ErrorObject"),
        Root("chat_completions", "Error", "openai.types.ErrorObject"),
    ),
)
MLFLOW = Source(
    "mlflow",
    "mlflow.types",
    ("chat_agent", "responses_agent"),
    (
        *_rows("chat_agent", "mlflow.types.agent", _AGENT, request=False),
        *_rows("responses_agent", "mlflow.types.responses", _RESPONSES_AGENT, request=False),
        *_rows(
            "responses_agent",
            "mlflow.types.responses_helpers",
            _RESPONSES_AGENT_PARTS,
            request=False,
        ),
    ),
)
SOURCES = (OPENAI, MLFLOW)
