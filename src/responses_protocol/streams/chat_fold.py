"""What the chunks of a Chat stream add up to.

Servers differ in nearly everything: where ids and usage stand, whether calls come whole or in
crumbs, with an index or without. The rules:

* the id is that of the first chunk with one, up to the first chunk that has choices;
* of all other members that are strings or numbers the first one with a value counts, objects are
  merged, and of usage, wherever it stands, the last one counts;
* texts are joined, lists too, and adjacent parts of one kind are one part;
* a fragment of a call belongs to the call with its index, and without an index to the one with its
  id, else to the last one. The first id counts, and the first name, or all of its fragments.
"""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from typing import Any

from responses_protocol.streams.errors import StreamError
from responses_protocol.values import Json, copied

Object = dict[str, Json]
REASONING = ("reasoning", "reasoning_content")
# members with rules of their own, and padding
SETTLED = frozenset(("choices", "usage", "id", "error", "object", "obfuscation"))


class CallFold:
    """One call: its members so far, and how much of its arguments there is."""

    __slots__ = ("call_id", "extras", "index", "key", "kind", "name", "text")

    def __init__(self, index: int, key: Json) -> None:
        self.index = index
        self.key = key
        self.kind: str | None = None
        self.call_id: str | None = None
        self.name: str | None = None
        self.text = StringIO()
        self.extras: Object = {}

    def result(self) -> Object:
        """Return the call as an entry of ``tool_calls``."""
        kind = self.kind or "function"
        text = "input" if kind == "custom" else "arguments"
        body = {"name": self.name, text: self.text.getvalue()}
        return {"id": self.call_id, "type": kind, kind: body, **self.extras}


class ChoiceFold:
    """One choice. ``fresh`` is what the last chunk has added to it, by kind."""

    __slots__ = (
        "annotations",
        "calls",
        "extras",
        "finish_reason",
        "fresh",
        "index",
        "legacy",
        "logprobs",
        "message_extras",
        "parts",
        "reasoning",
        "refusal",
        "refusal_logprobs",
        "role",
        "text",
    )

    def __init__(self, index: int) -> None:
        self.index = index
        self.role: str | None = None
        self.text = StringIO()
        self.parts: list[Object] | None = None  # where the content came in parts
        self.refusal = StringIO()
        self.reasoning: dict[str, StringIO | list[Object]] = {}
        self.annotations: list[Json] = []
        self.calls: list[CallFold] = []
        self.legacy: CallFold | None = None
        self.logprobs: list[Json] = []
        self.refusal_logprobs: list[Json] = []
        self.finish_reason: str | None = None
        self.message_extras: Object = {}
        self.extras: Object = {}
        self.fresh: Object = {}

    def result(self) -> Object:
        """Return the choice as one of a whole answer."""
        text = self.text.getvalue()
        message: Object = {
            "role": self.role or "assistant",
            "content": (text or None) if self.parts is None else self.parts,
            "refusal": self.refusal.getvalue() or None,
        }
        if self.annotations:
            message["annotations"] = self.annotations
        for name, said in self.reasoning.items():
            message[name] = said.getvalue() if isinstance(said, StringIO) else said
        if self.calls:
            message["tool_calls"] = [call.result() for call in self.calls]
        if self.legacy is not None:
            message["function_call"] = self.legacy.result()["function"]
        logprobs: Object | None = None
        if self.logprobs or self.refusal_logprobs:
            logprobs = {"content": self.logprobs, "refusal": self.refusal_logprobs or None}
        return {
            "index": self.index,
            "message": {**message, **self.message_extras},
            "logprobs": logprobs,
            "finish_reason": self.finish_reason,
            **self.extras,
        }


class ChatFold:
    """Adds up chunks; ``main`` is the choice that came first."""

    def __init__(self) -> None:
        self.count = 0  # of the chunks
        self.head: Object = {}
        self.id: str | None = None
        self.usage: Json = None
        self.error: Json = None
        self.started = False
        self.choices: dict[int, ChoiceFold] = {}
        self.main: ChoiceFold | None = None

    def feed(self, chunk: Json) -> None:
        """Add a chunk; raise StreamError where it is none."""
        index, self.count = self.count, self.count + 1
        if not isinstance(chunk, dict):
            raise StreamError("a chunk must be an object", index)
        for fold in self.choices.values():
            fold.fresh = {}
        choices = chunk.get("choices")
        if choices is not None and not isinstance(choices, list):
            raise StreamError("choices must be a list", index, "/choices")
        if not self.started and isinstance(chunk.get("id"), str) and not self.id:
            self.id = chunk["id"]
        if chunk.get("usage") is not None:
            self.usage = copied(chunk["usage"])
        if chunk.get("error") is not None and self.error is None:
            self.error = copied(chunk["error"])
        for name, value in chunk.items():
            if name not in SETTLED and value is not None:
                _merge(self.head, name, value)
        for at, choice in enumerate(choices or ()):
            if not isinstance(choice, dict):
                raise StreamError("a choice must be an object", index, f"/choices/{at}")
            self.started = True
            self._add_choice(choice, index, f"/choices/{at}")

    def _add_choice(self, choice: Object, index: int, pointer: str) -> None:
        number = choice.get("index")
        number = number if type(number) is int else 0
        fold = self.choices.get(number)
        if fold is None:
            fold = self.choices[number] = ChoiceFold(number)
            self.main = self.main or fold
        if isinstance(choice.get("finish_reason"), str) and not fold.finish_reason:
            fold.finish_reason = choice["finish_reason"] or None
        if choice.get("usage") is not None:  # Moonshot has it here
            self.usage = copied(choice["usage"])
        logprobs = choice.get("logprobs")
        if isinstance(logprobs, dict):
            found = _list(logprobs.get("content"))
            fold.logprobs += found
            fold.fresh["logprobs"] = [*fold.fresh.get("logprobs", ()), *found]
            fold.refusal_logprobs += _list(logprobs.get("refusal"))
        for name, value in choice.items():
            if name not in CHOICE_MEMBERS and value is not None:
                _merge(fold.extras, name, value)
        delta = choice.get("delta")
        if delta is None:
            return
        if not isinstance(delta, dict):
            raise StreamError("a delta must be an object", index, f"{pointer}/delta")
        for name, value in delta.items():
            if value is not None:
                add = DELTA_READERS.get(name)
                if add is None:
                    _merge(fold.message_extras, name, value)
                elif not add(fold, value):
                    raise StreamError(f"{name} is damaged", index, f"{pointer}/delta/{name}")

    def envelope(self) -> Object:
        """Return what stands around the choices so far."""
        answer: Object = {}
        if self.id is not None:
            answer["id"] = self.id
        answer["object"] = "chat.completion"
        answer.update(copied(self.head))
        return answer

    def result(self) -> Object:
        """Return the whole answer so far."""
        answer = self.envelope()
        answer["choices"] = copied([one.result() for one in self.choices.values()])
        usage = self.usage
        if usage is None and isinstance(self.head.get("x_groq"), dict):
            usage = self.head["x_groq"].get("usage")
        if usage is not None:
            answer["usage"] = copied(usage)
        if self.error is not None:
            answer["error"] = copied(self.error)
        return answer


CHOICE_MEMBERS = frozenset(("index", "delta", "finish_reason", "logprobs", "usage"))


def _merge(owner: Object, name: str, value: Json) -> None:
    """Keep the first value of a member; objects have members of their own."""
    before = owner.get(name)
    if isinstance(before, dict) and isinstance(value, dict):
        for key, member in value.items():
            _merge(before, key, member)
    elif before is None or before == "" or (name == "created" and before == 0):
        owner[name] = copied(value)


def _list(value: Json) -> list[Json]:
    return copied(value) if isinstance(value, list) else []


# --- the members of a delta ----------------------------------------------------------------------


def _role(fold: ChoiceFold, value: Json) -> bool:
    if isinstance(value, str):
        fold.role = fold.role or value
    return isinstance(value, str)


def _content(fold: ChoiceFold, value: Json) -> bool:
    if isinstance(value, str):
        if fold.parts is None:
            fold.text.write(value)
        elif value:
            _add_part(fold.parts, {"type": "text", "text": value})
        fold.fresh["text"] = fold.fresh.get("text", "") + value
        return True
    if not isinstance(value, list) or not all(isinstance(part, dict) for part in value):
        return False
    if fold.parts is None:
        text = fold.text.getvalue()
        fold.parts = [{"type": "text", "text": text}] if text else []
    for part in value:
        _add_part(fold.parts, copied(part))
    fold.fresh["parts"] = [*fold.fresh.get("parts", ()), *value]
    return True


def _add_part(parts: list[Object], part: Object) -> None:
    """Add a content part; adjacent texts, and adjacent thoughts, are one."""
    last = parts[-1] if parts else {}
    if last.get("type") == part.get("type") == "text" and _texts(last, part, "text"):
        last["text"] += part["text"]
    elif last.get("type") == part.get("type") == "thinking":
        before, more = last.get("thinking"), part.get("thinking")
        if isinstance(before, str) and isinstance(more, str):
            last["thinking"] = before + more
        elif isinstance(before, list) and isinstance(more, list):
            for one in more:
                if isinstance(one, dict):
                    _add_part(before, one)
        else:
            parts.append(part)
    else:
        parts.append(part)


def _texts(one: Object, other: Object, name: str) -> bool:
    return isinstance(one.get(name), str) and isinstance(other.get(name), str)


def _refusal(fold: ChoiceFold, value: Json) -> bool:
    if isinstance(value, str):
        fold.refusal.write(value)
        fold.fresh["refusal"] = fold.fresh.get("refusal", "") + value
    return isinstance(value, str)


def _reasoning(name: str) -> Callable[[ChoiceFold, Json], bool]:
    def add(fold: ChoiceFold, value: Json) -> bool:
        if not isinstance(value, str):
            return False
        said = fold.reasoning.setdefault(name, StringIO())
        if isinstance(said, StringIO):
            said.write(value)
        fold.fresh[name] = fold.fresh.get(name, "") + value
        return True

    return add


def _details(fold: ChoiceFold, value: Json) -> bool:
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        return False
    details = fold.reasoning.setdefault("reasoning_details", [])
    if isinstance(details, list):
        found = [(_add_detail(details, copied(one)), one) for one in value]
        fold.fresh["details"] = [*fold.fresh.get("details", ()), *found]
    return True


def _add_detail(details: list[Object], detail: Object) -> bool:
    """Add a detail, and tell whether it is a new one.

    What continues the last one, with its type and index, is joined with it.
    """
    last = details[-1] if details else None
    if last is None or any(last.get(key) != detail.get(key) for key in ("type", "index")):
        details.append(detail)
        return True
    for name, value in detail.items():
        if name in ("text", "summary", "data") and _texts(last, detail, name):
            last[name] += value
        elif last.get(name) is None:
            last[name] = value
    return False


def _annotations(fold: ChoiceFold, value: Json) -> bool:
    if not isinstance(value, list):
        return False
    found = copied(value)
    fold.annotations += found
    fold.fresh["annotations"] = [*fold.fresh.get("annotations", ()), *found]
    return True


def _tool_calls(fold: ChoiceFold, value: Json) -> bool:
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        return False
    touched = [call for call in (_add_call(fold, one) for one in value) if call is not None]
    if touched:
        fold.fresh["calls"] = [*fold.fresh.get("calls", ()), *touched]
    return True


def _add_call(fold: ChoiceFold, fragment: Object) -> tuple[CallFold, str] | None:
    """Add a fragment; return its call, and what it has added to the arguments."""
    kind = fragment.get("type")
    body: Object = next(
        (fragment[name] for name in ("function", "custom") if isinstance(fragment.get(name), dict)),
        {},
    )
    call_id, name = fragment.get("id"), body.get("name")
    call = _find_call(fold, fragment.get("index"), call_id, name)
    if isinstance(call_id, str) and call_id and not call.call_id:
        call.call_id = call_id
    if isinstance(kind, str) and kind and not call.kind:
        call.kind = kind
    elif call.kind is None and isinstance(fragment.get("custom"), dict):
        call.kind = "custom"
    if isinstance(name, str) and name and name != call.name and not call.text.tell():
        call.name = (call.name or "") + name
    text = body.get("input" if call.kind == "custom" else "arguments")
    text = text if isinstance(text, str) else ""
    call.text.write(text)
    for member, value in fragment.items():
        if member not in CALL_MEMBERS and value is not None:
            _merge(call.extras, member, value)
    return call, text


CALL_MEMBERS = frozenset(("index", "id", "type", "function", "custom"))


def _find_call(fold: ChoiceFold, index: Json, call_id: Json, name: Json) -> CallFold:
    """Return the call that a fragment belongs to, a new one where it is the first of it."""
    calls = fold.calls
    if type(index) is int:
        found = next((call for call in reversed(calls) if call.key == index), None)
        if found is not None and _is_other(found, call_id, name):
            found = None
    elif isinstance(call_id, str) and call_id:
        found = next((call for call in calls if call.call_id == call_id), None)
        if found is None and calls and calls[-1].call_id is None and not name:
            found = calls[-1]
    elif name and calls and calls[-1].text.tell():
        found = None
    else:
        found = calls[-1] if calls else None
    if found is None:
        found = CallFold(len(calls), index)
        calls.append(found)
    return found


def _is_other(call: CallFold, call_id: Json, name: Json) -> bool:
    """Tell a whole call from a fragment: some servers give all calls of an answer one index."""
    return bool(
        isinstance(call_id, str)
        and call_id
        and call.call_id
        and call_id != call.call_id
        and name
        and name != call.name
        and call.text.tell()
    )


def _function_call(fold: ChoiceFold, value: Json) -> bool:
    if not isinstance(value, dict):
        return False
    if fold.legacy is None:
        fold.legacy = CallFold(0, None)
    name, text = value.get("name"), value.get("arguments")
    if isinstance(name, str) and name and name != fold.legacy.name:
        fold.legacy.name = (fold.legacy.name or "") + name
    if isinstance(text, str):
        fold.legacy.text.write(text)
    return True


DELTA_READERS: dict[str, Callable[[ChoiceFold, Any], bool]] = {
    "role": _role,
    "content": _content,
    "refusal": _refusal,
    "reasoning": _reasoning("reasoning"),
    "reasoning_content": _reasoning("reasoning_content"),
    "reasoning_details": _details,
    "annotations": _annotations,
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
    return fold.result()
