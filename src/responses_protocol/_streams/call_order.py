"""Write the calls of a Responses stream: announce each one, and write its arguments.

A call is announced as soon as its id, its name and its kind are known, whatever becomes of earlier
calls. The arguments of a function that may represent a custom tool are read as they come.
"""

from __future__ import annotations

from dataclasses import replace

from responses_protocol._formats.chat_completions import custom_tools, declared_calls, hosted_calls
from responses_protocol._formats.chat_completions.declared_calls import CallIds, select_calls
from responses_protocol._formats.options import Options
from responses_protocol._formats.request_context import NO_REQUEST, RequestContext
from responses_protocol._streams.chunk_writer import ChunkWriter, text_of
from responses_protocol._streams.custom_input import BEGINNING, CustomInput, escape_input
from responses_protocol._streams.item_fold import ItemFold
from responses_protocol._values import Json, Object
from responses_protocol.errors import ConversionError

MEMBERS = {"function_call": "arguments", "custom_tool_call": "input"}


class _Call:
    """A call of the stream.

    ``number`` is its number among the chunks once it is announced, and ``place`` is the number of
    calls before it. With ``plain``, its deltas are passed on unchanged; with ``whole``, it waits
    for its end.
    """

    __slots__ = ("input", "number", "place", "plain", "unannounced", "whole")

    def __init__(self, place: int) -> None:
        self.place = place
        self.whole = False
        self.number: int | None = None
        self.plain = True
        self.input: CustomInput | None = None
        self.unannounced = ""  # the input that was read before the announcement


class CallOrder:
    """Writes the calls: ``update`` for every event of a call, ``finish`` at the end."""

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
        self._hosted: int | None = None  # the order of the first call that waits for its output

    def note(self, item: ItemFold) -> None:
        """Record whether an item that is no function call delays the calls behind it."""
        if self._marks and item.kind in hosted_calls.RUN_BY_CLIENT:
            self._hosted = item.order if self._hosted is None else min(self._hosted, item.order)

    def update(self, item: ItemFold, delta: str, chunks: list[Object]) -> int | None:
        """Write the part of a call that an event adds.

        Return its number if the next deltas may be passed on unchanged.
        """
        if self._hosted is not None and self._hosted < item.order:
            return None  # the end of the stream shows whether that becomes an earlier call
        if item.has_gap:
            return None
        call = self._calls.get(item)
        if call is None:
            call = self._calls[item] = self._new(item)
            delta = self._text_of(item)
        if item.done:
            self._finish_call(call, item.item, chunks)
            return None
        if call.whole:
            return None
        text = self._read(call, item, delta)
        if call.number is None:
            call.unannounced += text
            self._announce(call, item, chunks)
        elif text:
            self._writer.add_arguments(call.number, text, chunks)
        return call.number if call.plain else None

    def _new(self, item: ItemFold) -> _Call:
        call = _Call(len(self._calls))
        if self._is_full:
            call.whole = True
            return call
        tool = declared_calls.find_chat_tool(item.item, self._request)
        if tool is not None:
            is_wrapped = declared_calls.is_wrapped(tool, self._request)
            is_custom = is_wrapped or tool.kind == "custom"
            call.whole = is_custom and item.kind == "function_call"
            call.plain = not (is_wrapped or call.whole)
        elif item.kind == "custom_tool_call":
            call.plain = self._options.custom_tools != "function"
        elif custom_tools.are_marked(self._options):
            call.plain, call.input = False, CustomInput()
        return call

    def _text_of(self, item: ItemFold) -> str:
        return item.text_of(MEMBERS[item.item["type"]])

    def _read(self, call: _Call, item: ItemFold, delta: str) -> str:
        """Return the text that a delta adds to a call of the target."""
        if call.plain:
            return delta
        if call.input is None:  # of a custom tool that is a function in Chat
            return escape_input(delta)
        was_wrapped = call.input.is_wrapped
        text = call.input.feed(delta)
        if call.input.is_wrapped is None:
            return ""
        if not call.input.is_wrapped:
            call.plain, head = True, call.input.head
            return head
        if custom_tools.only_in_responses(self._options):
            return text
        return (BEGINNING if was_wrapped is None else "") + escape_input(text)

    def _announce(self, call: _Call, item: ItemFold, chunks: list[Object]) -> None:
        """Announce a call if enough of it is known."""
        if not _is_named(item):
            return  # the derived id or name would differ from that of the finished item
        can_be_custom = custom_tools.only_in_responses(self._options) and call.input is not None
        if can_be_custom and call.input is not None and call.input.is_wrapped is None:
            return  # it may be a function or a custom tool
        is_custom = can_be_custom and call.input is not None and call.input.is_wrapped
        arguments = custom_tools.to_arguments(call.unannounced) if is_custom else ""
        entry = self._entry({**item.item, MEMBERS[item.item["type"]]: arguments}, call.place)
        if entry is None:
            return
        if not is_custom:
            body, text = entry[entry["type"]], call.unannounced
            if item.kind == "custom_tool_call" and not call.plain:
                text = BEGINNING + call.unannounced
            body["input" if entry["type"] == "custom" else "arguments"] = text
        call.number = self._new_number(entry, chunks)

    def finish_input(self, item: ItemFold, chunks: list[Object]) -> None:
        """Write the rest of the arguments, or the input, of a call whose text is finished."""
        self.update(item, "", chunks)
        if item in self._calls and not item.done and not item.has_gap and _is_named(item):
            member = MEMBERS[item.item["type"]]
            self._finish_call(self._calls[item], {**item.item, member: self._text_of(item)}, chunks)

    def _finish_call(self, call: _Call, item: Object, chunks: list[Object]) -> None:
        entry = self._entry(item, call.place)
        if entry is None:
            return  # the call cannot be run
        if call.number is None:
            call.number = self._new_number(entry, chunks)
        else:
            self._write_rest(call.number, entry, chunks)

    @property
    def _is_full(self) -> bool:
        """Whether the answer cannot have another call: the deprecated form has one."""
        return self._request.legacy and bool(self._writer.calls)

    def _new_number(self, entry: Object, chunks: list[Object]) -> int | None:
        if self._is_full or not select_calls([entry], self._request):
            return None
        return self._writer.add_call(entry, chunks)

    def _entry(self, item: Object, place: int) -> Object | None:
        try:
            return declared_calls.make_call_entry(
                item, place, self._ids, self._options, self._request
            )
        except ConversionError:
            return None

    def finish(self, calls: list[Json], chunks: list[Object]) -> None:
        """Write the rest of the answer's calls, which share their ids with the announced ones."""
        numbers_of: dict[str, list[int]] = {}
        for number in reversed(range(len(self._writer.calls))):
            numbers_of.setdefault(self._writer.calls[number].call_id, []).append(number)
        order = []
        for entry in calls:
            numbers = numbers_of.get(entry["id"])
            if numbers:
                order.append(numbers.pop())
                self._write_rest(order[-1], entry, chunks)
            else:
                order.append(self._writer.add_call(entry, chunks))
        self._writer.calls_reordered = order != sorted(order)
        self._writer.call_missing = len(order) < len(self._writer.calls)

    def _write_rest(self, number: int, entry: Object, chunks: list[Object]) -> None:
        call = self._writer.calls[number]
        if (call.kind, call.name) != (entry["type"], entry[entry["type"]]["name"]):
            call.differs = True  # it was announced as something else
            return
        rest = call.rest(text_of(entry))
        if rest:
            self._writer.add_arguments(number, rest, chunks)


def _is_named(item: ItemFold) -> bool:
    """Return whether a call has its id and its name; empty ones may be known at the end."""
    return all(
        isinstance(item.item.get(name), str) and item.item[name] for name in ("call_id", "name")
    )
