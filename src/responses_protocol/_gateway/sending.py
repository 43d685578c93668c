"""Requests to an upstream: sent again while nothing has come back, and never after that."""

from __future__ import annotations

from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from random import uniform

import anyio
import httpx

from responses_protocol._gateway.context import Context
from responses_protocol._gateway.refusals import Refusal, refusal
from responses_protocol._gateway.server import Gateway

PATHS = {"chat_completions": "/chat/completions", "responses": "/responses"}
RETRY_STATUSES = frozenset((429, 500, 502, 503, 504))  # another attempt may succeed
FIRST_WAIT = 0.5  # seconds, doubled with each attempt
JSON_BODY = {b"content-type": b"application/json", b"accept-encoding": b"identity"}


async def send(
    gateway: Gateway,
    context: Context,
    body: bytes,
    path: str | None = None,
    method: str = "POST",
) -> httpx.Response:
    """Return the answer of the upstream, its body still to be read, whatever its status.

    Without a path, it is that for answers in the API of the upstream.

    Raises Refusal if there is none.
    """
    settings, number = gateway.settings, 0
    while True:
        last = number == settings.retries
        try:
            request = _request(gateway, context, body, path, method)
            answer = await gateway.client.send(request, stream=True)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.RemoteProtocolError) as error:
            if last:
                raise no_answer(context, error) from None
            wait: float | None = backoff(number)
        except httpx.HTTPError as error:
            raise no_answer(context, error) from None
        else:
            wait = (
                None
                if last or answer.status_code not in RETRY_STATUSES
                else wait_of(answer, number)
            )
            if wait is None or wait > settings.longest_wait:
                # from here on, it is the time between two pieces that counts
                answer.request.extensions["timeout"]["read"] = settings.idle_timeout
                return answer
            await answer.aclose()
        number += 1
        gateway.metrics.add("retries", upstream=context.upstream.name)
        await anyio.sleep(wait)


def _request(
    gateway: Gateway, context: Context, body: bytes, path: str | None, method: str
) -> httpx.Request:
    url = context.upstream.url + (path or PATHS[context.upstream.to])
    headers = {**JSON_BODY, **context.headers}
    return gateway.client.build_request(method, url, content=body, headers=headers)


def no_answer(context: Context, error: httpx.HTTPError) -> Refusal:
    """Return the refusal of a request to which an upstream gives no answer."""
    name, kind = context.upstream.name, type(error).__name__
    if isinstance(error, httpx.TimeoutException) and not isinstance(error, httpx.ConnectTimeout):
        return refusal(504, f"The upstream {name} did not answer in time.", code="upstream_timeout")
    message = f"The upstream {name} can't be reached ({kind})."
    return refusal(502, message, code="upstream_unreachable")


def broken_off(context: Context, error: Exception) -> Refusal:
    """Return the refusal of a request whose answer has begun, and does not end."""
    name, kind = context.upstream.name, type(error).__name__
    if isinstance(error, httpx.TimeoutException):
        return refusal(504, f"The upstream {name} has stopped to answer.", code="upstream_timeout")
    return refusal(502, f"The upstream {name} has broken off ({kind}).", code="upstream_error")


def backoff(number: int) -> float:
    """Return how long to wait behind a try; not all clients are to come back at once."""
    return FIRST_WAIT * float(2**number) * uniform(0.5, 1.0)


def wait_of(answer: httpx.Response, number: int) -> float:
    """Return how long to wait: ``Retry-After`` has seconds or a date."""
    value = answer.headers.get("retry-after", "").strip()
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        until = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return backoff(number)
    if until.tzinfo is None:
        until = until.replace(tzinfo=timezone.utc)
    return max(0.0, (until - datetime.now(timezone.utc)).total_seconds())
