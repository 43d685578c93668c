"""The content blocks of LangChain's messages, in the words of Responses items.

LangChain writes the answers of the Responses API in three ways: as items among the blocks
(``responses/v1``, the default), as standard blocks (``v1``), or beside the content (``v0``).
Models of other APIs have blocks of their own. What is made here is what
``agents.block_answers`` reads: parts of messages, pieces of reasoning and of calls, and items.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from responses_protocol.formats.chat_completions.item_types import HOSTED_ITEMS
from responses_protocol.formats.ids import derive_id
from responses_protocol.integrations import langchain_server_tools as server_tools
from responses_protocol.values import Json, read_type

Object = dict[str, Json]
Made = Iterator[Object]
ITEMS = HOSTED_ITEMS | {"compaction", "custom_tool_call"}
V0_CALL_IDS = "__openai_function_call_ids__"


def blocks_of(message: Any) -> list[Object]:
    """Return the blocks of a message of the model, or of a piece of one, and its calls."""
    extra: Object = message.additional_kwargs
    content = message.content if isinstance(message.content, list) else [message.content]
    made = [*_before(extra)]
    results = {
        one.get("tool_call_id"): one
        for one in content
        if isinstance(one, dict) and one.get("type") == server_tools.RESULT
    }
    joined: set[Json] = set()  # ids of results that are a part of the item of their call
    own_id = getattr(message, "id", None)
    for at, block in enumerate(content):
        block = block if isinstance(block, dict) else {"type": "text", "text": str(block or "")}
        if block.get("type") == "non_standard" and isinstance(block.get("value"), dict):
            block = {"index": block.get("index"), **block["value"]}
        if block.get("type") == "server_tool_call":
            result = results.get(block.get("id"), {})
            item = server_tools.item_of(block, result)
            if item is not None and item["type"] != "tool_search_call":
                joined.add(block.get("id"))
            made.append(_unread(block, at, "hosted_item") if item is None else item)
        elif block.get("type") == server_tools.RESULT:
            if block.get("tool_call_id") not in joined:
                made.append(server_tools.output_of(block) or _unread(block, at, "hosted_item"))
        else:
            made += READERS.get(_kind(block), _other)(block, at)
    if isinstance(own_id, str) and own_id.startswith("msg_") and not made:
        made.append({"type": "text", "text": "", "id": own_id})  # v0 announces a message so
    said = {one["type"] for one in made}
    if "reasoning" not in said and isinstance(extra.get("reasoning_content"), str):
        made.insert(0, _thought(extra["reasoning_content"]))
    if "refusal" not in said and isinstance(extra.get("refusal"), str):
        made.append({"type": "refusal", "refusal": extra["refusal"]})
    return list(_with_calls(message, made, extra))


def _kind(block: Object) -> str:
    if block.get("type") is None and isinstance(block.get("text"), str):
        return "text"
    return read_type(block)


def _before(extra: Object) -> Made:
    """Yield what ``v0`` keeps beside the content."""
    if isinstance(extra.get("reasoning"), dict):
        yield from _reasoning({**extra["reasoning"], "type": "reasoning"}, 0)
    listed = extra.get("tool_outputs")
    for item in listed if isinstance(listed, list) else ():
        if isinstance(item, dict):
            yield from READERS.get(_kind(item), _other)(item, 0)


def _thought(text: str) -> Object:
    return {"type": "reasoning", "summary": [{"text": text}]}


def _unread(block: Object, at: int, code: str = "unknown_part") -> Object:
    """Return what names a loss."""
    return {"type": "loss", "code": code, "pointer": f"/content/{at}"}


# --- blocks by their types ---


def _text(block: Object, at: int) -> Made:
    made = {name: block[name] for name in ("id", "phase") if block.get(name) is not None}
    extras = block.get("extras")
    if isinstance(extras, dict) and "phase" in extras:
        made["phase"] = extras["phase"]
    text = block.get("text")
    listed = [_annotation(one) for one in block.get("annotations") or ()]
    made |= {"type": "text", "text": text if isinstance(text, str) else "", **_place(block)}
    yield {**made, "annotations": [one for one in listed if one is not None]}
    if None in listed:
        yield _unread(block, at, "annotation_type")
    if block.get("citations"):
        yield _unread(block, at, "annotations")


def _annotation(found: Json) -> Object | None:
    """Return a citation as OpenAI has it, None where it is none of theirs."""
    if not isinstance(found, dict):
        return None
    if found.get("type") == "non_standard_annotation":
        value = found.get("value")
        return value if isinstance(value, dict) else None
    made = {name: value for name, value in found.items() if name not in ("extras", "file_index")}
    extras = found.get("extras")
    made |= extras if isinstance(extras, dict) else {}
    if found.get("type") == "citation":
        made["type"] = "url_citation" if "url" in made else "file_citation"
        if "url" not in made and "title" in made:
            made["filename"] = made.pop("title")
    if made["type"] == "file_citation":
        index = made.pop("file_index", found.get("file_index"))
        made |= {} if index is None else {"index": index}
        return made if "file_id" in made else None
    return made


def _refusal(block: Object, at: int) -> Made:
    extras = block.get("extras")
    told = {**(extras if isinstance(extras, dict) else {}), **block}
    made = {name: told[name] for name in ("id", "phase") if told.get(name) is not None}
    refusal = block.get("refusal")
    text = refusal if isinstance(refusal, str) else ""
    # a piece has no number of its own: it belongs to the message that is being said
    yield {**made, "type": "refusal", "refusal": text}


def _reasoning(block: Object, at: int) -> Made:
    extras = block.get("extras")
    members = {**block, **(extras if isinstance(extras, dict) else {})}
    made = {
        name: value
        for name, value in members.items()
        if name not in ("extras", "index", "reasoning", "summary", "signature")
    }
    place = _place(block)
    summary = block.get("summary")
    if isinstance(block.get("reasoning"), str):
        summary = [{"text": block["reasoning"]}]
    parts = [one for one in summary if isinstance(one, dict)] if isinstance(summary, list) else []
    number = place.pop("part", None)
    made["summary"] = [
        {"text": str(part.get("text") or ""), "index": part.get("index", number)} for part in parts
    ]
    yield {**made, **place}
    if members.get("signature"):
        yield _unread(block, at, "reasoning_signature")


def _thinking(block: Object, at: int) -> Made:
    if block.get("thinking"):
        yield {**_thought(str(block["thinking"])), **_place(block)}
    if block.get("signature"):
        yield _unread(block, at, "reasoning_signature")


def _image(block: Object, at: int) -> Made:
    own, data = block.get("id"), block.get("base64")
    if not isinstance(own, str) or not own.startswith("ig_") or not isinstance(data, str):
        yield _unread(block, at, "images")
        return
    extras = block.get("extras")
    members = {"status": "completed", **(extras if isinstance(extras, dict) else {})}
    yield {"type": "image_generation_call", "id": own, "result": data, **members}


def _call(block: Object, at: int) -> Made:
    """Read a call of ``responses/v1`` or ``v1``; a piece of one stands among the chunks too."""
    extras = block.get("extras")
    told = extras if isinstance(extras, dict) else {}
    if block["type"] == "function_call":
        names = ("status", "namespace", "async", "call_id", "id", "name", "arguments")
        made = {name: block[name] for name in names if block.get(name) is not None}
    else:
        made = {name: told[name] for name in ("status", "namespace", "async") if name in told}
        made |= {"id": told["item_id"]} if "item_id" in told else {}
        made |= {"name": block.get("name"), "call_id": block.get("id")}
        if block["type"] != "tool_call_chunk":
            text = told.get("arguments", block.get("args"))
            made["arguments"] = text if isinstance(text, str) else json.dumps(text or {})
    yield {**made, "type": "function_call", **_place(block)}


def _item(block: Object, at: int) -> Made:
    yield {name: value for name, value in block.items() if name != "index"}


def _nothing(block: Object, at: int) -> Made:
    return iter(())


def _lost(code: str) -> Callable[[Object, int], Made]:
    return lambda block, at: iter([_unread(block, at, code)])


def _other(block: Object, at: int) -> Made:
    if set(block) - {"index", "type"}:
        yield _unread(block, at)


def _place(block: Object) -> Object:
    """Return where a piece belongs: the number of its item, and of the part of its summary.

    ``v1`` writes both into a word of its own.
    """
    index = block.get("index")
    if not isinstance(index, str) or not index.startswith("lc_"):
        return {} if index is None else {"index": index}
    kind, _, number = index.removeprefix("lc_").partition("_")
    if kind == "rs":
        number, _, part = _unhexed(number).partition("_")
        if part.isdigit():
            return {"index": int(number) if number.isdigit() else number, "part": int(part)}
    return {"index": int(number) if number.isdigit() else index}


def _unhexed(text: str) -> str:
    try:
        return bytes.fromhex(text).decode()
    except ValueError:
        return ""


READERS: dict[str, Callable[[Object, int], Made]] = {
    "text": _text,
    "output_text": _text,
    "text-plain": _lost("unknown_part"),
    "refusal": _refusal,
    "reasoning": _reasoning,
    "thinking": _thinking,
    "function_call": _call,
    "tool_call": _call,
    "invalid_tool_call": _call,
    "tool_call_chunk": _call,
    "image": _image,
    "image_url": _lost("images"),
    "audio": _lost("audio"),
    "redacted_thinking": _lost("reasoning_signature"),
    # they stand among the tool calls of the message as well
    **dict.fromkeys(("tool_use", "input_json_delta"), _nothing),
    **dict.fromkeys(ITEMS, _item),
}


# --- calls ---


def _with_calls(message: Any, made: list[Object], extra: Object) -> Made:
    """Yield the blocks with the calls, or pieces of calls, that the message has beside them."""
    ids = extra.get(V0_CALL_IDS)
    ids = ids if isinstance(ids, dict) else {}
    said = {one.get("call_id") for one in made if one["type"] in CALLS}
    custom = {one.get("call_id") for one in made if one["type"] == "custom_tool_call"}
    if getattr(message, "type", "") == "AIMessageChunk":
        chunks = list(message.tool_call_chunks)
        for one in made:  # a piece of a call is said twice, by a block and by a chunk
            same = [at for at, chunk in enumerate(chunks) if _is_same(one, chunk)]
            yield {**one, **_piece(chunks.pop(same[0]), ids)} if same else one
        for chunk in chunks:
            if (chunk.get("id") or "") not in custom:
                yield _piece(chunk, ids)
        return
    yield from made
    for call in [*message.tool_calls, *message.invalid_tool_calls]:
        arguments = call.get("args")
        text = arguments if isinstance(arguments, str) else json.dumps(arguments or {})
        own = call.get("id") or derive_id("call_", f"{call.get('name')} {text}")
        if own not in said:
            told = {"type": "function_call", "call_id": own, "name": call.get("name")}
            yield {**told, "arguments": text, **({"id": ids[own]} if own in ids else {})}


def _is_same(block: Object, chunk: Object) -> bool:
    """Tell whether a block is of the call of a chunk; whole ones have no number any more."""
    if block["type"] != "function_call":
        return False
    name, key = ("index", "index") if "index" in block else ("call_id", "id")
    return block.get(name) is not None and bool(block.get(name) == chunk.get(key))


def _piece(chunk: Object, ids: Object) -> Object:
    names = {"call_id": "id", "name": "name", "arguments": "args", "index": "index"}
    told = {name: chunk.get(key) for name, key in names.items()}
    made = {name: value for name, value in told.items() if value is not None}
    own = made.get("call_id")
    return {"type": "function_call", **made, **({"id": ids[own]} if own in ids else {})}


CALLS = frozenset(("function_call", "custom_tool_call"))
