"""Convert between models and MLflow's classes, as MLflow's helpers do, without their losses."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from typing import Any

from mlflow.types.responses import ResponsesAgentResponse, ResponsesAgentStreamEvent

from responses_protocol._agents.answer_summary import AnswerSummary
from responses_protocol._agents.history import as_items, to_plain_json
from responses_protocol._agents.output import output_events
from responses_protocol._values import Json
from responses_protocol.integrations.langchain import read_elements
from responses_protocol.integrations.mlflow import _limits


def output_to_responses_items_stream(
    chunks: Iterable[Any], aggregator: list[dict[str, Json]] | None = None
) -> Generator[ResponsesAgentStreamEvent, None, AnswerSummary]:
    """Yield the events for the output of an agent or a model; append its items to ``aggregator``.

    Accepts the elements that MLflow's function accepts (chunks of Chat, messages of LangChain) and
    those that it skips: whole answers, chunks and messages of ChatAgents, message chunks and node
    updates of graphs, items and events, and one of these alone. ``summary = yield from ...`` gets
    the status of the answer, its usage and its losses. Raises ConversionError for any other
    element.
    """
    single = chunks is None or isinstance(chunks, dict) or hasattr(chunks, "model_dump")
    elements_given = [chunks] if single else chunks
    events = output_events(
        (members for chunk in elements_given for members in read_elements(chunk)), aggregator
    )
    while True:
        try:
            event = next(events)
        except StopIteration as end:
            summary: AnswerSummary = end.value
            return summary
        for members in _limits.write_event(event):
            yield ResponsesAgentStreamEvent(**members)


def agent_response(answer: Any) -> ResponsesAgentResponse:
    """Return an answer of the Responses API, an object or a dict, as that of an agent.

    MLflow refuses some forms of answers and drops many of their members. This function rewrites
    forms that MLflow does not know: see ``limits``.
    """
    return ResponsesAgentResponse(**_limits.write_response(to_plain_json(answer)))


def to_responses_input(responses_input: Iterable[Any] | str) -> list[Any]:
    """Return the input of a ResponsesAgent as the items for the input of a Responses model.

    The nulls that MLflow adds are removed, and items that were rewritten for MLflow are restored.
    """
    return _limits.restore_items(as_items(responses_input))
