"""Write one call: announce it as soon as it is known, and write its arguments as they come.

A function call may represent a custom or a hosted one, by an option or by the declared tools of the
request. A custom one is known by its marked argument, and its input streams from there on. A hosted
one is known when all of it has come, and so is an input with another spelling.
"""

from __future__ import annotations

from responses_protocol._formats.chat_completions import (
    custom_tools,
    declared_calls,
    hosted_calls,
)
from responses_protocol._formats.chat_completions.declared_calls import CallIds
from responses_protocol._formats.options import Options
from responses_protocol._formats.request_context import RequestContext
from responses_protocol._formats.tool_names import TOOL_SEARCH, ResponsesTool
from responses_protocol._streams.call_fold import CallFold
from responses_protocol._streams.marked_input import InputDecoder, input_start
from responses_protocol._streams.response_writer import ResponseWriter
from responses_protocol._streams.written_items import CALLS, Item
from responses_protocol._values import Object
from responses_protocol.errors import ConversionError

# the JSON around an input that is written as the argument of a function
END = '"}'
BEGINNING = custom_tools.to_arguments("").removesuffix(END)
MAX_MARK = 100  # characters of an input that may begin with a second mark


class CallWriter:
    """One call while it is written. ``item`` is its item, once the call is announced."""

    __slots__ = (
        *(
            "_decoder",
            "_encodes",
            "_pending",
            "_ids",
            "_reads_at_end",
            "_name",
            "_options",
            "_request",
        ),
        *("_respells", "_read_length", "_tool", "_reads_input", "call", "closed", "item", "length"),
    )

    def __init__(
        self, call: CallFold, options: Options, ids: CallIds, request: RequestContext
    ) -> None:
        self.call = call
        self._ids = ids
        self._request = request
        self._tool: ResponsesTool | None = None  # the tool that the request declares
        self._reads_input = False  # whether the arguments contain the input of a custom tool
        self._reads_at_end = False  # whether the input has no mark, and is read at the end
        self._pending = ""  # the beginning of an input that may have a second mark
        self.item: Item | None = None
        self.closed = False
        self.length = 0  # the length of the arguments when the call was closed
        self._options = options
        self._read_length = 0  # of the arguments, where the written text differs
        self._name = call.name
        self._decoder: InputDecoder | None = None  # for the input of a custom call
        self._encodes = False  # whether an input is written as the argument of a function
        self._respells = False  # whether the argument of a custom call is written in our spelling

    @property
    def is_plain(self) -> bool:
        """Whether the arguments are written as they come."""
        return not (self._decoder or self._encodes or self._respells or self._reads_input)

    def is_known(self, has_next: bool, ending: str | None) -> bool:
        """Return whether the item of the call is known, so that it may be announced.

        ``has_next`` is whether something waits behind the call, ``ending`` the status of the answer
        once the stream has ended.
        """
        if ending is not None:
            return True
        has_id = self.call.call_id or (has_next and self.call.is_complete())  # it may come late
        return bool(has_id) and self._is_settled(has_next)

    def announce(
        self, item: Object, writer: ResponseWriter, events: list[Object], ending: str | None
    ) -> None:
        """Announce the item of the call; ``ending`` as for ``is_known``."""
        if item["type"] not in CALLS:
            is_cut = ending not in (None, "completed") and not self.call.is_complete()
            item = {**item, "status": "incomplete"} if is_cut else item
            self.item = writer.add_item(item, events, done=not is_cut or ending != "failed")
            self.closed = True
            return
        members = {key: value for key, value in item.items() if key not in ("type", "id")}
        members |= {CALLS[item["type"]][1]: "", "status": "in_progress"}
        self._name = self.call.name
        self.item = writer.open_item(item["type"], members, events)
        self.deliver(writer, events)

    def new_item(self) -> Object | None:
        """Return the item in the form in which it is announced, None if it can't be run."""
        call, options = self.call, self._options
        entry = call.result()
        self._tool = declared_calls.find_declared_tool(call.name, self._request)
        if self._tool is not None:
            is_wrapped = declared_calls.is_custom_in_chat(self._tool, self._request)
            self._encodes = is_wrapped and call.kind == "custom"
            is_custom = self._tool.kind == "custom" or is_wrapped
            self._reads_input = is_custom and call.kind != "custom"
        elif call.kind == "custom" and options.items == "mlflow":
            self._encodes = True
        elif custom_tools.only_in_chat(options) and call.kind in (None, "function"):
            start = input_start(entry["function"]["arguments"])
            if start is not None and start > 0:
                self._decoder, self._read_length = InputDecoder(), start
                entry["function"]["arguments"] = custom_tools.to_arguments("")
        elif custom_tools.only_in_responses(options):
            self._respells = custom_tools.may_be_wrapped(call.text.getvalue()) is True
        item = self._read(entry)
        self.closed = item is None
        return item

    def _read(self, entry: Object) -> Object | None:
        """Return the item of an entry of ``tool_calls``, or None if the call cannot be run."""
        try:
            return declared_calls.make_call_item(
                entry, self.call.index, self._ids, self._options, self._request
            )
        except ConversionError:
            return None

    def _is_settled(self, has_next: bool) -> bool:
        """Return whether the kind of the call is known."""
        call, options = self.call, self._options
        waits = not has_next and call.is_empty()  # the real arguments may still come
        complete, text = not waits and call.is_complete(), "" if waits else call.text.getvalue()
        tool = declared_calls.find_declared_tool(call.name, self._request)
        if tool is not None:  # the arguments of a search are an object
            return tool.kind != TOOL_SEARCH or complete
        if call.kind == "custom":
            return True
        if options.hosted_calls == "function" and call.name in hosted_calls.RUN_BY_CLIENT:
            beginning = hosted_calls.BEGINNING
            if text.startswith(beginning) or beginning.startswith(text):
                return complete
        if custom_tools.only_in_chat(options):
            return input_start(text) is not None
        if custom_tools.only_in_responses(options):
            return custom_tools.may_be_wrapped(text) is False or complete
        return True

    def deliver(self, writer: ResponseWriter, events: list[Object], ends: bool = False) -> None:
        """Write the arguments that have come; empty ones only when the call ``ends``."""
        item, call = self.item, self.call
        if item is None or self.closed or (call.is_empty() and not ends):
            return
        if self._reads_input:
            self._deliver_input(item, writer, events)
            return
        if self._encodes and not item.text.tell():
            writer.add_arguments(item, BEGINNING, events)
        sent = item.text.tell() if self.is_plain else self._read_length
        text = call.body.since(sent)
        if not text:
            return
        self._read_length += len(text)
        if self._decoder is not None:
            text = self._decoder.feed(text)
        elif self._encodes:
            text = custom_tools.to_arguments(text)[len(BEGINNING) : -len(END)]
        elif self._respells and not sent:
            text = custom_tools.normalise_arguments(text)
        if text:
            writer.add_arguments(item, text, events)

    def _deliver_input(self, item: Item, writer: ResponseWriter, events: list[Object]) -> None:
        """Write the input of a custom tool, if it stands in the marked argument."""
        if self._reads_at_end or item.kind != "custom_tool_call":
            return  # the end writes the arguments as a whole
        if self._decoder is None:
            start = input_start(self.call.text.getvalue())
            self._reads_at_end = start is not None and start < 0
            if start is None or self._reads_at_end:
                return
            self._decoder, self._read_length = InputDecoder(), start
        text = self.call.body.since(self._read_length)
        self._read_length += len(text)
        text = self._pending + self._decoder.feed(text)
        self._pending = ""
        has_mark = False if item.text.tell() else custom_tools.may_be_wrapped(text)
        if has_mark:
            self._reads_at_end = True  # a model may mark its input twice
        elif has_mark is None and len(text) < MAX_MARK:
            self._pending = text
        elif text:
            writer.add_arguments(item, text, events)

    def finish(self, writer: ResponseWriter, events: list[Object], status: str) -> None:
        """Write the rest of the call, with the members that an option adds, and close it."""
        item = self.item
        if item is None or self.closed:
            return
        self.deliver(
            writer, events, ends=True
        )  # arguments that came in one chunk with later content
        self.length = self.call.text.tell()
        if self._encodes:
            writer.add_arguments(item, END, events)
        final: Object = {}
        if self._name != self.call.name or self._reads_input or not item.text.tell():
            final = self._read(self.call.result()) or {}
            item.announced["name"] = final.get("name", item.announced["name"])
        text, written = final.get(CALLS[item.kind][1]) or "", item.text.getvalue()
        # an option may write empty arguments, and an input may be read at the end, or to the end
        if (self._reads_input or not written) and text.startswith(written) and text != written:
            writer.add_arguments(item, text[len(written) :], events)
        self.closed = True
        writer.close_item(events, status)
