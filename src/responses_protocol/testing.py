"""Hypothesis strategies for the payloads that this package reads and writes.

They are built from the canonical schemas, and draw all that these describe. Needs the
extra ``testing``; importing this package without it raises ``ImportError``.
"""

from __future__ import annotations

from importlib.util import find_spec

if find_spec("hypothesis") is None:
    raise ImportError(
        "responses_protocol.testing needs Hypothesis; it comes with responses-protocol[testing]"
    )

from responses_protocol._testing.chunk_streams import chunk_streams
from responses_protocol._testing.edits import Edited, edits
from responses_protocol._testing.event_streams import event_streams
from responses_protocol._testing.histories import histories
from responses_protocol._testing.json_values import damaged, json_values
from responses_protocol._testing.payloads import (
    events,
    items,
    messages,
    requests,
    responses,
    tool_choices,
    tools,
)
from responses_protocol._testing.schema_strategies import from_schema

__all__ = [
    "Edited",
    "chunk_streams",
    "damaged",
    "edits",
    "event_streams",
    "events",
    "from_schema",
    "histories",
    "items",
    "json_values",
    "messages",
    "requests",
    "responses",
    "tool_choices",
    "tools",
]
