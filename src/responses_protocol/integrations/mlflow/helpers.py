"""Between a model and MLflow's classes: as MLflow's own helpers, without their losses."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from typing import Any

from mlflow.types.responses import ResponsesAgentResponse, ResponsesAgentStreamEvent

from responses_protocol.agents.history import as_items, to_plain_json
from responses_protocol.agents.output import AnswerSummary, output_events
from responses_protocol.integrations.langchain import elements
from responses_protocol.integrations.mlflow import limits
from responses_protocol.values import Json


def output_to_responses_items_stream(
    chunks: Iterable[Any], aggregator: list[dict[str, Json]] | None = None
) -> Generator[ResponsesAgentStreamEvent, None, AnswerSummary]:
    """Yield the events for what an agent, or a model, yields; append its items to ``aggregator``.

    Takes what MLflow's function takes (chunks of Chat, messages of LangChain) and all that it
    passes over: whole answers, chunks and messages of ChatAgents, message chunks and node updates
    of graphs, items and events, and one of these alone. ``summary = yield from ...`` gets how the
    answer ended, its usage and its losses. Raises ConversionError where an element is none of
    these.
    """
    single = chunks is None or isinstance(chunks, dict) or hasattr(chunks, "model_dump")
    elements_given = [chunks] if single else chunks
    events = output_events(
        (members for chunk in elements_given for members in elements(chunk)), aggregator
    )
    while True:
        try:
            event = next(events)
        except StopIteration as end:
            summary: AnswerSummary = end.value
            return summary
        for members in limits.events(event):
            yield ResponsesAgentStreamEvent(**members)


def agent_response(answer: Any) -> ResponsesAgentResponse:
    """Return an answer of the Responses API, an object or a dict, as that of an agent.

    MLflow refuses some of its forms and drops many of its members; here an answer is never refused
    for what MLflow does not know: see ``limits``.
    """
    return ResponsesAgentResponse(**limits.response(to_plain_json(answer)))


def to_responses_input(responses_input: Iterable[Any] | str) -> list[Any]:
    """Return the items for the input of a Responses model, for that of a ResponsesAgent.

    They have no nulls, which MLflow puts everywhere, and items that MLflow could not hold are again
    what they were.
    """
    return limits.restored(as_items(responses_input))
