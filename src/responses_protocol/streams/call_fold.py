"""Tool calls that come in fragments: which call a fragment belongs to, and what it adds to it.

Servers number calls, or name them by ids, or do neither; some give all of them one number, or one
id. So a fragment of a known number or id begins another call all the same where it has

* another id and a name;
* another name, when the arguments are complete JSON;
* the same name and more arguments, when they are complete JSON;
* a name, behind another fragment of one chunk that has one, since no server cuts a name there;
* another name and a type once more, where there are no ids.

Any other name behind a name is a piece of it, up to the first arguments. A fragment with a new
number, but neither id nor name, continues the last call.

Servers that stand in front of other APIs announce a call with the arguments ``{}``, and give the
real ones behind it, which no JSON is: there, these are the arguments.
https://github.com/openai/openai-agents-js/pull/712
"""

from __future__ import annotations

import json
from io import StringIO

from responses_protocol.formats.complete_json import JsonText
from responses_protocol.streams.merged_values import merge
from responses_protocol.values import Json, copied

Object = dict[str, Json]
KINDS = ("function", "custom")
EMPTY = "{}"  # arguments that may stand for those to come


class CallFold:
    """One call: its members so far, and how much of its arguments there is."""

    __slots__ = ("again", "body", "call_id", "extras", "index", "key", "kind", "name", "typed")

    def __init__(self, index: int, key: Json) -> None:
        self.index = index
        self.key = key
        self.kind: str | None = None
        self.call_id: str | None = None
        self.name: str | None = None
        self.body = JsonText()
        self.extras: Object = {}
        self.again = False  # whether its name came again, so that more arguments are another call
        self.typed = False  # whether a fragment has told its type

    @property
    def text(self) -> StringIO:
        """The arguments, or the input, so far."""
        return self.body.text

    def is_complete(self) -> bool:
        """Tell whether the arguments are whole; of an input, nobody knows."""
        return self.kind == "custom" or self.body.is_complete()

    def has_end(self) -> bool:
        """Tell whether nothing more is to be expected."""
        return self.kind == "custom" or self.body.has_end()

    def is_empty(self) -> bool:
        """Tell whether the arguments are empty ones, which may stand for others to come."""
        ends = self.kind != "custom" and self.text.tell() == len(EMPTY)
        return ends and self.text.getvalue() == EMPTY

    def write(self, text: str) -> bool:
        """Add to the arguments; tell whether they take the place of those before them."""
        if self.kind == "custom" or self.text.tell() > len(EMPTY):
            self.text.write(text)
            return False
        whole = before = self.text.getvalue() + text
        while whole.startswith(EMPTY + "{"):
            whole = whole[len(EMPTY) :]
        if whole != before:
            self.body, text = JsonText(), whole
        self.text.write(text)
        return whole != before

    def result(self) -> Object:
        """Return the call as an entry of ``tool_calls``."""
        kind = self.kind or "function"
        body = {"name": self.name, text_member(kind): self.text.getvalue()}
        return {"id": self.call_id, "type": kind, kind: body, **self.extras}


class CallsFold:
    """The calls of one message. ``notes`` has what could not be kept: (code, place) pairs."""

    __slots__ = ("_by_id", "_by_key", "_latest", "_named", "calls", "notes")

    def __init__(self) -> None:
        self.calls: list[CallFold] = []
        self.notes: dict[tuple[str, str], None] = {}
        self._by_key: dict[int, CallFold] = {}
        self._by_id: dict[str, CallFold] = {}
        self._latest: CallFold | None = None
        self._named: set[CallFold] = set()  # by the fragments of this chunk

    def add(self, fragments: list[Object]) -> list[tuple[CallFold, str]]:
        """Add the fragments of a chunk; return the call of each, and what it adds to that."""
        self._named = set()
        return [self._add(one) for one in fragments]

    def _add(self, fragment: Object) -> tuple[CallFold, str]:
        kind = fragment.get("type")
        typed = isinstance(kind, str) and bool(kind)
        bodies = [name for name in KINDS if isinstance(fragment.get(name), dict)]
        named = kind if kind in bodies else bodies[0] if bodies else None
        body: Object = fragment[named] if named else {}
        call_id, name = _string(fragment.get("id")), _string(body.get("name"))
        index = fragment.get("index")
        key = index if type(index) is int else None
        if kind in KINDS and named is not None:
            kind = named  # some give custom calls the type of functions, or the reverse
        call = self._find(key, call_id, name, body, named, typed)
        self._latest = call
        call.typed = call.typed or typed
        if name:
            self._named.add(call)
        if key is not None:
            self._by_key[key] = call
        is_settled = bool(call.text.tell()) or call is not self.calls[-1]
        if not call.kind and not is_settled:
            call.kind = kind if isinstance(kind, str) and kind else named
        self._take_id(call, call_id)
        self._take_name(call, name, is_settled)
        if call.name is None and isinstance(body.get("name"), str):
            call.name = ""
        text = body_text(body, named)
        if text and not isinstance(body.get(text_member(named)), str):
            kind = call.kind or "function"
            self.notes["arguments_form", f"{call.index}/{kind}/{text_member(kind)}"] = None
        if call.write(text):
            self.notes["arguments_form", f"{call.index}/function/arguments"] = None
        for member, value in fragment.items():
            if member not in CALL_MEMBERS and value is not None:
                merge(call.extras, member, value)
        return call, text

    def losses(self) -> list[tuple[str, str]]:
        """Return what is not kept, and arguments that are more than one value."""
        glued = [
            ("call_fragment", f"{call.index}/function/arguments")
            for call in self.calls
            if call.kind != "custom" and call.body.is_followed()
        ]
        return [*self.notes, *glued]

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
        self, key: int | None, call_id: str, name: str, body: Object, kind: str | None, typed: bool
    ) -> CallFold:
        """Return the call that a fragment belongs to, a new one where it is the first of it."""
        found = self._known(key, call_id, name)
        if found is None:
            return self._begin(key)
        if not found.text.tell() and name and found.name:
            ids = call_id or found.call_id
            twice = typed and found.typed and name != found.name and not ids
            return self._begin(key) if twice or found in self._named else found
        if not found.text.tell() or not (name or found.again):
            return found
        speaks = bool(body_text(body, kind).strip())
        other = name != found.name or (kind is not None and kind != (found.kind or kind))
        if name and other and found.is_complete():
            return self._begin(key)
        if found.kind == "custom" or not (speaks or name) or not found.is_complete():
            return found
        if not speaks:
            found.again = True
            return found
        call = self._begin(key)
        call.call_id, call.name, call.kind = found.call_id, found.name, found.kind
        if call_id:
            call.call_id = call_id
        if call.call_id:
            self._by_id[call.call_id] = call
        return call

    def _known(self, key: int | None, call_id: str, name: str) -> CallFold | None:
        """Return the call that has this number or id, or that goes on without either."""
        latest = self._latest
        if key is not None:
            found = self._by_key.get(key)
            if found is not None and call_id and found.call_id and call_id != found.call_id:
                other = self._by_id.get(call_id)
                if other is not None and other.key == key:
                    return other
                return None if name else found
            if found is not None or name:
                return found
            return self._by_id.get(call_id) if call_id else latest
        if call_id:
            found = self._by_id.get(call_id)
            if found is None and latest is not None and not latest.call_id and not name:
                found = latest
            return found
        if name and latest is not None and latest.text.tell() and name != latest.name:
            return None
        return latest

    def _begin(self, key: int | None) -> CallFold:
        made = CallFold(len(self.calls), key)
        self.calls.append(made)
        return made


CALL_MEMBERS = frozenset(("index", "id", "type", "function", "custom"))


def body_text(body: Object, kind: str | None) -> str:
    """Return the arguments, or the input, that a fragment has; a value is written as JSON."""
    value = body.get(text_member(kind))
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    try:
        return json.dumps(copied(value), ensure_ascii=False)
    except ValueError:  # an integer of more digits than Python writes
        raise TypeError("no JSON value") from None


def text_member(kind: str | None) -> str:
    """Return the member of the body of a call that holds what is passed."""
    return "input" if kind == "custom" else "arguments"


def _string(value: Json) -> str:
    return value if isinstance(value, str) else ""
