"""Everything that OpenAI was recorded to answer passes the request profile."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from responses_protocol import schemas

CORPUS = os.environ.get("RESPONSES_PROTOCOL_CORPUS")

pytestmark = pytest.mark.skipif(not CORPUS, reason="RESPONSES_PROTOCOL_CORPUS is not set")

# By dialect: how its files begin, and what of a request must fit which definition.
DIALECTS = {
    "responses": ("responses", {"input": "Item", "tools": "Tool", "tool_choice": "ToolChoice"}),
    "chat_completions": (
        "chat",
        {"messages": "Message", "tools": "Tool", "tool_choice": "ToolChoice"},
    ),
}


def lines(name: str) -> list[dict[str, Any]]:
    text = Path(CORPUS or "", name).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def answered(prefix: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each request that OpenAI itself got and answered, with the id of its recording."""
    files = (f"{prefix}.response.jsonl", f"{prefix}.stream.jsonl")
    pairs = {line["pair"] for file in files for line in lines(file)}
    refused = {line["pair"] for line in lines("errors.jsonl")}
    for line in lines(f"{prefix}.request.jsonl"):
        if line["provider_model"].startswith("openai/") and line["id"] in pairs - refused:
            yield line["id"], line["payload"]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_request_profile_accepts_it(dialect: str) -> None:
    prefix, parts = DIALECTS[dialect]
    seen: Counter[str] = Counter()
    problems = []
    for record, request in answered(prefix):
        for member, title in parts.items():
            value = request.get(member)
            if value is None or (member == "input" and isinstance(value, str)):
                continue
            check = schemas.validator(dialect, title, "request")
            for payload in value if isinstance(value, list) else [value]:
                seen[title] += 1
                problems += [
                    (record, title, error.json_path) for error in check.iter_errors(payload)
                ]
    assert problems == []
    assert set(seen) == set(parts.values())
    assert seen.total() > 50
