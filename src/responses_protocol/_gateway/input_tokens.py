"""``POST /v1/responses/input_tokens``: counted by the server that would answer.

vLLM counts the tokens of a Chat request at ``/tokenize`` beside ``/v1``, with the model's own
template: https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html (Tokenizer API).
"""

from __future__ import annotations

import httpx
from starlette.requests import Request
from starlette.responses import Response

from responses_protocol._formats.error_answers import error_answer
from responses_protocol._gateway.context import Context, context_of
from responses_protocol._gateway.event_stream import run_unless_disconnected
from responses_protocol._gateway.exchanging import exchange_of
from responses_protocol._gateway.forwarding import forward
from responses_protocol._gateway.losses import HEADER, report, summary
from responses_protocol._gateway.reading import json_object
from responses_protocol._gateway.refusals import Refusal, json_response, refusal
from responses_protocol._gateway.sending import no_answer
from responses_protocol._gateway.server import Gateway
from responses_protocol._gateway.state import state_of
from responses_protocol._jsontext import dumps, loads
from responses_protocol._values import Json, Object
from responses_protocol.errors import ConversionError

PATH = "/responses/input_tokens"
MEMBERS = ("model", "messages", "tools", "chat_template_kwargs")  # that have a part in the prompt
WAIT = 30.0  # seconds
# that do not say that the server can't count
PASSING_STATUSES = frozenset((401, 403, 408, 429, 500, 502, 503, 504))


async def count(request: Request) -> Response:
    """Return the number of tokens of a request; raise Refusal where the upstream can't count."""
    gateway: Gateway = request.app.state.gateway
    payload = await json_object(request, gateway.settings.max_body)
    context = context_of(gateway.settings, request.headers, "responses", payload)
    if context.upstream.to == context.caller:
        return await forward(request, gateway, context, payload, PATH)
    state = await state_of(gateway.database, context.owner, payload)
    exchange = exchange_of(gateway.settings, context, payload, state.resolve)
    losses = exchange.request.losses
    report(gateway, context, "request", losses)
    body = context.body(exchange.request.value)
    number = await run_unless_disconnected(request.receive, _tokens_of(gateway, context, body))
    headers = {"x-request-id": context.id, HEADER: summary(losses)}
    body = {"object": "response.input_tokens", "input_tokens": number}
    return json_response(body, headers=headers)


async def _tokens_of(gateway: Gateway, context: Context, body: Object) -> int:
    url = context.upstream.url.removesuffix("/v1") + "/tokenize"
    content = dumps({name: body[name] for name in MEMBERS if name in body})
    headers = {**context.headers, b"content-type": b"application/json"}
    try:
        answer = await gateway.client.post(url, content=content, headers=headers, timeout=WAIT)
        counted: Json = loads(answer.content) if answer.status_code == 200 else None
    except httpx.HTTPError as error:
        raise no_answer(context, error) from None
    except ConversionError:
        counted = None
    if answer.status_code in PASSING_STATUSES:
        raise Refusal(answer.status_code, error_answer(answer.content, answer.status_code))
    number = counted.get("count") if isinstance(counted, dict) else None
    if not isinstance(number, int):
        message = "The upstream can't count the tokens of a request."
        raise refusal(400, message, code="unsupported_operation")
    return number
