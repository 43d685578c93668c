"""Delivers one call: announced as soon as it is known, its arguments as they come.

A function call may stand for a custom one, or for a hosted one, by an option, or as its request
says. The former is known by its marked argument, and streams its input from there on. The latter is
known when all of it is there, and so is an input that is spelled in another way.
"""

from __future__ import annotations

from responses_protocol.errors import ConversionError
from responses_protocol.formats.chat_completions import (
    custom_tools,
    declared_calls,
    hosted_calls,
)
from responses_protocol.formats.chat_completions.declared_calls import CallIds
from responses_protocol.formats.options import Options
from responses_protocol.formats.request_context import RequestContext
from responses_protocol.formats.tool_names import TOOL_SEARCH, ResponsesTool
from responses_protocol.streams.call_fold import CallFold
from responses_protocol.streams.marked_input import InputDecoder, input_start
from responses_protocol.streams.response_writer import ResponseWriter
from responses_protocol.streams.written_items import CALLS, Item
from responses_protocol.values import Json

Object = dict[str, Json]
# what stands around an input that is written as the argument of a function
END = '"}'
BEGINNING = custom_tools.to_arguments("").removesuffix(END)
LONGEST = 100  # of what may be the beginning of an input that is marked once more


class CallWriter:
    """One call on its way. ``item`` is what stands for it, once that is announced."""

    __slots__ = (
        *("_decoder", "_encodes", "_held", "_ids", "_late", "_name", "_options", "_request"),
        *("_respells", "_sent", "_tool", "_unread", "call", "closed", "item", "length"),
    )

    def __init__(
        self, call: CallFold, options: Options, ids: CallIds, request: RequestContext
    ) -> None:
        self.call = call
        self._ids = ids
        self._request = request
        self._tool: ResponsesTool | None = None  # the one that the request declares
        self._unread = False  # whether the arguments are read at the end, or from their mark on
        self._late = False  # whether that is not the marked one, so that they are read at the end
        self._held = ""  # the beginning of an input that may be marked once more
        self.item: Item | None = None
        self.closed = False
        self.length = 0  # of the arguments when it was closed
        self._options = options
        self._sent = 0  # characters of the arguments that were read, where others are written
        self._name = call.name
        self._decoder: InputDecoder | None = None  # for the input of a custom call
        self._encodes = False  # whether an input is written as the argument of a function
        self._respells = False  # whether the argument of a custom call is written in our spelling

    @property
    def is_plain(self) -> bool:
        """Whether its arguments are delivered as they come."""
        return not (self._decoder or self._encodes or self._respells or self._unread)

    def announce(
        self,
        writer: ResponseWriter,
        events: list[Object],
        followed: bool,
        ending: str | None,
    ) -> bool:
        """Announce the call if it is known; tell whether it is.

        ``followed`` says that something waits behind it, ``ending`` is the status of the
        answer when no more of it is expected.
        """
        call = self.call
        if ending is None:
            if not (call.call_id or (followed and call.is_complete())):
                return False  # its id may come late
            if not self._is_settled(followed):
                return False
        made = self._made()
        if made is None or made["type"] not in CALLS:
            if made is not None:
                cut = ending not in (None, "completed") and not call.is_complete()
                made = {**made, "status": "incomplete"} if cut else made
                self.item = writer.put(made, events, done=not cut or ending != "failed")
            self.closed = True
            return True
        members = {key: value for key, value in made.items() if key not in ("type", "id")}
        members |= {CALLS[made["type"]][1]: "", "status": "in_progress"}
        self._name = call.name
        self.item = writer.open(made["type"], members, events)
        self.deliver(writer, events)
        return True

    def _made(self) -> Object | None:
        """Return the item as it is announced."""
        call, options = self.call, self._options
        entry = call.result()
        self._tool = declared_calls.declared(call.name, self._request)
        if self._tool is not None:
            wraps = declared_calls.is_custom_in_chat(self._tool, self._request)
            self._encodes = wraps and call.kind == "custom"
            reads = self._tool.kind == "custom" or wraps
            self._unread = reads and call.kind != "custom"
        elif call.kind == "custom" and options.items == "mlflow":
            self._encodes = True
        elif custom_tools.only_in_chat(options) and call.kind in (None, "function"):
            start = input_start(entry["function"]["arguments"])
            if start is not None and start > 0:
                self._decoder, self._sent = InputDecoder(), start
                entry["function"]["arguments"] = custom_tools.to_arguments("")
        elif custom_tools.only_in_responses(options):
            self._respells = custom_tools.may_be_wrapped(call.text.getvalue()) is True
        return self._read(entry)

    def _read(self, entry: Object) -> Object | None:
        """Return the item of an entry of ``tool_calls``, None where nobody could run it."""
        try:
            return declared_calls.item_of(
                entry, self.call.index, self._ids, self._options, self._request
            )
        except ConversionError:
            return None

    def _is_settled(self, followed: bool) -> bool:
        """Tell whether it is known what kind of call it is."""
        call, options = self.call, self._options
        waits = not followed and call.is_empty()  # arguments may come, or come after all
        complete, text = not waits and call.is_complete(), "" if waits else call.text.getvalue()
        tool = declared_calls.declared(call.name, self._request)
        if tool is not None:  # a search has its arguments parsed
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
        """Deliver what has come of the arguments; empty ones when the call ``ends``."""
        item, call = self.item, self.call
        if item is None or self.closed or (call.is_empty() and not ends):
            return
        if self._unread:
            self._deliver_input(item, writer, events)
            return
        if self._encodes and not item.text.tell():
            writer.arguments(item, BEGINNING, events)
        sent = item.text.tell() if self.is_plain else self._sent
        text = call.body.since(sent)
        if not text:
            return
        self._sent += len(text)
        if self._decoder is not None:
            text = self._decoder.feed(text)
        elif self._encodes:
            text = custom_tools.to_arguments(text)[len(BEGINNING) : -len(END)]
        elif self._respells and not sent:
            text = custom_tools.respelled(text)
        if text:
            writer.arguments(item, text, events)

    def _deliver_input(self, item: Item, writer: ResponseWriter, events: list[Object]) -> None:
        """Deliver the input of a custom tool, if it stands in the marked argument."""
        if self._late or item.kind != "custom_tool_call":
            return  # it is written in one spelling, at the end
        if self._decoder is None:
            start = input_start(self.call.text.getvalue())
            self._late = start is not None and start < 0
            if start is None or self._late:
                return
            self._decoder, self._sent = InputDecoder(), start
        text = self.call.body.since(self._sent)
        self._sent += len(text)
        text = self._held + self._decoder.feed(text)
        self._held = ""
        marked = False if item.text.tell() else custom_tools.may_be_wrapped(text)
        if marked:
            self._late = True  # a model may mark its input twice
        elif marked is None and len(text) < LONGEST:
            self._held = text
        elif text:
            writer.arguments(item, text, events)

    def finish(self, writer: ResponseWriter, events: list[Object], status: str) -> None:
        """Close the call, with what an option adds to it."""
        item = self.item
        if item is None or self.closed:
            return
        self.deliver(writer, events, ends=True)  # what came in one chunk with what follows it
        self.length = self.call.text.tell()
        if self._encodes:
            writer.arguments(item, END, events)
        made: Object = {}
        if self._name != self.call.name or self._unread or not item.text.tell():
            made = self._read(self.call.result()) or {}
            item.announced["name"] = made.get("name", item.announced["name"])
        text, said = made.get(CALLS[item.kind][1]) or "", item.text.getvalue()
        # an option may write empty arguments, and an input may be read at the end, or to the end
        if (self._unread or not said) and text.startswith(said) and text != said:
            writer.arguments(item, text[len(said) :], events)
        self.closed = True
        writer.close(events, status)
