"""What the chunks of a Chat stream add up to.

Servers differ in nearly everything: where ids and usage stand, whether calls come whole or in
crumbs, with an index or without. The rules:

* the id is that of the first chunk with one, up to the first chunk that has choices;
* of all other members that are strings or numbers the first one with a value counts, objects are
  merged, and of usage, wherever it stands, the last one counts;
* texts are joined, lists in deltas too, and adjacent parts of one kind are one part;
* of a whole message, which some servers send instead of deltas or beside them, that counts which
  the deltas did not say;
* of a call, the first id counts, and the first name, or all of its fragments up to the first
  arguments, or the next call.

What is not kept is told: ``losses`` has a code and a pointer into the answer for each of it.
"""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from typing import Any

from responses_protocol.formats.chat_completions import answer
from responses_protocol.formats.chat_completions.reasoning import DETAILS, SEALED
from responses_protocol.formats.error_bodies import is_bare_error
from responses_protocol.streams.call_fold import CallFold, CallsFold, body_text
from responses_protocol.streams.choice_logprobs import ChoiceLogprobs
from responses_protocol.streams.content_fold import DetailsFold, PartsFold
from responses_protocol.streams.errors import StreamError, as_object, guarded
from responses_protocol.streams.merging import are_texts, merge
from responses_protocol.streams.message_fold import unsaid
from responses_protocol.values import Json, copied, token

Object = dict[str, Json]
# members with rules of their own, and padding
SETTLED = frozenset(("choices", "usage", "id", "error", "object", "obfuscation"))


class ChoiceFold:
    """One choice. ``fresh`` is what the last chunk has added to it, by kind."""

    __slots__ = (
        "annotations",
        "calls",
        "extras",
        "finish_reason",
        "fresh",
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
        self.in_deltas: set[str] = set()  # the members that deltas have, beside a message
        self.notes: dict[tuple[str, str], None] = {}  # what is not kept: codes and places in it
        self.fresh: Object = {}

    def merge(self, owner: Object, name: str, value: Json, place: str) -> None:
        """Keep the first value of a member; note another one."""
        if not merge(owner, name, value):
            self.notes["repeated_member", f"{place}/{token(name)}"] = None

    def said(self, name: str) -> str | None:
        """Return the text of a member of the message so far, None where it is no text."""
        if name == "content":
            return self.text.getvalue() if self.parts is None else None
        found = self.refusal if name == "refusal" else self.reasoning.get(name)
        if found is None:
            return "" if name not in self.message_extras else None
        return found.getvalue() if isinstance(found, StringIO) else None

    def has(self, name: str) -> bool:
        """Tell whether the message has a member of this name that no rule is known for."""
        known = name in self.message_extras or name in self.reasoning
        return known or (name == "function_call" and self.legacy is not None)

    def result(self, logged: bool = True) -> Object:
        """Return the choice as one of a whole answer, with log probabilities or without."""
        text = self.text.getvalue()
        message: Object = {
            "role": self.role or "assistant",
            "content": (text or None) if self.parts is None else self.parts.value(),
            "refusal": self.refusal.getvalue() or None,
        }
        if self.annotations:
            message["annotations"] = self.annotations
        for name, said in self.reasoning.items():
            message[name] = said.getvalue() if isinstance(said, StringIO) else said.value()
        if self.calls.calls:
            message["tool_calls"] = [call.result() for call in self.calls.calls]
        if self.legacy is not None:
            message["function_call"] = self.legacy.result()["function"]
        for name, value in self.message_extras.items():
            message.setdefault(name, value)
        return {
            "index": self.index,
            "message": message,
            "logprobs": self.logprobs.value() if logged else None,
            "finish_reason": self.finish_reason,
            **self.extras,
        }


class ChatFold:
    """Adds up chunks.

    ``main`` is the choice with the index 0, which is the answer. As long as there is none,
    ``others`` has what has come of other ones.
    """

    def __init__(self) -> None:
        self.count = 0  # of the chunks
        self.head: Object = {}
        self.id: str | None = None
        self.usage: Json = None
        self.error: Json = None
        self.started = False
        self.choices: dict[int, ChoiceFold] = {}
        self.main: ChoiceFold | None = None
        self.others: list[Object] = []
        self.notes: dict[tuple[str, str], None] = {}  # what is not kept: codes and pointers

    def losses(self) -> list[tuple[str, str]]:
        """Return what is not kept so far, as codes and pointers into the answer."""
        found = list(self.notes)
        for at, choice in enumerate(self.choices.values()):
            place = f"/choices/{at}"
            calls = f"{place}/message/tool_calls"
            found += [(code, f"{place}{where}") for code, where in choice.notes]
            found += [("logprobs", f"{place}{where}") for where in choice.logprobs.lost]
            found += [(code, f"{calls}/{where}") for code, where in choice.calls.losses()]
        return found

    @property
    def last(self) -> int:
        """The number of the last chunk."""
        return max(self.count - 1, 0)

    def feed(self, chunk: Json) -> None:
        """Add a chunk; raise StreamError where it is none."""
        index, self.count = self.count, self.count + 1
        try:
            self._add(as_object(chunk, "a chunk", index), index)
        except (TypeError, RecursionError) as error:
            self.notes["damaged_chunk", ""] = None
            raise guarded(error, index) from None
        except StreamError:
            self.notes["damaged_chunk", ""] = None
            raise

    def _add(self, chunk: Object, index: int) -> None:
        for fold in self.choices.values():
            fold.fresh = {}
        choices = chunk.get("choices")
        if choices is not None and not isinstance(choices, list):
            raise StreamError("choices must be a list", index, "/choices")
        if choices is None and is_bare_error(chunk):
            chunk = {"error": chunk}
        own = chunk.get("id")
        if isinstance(own, str) and own != self.id:
            if not self.started and not self.id:
                self.id = own
            elif own:
                self.notes["repeated_member", "/id"] = None
        if chunk.get("usage") is not None:
            self.usage = copied(chunk["usage"])
        error = chunk.get("error")
        if error or isinstance(error, dict):
            if self.error is None:
                self.error, self.started = copied(error), True
            elif error != self.error:
                self.notes["repeated_member", "/error"] = None
        for name, value in chunk.items():
            if name not in SETTLED and value is not None and not merge(self.head, name, value):
                self.notes["repeated_member", f"/{token(name)}"] = None
        for at, choice in enumerate(choices or ()):
            if not isinstance(choice, dict):
                raise StreamError("a choice must be an object", index, f"/choices/{at}")
            self.started = True
            self._add_choice(choice, index, f"/choices/{at}")

    def _add_choice(self, choice: Object, index: int, pointer: str) -> None:
        number = answer.number(choice)
        fold = self.choices.get(number)
        if fold is None:
            fold = self.choices[number] = ChoiceFold(number)
            if number == 0:
                self.main, self.others = fold, []
        if self.main is None:
            self.others.append(copied(choice))
        reason = choice.get("finish_reason")
        if isinstance(reason, str) and reason and reason != fold.finish_reason:
            if fold.finish_reason:
                fold.notes["finish_reason", "/finish_reason"] = None
            else:
                fold.finish_reason = reason
        if choice.get("usage") is not None:  # Moonshot has it here
            self.usage = copied(choice["usage"])
        logprobs = choice.get("logprobs")
        if logprobs is not None:
            fold.fresh.setdefault("logprobs", []).extend(fold.logprobs.add(logprobs))
        for name, value in choice.items():
            if name not in CHOICE_MEMBERS and value is not None:
                fold.merge(fold.extras, name, value, "")
        self._add_members(fold, choice.get("delta"), index, f"{pointer}/delta")
        message = choice.get("message")
        if message is not None:
            if isinstance(message, dict):
                fold.in_deltas |= {name for name, one in (choice.get("delta") or {}).items() if one}
                message = unsaid(fold, message)
            self._add_members(fold, message, index, f"{pointer}/message")

    def _add_members(self, fold: ChoiceFold, delta: Json, index: int, pointer: str) -> None:
        if delta is None:
            return
        if not isinstance(delta, dict):
            raise StreamError(f"a {pointer.split('/')[-1]} must be an object", index, pointer)
        for name, value in delta.items():
            if value is not None:
                add = DELTA_READERS.get(name)
                if add is None:
                    _extra(fold, name, value)
                elif not add(fold, value):
                    raise StreamError(f"{name} is damaged", index, f"{pointer}/{token(name)}")

    def envelope(self) -> Object:
        """Return what stands around the choices so far."""
        made: Object = {}
        if self.id is not None:
            made["id"] = self.id
        made["object"] = "chat.completion"
        made.update(copied(self.head))
        return made

    def result(self, logged: bool = True) -> Object:
        """Return the whole answer so far, with log probabilities or without."""
        whole = self.envelope()
        whole["choices"] = copied([one.result(logged) for one in self.choices.values()])
        usage = self.usage
        if usage is None and isinstance(self.head.get("x_groq"), dict):
            usage = self.head["x_groq"].get("usage")
        if usage is not None:
            whole["usage"] = copied(usage)
        if self.error is not None:
            whole["error"] = copied(self.error)
        return whole


CHOICE_MEMBERS = frozenset(("index", "delta", "finish_reason", "logprobs", "message", "usage"))


# --- the members of a delta ----------------------------------------------------------------------


def _role(fold: ChoiceFold, value: Json) -> bool:
    if isinstance(value, str):
        fold.role = fold.role or value
        if value and value != fold.role:
            fold.notes["repeated_member", "/message/role"] = None
    return isinstance(value, str)


def _content(fold: ChoiceFold, value: Json) -> bool:
    if isinstance(value, str):
        if fold.parts is None:
            fold.text.write(value)
            pieces = [(False, value, False)]
        else:
            pieces = fold.parts.add({"type": "text", "text": value}) if value else []
    elif isinstance(value, list) and all(isinstance(part, dict) for part in value):
        if fold.parts is None:
            text = fold.text.getvalue()
            fold.parts = PartsFold([{"type": "text", "text": text}] if text else [])
        pieces = [piece for part in value for piece in fold.parts.add(copied(part))]
    else:
        return False
    fold.fresh.setdefault("content", []).extend(pieces)
    return True


def _refusal(fold: ChoiceFold, value: Json) -> bool:
    if isinstance(value, str):
        fold.refusal.write(value)
        fold.fresh.setdefault("refusal", []).append(value)
    return isinstance(value, str)


def _reasoning(name: str) -> Callable[[ChoiceFold, Json], bool]:
    def add(fold: ChoiceFold, value: Json) -> bool:
        if not isinstance(value, str):  # no API documents the member, so it may be anything
            _extra(fold, name, value)
            return True
        said = fold.reasoning.setdefault(name, StringIO())
        if isinstance(said, StringIO):
            said.write(value)
        fold.fresh.setdefault(name, []).append(value)
        return True

    return add


def _details(fold: ChoiceFold, value: Json) -> bool:
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        _extra(fold, DETAILS, value)
        return True
    details = fold.reasoning.setdefault(DETAILS, DetailsFold())
    if isinstance(details, DetailsFold):
        found = [details.add(copied(one)) for one in value]
        fold.fresh.setdefault(DETAILS, []).extend(piece for piece, _ in found)
        sealed = [detail for _, detail in found if detail.members.get("type") == SEALED]
        if sealed:
            fold.fresh.setdefault("sealed", []).extend(sealed)
    return True


def _audio(fold: ChoiceFold, value: Json) -> bool:
    """Add to the audio, whose data and transcript come piece by piece."""
    if not isinstance(value, dict):
        return False
    audio = fold.message_extras.setdefault("audio", {})
    for name, member in value.items():
        if name in ("data", "transcript") and are_texts(audio, value, name):
            audio[name] += member
        else:
            fold.merge(audio, name, member, "/message/audio")
    return True


def _extra(fold: ChoiceFold, name: str, value: Json) -> None:
    """Keep a member that no rule is known for."""
    before = fold.message_extras.get(name)
    if isinstance(before, list) and isinstance(value, list):
        before += copied(value)
    else:
        fold.merge(fold.message_extras, name, value, "/message")


def _annotations(fold: ChoiceFold, value: Json) -> bool:
    if not isinstance(value, list):
        return False
    found = copied(value)
    fold.annotations += found
    fold.fresh.setdefault("annotations", []).extend(found)
    return True


def _tool_calls(fold: ChoiceFold, value: Json) -> bool:
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        return False
    touched = [fold.calls.add(one) for one in value]
    if touched:
        fold.fresh.setdefault("calls", []).extend(touched)
    return True


def _function_call(fold: ChoiceFold, value: Json) -> bool:
    if not isinstance(value, dict):
        return False
    if fold.legacy is None:
        fold.legacy = CallFold(0, None)
    name = value.get("name")
    if isinstance(name, str) and name != fold.legacy.name:
        fold.legacy.name = (fold.legacy.name or "") + name
    fold.legacy.text.write(body_text(value, None))
    return True


DELTA_READERS: dict[str, Callable[[ChoiceFold, Any], bool]] = {
    "role": _role,
    "content": _content,
    "refusal": _refusal,
    "reasoning": _reasoning("reasoning"),
    "reasoning_content": _reasoning("reasoning_content"),
    DETAILS: _details,
    "annotations": _annotations,
    "audio": _audio,
    "tool_calls": _tool_calls,
    "function_call": _function_call,
}


def fold_chunks(chunks: Any) -> Object:
    """Return the Chat answer that ``chunks`` (any iterable of them, in order) add up to.

    Raises StreamError for the first one that is no chunk.
    """
    fold = ChatFold()
    for chunk in chunks:
        fold.feed(chunk)
    try:
        return fold.result()
    except RecursionError as error:
        raise guarded(error, fold.last) from None
