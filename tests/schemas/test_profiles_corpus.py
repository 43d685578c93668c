"""Every recorded request to OpenAI that it did not refuse passes the request profile."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from recorded_lines import lines
from recordings import needs_corpus

from responses_protocol import schemas

pytestmark = needs_corpus

# By dialect: how its files begin, and which member of a request is the history.
DIALECTS = {"responses": ("responses", "input"), "chat_completions": ("chat", "messages")}


def accepted_requests(prefix: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each request that OpenAI itself got and took, with the id of its recording."""
    refused = {line["pair"] for line in lines("errors.jsonl")}
    for line in lines(f"{prefix}.request.jsonl"):
        if line["provider_model"].startswith("openai/") and line["id"] not in refused:
            yield line["id"], line["payload"]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_request_profile_accepts_it(dialect: str) -> None:
    prefix, history = DIALECTS[dialect]
    requests = list(accepted_requests(prefix))
    check = schemas.validator(dialect, "Request", "request")
    assert [
        (record, error.json_path)
        for record, request in requests
        for error in check.iter_errors(request)
    ] == []
    assert len(requests) > 50
    for member in (history, "tools"):
        lists = [
            value
            for _, request_payload in requests
            if isinstance(value := request_payload.get(member), list)
        ]
        assert sum(map(len, lists)) > 50, member
    assert any(request.get("tool_choice") for _, request in requests)
