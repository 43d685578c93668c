"""What tools give back, in LangChain's messages, as messages of Chat or items of Responses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from responses_protocol.agents.block_answers import BlockMessage
from responses_protocol.agents.history import to_plain_json
from responses_protocol.values import Json, read_type

Object = dict[str, Json]


def result(message: Any) -> Iterator[Any]:
    """Yield what ``agents.output_events`` reads for the result of a tool.

    A part that no output can hold is a named loss.
    """
    own = _item(message)
    if own is not None:
        yield to_plain_json(own)
        return
    content = message.content
    lost: list[Object] = []
    if isinstance(content, list):
        parts: list[Object] = []
        for at, block in enumerate(content):
            block = block if isinstance(block, dict) else {"type": "text", "text": str(block)}
            part = PARTS.get(read_type(block), _nothing)(block)
            if part is None:
                lost.append({"type": "loss", "code": "unknown_part", "pointer": f"/content/{at}"})
            else:
                parts.append(part)
        content = parts
    yield to_plain_json(
        {
            "role": "tool",
            "id": message.id,
            "tool_call_id": message.tool_call_id,
            "name": message.name,
            "content": content,
        }
    )
    if lost:
        yield BlockMessage(lost)


def _item(message: Any) -> Object | None:
    """Return the output of a custom tool or of a computer, where the message holds one."""
    listed = message.content if isinstance(message.content, list) else []
    blocks = [block for block in listed if isinstance(block, dict)]
    call: Object = {"call_id": message.tool_call_id}
    extra = message.additional_kwargs
    for block in blocks:
        value = block.get("value") if block.get("type") == "non_standard" else block
        if isinstance(value, dict) and value.get("type") in OUTPUTS:
            return {**call, **value}
    if extra.get("type") == "computer_call_output":
        images = [block["image_url"] for block in blocks if block.get("type") == "input_image"]
        if isinstance(message.content, str):
            images.append(message.content)
        if images:
            screen = {"type": "computer_screenshot", "image_url": images[0]}
            checks = ("acknowledged_safety_checks",)
            told = {name: extra[name] for name in checks if name in extra}
            return {**call, "type": "computer_call_output", "output": screen, **told}
    return None


OUTPUTS = frozenset(("custom_tool_call_output", "computer_call_output"))


def _same(block: Object) -> Object | None:
    return {name: value for name, value in block.items() if name not in ("id", "index")}


def _text(block: Object) -> Object | None:
    return {"type": "text", "text": block.get("text") or ""}


def _image(block: Object) -> Object | None:
    url = block.get("url") or _data(block)
    return None if url is None else {"type": "image_url", "image_url": {"url": url}}


def _input_image(block: Object) -> Object | None:
    url = block.get("image_url")
    return {"type": "image_url", "image_url": {"url": url}} if isinstance(url, str) else None


def _file(block: Object) -> Object | None:
    if isinstance(block.get("file"), dict):
        return _same(block)
    extras = block.get("extras")
    named = {**(extras if isinstance(extras, dict) else {}), **block}
    file = {"file_data": _data(block), "file_id": block.get("file_id")}
    file["filename"] = named.get("filename")
    told = {name: value for name, value in file.items() if isinstance(value, str)}
    return {"type": "file", "file": told} if set(told) - {"filename"} else None


def _data(block: Object) -> str | None:
    """Return the address of data that stands in the block."""
    data, kind = block.get("base64", block.get("data")), block.get("mime_type")
    known = isinstance(data, str) and isinstance(kind, str)
    return f"data:{kind};base64,{data}" if known else None


def _nothing(block: Object) -> Object | None:
    return None


PARTS: dict[str, Callable[[Object], Object | None]] = {
    "text": _text,
    "input_text": _text,
    "image": _image,
    "image_url": _same,
    "input_image": _input_image,
    "file": _file,
}
