"""MLflow's agents: its helpers without their losses, and adapters between its two classes.

Needs the extra ``mlflow``. MLflow is loaded with this module, and with no other one of ours.
"""

from responses_protocol._agents.answer_summary import AnswerSummary
from responses_protocol._agents.history import to_chat_completions_input
from responses_protocol.integrations.mlflow._chat_agent_adapter import ChatAgentAdapter
from responses_protocol.integrations.mlflow._helpers import (
    agent_response,
    output_to_responses_items_stream,
    to_responses_input,
)
from responses_protocol.integrations.mlflow._responses_agent_adapter import ResponsesAgentAdapter

__all__ = [
    "AnswerSummary",
    "ChatAgentAdapter",
    "ResponsesAgentAdapter",
    "agent_response",
    "output_to_responses_items_stream",
    "to_chat_completions_input",
    "to_responses_input",
]
