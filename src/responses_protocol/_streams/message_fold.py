"""Read whole messages in a stream, instead of deltas or beside them.

Some servers send the message so far with every chunk, beside the delta; some send only that, or
one whole message. Each message is read as the delta that extends the text so far; beside
deltas, only at the end, since the deltas come first.
"""

from __future__ import annotations

from typing import Protocol

from responses_protocol._formats.chat_completions.reasoning import FIELDS
from responses_protocol._streams.call_fold import CallsFold, body_text, text_member
from responses_protocol._values import Json, Object

TEXTS = ("content", "refusal", *FIELDS)
READ_MEMBERS = ("role", "annotations", "tool_calls", *TEXTS)


class Choice(Protocol):
    """The state of a choice."""

    annotations: list[Json]
    calls: CallsFold
    finish_reason: str | None
    in_deltas: set[str]
    notes: dict[tuple[str, str], None]

    def has(self, name: str) -> bool:
        """Return whether a member without texts or lists was there before."""

    def text_of(self, name: str) -> str | None:
        """Return the text of a member so far, or None if it is no text."""


def remaining_delta(choice: Choice, message: Object) -> Object:
    """Return the delta with the part of a message that the deltas before it lack."""
    delta: Object = {}
    if message.get("role") is not None:
        delta["role"] = message["role"]
    for name in TEXTS:
        # beside deltas, the message may be ahead of them, or behind
        waits = name in choice.in_deltas and choice.finish_reason is None
        if message.get(name) is not None and not waits:
            _add_text(delta, choice, name, message[name])
    annotations = message.get("annotations")
    if isinstance(annotations, list):
        delta["annotations"] = annotations[len(choice.annotations) :]
    calls = message.get("tool_calls")
    if isinstance(calls, list):
        delta["tool_calls"] = _fragments(choice, calls)
    elif calls is not None:
        delta["tool_calls"] = calls
    for name, value in message.items():
        if name not in READ_MEMBERS and not choice.has(name):
            delta[name] = value
    return delta


def _add_text(delta: Object, choice: Choice, name: str, value: Json) -> None:
    streamed = choice.text_of(name)
    if isinstance(value, str) and streamed is not None:
        if value.startswith(streamed):
            delta[name] = value[len(streamed) :]
        elif not streamed.startswith(value):
            choice.notes["streamed_otherwise", f"/message/{name}"] = None
    elif streamed == "":
        delta[name] = value


def _fragments(choice: Choice, entries: list[Json]) -> list[Json]:
    """Return the fragments that extend the calls; a message lists all calls in order."""
    fragments: list[Json] = []
    for index, entry in enumerate(entries):
        if not isinstance(entry, dict) or index >= len(choice.calls.calls):
            # a number that no server sends
            fragments.append({**entry, "index": -1 - index} if isinstance(entry, dict) else entry)
            continue
        call = choice.calls.calls[index]
        kind = call.kind or "function"
        body = entry.get(kind)
        text = body_text(body, kind) if isinstance(body, dict) else ""
        streamed = call.text.getvalue()
        if len(text) > len(streamed) and text.startswith(streamed) and call.key is not None:
            fragments.append({"index": call.key, kind: {text_member(kind): text[len(streamed) :]}})
        elif not streamed.startswith(text):
            choice.notes["streamed_otherwise", f"/message/tool_calls/{index}"] = None
    return fragments
