"""Reasoning."""

from __future__ import annotations

from typing import Any

from table import (
    Case,
    Dialect,
    answer,
    assistant,
    call,
    calling,
    entry,
    losses,
    made_id,
    prompt,
    user,
)

from responses_protocol import Options

R: Dialect = "responses"
C: Dialect = "chat_completions"
FIELD = Options(reasoning="reasoning_content")
OPENROUTER = Options(reasoning="reasoning")
THINK_ID = made_id("think").replace("msg_", "rs_")


def thought(*raw: str, summary: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    made: dict[str, Any] = {
        "type": "reasoning",
        "id": THINK_ID,
        "summary": [{"type": "summary_text", "text": one} for one in summary],
    }
    if raw:
        made["content"] = [{"type": "reasoning_text", "text": one} for one in raw]
    return {**made, **more}


CASES = [
    Case(
        62,
        "reasoning has no place in OpenAI's Chat",
        R,
        [prompt(), thought("think"), answer()],
        [user(), assistant()],
        losses(("reasoning", "/1")),
    ),
    Case(
        62,
        "the same from Chat",
        C,
        [assistant(reasoning_content="think", reasoning_details=[{"type": "reasoning.text"}])],
        [answer()],
        losses(("reasoning", "/0/reasoning_content"), ("reasoning", "/0/reasoning_details")),
    ),
    Case(
        62,
        "reasoning that is null says nothing",
        C,
        [assistant(reasoning_content=None)],
        [answer()],
        losses(("empty_member", "/0/reasoning_content")),
    ),
    Case(
        62,
        "on the message that follows, by an option",
        R,
        [thought("think"), answer()],
        [assistant(reasoning_content="think")],
        options=FIELD,
        notices=losses(("reasoning_field", "/0")),
    ),
    Case(
        62,
        "the same from Chat",
        C,
        [assistant(reasoning="think")],
        [thought("think"), answer()],
        options=OPENROUTER,
    ),
    Case(
        62,
        "a thinking part is no text",
        C,
        [
            assistant(
                [
                    {"type": "thinking", "thinking": [{"type": "text", "text": "think"}]},
                    {"type": "text", "text": "Hi."},
                ]
            )
        ],
        [answer()],
        losses(("unknown_part", "/0/content/0")),
    ),
    Case(
        63,
        "the raw chain rather than the summary",
        R,
        [thought("think", summary=("short",)), answer()],
        [assistant(reasoning_content="think")],
        losses(("reasoning_form", "/0/summary/0")),
        options=FIELD,
        notices=losses(("reasoning_field", "/0")),
    ),
    Case(
        63,
        "a summary where there is nothing else",
        R,
        [thought(summary=("think",)), answer()],
        [assistant(reasoning_content="think")],
        losses(("reasoning_form", "/0/summary/0"), ("reasoning_form", "/0")),
        options=FIELD,
        notices=losses(("reasoning_field", "/0")),
    ),
    Case(
        64,
        "parts of a summary",
        R,
        [thought(summary=("a", "b"), id="rs_1"), answer()],
        [assistant(reasoning_content="a\n\nb")],
        losses(
            ("item_id", "/0/id"),
            ("reasoning_form", "/0/summary/0"),
            ("reasoning_form", "/0/summary/1"),
            ("reasoning_form", "/0"),
        ),
        options=FIELD,
        notices=losses(("reasoning_field", "/0")),
    ),
    Case(
        65,
        "encrypted reasoning alone",
        R,
        [thought(encrypted_content="gAAAAABo"), answer()],
        [assistant()],
        losses(("encrypted_reasoning", "/0")),
    ),
    Case(
        65,
        "encrypted reasoning beside what can be read",
        R,
        [thought("think", encrypted_content="gAAAAABo"), answer()],
        [assistant(reasoning_content="think")],
        losses(("encrypted_reasoning", "/0/encrypted_content")),
        options=FIELD,
        notices=losses(("reasoning_field", "/0")),
    ),
    Case(
        65,
        "reasoning with nothing in it",
        R,
        [thought(), answer()],
        [assistant()],
        losses(("empty_reasoning", "/0")),
    ),
    Case(
        66,
        "reasoning before parallel calls",
        R,
        [thought("think"), call("a"), call("b")],
        [calling(entry("a"), entry("b"), reasoning_content="think")],
        options=FIELD,
        notices=losses(("reasoning_field", "/0")),
    ),
    Case(
        66,
        "trailing reasoning",
        R,
        [prompt(), answer(), thought("think")],
        [user(), assistant()],
        losses(("reasoning", "/2")),
    ),
]
