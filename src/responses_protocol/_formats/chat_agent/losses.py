"""The loss codes of differences in ChatAgent messages."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from responses_protocol._values import Json

Named = Iterator[tuple[str, list[str]]]
Namer = Callable[[Json, list[str], dict[str, Json]], Named]
MEMBERS = {"attachments": "attachments", "id": "message_id"}


def name_message_losses(name_chat_loss: Namer) -> Namer:
    """Return a function that yields the losses of ChatAgent messages, most of them by Chat's."""

    def name(message: Json, path: list[str], operation: dict[str, Json]) -> Named:
        code = MEMBERS.get(path[0]) if path else None
        if code is None:
            yield from name_chat_loss(message, path, operation)
        elif operation.get("value", 0) is None:
            yield "empty_member", path
        else:
            yield code, path

    return name


def name_item_losses(name_chat_loss: Namer) -> Namer:
    """Return a function that yields the losses of items; a ChatAgent has no refusals."""

    def name(item: Json, path: list[str], operation: dict[str, Json]) -> Named:
        value = operation.get("value")
        is_refusal = isinstance(value, dict) and value.get("type") == "refusal"
        if is_refusal and len(path) == 2 and path[0] == "content":
            yield "refusal", path
        else:
            yield from name_chat_loss(item, path, operation)

    return name
