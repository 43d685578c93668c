"""The calls of a Responses stream: when each is announced, and how its arguments are said.

A call is announced as soon as its id, its name and its kind are known, whatever becomes of those
before it. A function that may stand for a custom tool is read as its arguments come.
"""

from __future__ import annotations

from dataclasses import replace

from responses_protocol.errors import ConversionError
from responses_protocol.formats.chat_completions import custom_tools, declared_calls, hosted_calls
from responses_protocol.formats.chat_completions.declared_calls import CallIds, sayable
from responses_protocol.formats.options import Options
from responses_protocol.formats.request_context import NO_REQUEST, RequestContext
from responses_protocol.streams.chunk_writer import ChunkWriter, text_of
from responses_protocol.streams.custom_input import BEGINNING, CustomInput, spelled
from responses_protocol.streams.item_fold import ItemFold
from responses_protocol.values import Json

Object = dict[str, Json]
MEMBERS = {"function_call": "arguments", "custom_tool_call": "input"}


class _Call:
    """A call: its number once it is announced, and how what is delivered is said.

    ``plain`` says that it is said as it is, ``whole`` that it is said at its end; ``place`` is how
    many calls came before it.
    """

    __slots__ = ("input", "number", "place", "plain", "said", "whole")

    def __init__(self, place: int) -> None:
        self.place = place
        self.whole = False
        self.number: int | None = None
        self.plain = True
        self.input: CustomInput | None = None
        self.said = ""  # the input that was read before the call could be announced


class CallOrder:
    """Says the calls: ``take`` every event of one, ``rest`` at the end."""

    def __init__(
        self, options: Options, writer: ChunkWriter, request: RequestContext = NO_REQUEST
    ) -> None:
        self._request = request
        self._ids = CallIds(request, options)
        self._options = options
        if options.empty_arguments != "keep":
            self._options = replace(options, empty_arguments="keep")  # more may come
        self._marks = options.hosted_calls == "function"
        self._writer = writer
        self._calls: dict[ItemFold, _Call] = {}
        self._hosted: int | None = None  # the first place of a call that waits for its output

    def note(self, item: ItemFold) -> None:
        """Read of an item that is no call whether calls behind it wait."""
        if self._marks and item.kind in hosted_calls.RUN_BY_CLIENT:
            self._hosted = item.order if self._hosted is None else min(self._hosted, item.order)

    def take(self, item: ItemFold, delta: str, chunks: list[Object]) -> int | None:
        """Say what an event has added to a call.

        Returns its number where the next deltas may be said as they are.
        """
        if self._hosted is not None and self._hosted < item.order:
            return None  # whether that is a call, and comes first, is known at the end
        if item.torn:
            return None
        call = self._calls.get(item)
        if call is None:
            call = self._calls[item] = self._new(item)
            delta = self._delivered(item)
        if item.done:
            self._finish(call, item.item, chunks)
            return None
        if call.whole:
            return None
        text = self._read(call, item, delta)
        if call.number is None:
            call.said += text
            self._announce(call, item, chunks)
        elif text:
            self._writer.argue(call.number, text, chunks)
        return call.number if call.plain else None

    def _new(self, item: ItemFold) -> _Call:
        call = _Call(len(self._calls))
        if self._is_full:
            call.whole = True
            return call
        tool = declared_calls.tool_of(item.item, self._request)
        if tool is not None:
            wrapped = declared_calls.is_wrapped(tool, self._request)
            reads = wrapped or tool.kind == "custom"
            call.whole = reads and item.kind == "function_call"
            call.plain = not (wrapped or call.whole)
        elif item.kind == "custom_tool_call":
            call.plain = self._options.custom_tools != "function"
        elif custom_tools.are_marked(self._options):
            call.plain, call.input = False, CustomInput()
        return call

    def _delivered(self, item: ItemFold) -> str:
        return item.delivered(MEMBERS[item.item["type"]])

    def _read(self, call: _Call, item: ItemFold, delta: str) -> str:
        """Return what a delta adds to what is said of a call."""
        if call.plain:
            return delta
        if call.input is None:  # of a custom tool that is a function in Chat
            return spelled(delta)
        known = call.input.is_wrapped
        text = call.input.feed(delta)
        if call.input.is_wrapped is None:
            return ""
        if not call.input.is_wrapped:
            call.plain, head = True, call.input.head
            return head
        if custom_tools.only_in_responses(self._options):
            return text
        return (BEGINNING if known is None else "") + spelled(text)

    def _announce(self, call: _Call, item: ItemFold, chunks: list[Object]) -> None:
        """Announce a call if it is known well enough."""
        if not _is_named(item):
            return  # what is made now would not be that of the finished item
        reads = custom_tools.only_in_responses(self._options) and call.input is not None
        if reads and call.input is not None and call.input.is_wrapped is None:
            return  # whether it is a function is not known
        wrapped = reads and call.input is not None and call.input.is_wrapped
        said = custom_tools.to_arguments(call.said) if wrapped else ""
        entry = self._entry({**item.item, MEMBERS[item.item["type"]]: said}, call.place)
        if entry is None:
            return
        if not wrapped:
            body, text = entry[entry["type"]], call.said
            if item.kind == "custom_tool_call" and not call.plain:
                text = BEGINNING + call.said
            body["input" if entry["type"] == "custom" else "arguments"] = text
        call.number = self._new_number(entry, chunks)

    def finish_input(self, item: ItemFold, chunks: list[Object]) -> None:
        """Say the rest of the arguments, or the input, of a call, which have come to their end."""
        self.take(item, "", chunks)
        if item in self._calls and not item.done and not item.torn and _is_named(item):
            member = MEMBERS[item.item["type"]]
            self._finish(self._calls[item], {**item.item, member: self._delivered(item)}, chunks)

    def _finish(self, call: _Call, item: Object, chunks: list[Object]) -> None:
        entry = self._entry(item, call.place)
        if entry is None:
            return  # no call that anybody could run
        if call.number is None:
            call.number = self._new_number(entry, chunks)
        else:
            self._argue_rest(call.number, entry, chunks)

    @property
    def _is_full(self) -> bool:
        """Whether there is no place for another call: in the deprecated form there is one."""
        return self._request.legacy and bool(self._writer.calls)

    def _new_number(self, entry: Object, chunks: list[Object]) -> int | None:
        if self._is_full or not sayable([entry], self._request):
            return None
        return self._writer.call(entry, chunks)

    def _entry(self, item: Object, place: int) -> Object | None:
        try:
            return declared_calls.entry_of(item, place, self._ids, self._options, self._request)
        except ConversionError:
            return None

    def rest(self, calls: list[Json], chunks: list[Object]) -> None:
        """Say what is left of the calls, which have their ids in common with those announced."""
        known: dict[str, list[int]] = {}
        for number in reversed(range(len(self._writer.calls))):
            known.setdefault(self._writer.calls[number].call_id, []).append(number)
        order = []
        for entry in calls:
            numbers = known.get(entry["id"])
            if numbers:
                order.append(numbers.pop())
                self._argue_rest(order[-1], entry, chunks)
            else:
                order.append(self._writer.call(entry, chunks))
        self._writer.disordered = order != sorted(order)
        self._writer.withdrawn = len(order) < len(self._writer.calls)

    def _argue_rest(self, number: int, entry: Object, chunks: list[Object]) -> None:
        call = self._writer.calls[number]
        if (call.kind, call.name) != (entry["type"], entry[entry["type"]]["name"]):
            call.contradicted = True  # it was announced as something else
            return
        rest = call.rest(text_of(entry))
        if rest:
            self._writer.argue(number, rest, chunks)


def _is_named(item: ItemFold) -> bool:
    """Tell whether a call has its id and its name; empty ones may be known at the end."""
    return all(
        isinstance(item.item.get(name), str) and item.item[name] for name in ("call_id", "name")
    )
