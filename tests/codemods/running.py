"""Agents from sources, and what they say, ids aside."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from types import ModuleType
from typing import Any

Object = dict[str, Any]


@dataclass(frozen=True)
class Failed:
    """An agent that raised an error."""

    kind: str


def agent(text: str) -> Any:
    """Return the agent of a source, under the name AGENT."""
    module = ModuleType("agent_under_test")
    sys.modules[module.__name__] = module  # dataclasses and annotations look for it
    exec(compile(text, "agent_under_test.py", "exec"), module.__dict__)
    return module.AGENT


def run_predict(agent: Any, request: Object) -> Any:
    """Return what predict answers."""
    try:
        return without_ids(agent.predict(request).model_dump(exclude_none=True))
    except Exception as error:
        return Failed(type(error).__name__)


def run_predict_stream(agent: Any, request: Object) -> Any:
    """Return the events of predict_stream."""
    try:
        result = [event.model_dump(exclude_none=True) for event in agent.predict_stream(request)]
    except Exception as error:
        return Failed(type(error).__name__)
    return [without_ids(event) for event in result]


def finished_items(result: list[Object]) -> list[Object]:
    """Return what events make up: the items that are done, and the end."""
    items = [event["item"] for event in result if event["type"] == "response.output_item.done"]
    return [*items, result[-1]]


def without_ids(value: Any) -> Any:
    """Return a value without the ids that are made anew each time."""
    if isinstance(value, dict):
        return {
            name: without_ids(member)
            for name, member in value.items()
            if name not in ("id", "item_id")
        }
    return [without_ids(member) for member in value] if isinstance(value, list) else value
