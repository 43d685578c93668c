"""Images and files on their way to a ChatAgent, whose messages have texts and attachments only."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator

from responses_protocol.lens.losses import Loss
from responses_protocol.values import Json, copy_json, read_type

Object = dict[str, Json]
# where a part says what it holds; the first one that it has counts
ADDRESSES = {
    "input_image": ("image_url", "file_id"),
    "input_file": ("file_data", "file_url", "file_id"),
}
WORDS = {"input_image": "image", "input_file": "file"}
_told: set[str] = set()  # codes that this process has warned of


def attach(messages: list[Object], items: list[Object]) -> tuple[list[Object], set[str]]:
    """Return the messages with the media of their items as attachments, and what was carried.

    That is named by pointers into ``items``. An attachment is a name and an address: the one of an
    image or a file, its data, or its id at OpenAI. Messages that are not the agent's own stand in
    the order of their items; results of tools are known by their calls.
    """
    carried: set[str] = set()
    asked = iter([one for one in items if _is_asked(one)])
    numbers = {id(item): at for at, item in enumerate(items)}
    outputs = {one.get("call_id"): one for one in items if "output" in one}
    made = []
    for message in messages:
        if message["role"] == "tool":
            item, member = outputs.get(message.get("tool_call_id")), "output"
        else:
            item = None if message["role"] == "assistant" else next(asked, None)
            member = "content"
        found: Object = {}
        for at, name, value in _media(item, member):
            carried.add(f"/{numbers[id(item)]}/{member}/{at}")
            found[_free(name, found)] = value
        kept = item.get("attachments") if item is not None and member == "output" else None
        found |= copy_json(kept) if isinstance(kept, dict) else {}
        made.append({**message, "attachments": found} if found else message)
    return made, carried


def _is_asked(item: Object) -> bool:
    return item.get("type") in (None, "message") and item.get("role") != "assistant"


def _media(item: Object | None, member: str) -> Iterator[tuple[int, str, str]]:
    """Yield the place, the name and the address of each image and file."""
    listed = None if item is None else item.get(member)
    for at, part in enumerate(listed if isinstance(listed, list) else ()):
        kind = read_type(part)
        told = (part.get(name) for name in ADDRESSES.get(kind, ()))
        address = next((one for one in told if isinstance(one, str) and one), None)
        if address is not None:
            yield at, str(part.get("filename") or WORDS[kind]), address


def _free(name: str, taken: Object) -> str:
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}_{number}"
    return free


def warn(losses: Iterable[Loss], carried: set[str]) -> None:
    """Warn of what a ChatAgent is not told, once for each kind of it in a process."""
    for loss in losses:
        is_carried = any(f"{loss.pointer}/".startswith(f"{one}/") for one in carried)
        if loss.severity == "info" or loss.code in _told or is_carried:
            continue
        _told.add(loss.code)
        told = f"a ChatAgent is not told all of its input: {loss.message}"
        warnings.warn(f"{told} ({loss.code} at /input{loss.pointer})", stacklevel=2)
