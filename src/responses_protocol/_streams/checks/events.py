"""Check Responses streams."""

from __future__ import annotations

from collections.abc import Iterable

from responses_protocol._streams.checks import grammar
from responses_protocol._streams.checks.alike import are_alike
from responses_protocol._streams.checks.final_items import find_differing_members, match_items
from responses_protocol._streams.checks.grammar import ABSENT, DONE, OPEN, TEXT_DONE
from responses_protocol._streams.checks.problems import Problem, ProblemCollector
from responses_protocol._streams.citations import can_be_announced
from responses_protocol._values import Json, Object, escape_token

Position = tuple[str, int | None]  # the member of the item, and the index of the part in it


WITHOUT_ID = "response.shell_call_"  # events that name their item by its number only


class _Part:
    """A part of an item, or the text of a call, as far as it was delivered.

    Of a part that ``began_before`` a resumed stream, the first deltas are missing.
    """

    def __init__(self, state: str, began_before: bool) -> None:
        self.state = state
        self.began_before = began_before
        self.deltas: list[str] = []
        self.text: str | None = None  # the finished text
        self.name: str | None = None  # the member with the text
        self.annotations: list[Json] = []
        self.value: Json = None  # the finished value

    def current_text(self) -> str | None:
        """Return the text, or None if none was delivered."""
        return self.text if self.text is not None else "".join(self.deltas) or None

    def agrees(self, final: Json) -> bool:
        """Return whether a finished text agrees with the text that was delivered."""
        text = self.current_text() or ""
        if self.began_before and self.text is None and isinstance(final, str):
            return final.endswith(text)
        return bool((final or "") == text)


class _Item:
    """An item of the stream."""

    def __init__(self, number: int, began_before: bool) -> None:
        self.number = number  # in the order of announcement
        self.began_before = began_before  # its announcement came before a resumed stream
        self.state = ABSENT
        self.id: Json = None
        self.type: Json = None
        self.parts: dict[Position, _Part] = {}
        self.value: Json = None  # the finished value

    def identity(self) -> Object:
        """Return the members that identify an item without an end."""
        return {"id": self.id, "type": self.type}


class _Checker:
    def __init__(self, collector: ProblemCollector) -> None:
        self.collector = collector
        self.index = 0
        self.state = grammar.NEW
        self.is_resumed = False  # the stream begins behind an event that the reader has already
        self.sequence: int = 0
        self.response_id: Json = None
        self.items: dict[Json, _Item] = {}  # by output_index, or by id if there is none
        self.next_number = 0  # of the items
        self.ids: set[str] = set()

    def add(self, pointer: str, code: str, about: Json = None) -> None:
        self.collector.add(self.index, pointer, code, about)

    def feed(self, event: Json) -> None:
        kind = event.get("type") if isinstance(event, dict) else None
        if not isinstance(kind, str):
            self.add("", "damaged")
            self.sequence += 1
            return
        if self.state == grammar.NEW:
            self._begin(kind, event)
        self._check_number(event)
        state = self.state
        self.state, problem = grammar.STREAM[state, grammar.TO_STREAM.get(kind, "other")]
        if problem:
            self.add("/type", problem)
        if state == grammar.ENDED:
            return
        if kind in grammar.TO_STREAM:
            if kind != "error":
                self._check_response(kind, event.get("response"))
        elif kind in grammar.TO_ITEM:
            self._check_item_event(grammar.TO_ITEM[kind], event)
        elif "output_index" in event or "item_id" in event or kind in grammar.TO_PART:
            item = self._enter_item("inner", event, event.get("item_id"), "/item_id")
            if kind in grammar.TO_PART:
                self._check_part_event(item, event, grammar.TO_PART[kind])

    def _begin(self, kind: str, event: Object) -> None:
        """Recognise a resumed stream by the number of its first event, as ``starting_after`` gives.

        Source: https://platform.openai.com/docs/guides/background
        """
        number = event.get("sequence_number")
        if self.index == 0 and kind != "response.created" and type(number) is int and number > 0:
            self.is_resumed, self.sequence = True, number

    def _check_number(self, event: Object) -> None:
        number = event.get("sequence_number")
        if type(number) is not int or number != self.sequence:
            self.add("/sequence_number", "sequence_number")
        self.sequence = (number if type(number) is int else self.sequence) + 1

    # --- items ---

    def _enter_item(self, input_: str, event: Object, item_id: Json, pointer: str) -> _Item:
        """Return the item of an event, after the step of its machine."""
        number = event.get("output_index")
        key = number if type(number) is int else item_id if isinstance(item_id, str) else None
        if type(number) is not int:
            self.add("/output_index", "output_index")
            keys = (key for key, item in self.items.items() if item_id and item.id == item_id)
            key = next(keys, key)
        item = self.items.get(key)
        if item is None:
            item = self._add_item(key, number, self.is_resumed and input_ != "added")
        item.state, problem = grammar.ITEM[item.state, input_]
        if problem and not (problem == "item_unannounced" and item.began_before):
            self.add("/output_index", problem, item.number)
        if item.id is None and isinstance(item_id, str):
            item.id = item_id
            if item_id in self.ids:
                self.add(pointer, "id_again", item_id)
            self.ids.add(item_id)
        elif item.id != item_id and not event["type"].startswith(WITHOUT_ID):
            self.add(pointer, "item_id", item.number)
        return item

    def _add_item(self, key: Json, number: Json, began_before: bool) -> _Item:
        if self.is_resumed and type(number) is int and (began_before or not self.items):
            self.next_number = max(self.next_number, number)  # the items before it are complete
        item = self.items[key] = _Item(self.next_number, began_before)
        self.next_number += 1
        if type(number) is int and number != item.number and not began_before:
            self.add("/output_index", "output_index")
        return item

    def _check_item_event(self, input_: str, event: Object) -> None:
        value = event.get("item")
        if not isinstance(value, dict) or not isinstance(value.get("type"), str):
            self.add("/item", "damaged")
            return
        item = self._enter_item(input_, event, value.get("id"), "/item/id")
        prefix = grammar.PREFIXES.get(value["type"], "")
        if not isinstance(value.get("id"), str) or not value["id"].startswith(prefix):
            self.add("/item/id", "id_prefix", item.number)
        if item.type not in (None, value["type"]):
            self.add("/item/type", "item_type", item.number)
        item.type = value["type"]
        is_open = value.get("status") == "in_progress"
        if "status" in value and is_open != (input_ == "added"):
            self.add("/item/status", "item_status", item.number)
        if input_ == "done":
            item.value = value
            self._check_finished(item, value)

    def _check_finished(self, item: _Item, value: Object) -> None:
        """Compare a finished item with its deltas."""
        positions = _final_indexes(item, value)
        for (member, number), part in item.parts.items():
            final = value.get(member)
            pointer = f"/item/{member}"
            if number is not None:
                index = positions[member, number]
                pointer += f"/{index}"
                exists = isinstance(final, list) and index < len(final)
                self._check_part(part, final[index] if final and exists else None, pointer)
                if part.state != DONE:
                    self.add(pointer, "part_open", pointer)
                continue
            if part.state != TEXT_DONE:
                self.add(pointer, "text_open", pointer)
            if not part.agrees(final) and (final or part.current_text()):
                self.add(pointer, "part_differs", pointer)
        if item.began_before:  # the other parts came before, too
            return
        member = grammar.DELTA_TEXTS.get(item.type, "")
        if value.get(member) and (member, None) not in item.parts:
            self.add(f"/item/{member}", "undelivered", item.number)
        delivered = {(member, index) for (member, _), index in positions.items()}
        for name in ("content", "summary"):
            parts = value.get(name)
            for index in range(len(parts) if isinstance(parts, list) else 0):
                if (name, index) not in delivered:
                    self.add(f"/item/{name}/{index}", "undelivered", item.number)

    # --- parts ---

    def _check_part_event(self, item: _Item, event: Object, step: grammar.Step) -> None:
        input_, member, index, name = step
        number = event.get(index) if index else None
        if index and (type(number) is not int or number < 0):
            self.add(f"/{index}", "content_index", item.number)
            number = 0
        position = (member, number)
        part = item.parts.get(position)
        if part is None:
            before = sum(1 for part_member, _ in item.parts if part_member == member)
            if index and number != before and not item.began_before:
                self.add(f"/{index}", "content_index", item.number)
            began_before = item.began_before and input_ != "added"
            part = item.parts[position] = _Part(ABSENT if index else OPEN, began_before)
        part.state, problem = grammar.PART[part.state, input_]
        if problem and not (problem == "part_unannounced" and part.began_before):
            self.add("/type", problem, (item.number, position))
        part.name = name or part.name
        STEPS[input_](self, part, event, name or member)

    def _add_delta(self, part: _Part, event: Object, name: str) -> None:
        if isinstance(event.get("delta"), str):
            part.deltas.append(event["delta"])
        else:
            self.add("/delta", "damaged")

    def _check_text(self, part: _Part, event: Object, name: str) -> None:
        text = event.get(name)
        if not isinstance(text, str):
            self.add(f"/{name}", "damaged")
        elif part.text is None:
            if part.deltas and not part.agrees(text):
                self.add(f"/{name}", "text_differs")
            part.text = text

    def _check_annotation(self, part: _Part, event: Object, name: str) -> None:
        if event.get("annotation_index") != len(part.annotations) and not part.began_before:
            self.add("/annotation_index", "annotation_index")
        part.annotations.append(event.get("annotation"))

    def _check_done(self, part: _Part, event: Object, name: str) -> None:
        value = event.get("part")
        if not isinstance(value, dict):
            self.add("/part", "damaged")
        elif part.value is None:
            self._check_part(part, value, "/part")
            part.value = value

    def _check_added(self, part: _Part, event: Object, name: str) -> None:
        if not isinstance(event.get("part"), dict):
            self.add("/part", "damaged")

    def _check_part(self, part: _Part, value: Json, pointer: str) -> None:
        """Compare a finished part with its deltas."""
        if part.value is not None or not isinstance(value, dict):
            if not are_alike(part.value, value) or (part.value is None and part.current_text()):
                self.add(pointer, "part_differs", pointer)
            return
        if part.name and part.current_text() is not None and not part.agrees(value.get(part.name)):
            self.add(f"{pointer}/{part.name}", "part_differs", pointer)
        if part.began_before:  # some of its annotations may have come before
            return
        annotations = value.get("annotations") or []
        expected = annotations
        if isinstance(annotations, list):  # only the item contains the others
            expected = [annotation for annotation in annotations if can_be_announced(annotation)]
        if part.annotations and part.annotations not in (annotations, expected):
            self.add(f"{pointer}/annotations", "part_differs", pointer)
        elif expected and not part.annotations:
            self.add(f"{pointer}/annotations", "undelivered", pointer)

    # --- the answer ---

    def _check_response(self, kind: str, answer: Json) -> None:
        if not isinstance(answer, dict):
            self.add("/response", "damaged")
            return
        response_id = answer.get("id")
        self.response_id = self.response_id or response_id
        if response_id != self.response_id or not (
            isinstance(response_id, str) and response_id.startswith("resp_")
        ):
            self.add("/response/id", "response_id")
        status = answer.get("status")
        if grammar.TO_STREAM[kind] != "end":
            if status not in ("queued", "in_progress"):
                self.add("/response/status", "start_status")
            return
        if status not in (None, kind.removeprefix("response.")):
            self.add("/response/status", "status")
        if kind != "response.failed":
            self._check_output(answer.get("output"))

    def _check_output(self, output: Json) -> None:
        """Compare the items of the final answer with the streamed ones."""
        final = output if isinstance(output, list) else []
        numbers = [key if type(key) is int else len(self.items) for key in self.items]
        pairs = zip(numbers, self.items.values(), strict=True)
        items = [item for _, item in sorted(pairs, key=lambda pair: pair[0])]
        indexes = match_items([item.value or item.identity() for item in items], final)
        last = -1
        for number, (item, index) in enumerate(zip(items, indexes, strict=True)):
            if item.state != DONE:
                self.add(f"/response/output/{number}", "item_open", item.number)
            elif index is None:
                self.add("/response/output", "not_in_output")
            elif index < last:
                self.add(f"/response/output/{index}", "output_differs", index)
            elif final[index] != item.value:
                for name, code in find_differing_members(final[index], item.value):
                    self.add(f"/response/output/{index}/{escape_token(name)}", code, index)
            last = last if index is None else max(index, last)
        matched = (index for index in indexes if index is not None)
        start = min(matched, default=len(final)) if self.is_resumed else 0
        if missing := sorted({*range(start, len(final))} - {*indexes}):
            self.add(f"/response/output/{missing[0]}", "not_streamed")

    def close(self) -> None:
        if self.state != grammar.ENDED:
            self.add("", "no_end")


STEPS = {
    "added": _Checker._check_added,
    "delta": _Checker._add_delta,
    "annotation": _Checker._check_annotation,
    "text_done": _Checker._check_text,
    "done": _Checker._check_done,
}


def _final_indexes(item: _Item, value: Object) -> dict[Position, int]:
    """Return the index of each delivered part in the lists of the finished item.

    The list of a server that leaves out numbers has no gaps: there the order counts.
    """
    positions: dict[Position, int] = {}
    for member in dict.fromkeys(name for name, number in item.parts if number is not None):
        numbers = sorted(
            number for name, number in item.parts if name == member and number is not None
        )
        final = value.get(member)
        fits = isinstance(final, list) and numbers[-1] < len(final)
        for index, number in enumerate(numbers):
            positions[member, number] = number if fits else index
    return positions


def check_events(events: Iterable[Json], *, strict: bool = True) -> tuple[Problem, ...]:
    """Return the problems of the events of one Responses stream, in their order.

    Args:
        events: The events of the stream, in order.
        strict: Whether gaps are reported in addition to contradictions.

    Returns:
        The problems. Of each code, the first one of each item, part or other subject.
    """
    collector = ProblemCollector(strict)
    checker = _Checker(collector)
    for event in events:
        checker.feed(event)
        checker.index += 1
    checker.close()
    return collector.result()
