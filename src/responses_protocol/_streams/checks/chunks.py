"""Check Chat streams.

    stream = chunk* usage?             for every choice, side by side with the others:
    choice = role content* finish

A chunk may be several inputs to a choice at once: its role, then its content, then its end.
"""

from __future__ import annotations

from collections.abc import Iterable

from responses_protocol._streams.checks.problems import Problem, ProblemCollector
from responses_protocol._values import Json, Object

NEW, OPEN, FINISHED = "new", "open", "finished"
CHOICE: dict[tuple[str, str], tuple[str, str | None]] = {
    (NEW, "role"): (OPEN, None),
    (NEW, "content"): (OPEN, "no_role"),
    (NEW, "finish"): (FINISHED, "no_role"),
    (OPEN, "role"): (OPEN, "role_again"),
    (OPEN, "content"): (OPEN, None),
    (OPEN, "finish"): (FINISHED, None),
    (FINISHED, "role"): (FINISHED, "role_again"),
    (FINISHED, "content"): (FINISHED, "after_finish"),
    (FINISHED, "finish"): (FINISHED, "finish_again"),
}
# members with one value in all chunks of a stream
SAME = ("id", "model", "created")
TEXTS = ("content", "refusal")


class _Choice:
    def __init__(self) -> None:
        self.state = NEW
        self.calls: dict[int | None, Json] = {}  # their ids, by their index


class _Checker:
    def __init__(self, collector: ProblemCollector) -> None:
        self.collector = collector
        self.index = 0
        self.head: Object = {}
        self.choices: dict[int, _Choice] = {}
        self.has_usage = False
        self.has_failed = False

    def add(self, pointer: str, code: str, about: Json = None) -> None:
        self.collector.add(self.index, pointer, code, about)

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
        self._check_head(chunk)
        usage, choices = chunk.get("usage"), chunk.get("choices")
        if choices is not None and not isinstance(choices, list):
            self.add("/choices", "damaged")
        elif usage is not None:
            self.has_usage = True
            if choices:
                self.add("/usage", "usage_place")
        elif not choices:
            self.add("/choices", "empty_choices")
        for index, choice in enumerate(choices if isinstance(choices, list) else ()):
            self._check_choice(choice, f"/choices/{index}")

    def _check_head(self, chunk: Object) -> None:
        if chunk.get("object") != "chat.completion.chunk":
            self.add("/object", "object")
        for name in SAME:
            value = chunk.get(name)
            if value is None or value != self.head.setdefault(name, value):
                self.add(f"/{name}", name)

    def _check_choice(self, value: Json, pointer: str) -> None:
        if not isinstance(value, dict) or type(value.get("index")) is not int:
            self.add(pointer, "damaged")
            return
        number = value["index"]
        choice = self.choices.setdefault(number, _Choice())
        delta = value.get("delta")
        if not isinstance(delta, dict | None):
            self.add(f"{pointer}/delta", "damaged")
            return
        for input_, inner in _inputs(value, delta or {}):
            choice.state, problem = CHOICE[choice.state, input_]
            if problem:
                self.add(pointer + inner, problem, number)
        self._check_delta(choice, delta or {}, f"{pointer}/delta")

    def _check_delta(self, choice: _Choice, delta: Object, pointer: str) -> None:
        if delta.get("role") not in (None, "assistant"):
            self.add(f"{pointer}/role", "no_role")
        for name in TEXTS:
            if not isinstance(delta.get(name), str | list | None):
                self.add(f"{pointer}/{name}", "damaged")
        calls = delta.get("tool_calls")
        if not isinstance(calls, list | None):
            self.add(f"{pointer}/tool_calls", "damaged")
            return
        for index, fragment in enumerate(calls or ()):
            fragment_pointer = f"{pointer}/tool_calls/{index}"
            if isinstance(fragment, dict):
                self._check_call(choice, fragment, fragment_pointer)
            else:
                self.add(fragment_pointer, "damaged")

    def _check_call(self, choice: _Choice, fragment: Object, pointer: str) -> None:
        number, call_id = fragment.get("index"), fragment.get("id")
        kind = fragment.get("type")
        member, text = ("custom", "input") if "custom" in fragment else ("function", "arguments")
        body = fragment.get(member)
        if not isinstance(body, dict):
            self.add(pointer, "damaged")
            return
        if not isinstance(body.get(text, ""), str):
            self.add(f"{pointer}/{member}/{text}", "arguments")
        name = body.get("name")
        key = number if type(number) is int else None
        if key not in choice.calls:
            if key != len(choice.calls):
                self.add(f"{pointer}/index", "call_index")
            if not (call_id and kind) or name is None:
                self.add(pointer, "call_incomplete", key)
            choice.calls[key] = call_id
        elif call_id and choice.calls[key] not in (call_id, None):
            self.add(f"{pointer}/id", "call_differs", key)
        elif call_id or name:
            self.add(pointer, "call_again", key)

    def close(self) -> None:
        states = [choice.state for choice in self.choices.values()] or [NEW]
        if not self.has_failed and any(state != FINISHED for state in states):
            self.add("", "no_finish")


def _inputs(choice: Object, delta: Object) -> list[tuple[str, str]]:
    """Return the inputs of a choice of a chunk to the grammar, with pointers into the choice."""
    inputs = [("role", "/delta/role")] if delta.get("role") is not None else []
    members = [name for name, value in delta.items() if name != "role" and value]
    if members:
        inputs.append(("content", "/delta"))
    if choice.get("finish_reason"):
        inputs.append(("finish", "/finish_reason"))
    return inputs


def check_chunks(chunks: Iterable[Json], *, strict: bool = True) -> tuple[Problem, ...]:
    """Return the problems of the chunks of one Chat stream, in their order.

    Args:
        chunks: The chunks of the stream, in order.
        strict: Whether gaps are reported in addition to contradictions.

    Returns:
        The problems. Of each code, the first one of each choice, call or other subject.
    """
    collector = ProblemCollector(strict)
    checker = _Checker(collector)
    for chunk in chunks:
        checker.feed(chunk)
        checker.index += 1
    checker.close()
    return collector.result()
