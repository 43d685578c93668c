"""Translate the events and items of a ResponsesAgent to the chunks and messages of a ChatAgent.

A client joins the chunks of one id to a message. So the calls of a turn have the id of its text, or
of the first call, and each text is written once, whether it comes in deltas, in the finished item,
or in both. Content that a ChatAgent cannot express (reasoning, hosted calls, citations) is left
out; a refusal becomes a text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from io import StringIO

from responses_protocol._agents.agent_items import AgentItems
from responses_protocol._agents.messages import MessageFold
from responses_protocol._formats import finish_reasons
from responses_protocol._formats.chat_completions import content, tool_calls
from responses_protocol._formats.ids import derive_id, find_free_id
from responses_protocol._formats.options import Options
from responses_protocol._lens.bodies import translate_answer
from responses_protocol._streams.errors import AnswerError
from responses_protocol._streams.event_readers import Change
from responses_protocol._streams.item_fold import ItemFold, kind_of
from responses_protocol._streams.part_fold import PartFold
from responses_protocol._values import Json, Object, copy_json, read_type
from responses_protocol.errors import ConversionError

OPTIONS = Options(custom_tools="function")
ITEM, DONE = "response.output_item.", "response.output_item.done"
DELTAS = frozenset(("response.output_text.delta", "response.refusal.delta"))
TEXT_ENDS = frozenset(("response.output_text.done", "response.refusal.done"))
TERMINAL = frozenset(("response.completed", "response.incomplete"))


class OpenMessage:
    """A message without an end: its id, and its text that chunks have."""

    __slots__ = ("_ended", "_start", "id", "text")

    def __init__(self, message_id: str) -> None:
        self.id = message_id
        self.text = StringIO()
        self._ended = 0  # how many of its parts have ended, before any open one
        self._start = 0  # where the text behind these begins

    def write_rest(self, parts: list[PartFold]) -> str | None:
        """Add the text that no chunk has, and return it, or None if the chunks say otherwise."""
        new_parts = parts[self._ended :]
        self.text.seek(self._start)
        rest = _rest_of(_text_of([part.result() for part in new_parts]), self.text.read())
        self.text.write(rest or "")
        if all(part.done for part in new_parts):
            self._ended, self._start = len(parts), self.text.tell()
        return rest


class EventsToAgentChunks:
    """Translates the events of one answer: ``feed`` every event, then ``close``.

    ``names`` are the function names of earlier calls, by the id of the call: the result of a tool
    must contain the name. A result of an unknown call gets the id of the call as its name.
    """

    def __init__(self, names: Mapping[str, str]) -> None:
        self._function_names = dict(names)
        self._used_ids: dict[str, int] = {}
        self._items = AgentItems()
        self._messages: dict[ItemFold, OpenMessage] = {}
        self._turn: str | None = None  # the id of the message for calls
        self._last: Object | None = None
        self._calls = False
        self._ending: Object = {"status": "completed"}
        self._custom_outputs: Object | None = None

    def feed(self, event: Object) -> list[Object]:
        """Return the chunks of an event.

        Raises AnswerError where the answer has failed, and ConversionError for an unreadable event.
        """
        kind = read_type(event)
        if kind in ("error", "response.failed"):
            raise AnswerError("the answer has failed", event)
        if isinstance(event.get("custom_outputs"), dict):
            self._note_outputs(event["custom_outputs"])
        if kind in TERMINAL and isinstance(event.get("response"), dict):
            return self.feed_response(event["response"])
        item = event.get("item")
        if kind.startswith(ITEM) and (not isinstance(item, dict) or kind_of(item) is None):
            return []
        change = self._items.read(event)
        if change is None:
            return []
        if kind in DELTAS:
            return self._read_delta(change)
        if kind in TEXT_ENDS:
            return self._read_text(change.item, change.part)
        return self._read_item(change.item) if kind == DONE else []

    def feed_response(self, response: Object) -> list[Object]:
        """Return the chunks of a whole answer: those of its items that were not streamed."""
        if response.get("status") == "failed":
            raise AnswerError("the answer has failed", response)
        self._ending = response
        if isinstance(response.get("custom_outputs"), dict):
            self._note_outputs(response["custom_outputs"])
        output = response.get("output")
        chunks: list[Object] = []
        for event in self._items.missing_events(output if isinstance(output, list) else []):
            change = self._items.read(event)
            chunks += [] if change is None else self._read_item(change.item)
        for item in self._items.answer:
            if not item.done:
                chunks += self._read_item(item)
        self._items.begin_answer()
        return chunks

    def _read_item(self, fold: ItemFold) -> list[Object]:
        """Return the chunks of an item, without the text that was streamed."""
        item = fold.result()
        read = READERS.get("message" if item.get("type") is None else read_type(item))
        if read is None or not (fold.done or self._may_end(item)):
            return []
        return read(self, item, fold)

    def _may_end(self, item: Object) -> bool:
        """Return whether an item may end with its answer: a message, or a new call with a name."""
        if item.get("type") not in CALLS:
            return True
        call_id = item.get("call_id")
        is_known = not isinstance(call_id, str) or call_id in self._function_names
        return bool(call_id and item.get("name")) and not is_known

    def close(self) -> list[Object]:
        """Return the last chunk: finish reason, usage and custom outputs."""
        if self._last is None:
            return []
        reason = finish_reasons.make_finish_reason(
            {"status": "completed", **self._ending}, self._calls
        )
        chunk: Object = {"delta": {**self._last, "content": ""}}
        if reason is not None:
            chunk["finish_reason"] = reason
        if self._custom_outputs is not None:
            chunk["custom_outputs"] = self._custom_outputs
        usage = chat_usage(self._ending.get("usage"))
        return [chunk if usage is None else {**chunk, "usage": usage}]

    def _note_outputs(self, outputs: Object) -> None:
        self._custom_outputs = self._custom_outputs or {}
        self._custom_outputs.update(outputs)

    def _new_chunk(self, **delta: Json) -> Object:
        self._last = {name: value for name, value in delta.items() if name != "tool_calls"}
        self._calls = "tool_calls" in delta
        return {"delta": delta}

    def _open(self, fold: ItemFold, text: str) -> OpenMessage:
        if fold not in self._messages:
            item_id = fold.item.get("id")
            item_id = item_id if isinstance(item_id, str) and item_id else derive_id("msg_", text)
            self._turn = find_free_id(item_id, self._used_ids)
            self._messages[fold] = OpenMessage(self._turn)
        return self._messages[fold]

    def _read_delta(self, change: Change) -> list[Object]:
        message, part, text = self._open(change.item, ""), change.part, change.added
        if text is None:  # an announced text precedes it
            text = message.write_rest(change.item.parts)
            if text is None and part is not None:
                text = part.current_text()
                message.text.write(text)
        else:
            message.text.write(text)
        return [self._new_chunk(role="assistant", content=text, id=message.id)]

    def _read_text(self, fold: ItemFold, part: PartFold | None) -> list[Object]:
        """Return the chunk of the text of an open message that no delta had, at the end of one."""
        if part is None or not part.current_text():
            return []
        is_known = fold in self._messages
        message = self._open(fold, "" if is_known else _text_of(fold.view().get("content")))
        rest = message.write_rest(fold.parts)
        return [self._new_chunk(role="assistant", content=rest, id=message.id)] if rest else []

    def _read_message(self, item: Object, fold: ItemFold) -> list[Object]:
        if item.get("role") != "assistant":
            return []
        text = _text_of(item.get("content"))
        is_known = fold in self._messages
        if not (is_known or fold.done or text):
            return []  # an announcement
        message = self._open(fold, text)
        del self._messages[fold]
        rest = _rest_of(text, message.text.getvalue()) or ""
        if is_known and not rest:
            return []  # the text was streamed, or another one
        return [self._new_chunk(role="assistant", content=rest, id=message.id)]

    def _read_call(self, item: Object, fold: ItemFold) -> list[Object]:
        call = CALLS[item["type"]](item, "", OPTIONS)
        self._function_names[item["call_id"]] = call["function"]["name"]
        if self._turn is None:
            item_id = item["id"] if isinstance(item.get("id"), str) else ""
            self._turn = find_free_id(item_id or derive_id("fc_", item["call_id"]), self._used_ids)
        return [self._new_chunk(role="assistant", content="", id=self._turn, tool_calls=[call])]

    def _read_output(self, item: Object, fold: ItemFold) -> list[Object]:
        call_id = item.get("call_id")
        if not isinstance(call_id, str):
            raise ConversionError("call_id must be a string", "/call_id")
        self._turn = None
        output = content.translate_output(item.get("output"), content.TEXT_TO_CHAT, "/output")
        text = output if isinstance(output, str) else "".join(part["text"] for part in output)
        delta = {
            "role": "tool",
            "content": text,
            "name": self._function_names.get(call_id) or call_id,
            "tool_call_id": call_id,
            "id": find_free_id(derive_id("msg_", f"{call_id} {text}"), self._used_ids),
        }
        if isinstance(item.get("attachments"), dict):
            delta["attachments"] = copy_json(item["attachments"])
        return [self._new_chunk(**delta)]


def _rest_of(text: str, streamed: str) -> str | None:
    """Return the text behind the streamed one, or None if it begins otherwise."""
    return text[len(streamed) :] if text.startswith(streamed) else None


def _text_of(content: Json) -> str:
    if isinstance(content, str):
        return content
    parts = (
        [part for part in content if isinstance(part, dict)] if isinstance(content, list) else []
    )
    return "".join(str(part.get("text") or part.get("refusal") or "") for part in parts)


def chat_usage(usage: Json) -> Object | None:
    """Return the usage of an answer in the form of Chat, or None if it is incomplete."""
    if not isinstance(usage, dict):
        return None
    response = {"id": "", "status": "completed", "output": [], "usage": usage}
    completion = translate_answer(response, "responses", "chat_completions", OPTIONS)
    return completion.get("usage")  # None if a count is missing


CALLS = {
    "function_call": tool_calls.function_from_responses,
    "custom_tool_call": tool_calls.custom_from_responses,
}
READERS: dict[str, Callable[[EventsToAgentChunks, Object, ItemFold], list[Object]]] = {
    "message": EventsToAgentChunks._read_message,
    "function_call": EventsToAgentChunks._read_call,
    "custom_tool_call": EventsToAgentChunks._read_call,
    "function_call_output": EventsToAgentChunks._read_output,
    "custom_tool_call_output": EventsToAgentChunks._read_output,
}


def join_agent_chunks(chunks: Iterable[Object]) -> Object:
    """Return the answer of a ChatAgent that its chunks add up to, as MLflow requires of clients.

    Contents are joined by the id of their message, calls and their arguments by the id of the call;
    of all other members the last value counts.
    """
    folds: dict[str, MessageFold] = {}
    answer: Object = {}
    for chunk in chunks:
        delta = chunk["delta"]
        fold = folds.setdefault(delta["id"], MessageFold(delta, delta["id"]))
        fold.add(delta)
        answer.update({name: value for name, value in chunk.items() if name != "delta"})
    return {"messages": [fold.message() for fold in folds.values()], **answer}
