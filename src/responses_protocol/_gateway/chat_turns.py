"""The turns of a Chat conversation, stored with each answer and restored in the next request.

So the server gets encrypted reasoning and the ids of items back, which the client never saw.
"""

from __future__ import annotations

from responses_protocol._exchanges import Exchange
from responses_protocol._gateway.context import Context
from responses_protocol._gateway.recall import restore_items
from responses_protocol._gateway.store import Database, Turn, find_turns, keep_turn
from responses_protocol._gateway.turn_keys import call_keys, history_keys, message_digest
from responses_protocol._values import Object
from responses_protocol.errors import ConversionError

ENCRYPTED = "reasoning.encrypted_content"


async def restore_turns(
    database: Database, context: Context, payload: Object, exchange: Exchange
) -> Object:
    """Return the request for the server, with the items of its earlier turns restored."""
    body: Object = exchange.request.value
    messages, items = payload.get("messages"), body.get("input")
    if not isinstance(messages, list) or not isinstance(items, list):
        return body
    digests = history_keys(messages)
    calls = [
        call_keys(message) if key is not None else []
        for message, key in zip(messages, digests, strict=True)
    ]
    keys = [key for key in digests if key is not None]
    if not keys:
        return body
    keys += [key for some in calls for key in some]
    turns = await find_turns(database, context.owner, keys)

    def find(index: int) -> Turn | None:
        tried = [key for key in (digests[index], *calls[index]) if key in turns]
        return turns[tried[0]] if tried else None

    return {**body, "input": restore_items(messages, items, exchange.request.complement, find)}


def add_reasoning(body: Object, encrypted: bool) -> Object:
    """Return a request with the defaults of Chat, which asks for encrypted reasoning.

    Chat stores an answer only on request, Responses by default. The reasoning of an answer that is
    not stored must be returned encrypted.
    """
    new_body = {"store": False, **body}
    if encrypted:
        include = new_body.get("include") or []
        new_body["include"] = [*include, *(() if ENCRYPTED in include else (ENCRYPTED,))]
    return new_body


async def keep(
    database: Database, context: Context, payload: Object, exchange: Exchange, answer: Object
) -> None:
    """Store an answer by the digest of the client's message, and by its calls."""
    items = answer.get("output")
    try:
        choices = exchange.answer(answer).value["choices"]
    except ConversionError:
        return  # the client gets an error in place of it
    if not items or not choices:
        return
    message = {"role": "assistant", **choices[0]["message"]}
    digest = history_keys([*payload["messages"], message])[-1]
    assert digest is not None
    turn = Turn(message_digest(message), items)
    await keep_turn(database, context.owner, [digest, *call_keys(message)], turn)
