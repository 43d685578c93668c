"""Add up one choice of a Chat stream, with a reader for each member of a delta."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from typing import Any

from responses_protocol._formats.chat_completions.answer import read_refusal
from responses_protocol._formats.chat_completions.reasoning import DETAILS, ENCRYPTED
from responses_protocol._streams.call_fold import CallFold, CallsFold, body_text
from responses_protocol._streams.choice_logprobs import ChoiceLogprobs
from responses_protocol._streams.content_fold import DetailsFold, PartsFold
from responses_protocol._streams.errors import json_copy
from responses_protocol._streams.merged_values import both_have_text, merge
from responses_protocol._values import Json, Object, escape_token


class ChoiceFold:
    """One choice. ``additions`` has the values that the last chunk has added to it, by kind."""

    __slots__ = (
        "additions",
        "annotations",
        "calls",
        "extras",
        "finish_reason",
        "in_deltas",
        "index",
        "legacy",
        "logprobs",
        "message_extras",
        "notes",
        "parts",
        "reasoning",
        "refusal",
        "role",
        "text",
    )

    def __init__(self, index: int) -> None:
        self.index = index
        self.role: str | None = None
        self.text = StringIO()
        self.parts: PartsFold | None = None  # where the content came in parts
        self.refusal = StringIO()
        self.reasoning: dict[str, StringIO | DetailsFold] = {}
        self.annotations: list[Json] = []
        self.calls = CallsFold()
        self.legacy: CallFold | None = None
        self.logprobs = ChoiceLogprobs()
        self.finish_reason: str | None = None
        self.message_extras: Object = {}
        self.extras: Object = {}
        self.in_deltas: set[str] = set()  # members of deltas that come beside a message
        self.notes: dict[tuple[str, str], None] = {}  # codes and pointers of values not kept
        self.additions: Object = {}

    def merge(self, owner: Object, name: str, value: Json, pointer: str) -> None:
        """Keep the first value of a member; note any other one."""
        if not merge(owner, name, value):
            self.notes["repeated_member", f"{pointer}/{escape_token(name)}"] = None

    def text_of(self, name: str) -> str | None:
        """Return the text of a member of the message so far, or None if it is no text."""
        if name == "content":
            return self.text.getvalue() if self.parts is None else None
        text = self.refusal if name == "refusal" else self.reasoning.get(name)
        if text is None:
            return "" if name not in self.message_extras else None
        return text.getvalue() if isinstance(text, StringIO) else None

    def has(self, name: str) -> bool:
        """Return whether the message has a member of this name without a rule of its own."""
        is_extra = name in self.message_extras or name in self.reasoning
        return is_extra or (name == "function_call" and self.legacy is not None)

    def result(self, with_logprobs: bool = True) -> Object:
        """Return the choice as one of a whole answer, with log probabilities or without."""
        text = self.text.getvalue()
        message: Object = {
            "role": self.role or "assistant",
            "content": (text or None) if self.parts is None else self.parts.value(),
            "refusal": self.refusal.getvalue() or None,
        }
        if self.annotations:
            message["annotations"] = self.annotations
        for name, reasoning in self.reasoning.items():
            message[name] = (
                reasoning.getvalue() if isinstance(reasoning, StringIO) else reasoning.value()
            )
        if self.calls.calls:
            message["tool_calls"] = [call.result() for call in self.calls.calls]
        if self.legacy is not None:
            message["function_call"] = self.legacy.result()["function"]
        for name, value in self.message_extras.items():
            message.setdefault(name, value)
        return {
            "index": self.index,
            "message": message,
            "logprobs": self.logprobs.value() if with_logprobs else None,
            "finish_reason": self.finish_reason,
            **self.extras,
        }


# --- the members of a delta ----------------------------------------------------------------------


def _add_role(fold: ChoiceFold, value: Json) -> bool:
    if isinstance(value, str):
        fold.role = fold.role or value
        if value and value != fold.role:
            fold.notes["repeated_member", "/message/role"] = None
    return isinstance(value, str)


def _add_content(fold: ChoiceFold, value: Json) -> bool:
    if isinstance(value, str):
        if fold.parts is None:
            fold.text.write(value)
            pieces = [(False, value, False)]
        else:
            pieces = fold.parts.add({"type": "text", "text": value}) if value else []
    elif isinstance(value, list) and all(isinstance(part, dict) for part in value):
        if fold.parts is None:
            fold.parts = PartsFold(fold.text.getvalue())
        pieces = [piece for part in value for piece in fold.parts.add(json_copy(part))]
        refusals = [text for text in map(read_refusal, value) if text]
        if refusals:
            fold.additions.setdefault("refusal", []).extend(refusals)
    else:
        return False
    fold.additions.setdefault("content", []).extend(pieces)
    return True


def _add_refusal(fold: ChoiceFold, value: Json) -> bool:
    if isinstance(value, str):
        fold.refusal.write(value)
        fold.additions.setdefault("refusal", []).append(value)
    return isinstance(value, str)


def _reasoning_adder(name: str) -> Callable[[ChoiceFold, Json], bool]:
    def add(fold: ChoiceFold, value: Json) -> bool:
        if not isinstance(value, str):  # no API documents the member, so it may be anything
            add_extra(fold, name, value)
            return True
        text = fold.reasoning.setdefault(name, StringIO())
        if isinstance(text, StringIO):
            text.write(value)
        fold.additions.setdefault(name, []).append(value)
        return True

    return add


def _add_details(fold: ChoiceFold, value: Json) -> bool:
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        add_extra(fold, DETAILS, value)
        return True
    details = fold.reasoning.setdefault(DETAILS, DetailsFold())
    if isinstance(details, DetailsFold):
        results = [details.add(json_copy(entry)) for entry in value]
        fold.additions.setdefault(DETAILS, []).extend(piece for piece, _ in results)
        encrypted = [detail for _, detail in results if detail.members.get("type") == ENCRYPTED]
        if encrypted:
            fold.additions.setdefault("encrypted", []).extend(encrypted)
    return True


def _add_audio(fold: ChoiceFold, value: Json) -> bool:
    """Add to the audio, whose data and transcript come piece by piece."""
    if not isinstance(value, dict):
        return False
    audio = fold.message_extras.setdefault("audio", {})
    for name, member in value.items():
        if name in ("data", "transcript") and both_have_text(audio, value, name):
            audio[name] += member
        else:
            fold.merge(audio, name, member, "/message/audio")
    return True


def add_extra(fold: ChoiceFold, name: str, value: Json) -> None:
    """Add a member without a rule of its own."""
    before = fold.message_extras.get(name)
    if isinstance(before, list) and isinstance(value, list):
        before += json_copy(value)
    else:
        fold.merge(fold.message_extras, name, value, "/message")


def _add_annotations(fold: ChoiceFold, value: Json) -> bool:
    if not isinstance(value, list):
        return False
    annotations = json_copy(value)
    fold.annotations += annotations
    fold.additions.setdefault("annotations", []).extend(annotations)
    return True


def _add_tool_calls(fold: ChoiceFold, value: Json) -> bool:
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        return False
    changed = fold.calls.add(value)
    if changed:
        fold.additions.setdefault("calls", []).extend(changed)
    return True


def _add_function_call(fold: ChoiceFold, value: Json) -> bool:
    if not isinstance(value, dict):
        return False
    if fold.legacy is None:
        fold.legacy = CallFold(0, None)
    name = value.get("name")
    if isinstance(name, str) and name != fold.legacy.name:
        fold.legacy.name = (fold.legacy.name or "") + name
    if fold.legacy.write(body_text(value, None)):
        fold.notes["arguments_form", "/message/function_call/arguments"] = None
    return True


DELTA_READERS: dict[str, Callable[[ChoiceFold, Any], bool]] = {
    "role": _add_role,
    "content": _add_content,
    "refusal": _add_refusal,
    "reasoning": _reasoning_adder("reasoning"),
    "reasoning_content": _reasoning_adder("reasoning_content"),
    DETAILS: _add_details,
    "annotations": _add_annotations,
    "audio": _add_audio,
    "tool_calls": _add_tool_calls,
    "function_call": _add_function_call,
}
