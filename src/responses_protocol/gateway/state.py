"""What a request of Responses refers to: earlier answers, and items."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from responses_protocol.formats.ids import REFERENCE, is_reference
from responses_protocol.gateway.refusals import Refusal, refusal
from responses_protocol.gateway.store.answers import find_chain, find_items
from responses_protocol.gateway.store.database import Database
from responses_protocol.values import Json

Object = dict[str, Json]
PREVIOUS = "previous_response_id"


@dataclass(frozen=True)
class State:
    """What was found: the items of earlier answers, and those that are referred to, by id."""

    earlier: list[Json] = field(default_factory=list)
    items: Mapping[str, Json] = field(default_factory=dict)

    def resolve(self, name: str, value: Json) -> list[Json] | None:
        """Return what a member of the request stands for, as ``convert`` asks."""
        if name == PREVIOUS:
            return self.earlier
        if name == REFERENCE:
            item = self.items.get(value.get("id"))
            return None if item is None else [item]
        return None


async def state_of(database: Database, owner: str, payload: Object) -> State:
    """Return what a request refers to; raise Refusal, in the API's words, where that is unknown."""
    earlier: list[Json] = []
    previous = payload.get(PREVIOUS)
    if previous is not None:
        chain = await find_chain(database, owner, str(previous))
        if not chain:
            said = f"Previous response with id '{previous}' not found."
            raise refusal(400, said, code="previous_response_not_found", param=PREVIOUS)
        earlier = [item for answer in chain for item in answer.items]
    items = payload.get("input")
    ids = [
        str(one.get("id"))
        for one in (items if isinstance(items, list) else ())
        if is_reference(one)
    ]
    found = await find_items(database, owner, ids) if ids else {}
    for name in ids:
        if name not in found:
            raise refusal(404, f"Item with id '{name}' not found.", param="input")
    return State(earlier, found)


def no_answer(name: str) -> Refusal:
    """Return what the API says of an id that it does not know."""
    return refusal(404, f"Response with id '{name}' not found.")
