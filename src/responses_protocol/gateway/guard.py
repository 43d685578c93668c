"""What every request passes: the key, the number of requests at a time, and the figures."""

from __future__ import annotations

from hmac import compare_digest
from time import perf_counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from responses_protocol.gateway.refusals import Refusal, json_response, refusal
from responses_protocol.gateway.server import Gateway

OPEN = frozenset(("/healthz",))  # whoever asks


class Guard:
    """An ASGI application around another one."""

    def __init__(self, inner: ASGIApp, gateway: Gateway) -> None:
        self._inner = inner
        self._gateway = gateway

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request pass, or answer with the reason why not."""
        if scope["type"] == "lifespan" or scope["path"] in OPEN:
            await self._inner(scope, receive, send)
            return
        metrics, started = self._gateway.metrics, perf_counter()
        status = 0

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        metrics.open += 1
        try:
            problem = self._problem(scope)
            if problem is None:
                await self._inner(scope, receive, noted)
            else:
                response = json_response(problem.body, problem.status, problem.headers)
                await response(scope, receive, noted)
        finally:
            metrics.open -= 1
            route = _route(scope)
            metrics.add("requests", route=route, status=str(status))
            metrics.took(route, perf_counter() - started)

    def _problem(self, scope: Scope) -> Refusal | None:
        settings = self._gateway.settings
        key = settings.api_key
        if key is not None:
            shown = dict(scope["headers"]).get(b"authorization", b"")
            if not compare_digest(shown, b"Bearer " + key.encode()):
                said = "Incorrect API key provided."
                return refusal(401, said, code="invalid_api_key")
        if self._gateway.metrics.open > settings.max_requests:
            said = "The gateway has as many requests as it may have at a time."
            return refusal(503, said, code="overloaded", headers={"retry-after": "1"})
        return None


def _route(scope: Scope) -> str:
    """Return the path as the gateway knows it, without the ids in it."""
    route = scope.get("route")
    return getattr(route, "path", "other")
