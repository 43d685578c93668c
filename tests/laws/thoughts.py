"""Every short answer that thinks.

Tags are the one form in which a text may look like a thought, and in which a thought may have no
end; so all that they can be is walked, in whole answers and in streams.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

R, C = "responses", "chat_completions"
FORMS = ("think_tags", "reasoning_content", "reasoning_details", "thinking", "omit")
TEXTS = (
    None,
    "a",
    "<think>",
    "<think>a",
    "<think></think>",
    "<think>a</think>",
    "<think>a</think>b",
    "</think>a",
    "<th",
)
THOUGHTS: tuple[tuple[tuple[str, str | None], ...], ...] = (
    (),
    (("a", None),),
    (("a", "incomplete"),),
    (("", "incomplete"),),
    (("<think>", "incomplete"),),
    (("b</think>c", "incomplete"),),
    (("a", None), ("b", "incomplete")),
    (("a", "incomplete"), ("b", "completed")),
    (("a", "incomplete"), ("", "completed")),
)
CALL = {
    "id": "fc_1",
    "type": "function_call",
    "call_id": "call_1",
    "name": "f",
    "arguments": "{}",
    "status": "completed",
}
ENTRY = {"id": "call_1", "type": "function", "function": {"name": "f", "arguments": "{}"}}


def make_reasoning(text: str, status: str | None, number: int) -> dict[str, Any]:
    content = [{"type": "reasoning_text", "text": text}]
    item = {"id": f"rs_{number}", "type": "reasoning", "summary": [], "content": content}
    return item if status is None else {**item, "status": status}


def make_message(text: str) -> dict[str, Any]:
    part = {"type": "output_text", "text": text, "annotations": [], "logprobs": []}
    head = {"id": "msg_1", "type": "message", "role": "assistant", "status": "completed"}
    return {**head, "content": [part]}


def make_responses() -> Iterator[dict[str, Any]]:
    rows = product(THOUGHTS, TEXTS, (False, True), ("completed", "incomplete"))
    for thoughts, text, calls, status in rows:
        output = [make_reasoning(*thought, number) for number, thought in enumerate(thoughts)]
        output += [make_message(text)] if text else []
        output += [CALL] if calls else []
        yield {"id": "resp_1", "object": "response", "status": status, "output": output}


def make_choices() -> Iterator[dict[str, Any]]:
    contents: list[Any] = [*TEXTS, ""]
    for size in (1, 2, 3):
        for texts in product(("<think>a", "<think>a</think>", "b"), repeat=size):
            contents.append([{"type": "text", "text": text} for text in texts])
    for content, calls, reason in product(contents, (False, True), ("stop", "length")):
        message = {"role": "assistant", "content": content, "refusal": None}
        if calls:
            message["tool_calls"] = [ENTRY]
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": reason}
        yield {"id": "chatcmpl-1", "object": "chat.completion", "choices": [choice]}


ANSWERS = {R: list(make_responses()), C: list(make_choices())}
