"""Translate the values that an agent yields, in any dialect, to the events of a ResponsesAgent.

The members of an element show its kind: a chunk or an answer of Chat, a chunk, a message or an
answer of a ChatAgent, an item or an event of Responses. Elements of all kinds may follow each other
in one stream, as the loop of an agent with tools makes them.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from typing import Any
from uuid import uuid4

from responses_protocol._agents.answer_summary import AnswerSummary, SummaryFold
from responses_protocol._agents.block_answers import BlockAnswer, BlockMessage
from responses_protocol._agents.chat_answers import ChatAnswer
from responses_protocol._agents.events import item_done
from responses_protocol._agents.history import find_part_losses, to_plain_json
from responses_protocol._agents.messages import Messages, delta_losses
from responses_protocol._agents.repeats import Repeats
from responses_protocol._agents.thoughts import Thoughts
from responses_protocol._formats.ids import find_free_id
from responses_protocol._streams.event_errors import error_in
from responses_protocol._values import Json, Object, copy_json
from responses_protocol.errors import ConversionError

TOO_DEEP = "nested too deeply"


class Output:
    """Translates the elements that an agent yields: ``feed`` every element, then ``close``.

    ``used_ids`` are the ids of other items. ``items`` are the items that are done so far.
    """

    def __init__(
        self,
        used_ids: Iterable[str] = (),
        *,
        attachments: bool = False,
        new_id: Callable[[], str] = lambda: uuid4().hex,
    ) -> None:
        self._used_ids = dict.fromkeys(used_ids, 1)
        self._new_id = new_id
        self._messages = Messages(self._unique_id, new_id, attachments)
        self._answer: ChatAnswer | None = None
        self._blocks: dict[str | None, BlockAnswer] = {}  # by their source
        self._summary = SummaryFold()
        self._count = 0
        self._repeats = Repeats()
        self.items: list[Object] = []

    def feed(self, element: Any) -> list[Object]:
        """Return the events that an element gives rise to.

        Raises ConversionError for an element of no known kind; its pointer begins with the position
        of the element.
        """
        index, self._count = self._count, self._count + 1
        try:
            if isinstance(element, BlockMessage):
                return self._record_items(self._read_block_message(element))
            value = to_plain_json(element)
            for member, read in READERS.items():
                if isinstance(value, dict) and value.get(member) is not None:
                    return self._record_items(read(self, value))
            if isinstance(value, dict) and _is_of_chat(value):
                return self._record_items(self._read_completion(value))
            raise ConversionError(
                "the element must be a chunk, a message, an answer, an item or an event"
            )
        except ConversionError as error:
            raise ConversionError(error.reason, f"/{index}{error.pointer}") from None
        except RecursionError:
            raise ConversionError(TOO_DEEP, f"/{index}") from None

    def close(self) -> list[Object]:
        """Return the last events; raise ConversionError where they are nested too deeply."""
        try:
            events = self._record_items([*self._end_all(), *self._messages.close()])
        except RecursionError:
            raise ConversionError(TOO_DEEP) from None
        self._summary.add_losses(self._messages.losses)
        return events

    @property
    def summary(self) -> AnswerSummary:
        """The summary of the answer, after ``close``; raises ConversionError as that does."""
        try:
            return self._summary.make_summary()
        except RecursionError:
            raise ConversionError(TOO_DEEP) from None

    def _unique_id(self, item_id: str) -> str:
        return find_free_id(item_id, self._used_ids)

    def _record_items(self, events: list[Object]) -> list[Object]:
        self.items += [
            copy_json(event["item"]) for event in events if _is_done(event) and "item" in event
        ]
        return events

    def _end_answer(self) -> list[Object]:
        answer, self._answer = self._answer, None
        if answer is None:
            return []
        events = answer.close()
        response = answer.response
        self._summary.set_ending(response["status"], response["incomplete_details"])
        self._summary.add_usage(response.get("usage"))
        self._summary.add_losses(answer.losses)
        self._repeats.note_answer(
            answer.ids, [event["item"] for event in events if "item" in event]
        )
        return events

    # --- answers in content blocks; those of parallel nodes alternate ---

    def _read_block_message(self, message: BlockMessage) -> list[Object]:
        """Read a message in content blocks, or a piece of one."""
        message_id, key = message.id, message.source
        events = [*self._end_answer(), *self._messages.close()]
        if not message.is_piece:
            for source, started in list(self._blocks.items()):
                events += self._end_blocks(source) if message_id in started.ids else []
            if self._repeats.has_blocks(message_id, message.blocks):
                return events
            key = WHOLE
        answer = self._blocks.get(key)
        if answer is not None and _is_another(answer, message_id):
            events += self._end_blocks(key)
            answer = None
        if answer is None:
            is_whole = not message.is_piece
            answer = BlockAnswer(message_id or self._new_id(), self._unique_id, is_whole=is_whole)
            self._blocks[key] = answer
        answer.ids |= {message_id} if message_id else set()
        events += answer.feed(message.blocks, self._count - 1)
        ending = message.ending
        self._summary.add_agent_members(ending)
        if "status" in ending:
            self._summary.clear_finish_reason()
            self._summary.set_ending(ending["status"], ending.get("incomplete_details"))
        answer.has_ended = answer.has_ended or message.has_ended
        answer.is_cut = self._summary.is_incomplete
        return events if message.is_piece else events + self._end_blocks(key)

    def _end_blocks(self, key: str | None) -> list[Object]:
        answer = self._blocks.pop(key)
        if not answer.has_ended:
            self._summary.clear_finish_reason()
            self._summary.set_ending("incomplete")
            answer.is_cut = True
        events = answer.close()
        self._summary.add_losses(answer.losses)
        self._repeats.note_answer(answer.ids, answer.items)
        return events

    def _end_all(self, call_id: Json = None) -> list[Object]:
        """End all answers; or, before the output of a call, only those with this call."""
        events = self._end_answer()
        for key, answer in list(self._blocks.items()):
            if call_id is None or answer.has_call(call_id) or answer.has_ended:
                events += self._end_blocks(key)
        return events

    # --- the kinds of elements ---

    def _read_completion(self, value: Object) -> list[Object]:
        events = [] if self._answer is not None else [*self._end_all(), *self._messages.close()]
        if self._answer is not None and self._answer.is_followed_by(value):
            events += self._end_answer()
        if self._answer is None:
            self._answer = ChatAnswer(f"chatcmpl-{self._new_id()}", self._unique_id)
        return events + self._answer.feed(value)

    def _read_agent_chunk(self, value: Object) -> list[Object]:
        if not isinstance(value["delta"], dict):
            raise ConversionError("a delta must be an object", "/delta")
        self._summary.add_agent_members(value)
        events = [*self._end_all(), *self._messages.feed_delta(value["delta"])]
        self._summary.add_losses(delta_losses(value["delta"], f"/{self._count - 1}/delta"))
        return events

    def _read_message(self, value: Object) -> list[Object]:
        return [*self._end_all(value.get("tool_call_id")), *self._read_whole_message(value)]

    def _read_whole_message(self, message: Object, place: str = "") -> list[Object]:
        if self._repeats.has(message):
            return []
        events = self._messages.feed_message(message)
        if events:
            pointer, thoughts = f"/{self._count - 1}{place}", Thoughts()
            thoughts.strip_reasoning(message)
            self._summary.add_losses(find_part_losses(message, pointer))
            self._summary.add_losses(thoughts.losses(pointer))
        return events

    def _read_agent_answer(self, value: Object) -> list[Object]:
        """Read the answer of a ChatAgent, or the output of a node of a graph."""
        messages = value["messages"]
        events: list[Object] = []
        for index, message in enumerate(messages if isinstance(messages, list) else [messages]):
            if not isinstance(message, dict):
                raise ConversionError("a message must be an object", f"/messages/{index}")
            events += self._end_all(message.get("tool_call_id"))  # before its own events
            events += self._read_whole_message(message, f"/messages/{index}")
        self._summary.add_agent_members(value)
        return events

    def _read_item_or_event(self, value: Object) -> list[Object]:
        """Read an item, or an event, which stays unchanged."""
        kind = value["type"]
        if not isinstance(kind, str):
            raise ConversionError("type must be a string", "/type")
        is_item = isinstance(value.get("content"), list) and value.get("role") == "assistant"
        if kind == "message" and not is_item:
            return self._read_message(value)
        events = [*self._end_all(value.get("call_id")), *self._messages.close()]
        if kind == "response.output_item.done" and not isinstance(value.get("item"), dict):
            raise ConversionError("item must be an object", "/item")
        if kind in TERMINAL and isinstance(value.get("response"), dict):
            self._summary.add_response_members(value["response"])
        is_event = kind.startswith("response.") or kind == "error"
        return [*events, value if is_event else item_done(value)]

    def _read_response(self, value: Object) -> list[Object]:
        """Read a Responses answer."""
        output = value["output"]
        if not isinstance(output, list):
            raise ConversionError("output must be a list", "/output")
        for index, item in enumerate(output):
            if not isinstance(item, dict):
                raise ConversionError("an item must be an object", f"/output/{index}")
        events = [*self._end_all(), *self._messages.close()]
        self._summary.add_response_members(value)
        events += [item_done(item) for item in output]
        error = value.get("error")
        return [*events, {**error, "type": "error"}] if isinstance(error, dict) else events


TERMINAL = frozenset(("response.completed", "response.incomplete", "response.failed"))
# the first of these members that an element has shows its kind
READERS: dict[str, Callable[[Output, Object], list[Object]]] = {
    "type": Output._read_item_or_event,
    "choices": Output._read_completion,
    "delta": Output._read_agent_chunk,
    "messages": Output._read_agent_answer,
    "output": Output._read_response,
    "role": Output._read_message,
    "error": Output._read_completion,
}


def _is_of_chat(value: Object) -> bool:
    """Return whether a value is a chunk without choices, or the body of an error."""
    return value.get("object") == "chat.completion.chunk" or error_in(value) is not None


def _is_another(answer: BlockAnswer, piece_id: str | None) -> bool:
    """Return whether a piece with this id begins another answer.

    LangChain gives pieces the id of their run, where the model gives them none.
    """
    if not piece_id or piece_id in answer.ids:
        return False
    runs = [known for known in answer.ids if known.startswith(RUN)]
    return answer.has_ended or (piece_id.startswith(RUN) and bool(runs))


RUN = ("lc_run-", "run-")
WHOLE = "/"  # the source of whole messages


def _is_done(event: Object) -> bool:
    return bool(event["type"] == "response.output_item.done")


def output_events(
    elements: Iterable[Any], aggregator: list[Object] | None = None
) -> Generator[Object, None, AnswerSummary]:
    """Yield the Responses events for the output of an agent.

    Texts are deltas and all items are finished, as in MLflow's
    ``output_to_responses_items_stream``.

    Args:
        elements: Chunks, messages, answers, items and events, of any dialect, in order.
        aggregator: A list that gets the items of the events.

    Yields:
        Events.

    Returns:
        The summary of the answer: ``summary = yield from output_events(...)``.

    Raises:
        ConversionError: An element is of another kind, or ``elements`` is not iterable.
    """
    if not isinstance(elements, Iterable):
        raise ConversionError("an agent must yield its chunks, messages, answers, items or events")
    items = [] if aggregator is None else aggregator
    output = Output(item["id"] for item in items if isinstance(item.get("id"), str))
    for element in elements:
        yield from _collect_items(output, output.feed(element), items)
    yield from _collect_items(output, output.close(), items)
    return output.summary


def _collect_items(
    output: Output, events: list[Object], items: list[Object]
) -> Generator[Object, None, None]:
    for event in events:
        if _is_done(event):
            items.append(event["item"])
        yield event
