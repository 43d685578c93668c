"""The events and items of a ResponsesAgent as the chunks and messages of a ChatAgent.

A client joins the chunks of one id to a message. So the calls of a turn have the id of its text, or
else that of the first of them, and each text is said once, whether it comes in deltas, in the item
when it is done, or in both. What a ChatAgent can't say (reasoning, hosted calls, citations) is left
out; a refusal is said as a text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from io import StringIO

from responses_protocol.agents.messages import MessageFold
from responses_protocol.errors import ConversionError
from responses_protocol.formats import finish_reasons
from responses_protocol.formats.chat_completions import content, tool_calls
from responses_protocol.formats.ids import free_id, mint
from responses_protocol.formats.options import Options
from responses_protocol.lens.bodies import translate_answer
from responses_protocol.streams.errors import AnswerError
from responses_protocol.values import Json, copied

Object = dict[str, Json]
OPTIONS = Options(custom_tools="function")
TERMINAL = frozenset(("response.completed", "response.incomplete"))


class EventsToAgentChunks:
    """Translates the events of one answer: ``feed`` every one of them, then ``close``.

    ``names`` are those of the functions that were called before, by the id of the call: the result
    of a tool has to name it. One whose call nobody has seen is named by that id.
    """

    def __init__(self, names: Mapping[str, str]) -> None:
        self._function_names = dict(names)
        self._taken: dict[str, int] = {}
        self._texts: dict[
            str, tuple[str, StringIO]
        ] = {}  # of open items: message id, what was said
        self._turn: str | None = None  # the message that takes calls
        self._last: Object | None = None
        self._count = 0
        self._calls = False
        self._ending: Object = {"status": "completed"}
        self._custom_outputs: Object | None = None

    def feed(self, event: Object) -> list[Object]:
        """Return the chunks of an event.

        Raises AnswerError where the answer has failed, and ConversionError where what the event
        says can't be read.
        """
        kind = str(event.get("type"))
        if kind in ("error", "response.failed"):
            raise AnswerError("the answer has failed", event)
        if isinstance(event.get("custom_outputs"), dict):
            self._note_outputs(event["custom_outputs"])
        if kind in ("response.output_text.delta", "response.refusal.delta"):
            return self._delta(event)
        if kind == "response.output_item.done" and isinstance(event.get("item"), dict):
            return self.feed_item(event["item"])
        if kind in TERMINAL and isinstance(event.get("response"), dict):
            return self.feed_response(event["response"])
        return []

    def feed_response(self, response: Object) -> list[Object]:
        """Return the chunks of a whole answer, if its items were not streamed."""
        if response.get("status") == "failed":
            raise AnswerError("the answer has failed", response)
        self._ending = response
        if isinstance(response.get("custom_outputs"), dict):
            self._note_outputs(response["custom_outputs"])
        listed = response.get("output")
        if self._count or not isinstance(listed, list):
            return []
        return [
            chunk for item in listed if isinstance(item, dict) for chunk in self.feed_item(item)
        ]

    def feed_item(self, item: Object) -> list[Object]:
        """Return the chunks of a whole item, but for what was said of it."""
        self._count += 1
        read = READERS.get(str(item.get("type") or "message"))
        return [] if read is None else read(self, item)

    def close(self) -> list[Object]:
        """Return the last chunk: why the answer ended, what it cost, and the custom outputs."""
        if self._last is None:
            return []
        reason = finish_reasons.reason({"status": "completed", **self._ending}, self._calls)
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

    def _made(self, **delta: Json) -> Object:
        self._last = {name: value for name, value in delta.items() if name != "tool_calls"}
        self._calls = "tool_calls" in delta
        return {"delta": delta}

    def _open(self, own: Json, text: str) -> tuple[str, StringIO]:
        key = own if isinstance(own, str) and own else ""
        if key not in self._texts:
            self._texts[key] = free_id(key or mint("msg_", text), self._taken), StringIO()
            self._turn = self._texts[key][0]
        return self._texts[key]

    def _delta(self, event: Object) -> list[Object]:
        text = event.get("delta")
        if not isinstance(text, str):
            raise ConversionError("delta must be a string", "/delta")
        self._count += 1
        named, said = self._open(event.get("item_id"), "")
        said.write(text)
        return [self._made(role="assistant", content=text, id=named)]

    def _message(self, item: Object) -> list[Object]:
        if item.get("role") != "assistant":
            return []
        text = _text(item.get("content"))
        key = item["id"] if isinstance(item.get("id"), str) else ""
        known = key in self._texts
        named, written = self._open(key, text)
        del self._texts[key]
        said = written.getvalue()
        rest = text[len(said) :] if text.startswith(said) else ""
        if known and not rest:
            return []  # all of it was said, or something else
        return [self._made(role="assistant", content=rest, id=named)]

    def _call(self, item: Object) -> list[Object]:
        call = CALLS[item["type"]](item, "", OPTIONS)
        self._function_names[item["call_id"]] = call["function"]["name"]
        if self._turn is None:
            own = item["id"] if isinstance(item.get("id"), str) else ""
            self._turn = free_id(own or mint("fc_", item["call_id"]), self._taken)
        return [self._made(role="assistant", content="", id=self._turn, tool_calls=[call])]

    def _output(self, item: Object) -> list[Object]:
        call_id = item.get("call_id")
        if not isinstance(call_id, str):
            raise ConversionError("call_id must be a string", "/call_id")
        self._turn = None
        said = content.output(item.get("output"), content.TEXT_TO_CHAT, "/output")
        text = said if isinstance(said, str) else "".join(part["text"] for part in said)
        delta = {
            "role": "tool",
            "content": text,
            "name": self._function_names.get(call_id) or call_id,
            "tool_call_id": call_id,
            "id": free_id(mint("msg_", f"{call_id} {text}"), self._taken),
        }
        if isinstance(item.get("attachments"), dict):
            delta["attachments"] = copied(item["attachments"])
        return [self._made(**delta)]


def _text(said: Json) -> str:
    if isinstance(said, str):
        return said
    parts = [part for part in said if isinstance(part, dict)] if isinstance(said, list) else []
    return "".join(str(part.get("text") or part.get("refusal") or "") for part in parts)


def chat_usage(usage: Json) -> Object | None:
    """Return what an answer cost in the words of Chat, None where it does not say."""
    if not isinstance(usage, dict):
        return None
    whole = {"id": "", "status": "completed", "output": [], "usage": usage}
    made = translate_answer(whole, "responses", "chat_completions", OPTIONS)
    return made.get("usage")  # none where a count is missing


CALLS = {
    "function_call": tool_calls.function_from_responses,
    "custom_tool_call": tool_calls.custom_from_responses,
}
READERS: dict[str, Callable[[EventsToAgentChunks, Object], list[Object]]] = {
    "message": EventsToAgentChunks._message,
    "function_call": EventsToAgentChunks._call,
    "custom_tool_call": EventsToAgentChunks._call,
    "function_call_output": EventsToAgentChunks._output,
    "custom_tool_call_output": EventsToAgentChunks._output,
}


def join_agent_chunks(chunks: Iterable[Object]) -> Object:
    """Return the answer of a ChatAgent that its chunks add up to, as MLflow asks clients to do it.

    Contents are joined by the id of their message, calls and their arguments by that of the call;
    of all else the last value counts.
    """
    folds: dict[str, MessageFold] = {}
    answer: Object = {}
    for chunk in chunks:
        delta = chunk["delta"]
        fold = folds.setdefault(delta["id"], MessageFold(delta, delta["id"]))
        fold.add(delta)
        answer.update({name: value for name, value in chunk.items() if name != "delta"})
    return {"messages": [fold.message() for fold in folds.values()], **answer}
