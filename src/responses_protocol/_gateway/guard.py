"""Check the key and the number of open requests for every request, and count it."""

from __future__ import annotations

from base64 import b64decode
from hmac import compare_digest
from time import perf_counter
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from responses_protocol._gateway import start_page
from responses_protocol._gateway.refusals import Refusal, as_refusal, json_response, refusal
from responses_protocol._gateway.server import Gateway
from responses_protocol._gateway.settings import is_local

OPEN_PATHS = frozenset(("/healthz",))  # whoever asks
# An answer, a connection that becomes a WebSocket, and one that does not.
FIRST_MESSAGES = ("http.response.start", "websocket.accept", "websocket.http.response.start")
SWITCHING_PROTOCOLS = 101
CHALLENGE = {"www-authenticate": 'Basic realm="gateway: the key is the password"'}


class Guard:
    """An ASGI application around another one."""

    def __init__(self, inner: ASGIApp, gateway: Gateway) -> None:
        self._inner = inner
        self._gateway = gateway

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request pass, or answer with the reason why not."""
        if scope["type"] == "lifespan" or scope["path"] in OPEN_PATHS:
            await self._inner(scope, receive, send)
            return
        metrics, started = self._gateway.metrics, perf_counter()
        status = 0

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] in FIRST_MESSAGES:
                status = message.get("status", SWITCHING_PROTOCOLS)
            await send(message)

        metrics.open += 1
        try:
            problem = self._problem(scope)
            if problem is None:
                problem = await self._run(scope, receive, noted)
            if problem is not None and not status:
                response = json_response(problem.body, problem.status, problem.headers)
                await response(scope, receive, noted)
        finally:
            metrics.open -= 1
            route = _route(scope)
            metrics.add("requests", route=route, status=str(status))
            metrics.add_duration(route, perf_counter() - started)

    async def _run(self, scope: Scope, receive: Receive, send: Send) -> Refusal | None:
        """Answer a request; return the refusal where a defect of the gateway prevents it.

        An answer that has begun is cut off by the server, since it has no end.
        """
        try:
            await self._inner(scope, receive, send)
        except Exception as error:  # a defect is an error of the API, and its log has no content
            return as_refusal(error)
        return None

    def _problem(self, scope: Scope) -> Refusal | None:
        settings, headers = self._gateway.settings, dict(scope["headers"])
        key = settings.api_key
        if key is None and not _is_known(headers.get(b"origin", b"").decode("latin-1")):
            message = "Without --api-key the gateway is not for the web pages of other hosts."
            return refusal(403, message, code="forbidden_origin")
        if key is not None:
            is_page = settings.inspect and scope["path"] == start_page.PATH
            authorization = headers.get(b"authorization", b"")
            if not compare_digest(_read_key(authorization, is_page), key.encode()):
                message = "Incorrect API key provided."
                challenge = CHALLENGE if is_page else None
                return refusal(401, message, code="invalid_api_key", headers=challenge)
        return overload(self._gateway)


def _is_known(origin: str) -> bool:
    """Return whether a request is not of a web page, or of one of this machine.

    A browser lets any page open WebSockets, and send texts, to servers of its machine.
    """
    try:
        parts = urlsplit(origin)
        host = parts.hostname or ""
    except ValueError:
        return False
    return origin != "null" and (parts.scheme not in ("http", "https") or is_local(host))


def overload(gateway: Gateway) -> Refusal | None:
    """Return the refusal of one more request, where there are too many."""
    if gateway.metrics.open <= gateway.settings.max_requests:
        return None
    message = "The gateway has as many requests as it may have at a time."
    return refusal(503, message, code="overloaded", headers={"retry-after": "1"})


def _read_key(authorization: bytes, is_page: bool) -> bytes:
    """Return the key of a client; browsers show it as a password, for the start page only."""
    scheme, _, credentials = authorization.partition(b" ")
    if scheme.lower() == b"bearer":
        return credentials.strip()
    if not is_page or scheme.lower() != b"basic":
        return b""
    try:
        return b64decode(credentials, validate=True).partition(b":")[2]
    except ValueError:
        return b""


def _route(scope: Scope) -> str:
    """Return the path as the gateway knows it, without the ids in it."""
    route = scope.get("route")
    return getattr(route, "path", "other")
