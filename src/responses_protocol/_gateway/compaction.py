"""``POST /v1/responses/compact``: a history made shorter, by a summary that the server writes.

A Chat server has no such path. The gateway asks it for a summary of the history, by an ordinary
request. The form of the answer is that of the API:
https://platform.openai.com/docs/api-reference/responses/compact
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from responses_protocol._gateway.answering import respond
from responses_protocol._gateway.context import Context, context_of
from responses_protocol._gateway.exchanging import exchange_of
from responses_protocol._gateway.forwarding import forward
from responses_protocol._gateway.input_items import list_items, make_stored_items
from responses_protocol._gateway.reading import json_object
from responses_protocol._gateway.refusals import json_response, refusal
from responses_protocol._gateway.server import Gateway
from responses_protocol._gateway.state import state_of
from responses_protocol._gateway.summaries import summary_item
from responses_protocol._gateway.turn import Turn
from responses_protocol._values import Json, Object

PATH = "/responses/compact"
KEPT_ROLES = frozenset(("developer", "system", "user"))
MEMBERS = (
    *("model", "instructions", "previous_response_id", "conversation", "reasoning", "metadata"),
    *("prompt_cache_key", "prompt_cache_retention", "safety_identifier", "service_tier", "user"),
)
OWN_HEADERS = frozenset(("content-length", "content-type"))


async def compact(request: Request) -> Response:
    """Return the messages of the user, and behind them a summary of the whole history.

    Raises Refusal where the server writes no summary, or where no prompt asks for one.
    """
    gateway: Gateway = request.app.state.gateway
    payload = await json_object(request, gateway.settings.max_body)
    if not payload.get("model"):
        raise refusal(400, "Missing required parameter: 'model'.", param="model")
    context = context_of(gateway.settings, request.headers, "responses", payload)
    with gateway.inspection.follow(context, payload):
        if context.upstream.to == context.caller:
            return await forward(request, gateway, context, payload, PATH)
        return await _summarize(request, gateway, context, payload)


async def _summarize(
    request: Request, gateway: Gateway, context: Context, payload: Object
) -> Response:
    prompt = gateway.settings.compact_prompt
    if not prompt:
        message = "The upstream is a Chat server, and no prompt asks it for a summary."
        raise refusal(404, message, code="unsupported_operation")
    state = await state_of(gateway.database, context.owner, payload)
    if not (state.earlier or payload.get("input")):
        raise refusal(400, "Missing required parameter: 'input'.", param="input")
    exchange = exchange_of(gateway.settings, context, _ask(payload, prompt), state.resolve)
    answers: list[Object] = []

    async def keep(answer: Object) -> None:
        answers.append(answer)

    turn = Turn(gateway, context, exchange, context.body(exchange.request.value), keep)
    reply = await respond(request, turn)
    answer = answers[0]
    history = [*state.earlier, *make_stored_items(payload.get("input"), answer["id"], state.items)]
    body = {
        "id": answer["id"],
        "object": "response.compaction",
        "created_at": answer["created_at"],
        "output": [
            *(item for item in history if _is_kept(item)),
            summary_item(_text_of(answer), answer["id"]),
        ],
        "usage": answer["usage"],
    }
    headers = {name: value for name, value in reply.headers.items() if name not in OWN_HEADERS}
    return json_response(body, headers=headers)


def _ask(payload: Object, prompt: str) -> Object:
    """Return the request for a summary: the history, and the prompt as its last message.

    Members of other requests, such as tools, do not apply to it.
    """
    items = list_items(payload.get("input"))
    if items is None:
        items = []
    if isinstance(items, list):
        items = [*items, {"role": "user", "content": prompt}]
    members = {name: payload[name] for name in MEMBERS if name in payload}
    return {**members, "input": items}


def _is_kept(item: Json) -> bool:
    return item.get("type") == "message" and str(item.get("role")) in KEPT_ROLES


def _text_of(answer: Object) -> str:
    """Return the text of an answer; raise Refusal for one that is cut, calls tools or has none."""
    parts: list[Json] = [
        part
        for item in answer["output"]
        if item["type"] == "message"
        for part in item["content"]
        if part["type"] == "output_text"
    ]
    text = "".join(part["text"] for part in parts)
    calls = [item for item in answer["output"] if item["type"] not in ("message", "reasoning")]
    if not text.strip() or calls or answer["status"] != "completed":
        raise refusal(502, "The upstream has written no whole summary.", code="upstream_error")
    return text
