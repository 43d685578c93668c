"""The earlier answers and items that a request of Responses refers to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from responses_protocol._formats.ids import ITEM_REFERENCE, is_reference
from responses_protocol._gateway.jobs import OPEN
from responses_protocol._gateway.recent_answers import RecentConversation
from responses_protocol._gateway.refusals import Refusal, refusal
from responses_protocol._gateway.store import (
    Conversation,
    Database,
    find_chain,
    find_conversation,
    find_items,
    items_of,
)
from responses_protocol._values import Json, Object

PREVIOUS, CONVERSATION = "previous_response_id", "conversation"
STATE_MEMBERS = (PREVIOUS, CONVERSATION)  # that refer to earlier items
EXCLUSIVE_MEMBERS = (
    "Mutually exclusive parameters: ''. Ensure you are only providing one of: 'pre..._id' or "
    "'conversation'."
)


@dataclass(frozen=True)
class State:
    """The items that a request refers to.

    ``earlier`` are those of earlier answers or of the conversation, ``items`` those that are
    referred to, by id. ``is_unstored`` means that the earlier ones are not in the database.
    """

    earlier: list[Json] = field(default_factory=list)
    items: Mapping[str, Json] = field(default_factory=dict)
    is_unstored: bool = False

    def resolve(self, name: str, value: Json) -> list[Json] | None:
        """Return the items for a member of the request, in the form that ``convert`` requires."""
        if name in (PREVIOUS, CONVERSATION):
            return self.earlier
        if name == ITEM_REFERENCE:
            item = self.items.get(value.get("id"))
            return None if item is None else [item]
        return None


async def state_of(
    database: Database,
    owner: str,
    payload: Object,
    recent: RecentConversation | None = None,
    is_forwarded: bool = False,
) -> State:
    """Return the items that a request refers to; raise the API's own error for an unknown id.

    ``recent`` is the conversation that the request continues, if it is not stored. If the request
    ``is_forwarded``, the upstream may know the items that are unknown here.
    """
    earlier: list[Json] = []
    previous = previous_id(payload)
    if previous is None:
        pass
    elif recent is not None:
        earlier = recent.items
    else:
        chain = await find_chain(database, owner, previous)
        if not chain:
            message = f"Previous response with id '{previous}' not found."
            raise refusal(400, message, code="previous_response_not_found", param=PREVIOUS)
        if chain[-1].response["status"] in OPEN:
            message = f"Previous response with id '{previous}' is not completed."
            raise refusal(400, message, param=PREVIOUS)
        earlier = [item for answer in chain for item in answer.items]
    name = conversation_id(payload)
    if name is not None:
        if previous is not None:
            raise refusal(400, EXCLUSIVE_MEMBERS, code="mutually_exclusive_parameters")
        conversation = await conversation_of(database, owner, name)
        earlier = await items_of(database, conversation.id)
    items = payload.get("input")
    known = await referenced_items(database, owner, items, "input", earlier, is_forwarded)
    return State(earlier, known, recent is not None)


async def referenced_items(
    database: Database,
    owner: str,
    items: Json,
    param: str,
    earlier: Iterable[Json] = (),
    is_forwarded: bool = False,
) -> dict[str, Json]:
    """Return the items that references in a list name, by their ids; raise Refusal for others.

    If the references are forwarded, others are left to the upstream.
    """
    ids = [
        _read_id(item.get("id"), f"{param}[{index}].id")
        for index, item in enumerate(items if isinstance(items, list) else ())
        if is_reference(item)
    ]
    known = await find_items(database, owner, ids) if ids else {}
    known = {**{one["id"]: one for one in earlier if one.get("id") in ids}, **known}
    for one in ids:
        if one not in known and not is_forwarded:
            raise refusal(404, f"Item with id '{one}' not found.", param=param)
    return known


def conversation_id(payload: Object) -> str | None:
    """Return the id of the conversation that a request belongs to, if it names one."""
    value = payload.get(CONVERSATION)
    if isinstance(value, dict):
        return _read_id(value.get("id"), f"{CONVERSATION}.id")
    return None if value is None else _read_id(value, CONVERSATION)


def previous_id(payload: Object) -> str | None:
    """Return the id of the answer that a request continues, if it names one."""
    value = payload.get(PREVIOUS)
    return None if value is None else _read_id(value, PREVIOUS)


def _read_id(value: Json, param: str) -> str:
    """Return an id; raise Refusal for a value that can't be one."""
    if not isinstance(value, str):
        message = f"Invalid type for '{param}': expected a string."
        raise refusal(400, message, code="invalid_type", param=param)
    try:
        value.encode()
    except UnicodeEncodeError:
        message = f"Invalid value for '{param}': it has half of a surrogate pair."
        raise refusal(400, message, code="invalid_value", param=param) from None
    return value


async def conversation_of(database: Database, owner: str, name: str) -> Conversation:
    """Return a conversation; raise Refusal, in the API's words, where it is unknown."""
    conversation = await find_conversation(database, owner, name)
    if conversation is None:
        raise no_conversation(name)
    return conversation


def no_conversation(name: str) -> Refusal:
    """Return the API's error for an unknown conversation."""
    return refusal(404, f"Conversation with id '{name}' not found.")


def no_answer(name: str) -> Refusal:
    """Return the API's error for an unknown id."""
    return refusal(404, f"Response with id '{name}' not found.")
