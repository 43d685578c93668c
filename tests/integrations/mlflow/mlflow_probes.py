"""What the tests of the probes share: pieces of payloads, and how what is yielded is read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mlflow.types.responses import ResponsesAgentResponse

from responses_protocol.integrations.mlflow import output_to_responses_items_stream

Object = dict[str, Any]
Row = tuple[Callable[[], Any], Any]
CITATION: Object = {"url": "https://example.org", "title": "A", "start_index": 0, "end_index": 1}
THOUGHT = {"type": "summary_text", "text": "2 and 2"}


def chat_call(own: str, arguments: Any = "{}") -> Object:
    return {"id": own, "type": "function", "function": {"name": "add", "arguments": arguments}}


def read(*yielded: Any) -> tuple[list[Object], Any]:
    """Return the items of a stream, and its end."""
    items: list[Object] = []
    generator = output_to_responses_items_stream(iter(yielded), items)
    while True:
        try:
            next(generator)
        except StopIteration as end:
            ResponsesAgentResponse(output=items)  # MLflow takes them
            return items, end.value


def items(*yielded: Any) -> list[Object]:
    return read(*yielded)[0]


def kinds(items: list[Object]) -> list[str]:
    return [item["type"] for item in items]


def list_unproven(probes: str, rows: dict[str, Row]) -> set[str]:
    """Return the numbers of probes that begin the name of no row."""
    return set(probes.split()) - {name.split()[0] for name in rows}
