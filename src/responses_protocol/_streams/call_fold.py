"""Add up tool calls that come in fragments: find the call of each fragment, and extend it.

Servers number calls, or identify them by ids, or do neither; some give all calls one number, or one
id. So a fragment with a known number or id begins another call all the same where it has

* another id and a name;
* another name, when the arguments are complete JSON;
* the same name and more arguments, when they are complete JSON;
* a name, behind another fragment of the same chunk with a name, since no server cuts a name there;
* another name and a type once more, where there are no ids.

Any other name behind a name is a piece of it, up to the first arguments. A fragment with a new
number, but neither id nor name, continues the last call.

Servers in front of other APIs announce a call with the arguments ``{}``, and send the real ones
behind it, which together is not JSON: there, the real ones are the arguments.
https://github.com/openai/openai-agents-js/pull/712
"""

from __future__ import annotations

import json
from io import StringIO

from responses_protocol._formats.complete_json import JsonText
from responses_protocol._streams.merged_values import merge
from responses_protocol._values import Json, Object, copy_json, read_index

KINDS = ("function", "custom")
EMPTY = "{}"  # arguments that later ones may replace


class CallFold:
    """One call: its members so far, and its arguments."""

    __slots__ = (
        "body",
        "call_id",
        "extras",
        "has_type",
        "index",
        "key",
        "kind",
        "name",
        "repeats_name",
    )

    def __init__(self, index: int, key: Json) -> None:
        self.index = index
        self.key = key
        self.kind: str | None = None
        self.call_id: str | None = None
        self.name: str | None = None
        self.body = JsonText()
        self.extras: Object = {}
        self.repeats_name = False  # whether the name came again: more arguments begin another call
        self.has_type = False  # whether a fragment had its type

    @property
    def text(self) -> StringIO:
        """The arguments, or the input, so far."""
        return self.body.text

    def is_complete(self) -> bool:
        """Return whether the arguments are whole JSON; an input always counts as whole."""
        return self.kind == "custom" or self.body.is_complete()

    def has_end(self) -> bool:
        """Return whether nothing more is expected."""
        return self.kind == "custom" or self.body.has_end()

    def is_empty(self) -> bool:
        """Return whether the arguments are empty ones, which later ones may replace."""
        ends = self.kind != "custom" and self.text.tell() == len(EMPTY)
        return ends and self.text.getvalue() == EMPTY

    def write(self, text: str) -> bool:
        """Add to the arguments; return whether the text replaces the arguments before it."""
        if self.kind == "custom" or self.text.tell() > len(EMPTY):
            self.text.write(text)
            return False
        arguments = joined = self.text.getvalue() + text
        while has_empty_beginning(arguments):
            arguments = arguments[len(EMPTY) :]
        if arguments != joined:
            self.body, text = JsonText(), arguments
        self.text.write(text)
        return arguments != joined

    def result(self) -> Object:
        """Return the call as an entry of ``tool_calls``."""
        kind = self.kind or "function"
        body = {"name": self.name, text_member(kind): self.text.getvalue()}
        return {"id": self.call_id, "type": kind, kind: body, **self.extras}


class CallsFold:
    """The calls of one message; ``notes`` has codes and pointers of values not kept."""

    __slots__ = ("_by_id", "_by_key", "_latest", "_named", "calls", "notes")

    def __init__(self) -> None:
        self.calls: list[CallFold] = []
        self.notes: dict[tuple[str, str], None] = {}
        self._by_key: dict[int, CallFold] = {}
        self._by_id: dict[str, CallFold] = {}
        self._latest: CallFold | None = None
        self._named: set[CallFold] = set()  # calls with a name in this chunk

    def add(self, fragments: list[Object]) -> list[tuple[CallFold, str]]:
        """Add the fragments of a chunk; return the call of each, and the text that extends it."""
        self._named = set()
        return [self._add(fragment) for fragment in fragments]

    def _add(self, fragment: Object) -> tuple[CallFold, str]:
        kind = fragment.get("type")
        has_type = isinstance(kind, str) and bool(kind)
        bodies = [name for name in KINDS if isinstance(fragment.get(name), dict)]
        body_kind = kind if kind in bodies else bodies[0] if bodies else None
        body: Object = fragment[body_kind] if body_kind else {}
        call_id, name = _string(fragment.get("id")), _string(body.get("name"))
        key = read_index(fragment.get("index"))
        if kind in KINDS and body_kind is not None:
            kind = body_kind  # some servers give custom calls the type of functions, or the reverse
        call = self._find(key, call_id, name, body, body_kind, has_type)
        self._latest = call
        call.has_type = call.has_type or has_type
        if name:
            self._named.add(call)
        if key is not None:
            self._by_key[key] = call
        is_settled = bool(call.text.tell()) or call is not self.calls[-1]
        if not call.kind and not is_settled:
            call.kind = kind if isinstance(kind, str) and kind else body_kind
        self._take_id(call, call_id)
        self._take_name(call, name, is_settled)
        if call.name is None and isinstance(body.get("name"), str):
            call.name = ""
        text = body_text(body, body_kind)
        if text and not isinstance(body.get(text_member(body_kind)), str):
            kind = call.kind or "function"
            self.notes["arguments_form", f"{call.index}/{kind}/{text_member(kind)}"] = None
        if call.write(text):
            self.notes["arguments_form", f"{call.index}/function/arguments"] = None
        for member, value in fragment.items():
            if member not in CALL_MEMBERS and value is not None:
                merge(call.extras, member, value)
        return call, text

    def losses(self) -> list[tuple[str, str]]:
        """Return the values that are not kept, and arguments that are several JSON values."""
        several = [
            ("call_fragment", f"{call.index}/function/arguments")
            for call in self.calls
            if call.kind != "custom" and call.body.is_followed()
        ]
        return [*self.notes, *several]

    def _take_id(self, call: CallFold, call_id: str) -> None:
        if call_id and not call.call_id:
            call.call_id = call_id
            self._by_id[call_id] = call
        elif call_id and call_id != call.call_id:
            self.notes["repeated_member", f"{call.index}/id"] = None

    def _take_name(self, call: CallFold, name: str, is_settled: bool) -> None:
        if not name or name == call.name:
            return
        if is_settled and call.name:
            self.notes["repeated_member", f"{call.index}/{call.kind or 'function'}/name"] = None
        else:
            call.name = (call.name or "") + name

    def _find(
        self,
        key: int | None,
        call_id: str,
        name: str,
        body: Object,
        kind: str | None,
        has_type: bool,
    ) -> CallFold:
        """Return the call that a fragment belongs to, a new one for its first fragment."""
        call = self._known(key, call_id, name)
        if call is None:
            return self._begin(key)
        if not call.text.tell() and name and call.name:
            ids = call_id or call.call_id
            is_new = has_type and call.has_type and name != call.name and not ids
            return self._begin(key) if is_new or call in self._named else call
        if not call.text.tell() or not (name or call.repeats_name):
            return call
        has_text = bool(body_text(body, kind).strip())
        differs = name != call.name or (kind is not None and kind != (call.kind or kind))
        if name and differs and call.is_complete():
            return self._begin(key)
        if call.kind == "custom" or not (has_text or name) or not call.is_complete():
            return call
        if not has_text:
            call.repeats_name = True
            return call
        new_call = self._begin(key)
        new_call.call_id, new_call.name, new_call.kind = call.call_id, call.name, call.kind
        if call_id:
            new_call.call_id = call_id
        if new_call.call_id:
            self._by_id[new_call.call_id] = new_call
        return new_call

    def _known(self, key: int | None, call_id: str, name: str) -> CallFold | None:
        """Return the call with this number or id, or the one that continues without either."""
        latest = self._latest
        if key is not None:
            call = self._by_key.get(key)
            if call is not None and call_id and call.call_id and call_id != call.call_id:
                call_of_id = self._by_id.get(call_id)
                if call_of_id is not None and call_of_id.key == key:
                    return call_of_id
                return None if name else call
            if call is not None or name:
                return call
            return self._by_id.get(call_id) if call_id else latest
        if call_id:
            call = self._by_id.get(call_id)
            if call is None and latest is not None and not latest.call_id and not name:
                call = latest
            return call
        if name and latest is not None and latest.text.tell() and name != latest.name:
            return None
        return latest

    def _begin(self, key: int | None) -> CallFold:
        call = CallFold(len(self.calls), key)
        self.calls.append(call)
        return call


def has_empty_beginning(arguments: str) -> bool:
    """Return whether arguments begin with empty ones, which those behind them replace."""
    return arguments.startswith(EMPTY + "{")


CALL_MEMBERS = frozenset(("index", "id", "type", "function", "custom"))


def body_text(body: Object, kind: str | None) -> str:
    """Return the arguments, or the input, of a fragment; other values than texts as JSON."""
    value = body.get(text_member(kind))
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    try:
        return json.dumps(copy_json(value), ensure_ascii=False)
    except ValueError:  # an integer of more digits than Python writes
        raise TypeError("no JSON value") from None


def text_member(kind: str | None) -> str:
    """Return the member of the body of a call that contains its arguments or input."""
    return "input" if kind == "custom" else "arguments"


def _string(value: Json) -> str:
    return value if isinstance(value, str) else ""
