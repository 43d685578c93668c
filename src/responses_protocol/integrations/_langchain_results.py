"""Read LangChain's tool messages as messages of Chat or items of Responses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from responses_protocol._agents.block_answers import BlockMessage
from responses_protocol._agents.history import to_plain_json
from responses_protocol._values import Object, read_type


def read_result(message: Any) -> Iterator[Any]:
    """Yield the elements for ``agents.output_events`` that a tool message gives.

    A content part that an output can't hold becomes a named loss.
    """
    item = _get_output_item(message)
    if item is not None:
        yield to_plain_json(item)
        return
    content = message.content
    losses: list[Object] = []
    if isinstance(content, list):
        parts: list[Object] = []
        for index, block in enumerate(content):
            block = block if isinstance(block, dict) else {"type": "text", "text": str(block)}
            part = PARTS.get(read_type(block), _skip_part)(block)
            if part is None:
                losses.append(
                    {"type": "loss", "code": "unknown_part", "pointer": f"/content/{index}"}
                )
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
    if losses:
        yield BlockMessage(losses)


def _get_output_item(message: Any) -> Object | None:
    """Return the output of a custom tool or of a computer, where the message holds one."""
    content = message.content if isinstance(message.content, list) else []
    blocks = [block for block in content if isinstance(block, dict)]
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
            safety_checks = {name: extra[name] for name in checks if name in extra}
            return {**call, "type": "computer_call_output", "output": screen, **safety_checks}
    return None


OUTPUTS = frozenset(("custom_tool_call_output", "computer_call_output"))


def _copy_part(block: Object) -> Object | None:
    return {name: value for name, value in block.items() if name not in ("id", "index")}


def _read_text(block: Object) -> Object | None:
    return {"type": "text", "text": block.get("text") or ""}


def _read_image(block: Object) -> Object | None:
    url = block.get("url") or _get_data_url(block)
    return None if url is None else {"type": "image_url", "image_url": {"url": url}}


def _read_input_image(block: Object) -> Object | None:
    url = block.get("image_url")
    return {"type": "image_url", "image_url": {"url": url}} if isinstance(url, str) else None


def _read_file(block: Object) -> Object | None:
    if isinstance(block.get("file"), dict):
        return _copy_part(block)
    extras = block.get("extras")
    known = {**(extras if isinstance(extras, dict) else {}), **block}
    file = {"file_data": _get_data_url(block), "file_id": block.get("file_id")}
    file["filename"] = known.get("filename")
    members = {name: value for name, value in file.items() if isinstance(value, str)}
    return {"type": "file", "file": members} if set(members) - {"filename"} else None


def _get_data_url(block: Object) -> str | None:
    """Return the data URL for the data in a block, None if the block has none."""
    data, kind = block.get("base64", block.get("data")), block.get("mime_type")
    known = isinstance(data, str) and isinstance(kind, str)
    return f"data:{kind};base64,{data}" if known else None


def _skip_part(block: Object) -> Object | None:
    return None


PARTS: dict[str, Callable[[Object], Object | None]] = {
    "text": _read_text,
    "input_text": _read_text,
    "image": _read_image,
    "image_url": _copy_part,
    "input_image": _read_input_image,
    "file": _read_file,
}
