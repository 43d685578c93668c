"""Whole payloads with something in a list that is no item, no message, no tool and no choice."""

from __future__ import annotations

import json
from typing import Any

import pytest

import responses_protocol as rp

OTHER: dict[str, Any] = {"responses": "chat_completions", "chat_completions": "responses"}
NO_ITEMS: list[Any] = [{"type": []}, {"type": {}, "role": []}, {"role": {}}]
ROWS: list[tuple[str, str, Any]] = [
    *(("response", "responses", {"output": [one]}) for one in NO_ITEMS),
    ("response", "responses", {"output": [{"type": "message", "role": []}]}),
    ("response", "chat_completions", {"choices": [{"index": 0, "message": None}, {"index": []}]}),
    ("response", "chat_completions", {"choices": [{"message": {"tool_calls": "text"}}]}),
    ("request", "chat_completions", {"messages": [{"role": "critic", "tool_calls": "text"}]}),
    ("request", "chat_completions", {"messages": [{"role": "critic", "tool_calls": ["a", [1]]}]}),
]


@pytest.mark.parametrize(("kind", "source", "payload"), ROWS)
def test_it_is_kept_and_reported(kind: Any, source: Any, payload: Any) -> None:
    before = json.dumps(payload)
    options = rp.Options(items="mlflow")
    conversion = rp.convert(payload, OTHER[source], source=source, kind=kind, options=options)
    assert conversion.losses
    assert {notice.code for notice in conversion.notices} <= {"no_messages", "store_default"}
    restored = rp.restoration(conversion.value, conversion.complement)
    assert json.dumps(restored.value) == before
    assert restored.exact


def test_a_tool_without_a_type_is_refused_at_its_place() -> None:
    with pytest.raises(rp.ConversionError) as error_info:
        rp.convert({"input": [], "tools": [{"type": [False]}]}, "chat_completions")
    assert error_info.value.pointer == "/tools/0/type"
