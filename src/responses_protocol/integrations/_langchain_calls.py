"""Add the tool calls that LangChain's messages have beside their content blocks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from responses_protocol._formats.ids import derive_id
from responses_protocol._values import Object

V0_CALL_IDS = "__openai_function_call_ids__"
CALLS = frozenset(("function_call", "custom_tool_call"))


def add_calls(message: Any, blocks: list[Object], extra: Object) -> Iterator[Object]:
    """Yield the blocks with the calls, or pieces of calls, that the message has beside them."""
    ids = extra.get(V0_CALL_IDS)
    ids = ids if isinstance(ids, dict) else {}
    known_ids = {block.get("call_id") for block in blocks if block["type"] in CALLS}
    custom_ids = {block.get("call_id") for block in blocks if block["type"] == "custom_tool_call"}
    if getattr(message, "type", "") == "AIMessageChunk":
        chunks = list(message.tool_call_chunks)
        for block in blocks:  # a piece of a call comes twice, as a block and as a chunk
            same = [index for index, chunk in enumerate(chunks) if _is_same_call(block, chunk)]
            yield {**block, **_make_call_piece(chunks.pop(same[0]), ids)} if same else block
        for chunk in chunks:
            if (chunk.get("id") or "") not in custom_ids:
                yield _make_call_piece(chunk, ids)
        return
    yield from blocks
    for call in [*message.tool_calls, *message.invalid_tool_calls]:
        arguments = call.get("args")
        text = arguments if isinstance(arguments, str) else json.dumps(arguments or {})
        call_id = call.get("id") or derive_id("call_", f"{call.get('name')} {text}")
        if call_id not in known_ids:
            item = {"type": "function_call", "call_id": call_id, "name": call.get("name")}
            yield {**item, "arguments": text, **({"id": ids[call_id]} if call_id in ids else {})}


def _is_same_call(block: Object, chunk: Object) -> bool:
    """Return whether a block and a chunk are of one call; whole blocks have no index any more."""
    if block["type"] != "function_call":
        return False
    name, key = ("index", "index") if "index" in block else ("call_id", "id")
    return block.get(name) is not None and bool(block.get(name) == chunk.get(key))


def _make_call_piece(chunk: Object, ids: Object) -> Object:
    names = {"call_id": "id", "name": "name", "arguments": "args", "index": "index"}
    members = {name: chunk.get(key) for name, key in names.items()}
    item = {name: value for name, value in members.items() if value is not None}
    call_id = item.get("call_id")
    return {"type": "function_call", **item, **({"id": ids[call_id]} if call_id in ids else {})}
