"""A Chat client that plays a conversation of Responses, and the server that answers it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import Any

from upstreams import Answer, Scripted

import responses_protocol as rp
from responses_protocol.streams import decode_sse, fold_chunks

Payload = dict[str, Any]
USERS = frozenset(("user", "system", "developer"))
OUTPUTS = frozenset(("custom_tool_call_output", "function_call_output"))

DONE: Payload = {
    "type": "message",
    "role": "assistant",
    "id": "msg_end",
    "status": "completed",
    "content": [{"type": "output_text", "text": "Done.", "annotations": []}],
}


def is_of_client(item: Payload) -> bool:
    """Return whether the client says an item, and not the model."""
    return item.get("type") in OUTPUTS or item.get("role") in USERS


def runs_of(items: list[Payload]) -> list[tuple[bool, list[Payload]]]:
    """Return the items in runs, of the client (True) and of the model."""
    return [(own, list(run)) for own, run in groupby(items, is_of_client)]


def messages_of(items: list[Payload]) -> list[Payload]:
    """Return what a client says in Chat."""
    messages: list[Payload] = []
    for item in items:
        if "call_id" in item:
            content = item["output"]
            if isinstance(content, list):
                content = [
                    {"type": "text", "text": part.get("text", "A file.")} for part in content
                ]
            messages.append({"role": "tool", "tool_call_id": item["call_id"], "content": content})
        else:
            messages += rp.convert([item], to="chat_completions", kind="history").value
    return messages


def response(output: list[Payload], number: int) -> Payload:
    return {
        "id": f"resp_{number}",
        "object": "response",
        "created_at": 1,
        "status": "completed",
        "model": "m",
        "output": output,
    }


def play(
    upstream: Scripted,
    ask: Callable[[Payload], Payload],
    request: Payload,
    items: list[Payload],
) -> list[Payload]:
    """Play a conversation up to the last thing that the client says; return the server's inputs.

    ``ask`` sends a Chat request, and returns the message that answers it.
    """
    messages: list[Payload] = []
    runs = runs_of(items)
    for turn_index, (own, run) in enumerate(runs):
        if not own:
            continue
        messages += messages_of(run)
        answered = turn_index + 1 < len(runs)
        output = runs[turn_index + 1][1] if answered else []
        upstream.say(Answer(response(output or [DONE], turn_index)))
        messages.append(ask({**request, "messages": list(messages)}))
    return upstream.requests


def ask_streaming(upstream: Scripted, client: Any) -> Callable[[Payload], Payload]:
    """Return what asks by streams, which the server gives as finished items and an end."""

    def ask(request: Payload) -> Payload:
        answer = upstream.answers[-1]
        head = {**answer.payload, "output": [], "status": "in_progress"}
        done = [
            {"type": "response.output_item.done", "output_index": index, "item": item}
            for index, item in enumerate(answer.payload["output"])
        ]
        created = {"type": "response.created", "response": head}
        answer.stream = [created, *done, {"type": "response.completed", "response": answer.payload}]
        answer_to_chat = client.post("/v1/chat/completions", json={**request, "stream": True})
        assert answer_to_chat.status_code == 200, answer_to_chat.text
        return message_of(fold_chunks(decode_sse([answer_to_chat.content])))

    return ask


def ask_whole(client: Any) -> Callable[[Payload], Payload]:
    def ask(request: Payload) -> Payload:
        answer_to_chat = client.post("/v1/chat/completions", json=request)
        assert answer_to_chat.status_code == 200, answer_to_chat.text
        return message_of(answer_to_chat.json())

    return ask


def message_of(answer: Payload) -> Payload:
    """Return the message as a client keeps it: without what is null."""
    message = answer["choices"][0]["message"]
    return {name: value for name, value in message.items() if value is not None}
