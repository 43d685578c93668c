"""Bodies that MLflow checks: their views, and a request for examples."""

from __future__ import annotations

BODY_VIEWS = (
    "responses_request",
    "responses_agent_request",
    "responses_response",
    "responses_agent_response",
)
REQUEST = {"input": [{"role": "user", "content": "Hello!"}]}
