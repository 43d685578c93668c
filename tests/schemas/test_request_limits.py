"""The keywords ``x-request-...``: limits that OpenAI's endpoint sets to a request."""

from __future__ import annotations

from typing import Any

import pytest
from inner_errors import flatten_errors

from responses_protocol import schemas

HI = {"model": "m", "input": "hi"}


@pytest.mark.parametrize(
    "body",
    [
        {**HI, "max_output_tokens": 16, "temperature": 2, "top_p": 0, "top_logprobs": 20},
        {**HI, "metadata": {str(n): "v" * 512 for n in range(16)}},
        {**HI, "metadata": {"k" * 64: ""}, "prompt_cache_key": "k" * 64},
        {"prompt": {"id": "pmpt_1"}},
        {"model": "m", "previous_response_id": "resp_1"},
        {**HI, "moderation": {"model": "m", "policy": {"input": {"mode": "block"}}}},
        {**HI, "text": {"format": {"type": "json_schema", "name": "a-b_1", "schema": {}}}},
    ],
)
def test_a_request_within_the_limits(body: Any) -> None:
    assert schemas.validator("responses", "Request", "request").is_valid(body)


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"input": "hi"}, "$"),
        ({"model": "m"}, "$"),
        ({**HI, "max_output_tokens": 15}, "$.max_output_tokens"),
        ({**HI, "temperature": 2.1}, "$.temperature"),
        ({**HI, "top_p": -0.1}, "$.top_p"),
        ({**HI, "top_logprobs": 21}, "$.top_logprobs"),
        ({**HI, "metadata": {str(n): "" for n in range(17)}}, "$.metadata"),
        ({**HI, "metadata": {"k" * 65: ""}}, "$.metadata"),
        ({**HI, "metadata": {"k": "v" * 513}}, "$.metadata.k"),
        ({**HI, "metadata": {"k": 3}}, "$.metadata.k"),
        ({**HI, "prompt_cache_key": "k" * 65}, "$.prompt_cache_key"),
        ({**HI, "safety_identifier": "k" * 65}, "$.safety_identifier"),
        ({**HI, "moderation": {}}, "$.moderation"),
        ({**HI, "context_management": [{}]}, "$.context_management[0]"),
        (
            {**HI, "text": {"format": {"type": "json_schema", "name": "a b", "schema": {}}}},
            "$.text.format.name",
        ),
        ({**HI, "text": {"format": {"type": "json_schema", "name": "a"}}}, "$.text.format"),
    ],
)
def test_a_request_beyond_the_limits(body: Any, place: str) -> None:
    assert schemas.validator("responses", "Request").is_valid(body), "stored ones may be beyond"
    errors = schemas.validator("responses", "Request", "request").iter_errors(body)
    assert place in {error.json_path for error in flatten_errors(errors)}
