"""Items, events and translators for agents, without MLflow, and the models to check them."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from responses_protocol._agents.events import create_annotation_added, create_text_delta
from responses_protocol._agents.items import (
    create_function_call_item,
    create_function_call_output_item,
    create_mcp_approval_request_item,
    create_mcp_approval_response_item,
    create_reasoning_item,
    create_text_output_item,
)

if TYPE_CHECKING:
    from responses_protocol._agents.answer_summary import AnswerSummary
    from responses_protocol._agents.history import to_chat_completions_input
    from responses_protocol._agents.output import output_events
    from responses_protocol._agents.whole_streams import WholeStream, whole_events
    from responses_protocol.models.responses_agent.events import ResponsesAgentStreamEvent
    from responses_protocol.models.responses_agent.request import ResponsesAgentRequest
    from responses_protocol.models.responses_agent.response import ResponsesAgentResponse

__all__ = [
    "AnswerSummary",
    "ResponsesAgentRequest",
    "ResponsesAgentResponse",
    "ResponsesAgentStreamEvent",
    "WholeStream",
    "create_annotation_added",
    "create_function_call_item",
    "create_function_call_output_item",
    "create_mcp_approval_request_item",
    "create_mcp_approval_response_item",
    "create_reasoning_item",
    "create_text_delta",
    "create_text_output_item",
    "output_events",
    "to_chat_completions_input",
    "whole_events",
]

_MODULE_OF = {
    "ResponsesAgentRequest": "models.responses_agent.request",
    "ResponsesAgentResponse": "models.responses_agent.response",
    "ResponsesAgentStreamEvent": "models.responses_agent.events",
    "AnswerSummary": "_agents.answer_summary",
    "WholeStream": "_agents.whole_streams",
    "output_events": "_agents.output",
    "to_chat_completions_input": "_agents.history",
    "whole_events": "_agents.whole_streams",
}


def __getattr__(name: str) -> Any:
    """Load models, which need pydantic, and translators when they are first used."""
    if name in _MODULE_OF:
        value = globals()[name] = getattr(
            import_module(f"responses_protocol.{_MODULE_OF[name]}"), name
        )
        return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
