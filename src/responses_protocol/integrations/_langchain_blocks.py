"""Read the content blocks of LangChain's messages as parts and items of Responses.

LangChain writes the answers of the Responses API in three ways: as items among the blocks
(``responses/v1``, the default), as standard blocks (``v1``), or beside the content (``v0``).
Models of other APIs have blocks of their own. The blocks that this module returns are those
that ``agents.block_answers`` reads: parts of messages, pieces of reasoning and of calls, and items.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from responses_protocol._formats.chat_completions.item_types import HOSTED_ITEMS
from responses_protocol._values import Json, Object, read_type
from responses_protocol.integrations import _langchain_server_tools as server_tools
from responses_protocol.integrations._langchain_calls import add_calls

Blocks = Iterator[Object]
ITEMS = HOSTED_ITEMS | {"compaction", "custom_tool_call"}


def read_blocks(message: Any) -> list[Object]:
    """Return the blocks of a message of the model, or of a piece of one, and its calls."""
    extra: Object = message.additional_kwargs
    content = message.content if isinstance(message.content, list) else [message.content]
    blocks = [*_read_members(extra)]
    results = {
        block.get("tool_call_id"): block
        for block in content
        if isinstance(block, dict) and block.get("type") == server_tools.RESULT
    }
    joined: set[Json] = set()  # ids of results that are a part of the item of their call
    message_id = getattr(message, "id", None)
    for index, block in enumerate(content):
        block = block if isinstance(block, dict) else {"type": "text", "text": str(block or "")}
        if block.get("type") == "non_standard" and isinstance(block.get("value"), dict):
            block = {"index": block.get("index"), **block["value"]}
        if block.get("type") == "server_tool_call":
            result = results.get(block.get("id"), {})
            item = server_tools.make_call_item(block, result)
            if item is not None and item["type"] != "tool_search_call":
                joined.add(block.get("id"))
            blocks.append(_make_loss(block, index, "hosted_item") if item is None else item)
        elif block.get("type") == server_tools.RESULT:
            if block.get("tool_call_id") not in joined:
                blocks.append(
                    server_tools.make_output_item(block) or _make_loss(block, index, "hosted_item")
                )
        else:
            blocks += READERS.get(_get_type(block), _read_other)(block, index)
    if isinstance(message_id, str) and message_id.startswith("msg_") and not blocks:
        blocks.append({"type": "text", "text": "", "id": message_id})  # v0 announces a message so
    types = {block["type"] for block in blocks}
    if "reasoning" not in types and isinstance(extra.get("reasoning_content"), str):
        blocks.insert(0, _make_reasoning(extra["reasoning_content"]))
    if "refusal" not in types and isinstance(extra.get("refusal"), str):
        blocks.append({"type": "refusal", "refusal": extra["refusal"]})
    return list(add_calls(message, blocks, extra))


def _get_type(block: Object) -> str:
    if block.get("type") is None and isinstance(block.get("text"), str):
        return "text"
    return read_type(block)


def _read_members(extra: Object) -> Blocks:
    """Yield the blocks for the members that ``v0`` puts beside the content."""
    if isinstance(extra.get("reasoning"), dict):
        yield from _read_reasoning({**extra["reasoning"], "type": "reasoning"}, 0)
    outputs = extra.get("tool_outputs")
    for item in outputs if isinstance(outputs, list) else ():
        if isinstance(item, dict):
            yield from READERS.get(_get_type(item), _read_other)(item, 0)


def _make_reasoning(text: str) -> Object:
    return {"type": "reasoning", "summary": [{"text": text}]}


def _make_loss(block: Object, index: int, code: str = "unknown_part") -> Object:
    """Return a block that names a loss."""
    return {"type": "loss", "code": code, "pointer": f"/content/{index}"}


# --- blocks by their types ---


def _read_text(block: Object, index: int) -> Blocks:
    part = {name: block[name] for name in ("id", "phase") if block.get(name) is not None}
    extras = block.get("extras")
    if isinstance(extras, dict) and "phase" in extras:
        part["phase"] = extras["phase"]
    text = block.get("text")
    annotations = [_read_annotation(value) for value in block.get("annotations") or ()]
    part |= {"type": "text", "text": text if isinstance(text, str) else "", **_get_place(block)}
    yield {**part, "annotations": [value for value in annotations if value is not None]}
    if None in annotations:
        yield _make_loss(block, index, "annotation_type")
    if block.get("citations"):
        yield _make_loss(block, index, "annotations")


def _read_annotation(citation: Json) -> Object | None:
    """Return a citation in OpenAI's form, None for a citation of another provider."""
    if not isinstance(citation, dict):
        return None
    if citation.get("type") == "non_standard_annotation":
        value = citation.get("value")
        return value if isinstance(value, dict) else None
    annotation = {
        name: value for name, value in citation.items() if name not in ("extras", "file_index")
    }
    extras = citation.get("extras")
    annotation |= extras if isinstance(extras, dict) else {}
    if citation.get("type") == "citation":
        annotation["type"] = "url_citation" if "url" in annotation else "file_citation"
        if "url" not in annotation and "title" in annotation:
            annotation["filename"] = annotation.pop("title")
    if annotation["type"] == "file_citation":
        index = annotation.pop("file_index", citation.get("file_index"))
        annotation |= {} if index is None else {"index": index}
        return annotation if "file_id" in annotation else None
    return annotation


def _read_refusal(block: Object, index: int) -> Blocks:
    extras = block.get("extras")
    members = {**(extras if isinstance(extras, dict) else {}), **block}
    part = {name: members[name] for name in ("id", "phase") if members.get(name) is not None}
    refusal = block.get("refusal")
    text = refusal if isinstance(refusal, str) else ""
    # a piece has no index: it belongs to the open message
    yield {**part, "type": "refusal", "refusal": text}


def _read_reasoning(block: Object, index: int) -> Blocks:
    extras = block.get("extras")
    members = {**block, **(extras if isinstance(extras, dict) else {})}
    item = {
        name: value
        for name, value in members.items()
        if name not in ("extras", "index", "reasoning", "summary", "signature")
    }
    place = _get_place(block)
    summary = block.get("summary")
    if isinstance(block.get("reasoning"), str):
        summary = [{"text": block["reasoning"]}]
    parts = (
        [part for part in summary if isinstance(part, dict)] if isinstance(summary, list) else []
    )
    number = place.pop("part", None)
    item["summary"] = [
        {"text": str(part.get("text") or ""), "index": part.get("index", number)} for part in parts
    ]
    yield {**item, **place}
    if members.get("signature"):
        yield _make_loss(block, index, "reasoning_signature")


def _read_thinking(block: Object, index: int) -> Blocks:
    if block.get("thinking"):
        yield {**_make_reasoning(str(block["thinking"])), **_get_place(block)}
    if block.get("signature"):
        yield _make_loss(block, index, "reasoning_signature")


def _read_image(block: Object, index: int) -> Blocks:
    item_id, data = block.get("id"), block.get("base64")
    if not isinstance(item_id, str) or not item_id.startswith("ig_") or not isinstance(data, str):
        yield _make_loss(block, index, "images")
        return
    extras = block.get("extras")
    members = {"status": "completed", **(extras if isinstance(extras, dict) else {})}
    yield {"type": "image_generation_call", "id": item_id, "result": data, **members}


def _read_call(block: Object, index: int) -> Blocks:
    """Read a call of ``responses/v1`` or ``v1``; a piece of a call is among the chunks as well."""
    extras = block.get("extras")
    extra_members = extras if isinstance(extras, dict) else {}
    if block["type"] == "function_call":
        names = ("status", "namespace", "async", "call_id", "id", "name", "arguments")
        item = {name: block[name] for name in names if block.get(name) is not None}
    else:
        item = {
            name: extra_members[name]
            for name in ("status", "namespace", "async")
            if name in extra_members
        }
        item |= {"id": extra_members["item_id"]} if "item_id" in extra_members else {}
        item |= {"name": block.get("name"), "call_id": block.get("id")}
        if block["type"] != "tool_call_chunk":
            text = extra_members.get("arguments", block.get("args"))
            item["arguments"] = text if isinstance(text, str) else json.dumps(text or {})
    yield {**item, "type": "function_call", **_get_place(block)}


def _read_item(block: Object, index: int) -> Blocks:
    yield {name: value for name, value in block.items() if name != "index"}


def _skip_block(block: Object, index: int) -> Blocks:
    return iter(())


def _lose_block(code: str) -> Callable[[Object, int], Blocks]:
    return lambda block, index: iter([_make_loss(block, index, code)])


def _read_other(block: Object, index: int) -> Blocks:
    if set(block) - {"index", "type"}:
        yield _make_loss(block, index)


def _get_place(block: Object) -> Object:
    """Return the index of a piece's item, and of its part in the summary.

    ``v1`` writes both into one string.
    """
    index = block.get("index")
    if not isinstance(index, str) or not index.startswith("lc_"):
        return {} if index is None else {"index": index}
    kind, _, item_index = index.removeprefix("lc_").partition("_")
    if kind == "rs":
        item_index, _, part = _decode_hex(item_index).partition("_")
        if part.isdigit():
            return {
                "index": int(item_index) if item_index.isdigit() else item_index,
                "part": int(part),
            }
    return {"index": int(item_index) if item_index.isdigit() else index}


def _decode_hex(text: str) -> str:
    try:
        return bytes.fromhex(text).decode()
    except ValueError:
        return ""


READERS: dict[str, Callable[[Object, int], Blocks]] = {
    "text": _read_text,
    "output_text": _read_text,
    "text-plain": _lose_block("unknown_part"),
    "refusal": _read_refusal,
    "reasoning": _read_reasoning,
    "thinking": _read_thinking,
    "function_call": _read_call,
    "tool_call": _read_call,
    "invalid_tool_call": _read_call,
    "tool_call_chunk": _read_call,
    "image": _read_image,
    "image_url": _lose_block("images"),
    "audio": _lose_block("audio"),
    "redacted_thinking": _lose_block("reasoning_signature"),
    # the tool calls of the message have them as well
    **dict.fromkeys(("tool_use", "input_json_delta"), _skip_block),
    **dict.fromkeys(ITEMS, _read_item),
}
