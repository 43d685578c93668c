"""The checker of Chat streams.

    stream = chunk* usage?             for every choice, side by side with the others:
    choice = role said* finish

A chunk may be several inputs to a choice at once: its role, then what it says, then its end.
"""

from __future__ import annotations

from collections.abc import Iterable

from responses_protocol.streams.checks.problems import Found, Problem
from responses_protocol.values import Json

Object = dict[str, Json]

NEW, OPEN, FINISHED = "new", "open", "finished"
CHOICE: dict[tuple[str, str], tuple[str, str | None]] = {
    (NEW, "role"): (OPEN, None),
    (NEW, "said"): (OPEN, "no_role"),
    (NEW, "finish"): (FINISHED, "no_role"),
    (OPEN, "role"): (OPEN, "role_again"),
    (OPEN, "said"): (OPEN, None),
    (OPEN, "finish"): (FINISHED, None),
    (FINISHED, "role"): (FINISHED, "role_again"),
    (FINISHED, "said"): (FINISHED, "after_finish"),
    (FINISHED, "finish"): (FINISHED, "finish_again"),
}
# members that have one value in all chunks of a stream
SAME = ("id", "model", "created")
TEXTS = ("content", "refusal")


class _Choice:
    def __init__(self) -> None:
        self.state = NEW
        self.calls: dict[int | None, Json] = {}  # their ids, by their index


class _Checker:
    def __init__(self, found: Found) -> None:
        self.found = found
        self.index = 0
        self.head: Object = {}
        self.choices: dict[int, _Choice] = {}
        self.has_usage = False
        self.has_failed = False

    def add(self, pointer: str, code: str, about: Json = None) -> None:
        self.found.add(self.index, pointer, code, about)

    def feed(self, chunk: Json) -> None:
        if not isinstance(chunk, dict):
            self.add("", "damaged")
            return
        if self.has_failed:
            self.add("", "after_end")
        if chunk.get("error") is not None:
            self.has_failed = True
            return
        if self.has_usage:
            self.add("", "after_usage")
        self._head(chunk)
        usage, choices = chunk.get("usage"), chunk.get("choices")
        if choices is not None and not isinstance(choices, list):
            self.add("/choices", "damaged")
        elif usage is not None:
            self.has_usage = True
            if choices:
                self.add("/usage", "usage_place")
        elif not choices:
            self.add("/choices", "empty_choices")
        for at, choice in enumerate(choices if isinstance(choices, list) else ()):
            self._choice(choice, f"/choices/{at}")

    def _head(self, chunk: Object) -> None:
        if chunk.get("object") != "chat.completion.chunk":
            self.add("/object", "object")
        for name in SAME:
            value = chunk.get(name)
            if value is None or value != self.head.setdefault(name, value):
                self.add(f"/{name}", name)

    def _choice(self, value: Json, pointer: str) -> None:
        if not isinstance(value, dict) or type(value.get("index")) is not int:
            self.add(pointer, "damaged")
            return
        number = value["index"]
        choice = self.choices.setdefault(number, _Choice())
        delta = value.get("delta")
        if not isinstance(delta, dict | None):
            self.add(f"{pointer}/delta", "damaged")
            return
        for input_, place in _inputs(value, delta or {}):
            choice.state, fault = CHOICE[choice.state, input_]
            if fault:
                self.add(pointer + place, fault, number)
        self._delta(choice, delta or {}, f"{pointer}/delta")

    def _delta(self, choice: _Choice, delta: Object, pointer: str) -> None:
        if delta.get("role") not in (None, "assistant"):
            self.add(f"{pointer}/role", "no_role")
        for name in TEXTS:
            if not isinstance(delta.get(name), str | list | None):
                self.add(f"{pointer}/{name}", "damaged")
        calls = delta.get("tool_calls")
        if not isinstance(calls, list | None):
            self.add(f"{pointer}/tool_calls", "damaged")
            return
        for at, fragment in enumerate(calls or ()):
            where = f"{pointer}/tool_calls/{at}"
            if isinstance(fragment, dict):
                self._call(choice, fragment, where)
            else:
                self.add(where, "damaged")

    def _call(self, choice: _Choice, fragment: Object, pointer: str) -> None:
        number, own = fragment.get("index"), fragment.get("id")
        kind = fragment.get("type")
        place, text = ("custom", "input") if "custom" in fragment else ("function", "arguments")
        body = fragment.get(place)
        if not isinstance(body, dict):
            self.add(pointer, "damaged")
            return
        if not isinstance(body.get(text, ""), str):
            self.add(f"{pointer}/{place}/{text}", "arguments")
        name = body.get("name")
        key = number if type(number) is int else None
        if key not in choice.calls:
            if key != len(choice.calls):
                self.add(f"{pointer}/index", "call_index")
            if not (own and kind) or name is None:
                self.add(pointer, "call_incomplete", key)
            choice.calls[key] = own
        elif own and choice.calls[key] not in (own, None):
            self.add(f"{pointer}/id", "call_differs", key)
        elif own or name:
            self.add(pointer, "call_again", key)

    def close(self) -> None:
        states = [choice.state for choice in self.choices.values()] or [NEW]
        if not self.has_failed and any(state != FINISHED for state in states):
            self.add("", "no_finish")


def _inputs(choice: Object, delta: Object) -> list[tuple[str, str]]:
    """Return what a choice of a chunk is to the grammar, and where that stands."""
    found = [("role", "/delta/role")] if delta.get("role") is not None else []
    said = [name for name, value in delta.items() if name != "role" and value]
    if said:
        found.append(("said", "/delta"))
    if choice.get("finish_reason"):
        found.append(("finish", "/finish_reason"))
    return found


def check_chunks(chunks: Iterable[Json], *, strict: bool = True) -> tuple[Problem, ...]:
    """Return what is wrong with the chunks of one Chat stream, the first problem first.

    Of one code the first problem is told for each thing that it is about. Without ``strict`` gaps
    are not told, only contradictions.
    """
    found = Found(strict)
    checker = _Checker(found)
    for chunk in chunks:
        checker.feed(chunk)
        checker.index += 1
    checker.close()
    return found.result()
