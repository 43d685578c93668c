"""``/v1/conversations`` and their items."""

from __future__ import annotations

from secrets import token_hex

from starlette.requests import Request
from starlette.responses import Response

from responses_protocol._gateway import store
from responses_protocol._gateway.context import owner_of
from responses_protocol._gateway.input_items import make_stored_items, page
from responses_protocol._gateway.reading import json_object
from responses_protocol._gateway.refusals import json_response, of_conversion, refusal
from responses_protocol._gateway.server import Gateway
from responses_protocol._gateway.state import conversation_of, no_conversation, referenced_items
from responses_protocol._lens.conversion import convert
from responses_protocol._values import Json, Object
from responses_protocol.errors import ConversionError

MOST = 20  # items that one request may add, as the API has it


async def create(request: Request) -> Response:
    """Make a conversation."""
    gateway: Gateway = request.app.state.gateway
    payload = await json_object(request, gateway.settings.max_body)
    name = f"conv_{token_hex(24)}"
    items = payload.get("items")
    items = [] if items is None else await _new_items(request, items)
    conversation = await store.make_conversation(
        gateway.database, owner_of(request.headers), name, _metadata(payload), items
    )
    return json_response(_payload(conversation))


async def show(request: Request) -> Response:
    """Return a conversation."""
    return json_response(_payload(await _find(request)))


async def change(request: Request) -> Response:
    """Write the metadata of a conversation anew; null removes them."""
    gateway: Gateway = request.app.state.gateway
    payload = await json_object(request, gateway.settings.max_body)
    if "metadata" not in payload:
        raise refusal(400, "Missing required parameter: 'metadata'.", param="metadata")
    conversation, metadata = await _find(request), _metadata(payload)
    await store.change_metadata(gateway.database, conversation.id, metadata)
    return json_response(
        _payload(store.Conversation(conversation.id, conversation.created, metadata))
    )


async def remove(request: Request) -> Response:
    """Forget a conversation."""
    gateway: Gateway = request.app.state.gateway
    conversation = await _find(request)
    await store.remove_conversation(gateway.database, conversation.id)
    return json_response({"id": conversation.id, "object": "conversation.deleted", "deleted": True})


async def list_items(request: Request) -> Response:
    """Return a page of the items of a conversation."""
    return json_response(page(await _items(request), request.query_params))


async def add_items(request: Request) -> Response:
    """Add items to a conversation."""
    gateway: Gateway = request.app.state.gateway
    payload = await json_object(request, gateway.settings.max_body)
    conversation = await _find(request)
    items = await _new_items(request, payload.get("items"))
    if not await store.add_items(gateway.database, conversation.id, items):
        raise no_conversation(conversation.id)
    return json_response(page(items, {"order": "asc", "limit": str(MOST)}))


async def show_item(request: Request) -> Response:
    """Return an item of a conversation."""
    name = request.path_params["item"]
    for item in await _items(request):
        if item["id"] == name:
            return json_response(item)
    raise _no_item(request)


async def remove_item(request: Request) -> Response:
    """Remove an item; the conversation is the answer."""
    gateway: Gateway = request.app.state.gateway
    conversation = await _find(request)
    if not await store.remove_item(gateway.database, conversation.id, request.path_params["item"]):
        raise _no_item(request)
    return json_response(_payload(conversation))


async def _find(request: Request) -> store.Conversation:
    gateway: Gateway = request.app.state.gateway
    name = request.path_params["conversation"]
    return await conversation_of(gateway.database, owner_of(request.headers), name)


async def _items(request: Request) -> list[Json]:
    gateway: Gateway = request.app.state.gateway
    return await store.items_of(gateway.database, (await _find(request)).id)


async def _new_items(request: Request, items: Json) -> list[Json]:
    gateway: Gateway = request.app.state.gateway
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise refusal(400, "Invalid type for 'items': expected an array of objects.", param="items")
    if len(items) > MOST:
        message = f"Invalid 'items': array too long. Expected an array with maximum length {MOST}."
        raise refusal(400, message, code="array_above_max_length", param="items")
    owner = owner_of(request.headers)
    known = await referenced_items(gateway.database, owner, items, "items")
    new_items = make_stored_items(items, token_hex(16), known)
    try:  # what can't be read here could not be read in any later request
        convert(new_items, "chat_completions", source="responses", kind="history")
    except ConversionError as error:
        raise of_conversion(error, 400, "items") from None
    return new_items


def _no_item(request: Request) -> Exception:
    return refusal(404, f"Item with id '{request.path_params['item']}' not found.")


def _metadata(payload: Object) -> Object:
    metadata = payload.get("metadata")
    if metadata is None:
        return {}
    if not isinstance(metadata, dict):
        raise refusal(400, "Invalid type for 'metadata': expected an object.", param="metadata")
    return metadata


def _payload(conversation: store.Conversation) -> Object:
    return {
        "id": conversation.id,
        "object": "conversation",
        "created_at": conversation.created,
        "metadata": conversation.metadata,
    }
