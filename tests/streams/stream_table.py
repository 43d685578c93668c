"""What a row of the table of streams is, and how streams are written there: one line a step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import responses_protocol as rp
from responses_protocol.formats.options import DEFAULT

Payload = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """One row: a stream, what comes out, step by step with bars between, and the codes of losses.

    ``row`` is the question that it answers in the project's list of semantic decisions (87 to 94),
    or 0 for an oddity of servers that no row has. ``losses`` are those beyond the losses of a plain
    text in the same frame.
    """

    row: int
    name: str
    given: list[Any]
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


def said(*texts: str) -> list[Payload]:
    return [chunk(content=text) for text in texts]


def usage(**more: Any) -> Payload:
    return {**HEAD, "choices": [], "usage": USAGE, **more}


def calls(*fragments: Payload) -> Payload:
    return chunk(tool_calls=list(fragments))


def part(index: int | None, arguments: Any = None, **more: Any) -> Payload:
    """Return a fragment; ``name`` goes where names are."""
    function = {key: more.pop(key) for key in ("name",) if key in more}
    if arguments is not None:
        function["arguments"] = arguments
    return {**({} if index is None else {"index": index}), "function": function, **more}


def whole(index: int | None, call_id: str, arguments: str = "{}", name: str = "look") -> Payload:
    return part(index, arguments, name=name, id=call_id, type="function")


# --- Responses ---

ANSWER = {"id": "resp_1", "object": "response", "created_at": 1, "model": "m", "output": []}
# an answer without tools has one message, which may be said at once
CREATED = {
    "type": "response.created",
    "response": {**ANSWER, "status": "in_progress", "tools": []},
}


def ended(*output: Payload, status: str = "completed", **more: Any) -> Payload:
    response = {**ANSWER, "status": status, "output": list(output), **more}
    return {"type": f"response.{status}", "response": response}


def message(text: str | None = None, at: int = 0, **more: Any) -> Payload:
    content = [] if text is None else [{"type": "output_text", "text": text, "annotations": []}]
    return {
        "type": "message",
        "id": f"msg_{at}",
        "role": "assistant",
        "content": content,
        "status": "completed",
        **more,
    }


def call(at: int = 0, arguments: str = "", **more: Any) -> Payload:
    ids = {"id": f"fc_{at}", "call_id": f"call_{at}"}
    made = {"type": "function_call", **ids, "name": "look", "arguments": arguments}
    return {**made, "status": "completed", **more}


def reasoning(at: int = 0, **more: Any) -> Payload:
    return {"type": "reasoning", "id": f"rs_{at}", "summary": [], **more}


def added(item: Payload, at: int | None = 0) -> Payload:
    return {"type": "response.output_item.added", **_index(at), "item": item}


def done(item: Payload, at: int | None = 0) -> Payload:
    return {"type": "response.output_item.done", **_index(at), "item": item}


def delta(kind: str, text: str, own: str | None, at: int | None = 0, **more: Any) -> Payload:
    place = {**({} if own is None else {"item_id": own}), **_index(at)}
    return {"type": f"response.{kind}.delta", **place, "delta": text, **more}


def text(said: str, own: str | None = "msg_0", at: int | None = 0, **more: Any) -> Payload:
    return delta("output_text", said, own, at, content_index=0, **more)


def arguments(said: str, own: str | None = "fc_0", at: int | None = 0) -> Payload:
    return delta("function_call_arguments", said, own, at)


def _index(at: int | None) -> Payload:
    return {} if at is None else {"output_index": at}


# --- what came out, a line a step ---


SHORT = {
    "function_call_arguments.delta": "arguments",
    "custom_tool_call_input.delta": "input",
    "reasoning_summary_text.delta": "summary",
}


CUT = "the stream ended without a finish_reason"


def lines_of_events(events: list[Payload]) -> Iterator[str]:
    """Write down what happens to items; the grammar around it is checked elsewhere.

    Where the name of a call is another one at the end, that is written there.
    """
    names: dict[Any, str] = {}
    for event in events:
        kind = event["type"].removeprefix("response.")
        at = event.get("output_index")
        if kind == "output_item.added":
            item = event["item"]
            called = item.get("name", item["type"])
            named = f" {called} {item['call_id']}" if "call_id" in item else ""
            names[at] = called
            yield f"{at} {item['type']}{named}"
        elif kind.endswith(".delta"):
            logged = f" ({len(event['logprobs'])} logged)" if event.get("logprobs") else ""
            kind = SHORT.get(kind, kind.removesuffix(".delta"))
            yield f"{at} {kind} {event['delta']}{logged}"
        elif kind == "output_text.annotation.added":
            yield f"{at} cites {event['annotation']['url']}"
        elif kind == "output_item.done":
            item = event["item"]
            named = f" {item['name']}" if item.get("name", names[at]) != names[at] else ""
            yield f"{at} {item.get('status', 'done')}{named}"
        elif "response" in event and kind not in ("created", "in_progress"):
            answer = event["response"]
            details = answer["incomplete_details"] or answer["error"] or {}
            if details.get("message") == CUT:
                details = {"": "cut"}
            tokens = (answer["usage"] or {}).get("output_tokens", "")
            yield " ".join(map(str, (answer["status"], *details.values(), tokens))).strip()


def lines_of_chunks(chunks: list[Payload]) -> Iterator[str]:
    """Write down what chunks add, without the first one, which has the role."""
    for one in chunks[1:]:
        for choice in one["choices"]:
            for name, value in choice["delta"].items():
                yield from _delta(name, value, len((choice["logprobs"] or {}).get("content", ())))
            if choice["finish_reason"] or not choice["delta"]:
                yield f"end {choice['finish_reason']}"
        if "usage" in one:
            yield f"usage {one['usage']['total_tokens']}"


def _delta(name: str, value: Any, logged: int) -> Iterator[str]:
    if name == "tool_calls":
        for one in value:
            kind = "custom" if "custom" in one else "function"
            body = one[kind]
            named = f" {kind} {body['name']} {one['id']}" if "id" in one else ""
            said = body.get("arguments", body.get("input"))
            yield f"call {one['index']}{named} {said}".strip()
    elif name == "annotations":
        yield from (f"cites {one['url_citation']['url']}" for one in value)
    else:
        yield f"{name} {value}" + (f" ({logged} logged)" if logged else "")
