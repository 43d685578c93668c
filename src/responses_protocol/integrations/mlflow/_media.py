"""Pass images and files to a ChatAgent, whose messages have texts and attachments only."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator

from responses_protocol._lens.losses import Loss
from responses_protocol._values import Object, copy_json, read_type

# members of a part with its address; the first one that is set counts
ADDRESSES = {
    "input_image": ("image_url", "file_id"),
    "input_file": ("file_data", "file_url", "file_id"),
}
WORDS = {"input_image": "image", "input_file": "file"}
_warned_codes: set[str] = set()  # codes that this process has warned of


def attach(messages: list[Object], items: list[Object]) -> tuple[list[Object], set[str]]:
    """Return the messages with the media of their items as attachments, and pointers to the media.

    The pointers lead into ``items``. An attachment is a name and an address: the URL of an image or
    a file, its data, or its id at OpenAI. Messages that are not the agent's own are in the order of
    their items; results of tools are matched by the ids of their calls.
    """
    carried: set[str] = set()
    inputs = iter([item for item in items if _is_input(item)])
    indexes = {id(item): index for index, item in enumerate(items)}
    outputs = {item.get("call_id"): item for item in items if "output" in item}
    with_media = []
    for message in messages:
        if message["role"] == "tool":
            item, member = outputs.get(message.get("tool_call_id")), "output"
        else:
            item = None if message["role"] == "assistant" else next(inputs, None)
            member = "content"
        attachments: Object = {}
        for index, name, value in _find_media(item, member):
            carried.add(f"/{indexes[id(item)]}/{member}/{index}")
            attachments[_choose_name(name, attachments)] = value
        own = item.get("attachments") if item is not None and member == "output" else None
        attachments |= copy_json(own) if isinstance(own, dict) else {}
        with_media.append({**message, "attachments": attachments} if attachments else message)
    return with_media, carried


def _is_input(item: Object) -> bool:
    return item.get("type") in (None, "message") and item.get("role") != "assistant"


def _find_media(item: Object | None, member: str) -> Iterator[tuple[int, str, str]]:
    """Yield the index, the name and the address of each image and file."""
    parts = None if item is None else item.get(member)
    for index, part in enumerate(parts if isinstance(parts, list) else ()):
        kind = read_type(part)
        values = (part.get(name) for name in ADDRESSES.get(kind, ()))
        address = next((value for value in values if isinstance(value, str) and value), None)
        if address is not None:
            yield index, str(part.get("filename") or WORDS[kind]), address


def _choose_name(name: str, attachments: Object) -> str:
    count, candidate = 1, name
    while candidate in attachments:
        count += 1
        candidate = f"{name}_{count}"
    return candidate


def warn(losses: Iterable[Loss], carried: set[str]) -> None:
    """Warn of losses in the input of a ChatAgent, once in a process for each code."""
    for loss in losses:
        is_carried = any(f"{loss.pointer}/".startswith(f"{pointer}/") for pointer in carried)
        if loss.severity == "info" or loss.code in _warned_codes or is_carried:
            continue
        _warned_codes.add(loss.code)
        message = f"a ChatAgent does not get all of its input: {loss.message}"
        warnings.warn(f"{message} ({loss.code} at /input{loss.pointer})", stacklevel=2)
