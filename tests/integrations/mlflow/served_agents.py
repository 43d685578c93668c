"""Agents behind MLflow's own server, and the openai client that asks them."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

openai = pytest.importorskip("openai", reason="the openai SDK is a development dependency")
uvicorn = pytest.importorskip("uvicorn", reason="MLflow is not installed")
agent_server = pytest.importorskip("mlflow.genai.agent_server", reason="MLflow is not installed")


@contextmanager
def client_of(
    monkeypatch: pytest.MonkeyPatch,
    answer: Callable[[Any], Any],
    events: Callable[[Any], Iterator[Any]],
) -> Iterator[Any]:
    """Serve what answers a request and what streams it; yield a client."""
    server = agent_server.server
    monkeypatch.setattr(server, "_invoke_function", None)
    monkeypatch.setattr(server, "_stream_function", None)

    # MLflow's decorators have no types.
    @server.invoke()  # type: ignore[untyped-decorator]
    async def invoke(request: Any) -> Any:
        return await asyncio.to_thread(answer, request)

    @server.stream()  # type: ignore[untyped-decorator]
    async def stream(request: Any) -> Any:
        pending = iter(events(request))
        while (event := await asyncio.to_thread(next, pending, None)) is not None:
            yield event

    app = agent_server.AgentServer("ResponsesAgent").app
    running = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    limit = time.monotonic() + 30
    while not running.started:
        assert time.monotonic() < limit, "the server does not start"
        time.sleep(0.05)
    port = running.servers[0].sockets[0].getsockname()[1]
    try:
        yield openai.OpenAI(base_url=f"http://127.0.0.1:{port}", api_key="none", max_retries=0)
    finally:
        running.should_exit = True
        thread.join(30)
    assert not thread.is_alive()
