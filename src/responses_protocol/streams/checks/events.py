"""The checker of Responses streams."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from responses_protocol.streams.checks import grammar
from responses_protocol.streams.checks.alike import are_alike
from responses_protocol.streams.checks.grammar import ABSENT, DONE, OPEN, SAID
from responses_protocol.streams.checks.problems import Found, Problem
from responses_protocol.streams.citations import may_be_announced
from responses_protocol.values import Json, token

Object = dict[str, Json]
Place = tuple[str, int | None]  # the member of the item, and the number of the part in it


class _Part:
    """A part of an item, or the text of a call: what was delivered of it so far."""

    def __init__(self, state: str) -> None:
        self.state = state
        self.deltas: list[str] = []
        self.text: str | None = None  # as it was finished
        self.name: str | None = None  # of the member that has the text
        self.annotations: list[Json] = []
        self.value: Json = None  # as it was finished

    def said(self) -> str | None:
        """Return the text, None where nothing was delivered."""
        return self.text if self.text is not None else "".join(self.deltas) or None


class _Item:
    """An item of the stream."""

    def __init__(self, number: int) -> None:
        self.number = number  # in the order of announcement
        self.state = ABSENT
        self.id: Json = None
        self.type: Json = None
        self.parts: dict[Place, _Part] = {}
        self.value: Json = None  # as it was finished

    def known(self) -> Object:
        """Return what an item is known by that was not finished."""
        return {"id": self.id, "type": self.type}


class _Checker:
    def __init__(self, found: Found) -> None:
        self.found = found
        self.index = 0
        self.state = grammar.NEW
        self.sequence: int = 0
        self.response_id: Json = None
        self.items: dict[Json, _Item] = {}  # by output_index, or by id where there is none
        self.ids: set[str] = set()

    def add(self, pointer: str, code: str, about: Json = None) -> None:
        self.found.add(self.index, pointer, code, about)

    def feed(self, event: Json) -> None:
        kind = event.get("type") if isinstance(event, dict) else None
        if not isinstance(kind, str):
            self.add("", "damaged")
            self.sequence += 1
            return
        self._number(event)
        state = self.state
        self.state, fault = grammar.STREAM[state, grammar.TO_STREAM.get(kind, "other")]
        if fault:
            self.add("/type", fault)
        if state == grammar.ENDED:
            return
        if kind in grammar.TO_STREAM:
            if kind != "error":
                self._answer(kind, event.get("response"))
        elif kind in grammar.TO_ITEM:
            self._whole_item(grammar.TO_ITEM[kind], event)
        elif "output_index" in event or "item_id" in event or kind in grammar.TO_PART:
            item = self._item("inner", event, event.get("item_id"), "/item_id")
            if kind in grammar.TO_PART:
                self._part(item, event, grammar.TO_PART[kind])

    def _number(self, event: Object) -> None:
        number = event.get("sequence_number")
        if type(number) is not int or number != self.sequence:
            self.add("/sequence_number", "sequence_number")
        self.sequence = (number if type(number) is int else self.sequence) + 1

    # --- items ---

    def _item(self, input_: str, event: Object, own: Json, pointer: str) -> _Item:
        """Return the item of an event, and take its step."""
        number = event.get("output_index")
        key = number if type(number) is int else own if isinstance(own, str) else None
        if type(number) is not int:
            self.add("/output_index", "output_index")
            key = next((at for at, one in self.items.items() if own and one.id == own), key)
        item = self.items.get(key)
        if item is None:
            item = self.items[key] = _Item(len(self.items))
            if type(number) is int and number != item.number:
                self.add("/output_index", "output_index")
        item.state, fault = grammar.ITEM[item.state, input_]
        if fault:
            self.add("/output_index", fault, item.number)
        if item.id is None and isinstance(own, str):
            item.id = own
            if own in self.ids:
                self.add(pointer, "id_again", own)
            self.ids.add(own)
        elif item.id != own:
            self.add(pointer, "item_id", item.number)
        return item

    def _whole_item(self, input_: str, event: Object) -> None:
        value = event.get("item")
        if not isinstance(value, dict) or not isinstance(value.get("type"), str):
            self.add("/item", "damaged")
            return
        item = self._item(input_, event, value.get("id"), "/item/id")
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
            self._finished(item, value)

    def _finished(self, item: _Item, value: Object) -> None:
        """Hold a finished item against what was delivered of it."""
        positions = _positions(item, value)
        for (member, number), part in item.parts.items():
            made = value.get(member)
            where = f"/item/{member}"
            if number is not None:
                at = positions[member, number]
                where += f"/{at}"
                exists = isinstance(made, list) and at < len(made)
                self._same(part, made[at] if made and exists else None, where)
                if part.state != DONE:
                    self.add(where, "part_open", where)
                continue
            if part.state != SAID:
                self.add(where, "text_open", where)
            if made != part.said() and (made or part.said()):
                self.add(where, "part_differs", where)
        member = grammar.DELIVERED.get(item.type, "")
        if value.get(member) and (member, None) not in item.parts:
            self.add(f"/item/{member}", "undelivered", item.number)
        delivered = {(member, at) for (member, _), at in positions.items()}
        for name in ("content", "summary"):
            parts = value.get(name)
            for at in range(len(parts) if isinstance(parts, list) else 0):
                if (name, at) not in delivered:
                    self.add(f"/item/{name}/{at}", "undelivered", item.number)

    # --- parts ---

    def _part(self, item: _Item, event: Object, step: grammar.Step) -> None:
        input_, member, index, name = step
        number = event.get(index) if index else None
        if index and (type(number) is not int or number < 0):
            self.add(f"/{index}", "content_index", item.number)
            number = 0
        place = (member, number)
        part = item.parts.get(place)
        if part is None:
            before = sum(1 for other, _ in item.parts if other == member)
            if index and number != before:
                self.add(f"/{index}", "content_index", item.number)
            part = item.parts[place] = _Part(ABSENT if index else OPEN)
        part.state, fault = grammar.PART[part.state, input_]
        if fault:
            self.add("/type", fault, (item.number, place))
        part.name = name or part.name
        STEPS[input_](self, part, event, name or member)

    def _delta(self, part: _Part, event: Object, name: str) -> None:
        if isinstance(event.get("delta"), str):
            part.deltas.append(event["delta"])
        else:
            self.add("/delta", "damaged")

    def _said(self, part: _Part, event: Object, name: str) -> None:
        said = event.get(name)
        if not isinstance(said, str):
            self.add(f"/{name}", "damaged")
        elif part.text is None:
            part.text = said
            if part.deltas and said != "".join(part.deltas):
                self.add(f"/{name}", "text_differs")

    def _annotation(self, part: _Part, event: Object, name: str) -> None:
        if event.get("annotation_index") != len(part.annotations):
            self.add("/annotation_index", "annotation_index")
        part.annotations.append(event.get("annotation"))

    def _done(self, part: _Part, event: Object, name: str) -> None:
        value = event.get("part")
        if not isinstance(value, dict):
            self.add("/part", "damaged")
        elif part.value is None:
            self._same(part, value, "/part")
            part.value = value

    def _added(self, part: _Part, event: Object, name: str) -> None:
        if not isinstance(event.get("part"), dict):
            self.add("/part", "damaged")

    def _same(self, part: _Part, value: Json, pointer: str) -> None:
        """Hold a part as it is finished against what was delivered of it."""
        if part.value is not None or not isinstance(value, dict):
            if not are_alike(part.value, value) or (part.value is None and part.said()):
                self.add(pointer, "part_differs", pointer)
            return
        if part.name and part.said() is not None and value.get(part.name) != part.said():
            self.add(f"{pointer}/{part.name}", "part_differs", pointer)
        cited = value.get("annotations") or []
        expected = cited
        if isinstance(cited, list):  # the others stand in the item only
            expected = [one for one in cited if may_be_announced(one)]
        if part.annotations and part.annotations not in (cited, expected):
            self.add(f"{pointer}/annotations", "part_differs", pointer)
        elif expected and not part.annotations:
            self.add(f"{pointer}/annotations", "undelivered", pointer)

    # --- the answer ---

    def _answer(self, kind: str, answer: Json) -> None:
        if not isinstance(answer, dict):
            self.add("/response", "damaged")
            return
        own = answer.get("id")
        self.response_id = self.response_id or own
        if own != self.response_id or not (isinstance(own, str) and own.startswith("resp_")):
            self.add("/response/id", "response_id")
        status = answer.get("status")
        if grammar.TO_STREAM[kind] != "end":
            if status not in ("queued", "in_progress"):
                self.add("/response/status", "start_status")
            return
        if status not in (None, kind.removeprefix("response.")):
            self.add("/response/status", "status")
        if kind != "response.failed":
            self._output(answer.get("output"))

    def _output(self, output: Json) -> None:
        """Hold the items of the last answer against those that were streamed."""
        listed = output if isinstance(output, list) else []
        numbers = [key if type(key) is int else len(self.items) for key in self.items]
        pairs = zip(numbers, self.items.values(), strict=True)
        items = [item for _, item in sorted(pairs, key=lambda pair: pair[0])]
        places = _listed_at([item.value or item.known() for item in items], listed)
        behind = -1
        for number, (item, at) in enumerate(zip(items, places, strict=True)):
            if item.state != DONE:
                self.add(f"/response/output/{number}", "item_open", item.number)
            elif at is None:
                self.add("/response/output", "not_in_output")
            elif at < behind:
                self.add(f"/response/output/{at}", "output_differs", at)
            elif listed[at] != item.value:
                for name, code in _differences(listed[at], item.value):
                    self.add(f"/response/output/{at}/{token(name)}", code, at)
            behind = behind if at is None else max(at, behind)
        if others := sorted({*range(len(listed))} - {*places}):
            self.add(f"/response/output/{others[0]}", "not_streamed")

    def close(self) -> None:
        if self.state != grammar.ENDED:
            self.add("", "no_end")


STEPS = {
    "added": _Checker._added,
    "delta": _Checker._delta,
    "annotation": _Checker._annotation,
    "said": _Checker._said,
    "done": _Checker._done,
}


def _listed_at(items: Sequence[Json], listed: Sequence[Json]) -> list[int | None]:
    """Return where each item of a stream stands in a list; None where it does not stand there.

    Ids tell. Of what they don't, the order does; types do as well where the list lacks some.
    """
    named: dict[str, int] = {}
    for at, one in enumerate(listed):
        if (own := _id(one)) is not None:
            named.setdefault(own, at)
    places = [None if (own := _id(one)) is None else named.pop(own, None) for one in items]
    left = [at for at in range(len(listed)) if at not in {*places}]
    unknown = [number for number, at in enumerate(places) if at is None]
    enough = len(left) >= len(unknown)
    for number in unknown:
        if left and (enough or _type(listed[left[0]]) == _type(items[number])):
            places[number] = left.pop(0)
    return places


def _id(item: Json) -> str | None:
    own = item.get("id") if isinstance(item, dict) else None
    return own if isinstance(own, str) else None


def _type(item: Json) -> Json:
    return item.get("type") if isinstance(item, dict) else None


def _differences(one: Json, other: Object) -> list[tuple[str, str]]:
    """Return the members in which two items differ, each with the code of the fault."""
    if not isinstance(one, dict):
        return [("type", "output_differs")]
    return [
        (name, "item_id" if name == "id" else "output_differs")
        for name in {**one, **other}
        if not are_alike(one.get(name), other.get(name), name)
    ]


def _positions(item: _Item, value: Object) -> dict[Place, int]:
    """Return where the parts that were delivered stand in the lists of the finished item.

    A server that leaves out numbers leaves no gaps in the list: there the order counts.
    """
    places: dict[Place, int] = {}
    for member in dict.fromkeys(name for name, number in item.parts if number is not None):
        numbers = sorted(
            number for name, number in item.parts if name == member and number is not None
        )
        made = value.get(member)
        fits = isinstance(made, list) and numbers[-1] < len(made)
        for at, number in enumerate(numbers):
            places[member, number] = number if fits else at
    return places


def check_events(events: Iterable[Json], *, strict: bool = True) -> tuple[Problem, ...]:
    """Return what is wrong with the events of one Responses stream, the first problem first.

    Of one code the first problem is told for each thing that it is about. Without ``strict`` gaps
    are not told, only contradictions.
    """
    found = Found(strict)
    checker = _Checker(found)
    for event in events:
        checker.feed(event)
        checker.index += 1
    checker.close()
    return found.result()
