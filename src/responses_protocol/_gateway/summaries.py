"""Summaries of a Chat server, in the ``compaction`` items of a client of Responses.

The item encodes a text that the model wrote, and is a message of the assistant in later requests.
Whoever sends a forged item could send such a message as well.
"""

from __future__ import annotations

from base64 import b64decode, b64encode

from responses_protocol._formats.list_locations import Resolve
from responses_protocol._jsontext import digest
from responses_protocol._values import Json, Object

KIND = "compaction"
MARK = "responses-protocol.summary."  # stands before the encoded text


def summary_item(text: str, seed: str) -> Object:
    """Return the item that contains a summary; its id is made of the ``seed``."""
    encoded = MARK + b64encode(text.encode("utf-8", "surrogatepass")).decode()
    return {"id": f"cmp_{digest(seed)}", "type": KIND, "encrypted_content": encoded}


def read_summaries(payload: Object) -> Object:
    """Return a request, with messages of the assistant in place of the summaries in its input."""
    items = payload.get("input")
    if not isinstance(items, list):
        return payload
    return {**payload, "input": [_read_summary(item) for item in items]}


def resolve_summaries(resolve: Resolve) -> Resolve:
    """Return a function that resolves references as ``resolve`` does, and reads summaries."""

    def resolve_and_read(name: str, value: Json) -> list[Json] | None:
        items = resolve(name, value)
        return None if items is None else [_read_summary(item) for item in items]

    return resolve_and_read


def _read_summary(item: Json) -> Json:
    text = _text_of(item)
    if text is None:
        return item
    part = {"type": "output_text", "text": text, "annotations": []}
    return {"type": "message", "role": "assistant", "content": [part]}


def _text_of(item: Json) -> str | None:
    """Return the summary in an item, None for an item of any other server."""
    if not isinstance(item, dict) or item.get("type") != KIND:
        return None
    content = item.get("encrypted_content")
    if not isinstance(content, str) or not content.startswith(MARK):
        return None
    try:
        raw = b64decode(content.removeprefix(MARK), validate=True)
        return raw.decode("utf-8", "surrogatepass")
    except ValueError:  # not base64, or no text in it
        return None
