"""Tool calls that come in fragments: which call a fragment belongs to, and what it adds to it."""

from __future__ import annotations

from io import StringIO

from responses_protocol.streams.merging import merge
from responses_protocol.values import Json

Object = dict[str, Json]
KINDS = ("function", "custom")


class CallFold:
    """One call: its members so far, and how much of its arguments there is."""

    __slots__ = ("call_id", "extras", "index", "key", "kind", "name", "text", "touched")

    def __init__(self, index: int, key: Json) -> None:
        self.index = index
        self.key = key
        self.kind: str | None = None
        self.call_id: str | None = None
        self.name: str | None = None
        self.text = StringIO()
        self.extras: Object = {}
        self.touched = 0  # when the last fragment came

    def result(self) -> Object:
        """Return the call as an entry of ``tool_calls``."""
        kind = self.kind or "function"
        text = "input" if kind == "custom" else "arguments"
        body = {"name": self.name, text: self.text.getvalue()}
        return {"id": self.call_id, "type": kind, kind: body, **self.extras}


def add_fragment(calls: list[CallFold], fragment: Object) -> tuple[CallFold, str]:
    """Add a fragment; return its call, and what it has added to the arguments."""
    kind = fragment.get("type")
    named = next((name for name in KINDS if isinstance(fragment.get(name), dict)), None)
    body: Object = fragment[named] if named else {}
    call_id, name = fragment.get("id"), body.get("name")
    latest = max(calls, key=lambda one: one.touched, default=None)
    call = _find_call(calls, latest, fragment.get("index"), call_id, name)
    call.touched = 1 if latest is None else latest.touched + 1
    is_settled = call.text.tell() or call is not calls[-1]
    if isinstance(call_id, str) and not call.call_id:
        call.call_id = call_id
    if not call.kind and not is_settled:
        call.kind = kind if isinstance(kind, str) and kind else named
    if isinstance(name, str) and name != call.name and not (is_settled and call.name):
        call.name = (call.name or "") + name
    text = body.get("input" if call.kind == "custom" else "arguments")
    text = text if isinstance(text, str) else ""
    call.text.write(text)
    for member, value in fragment.items():
        if member not in CALL_MEMBERS and value is not None:
            merge(call.extras, member, value)
    return call, text


CALL_MEMBERS = frozenset(("index", "id", "type", "function", "custom"))


def _find_call(
    calls: list[CallFold], latest: CallFold | None, index: Json, call_id: Json, name: Json
) -> CallFold:
    """Return the call that a fragment belongs to, a new one where it is the first of it."""
    if type(index) is int:
        found = next((call for call in reversed(calls) if call.key == index), None)
        if found is not None and _is_other(found, call_id, name):
            found = None
    elif isinstance(call_id, str) and call_id:
        found = next((call for call in calls if call.call_id == call_id), None)
        if found is None and latest is not None and not latest.call_id and not name:
            found = latest
    elif name and latest is not None and latest.text.tell():
        found = None
    else:
        found = latest
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
