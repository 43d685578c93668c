"""Whole messages in a stream, instead of deltas or beside them.

Some servers send the message so far with every chunk, beside the delta; some send nothing else, or
one whole message. Each is read as the delta that says what was not said before; where there are
deltas, only at the end, since these come first.
"""

from __future__ import annotations

from typing import Protocol

from responses_protocol.formats.chat_completions.reasoning import FIELDS
from responses_protocol.streams.call_fold import CallsFold, body_text, text_member
from responses_protocol.values import Json

Object = dict[str, Json]
TEXTS = ("content", "refusal", *FIELDS)
ONCE = ("role", "annotations", "tool_calls", *TEXTS)


class Choice(Protocol):
    """What is known of a choice by then."""

    annotations: list[Json]
    calls: CallsFold
    finish_reason: str | None
    in_deltas: set[str]
    notes: dict[tuple[str, str], None]

    def has(self, name: str) -> bool:
        """Tell whether a member was there before, if it is none of those with texts or lists."""

    def said(self, name: str) -> str | None:
        """Return the text of a member so far, None where it is no text."""


def unsaid(choice: Choice, message: Object) -> Object:
    """Return the delta with what a message says beyond the deltas before it."""
    delta: Object = {}
    if message.get("role") is not None:
        delta["role"] = message["role"]
    for name in TEXTS:
        # beside deltas it may be ahead of them, or behind
        waits = name in choice.in_deltas and choice.finish_reason is None
        if message.get(name) is not None and not waits:
            _add_text(delta, choice, name, message[name])
    listed = message.get("annotations")
    if isinstance(listed, list):
        delta["annotations"] = listed[len(choice.annotations) :]
    listed = message.get("tool_calls")
    if isinstance(listed, list):
        delta["tool_calls"] = _fragments(choice, listed)
    elif listed is not None:
        delta["tool_calls"] = listed
    for name, value in message.items():
        if name not in ONCE and not choice.has(name):
            delta[name] = value
    return delta


def _add_text(delta: Object, choice: Choice, name: str, value: Json) -> None:
    said = choice.said(name)
    if isinstance(value, str) and said is not None:
        if value.startswith(said):
            delta[name] = value[len(said) :]
        elif not said.startswith(value):
            choice.notes["streamed_otherwise", f"/message/{name}"] = None
    elif said == "":
        delta[name] = value


def _fragments(choice: Choice, listed: list[Json]) -> list[Json]:
    """Return what is new among the calls: by their places, since all of them are listed."""
    made: list[Json] = []
    for at, one in enumerate(listed):
        if not isinstance(one, dict) or at >= len(choice.calls.calls):
            # a number that no server gives
            made.append({**one, "index": -1 - at} if isinstance(one, dict) else one)
            continue
        call = choice.calls.calls[at]
        kind = call.kind or "function"
        body = one.get(kind)
        text = body_text(body, kind) if isinstance(body, dict) else ""
        said = call.text.getvalue()
        if len(text) > len(said) and text.startswith(said) and call.key is not None:
            made.append({"index": call.key, kind: {text_member(kind): text[len(said) :]}})
        elif not said.startswith(text):
            choice.notes["streamed_otherwise", f"/message/tool_calls/{at}"] = None
    return made
