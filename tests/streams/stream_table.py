"""The rows of the table of streams, and a notation of streams: one line a step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import responses_protocol as rp
from responses_protocol._formats.options import DEFAULT

Payload = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """One row: a stream, its translation step by step with bars between, and the codes of losses.

    ``decision`` is the number of its question in the project's list of semantic decisions (87 to
    94), or 0 for a habit of servers without a number. ``losses`` are those beyond the losses of a
    plain text in the same frame.
    """

    decision: int
    name: str
    payloads: list[Any]
    expected: str
    losses: frozenset[str] = frozenset()
    options: rp.Options = DEFAULT


# --- Chat ---

HEAD = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
USAGE = {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3}
SILENT = {"id": "", "object": "", "created": 0, "model": "", "choices": []}


def chunk(finish_reason: str | None = None, /, **delta: Any) -> Payload:
    choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
    return {**HEAD, "choices": [choice]}


def text_chunks(*texts: str) -> list[Payload]:
    return [chunk(content=text) for text in texts]


def usage(**more: Any) -> Payload:
    return {**HEAD, "choices": [], "usage": USAGE, **more}


def calls(*fragments: Payload) -> Payload:
    return chunk(tool_calls=list(fragments))


def call_fragment(index: int | None, arguments: Any = None, **more: Any) -> Payload:
    """Return a fragment; ``name`` goes where names are."""
    function = {key: more.pop(key) for key in ("name",) if key in more}
    if arguments is not None:
        function["arguments"] = arguments
    return {**({} if index is None else {"index": index}), "function": function, **more}


def whole_call(
    index: int | None, call_id: str, arguments: str = "{}", name: str = "look"
) -> Payload:
    return call_fragment(index, arguments, name=name, id=call_id, type="function")


# --- Responses ---

ANSWER = {"id": "resp_1", "object": "response", "created_at": 1, "model": "m", "output": []}
# an answer without tools has one message, which may be streamed at once
CREATED = {
    "type": "response.created",
    "response": {**ANSWER, "status": "in_progress", "tools": []},
}


def end_event(*output: Payload, status: str = "completed", **more: Any) -> Payload:
    response = {**ANSWER, "status": status, "output": list(output), **more}
    return {"type": f"response.{status}", "response": response}


def message(text: str | None = None, index: int = 0, **more: Any) -> Payload:
    content = [] if text is None else [{"type": "output_text", "text": text, "annotations": []}]
    return {
        "type": "message",
        "id": f"msg_{index}",
        "role": "assistant",
        "content": content,
        "status": "completed",
        **more,
    }


def call(index: int = 0, arguments: str = "", **more: Any) -> Payload:
    ids = {"id": f"fc_{index}", "call_id": f"call_{index}"}
    item = {"type": "function_call", **ids, "name": "look", "arguments": arguments}
    return {**item, "status": "completed", **more}


def reasoning(index: int = 0, **more: Any) -> Payload:
    return {"type": "reasoning", "id": f"rs_{index}", "summary": [], **more}


def added(item: Payload, index: int | None = 0) -> Payload:
    return {"type": "response.output_item.added", **_index(index), "item": item}


def done(item: Payload, index: int | None = 0) -> Payload:
    return {"type": "response.output_item.done", **_index(index), "item": item}


def delta(kind: str, text: str, item_id: str | None, index: int | None = 0, **more: Any) -> Payload:
    identity = {**({} if item_id is None else {"item_id": item_id}), **_index(index)}
    return {"type": f"response.{kind}.delta", **identity, "delta": text, **more}


def text(
    delta_text: str, item_id: str | None = "msg_0", index: int | None = 0, **more: Any
) -> Payload:
    return delta("output_text", delta_text, item_id, index, content_index=0, **more)


def arguments(delta_text: str, item_id: str | None = "fc_0", index: int | None = 0) -> Payload:
    return delta("function_call_arguments", delta_text, item_id, index)


def _index(index: int | None) -> Payload:
    return {} if index is None else {"output_index": index}


# --- the output, a line a step ---


SHORT = {
    "function_call_arguments.delta": "arguments",
    "custom_tool_call_input.delta": "input",
    "reasoning_summary_text.delta": "summary",
}


CUT = "the stream ended without a finish_reason"


def write_events(events: list[Payload]) -> Iterator[str]:
    """Yield a line for each change of an item; another module checks the grammar around them.

    A name that is different at the end of its call is written again.
    """
    names: dict[Any, str] = {}
    for event in events:
        kind = event["type"].removeprefix("response.")
        index = event.get("output_index")
        if kind == "output_item.added":
            item = event["item"]
            name = item.get("name", item["type"])
            suffix = f" {name} {item['call_id']}" if "call_id" in item else ""
            names[index] = name
            yield f"{index} {item['type']}{suffix}"
        elif kind.endswith(".delta"):
            suffix_of_log = f" ({len(event['logprobs'])} logged)" if event.get("logprobs") else ""
            kind = SHORT.get(kind, kind.removesuffix(".delta"))
            yield f"{index} {kind} {event['delta']}{suffix_of_log}"
        elif kind == "output_text.annotation.added":
            yield f"{index} cites {event['annotation']['url']}"
        elif kind == "output_item.done":
            item = event["item"]
            suffix = f" {item['name']}" if item.get("name", names[index]) != names[index] else ""
            yield f"{index} {item.get('status', 'done')}{suffix}"
        elif "response" in event and kind not in ("created", "in_progress"):
            answer = event["response"]
            details = answer["incomplete_details"] or answer["error"] or {}
            if details.get("message") == CUT:
                details = {"": "cut"}
            tokens = (answer["usage"] or {}).get("output_tokens", "")
            yield " ".join(map(str, (answer["status"], *details.values(), tokens))).strip()


def write_chunks(chunks: list[Payload]) -> Iterator[str]:
    """Yield a line for each addition of a chunk, without the first one, which has the role."""
    for chunk_ in chunks[1:]:
        for choice in chunk_["choices"]:
            for name, value in choice["delta"].items():
                yield from _delta(name, value, len((choice["logprobs"] or {}).get("content", ())))
            if choice["finish_reason"] or not choice["delta"]:
                yield f"end {choice['finish_reason']}"
        if "usage" in chunk_:
            yield f"usage {chunk_['usage']['total_tokens']}"


def _delta(name: str, value: Any, count: int) -> Iterator[str]:
    if name == "tool_calls":
        for entry in value:
            kind = "custom" if "custom" in entry else "function"
            body = entry[kind]
            announcement = f" {kind} {body['name']} {entry['id']}" if "id" in entry else ""
            input_text = body.get("arguments", body.get("input"))
            yield f"call {entry['index']}{announcement} {input_text}".strip()
    elif name == "annotations":
        yield from (f"cites {entry['url_citation']['url']}" for entry in value)
    else:
        yield f"{name} {value}" + (f" ({count} logged)" if count else "")
