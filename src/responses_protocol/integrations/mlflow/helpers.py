"""MLflow's helper for what agents and models yield, without its losses: same call, same events."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from typing import Any

from mlflow.types.responses import ResponsesAgentStreamEvent

from responses_protocol.agents.output import Said, output_events
from responses_protocol.integrations.langchain import elements
from responses_protocol.integrations.mlflow import limits
from responses_protocol.values import Json


def output_to_responses_items_stream(
    chunks: Iterable[Any], aggregator: list[dict[str, Json]] | None = None
) -> Generator[ResponsesAgentStreamEvent, None, Said]:
    """Yield the events for what an agent, or a model, yields; append its items to ``aggregator``.

    Takes what MLflow's function takes (chunks of Chat, messages of LangChain) and all that it
    passes over: whole answers, chunks and messages of ChatAgents, message chunks and node updates
    of graphs, items and events. Returns, to ``said = yield from ...``, how the answer ended and
    what it cost. Raises ConversionError where an element is none of these.
    """
    made = output_events((one for chunk in chunks for one in elements(chunk)), aggregator)
    while True:
        try:
            event = next(made)
        except StopIteration as end:
            said: Said = end.value
            return said
        yield ResponsesAgentStreamEvent(**limits.event(event))
