"""What an agent yields, in whatever dialect, as the events of a ResponsesAgent.

Every element says by its members what it is: a chunk or an answer of Chat, a chunk, a message or
an answer of a ChatAgent, an item or an event of Responses. They may come one after another in one
stream, as the loop of an agent with tools makes them.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from responses_protocol.agents.block_answers import BlockAnswer, BlockMessage
from responses_protocol.agents.chat_answers import ChatAnswer
from responses_protocol.agents.events import item_done
from responses_protocol.agents.history import dumped, part_losses
from responses_protocol.agents.messages import Messages
from responses_protocol.agents.repeats import Repeats
from responses_protocol.agents.usages import added_up
from responses_protocol.errors import ConversionError
from responses_protocol.formats import finish_reasons
from responses_protocol.formats.ids import free_id
from responses_protocol.formats.options import DEFAULT
from responses_protocol.lens.bodies import translate_answer
from responses_protocol.lens.losses import Loss
from responses_protocol.values import Json, copied

Object = dict[str, Json]
TOO_DEEP = "nested too deeply"


@dataclass(frozen=True)
class AnswerSummary:
    """What is known at the end, beside the items: how it ended, what it cost, what was lost.

    ``usage`` is in the words of Responses, the sum where there were several answers; it is None
    where none was told, as are ``custom_outputs``.
    """

    status: str
    incomplete_details: Object | None
    usage: Object | None
    custom_outputs: Object | None
    losses: tuple[Loss, ...]


class Output:
    """Translates what an agent yields: ``feed`` every element, then ``close``.

    ``taken`` are ids that other items have already. ``items`` are those that are done so far.
    """

    def __init__(
        self,
        taken: Iterable[str] = (),
        *,
        attachments: bool = False,
        new_id: Callable[[], str] = lambda: uuid4().hex,
    ) -> None:
        self._taken = dict.fromkeys(taken, 1)
        self._new_id = new_id
        self._messages = Messages(self._named, new_id, attachments)
        self._answer: ChatAnswer | None = None
        self._blocks: dict[str | None, BlockAnswer] = {}  # by where they come from
        self._finish_reason: str | None = None
        self._ending: Object = {"status": "completed", "incomplete_details": None}
        self._usage: Object | None = None
        self._custom_outputs: Object | None = None
        self._losses: tuple[Loss, ...] = ()
        self._count = 0
        self._repeats = Repeats()
        self.items: list[Object] = []

    def feed(self, element: Any) -> list[Object]:
        """Return the events that an element gives rise to.

        Raises ConversionError where it is nothing that an agent says; its pointer begins with the
        number of the element.
        """
        at, self._count = self._count, self._count + 1
        try:
            if isinstance(element, BlockMessage):
                return self._noted(self._block_message(element))
            value = dumped(element)
            for member, read in READERS.items():
                if isinstance(value, dict) and value.get(member) is not None:
                    return self._noted(read(self, value))
            raise ConversionError("this is no chunk, message, answer, item or event")
        except ConversionError as error:
            raise ConversionError(error.reason, f"/{at}{error.pointer}") from None
        except RecursionError:
            raise ConversionError(TOO_DEEP, f"/{at}") from None

    def close(self) -> list[Object]:
        """Return the last events; raise ConversionError where they are nested too deeply."""
        try:
            return self._noted([*self._end_all(), *self._messages.close()])
        except RecursionError:
            raise ConversionError(TOO_DEEP) from None

    @property
    def said(self) -> AnswerSummary:
        """What is known beside the items, after ``close``; ConversionError as there."""
        ending = self._ending
        if self._finish_reason is not None:
            status, details = finish_reasons.status(self._finish_reason)
            ending = {"status": status, "incomplete_details": details}
        try:
            usage, outputs = copied(self._usage), copied(self._custom_outputs)
        except RecursionError:
            raise ConversionError(TOO_DEEP) from None
        return AnswerSummary(**ending, usage=usage, custom_outputs=outputs, losses=self._losses)

    def _named(self, own: str) -> str:
        return free_id(own, self._taken)

    def _noted(self, events: list[Object]) -> list[Object]:
        self.items += [copied(one["item"]) for one in events if "item" in one and _is_done(one)]
        return events

    def _end_answer(self) -> list[Object]:
        answer, self._answer = self._answer, None
        if answer is None:
            return []
        events = answer.close()
        self._ending = {name: answer.whole[name] for name in self._ending}
        self._add_usage(answer.whole.get("usage"))
        self._losses += answer.losses
        self._repeats.note_answer(answer.ids, [one["item"] for one in events if "item" in one])
        return events

    # --- answers in content blocks; those of nodes side by side come in turns ---

    def _block_message(self, message: BlockMessage) -> list[Object]:
        """Read a message in content blocks, or a piece of one."""
        own, key = message.id, message.source
        events = [*self._end_answer(), *self._messages.close()]
        if not message.is_piece:
            for other, one in list(self._blocks.items()):
                events += self._end_blocks(other) if own in one.ids else []
            if self._repeats.has_blocks(own, message.blocks):
                return events
            key = WHOLE
        answer = self._blocks.get(key)
        if answer is not None and _is_another(answer, own):
            events += self._end_blocks(key)
            answer = None
        if answer is None:
            is_whole = not message.is_piece
            answer = BlockAnswer(own or self._new_id(), self._named, is_whole=is_whole)
            self._blocks[key] = answer
        answer.ids |= {own} if own else set()
        events += answer.feed(message.blocks, self._count - 1)
        self._note(message.ending)
        if "status" in message.ending:
            self._finish_reason = None
            self._ending = {name: message.ending.get(name) for name in self._ending}
        answer.has_ended = answer.has_ended or message.has_ended
        answer.is_cut = self.said.status == "incomplete"
        return events if message.is_piece else events + self._end_blocks(key)

    def _end_blocks(self, key: str | None) -> list[Object]:
        answer = self._blocks.pop(key)
        if not answer.has_ended:
            self._ending, self._finish_reason = {"status": "incomplete"}, None
            self._ending["incomplete_details"] = None
            answer.is_cut = True
        events = answer.close()
        self._losses += tuple(answer.losses)
        self._repeats.note_answer(answer.ids, answer.items)
        return events

    def _end_all(self, called: Json = None) -> list[Object]:
        """End all answers; or, before the output of a call, those that have made it."""
        events = self._end_answer()
        for key, answer in list(self._blocks.items()):
            if called is None or answer.calls(called) or answer.has_ended:
                events += self._end_blocks(key)
        return events

    def _add_usage(self, usage: Json) -> None:
        if isinstance(usage, dict):
            self._usage = added_up(self._usage, usage)

    # --- what elements there are ---

    def _chat(self, value: Object) -> list[Object]:
        events = [] if self._answer is not None else [*self._end_all(), *self._messages.close()]
        if self._answer is not None and self._answer.is_followed_by(value):
            events += self._end_answer()
        if self._answer is None:
            self._answer = ChatAnswer(f"chatcmpl-{self._new_id()}", self._named)
        return events + self._answer.feed(value)

    def _chunk(self, value: Object) -> list[Object]:
        if not isinstance(value["delta"], dict):
            raise ConversionError("a delta must be an object", "/delta")
        self._note(value)
        return [*self._end_all(), *self._messages.feed_delta(value["delta"])]

    def _message(self, value: Object) -> list[Object]:
        return [*self._end_all(value.get("tool_call_id")), *self._whole(value)]

    def _whole(self, message: Object, place: str = "") -> list[Object]:
        if self._repeats.has(message):
            return []
        events = self._messages.feed_message(message)
        if events:
            self._losses += tuple(part_losses(message, f"/{self._count - 1}{place}"))
        return events

    def _answered(self, value: Object) -> list[Object]:
        """Read the answer of a ChatAgent, or what a node of a graph has written."""
        listed = value["messages"]
        events: list[Object] = []
        for at, message in enumerate(listed if isinstance(listed, list) else [listed]):
            if not isinstance(message, dict):
                raise ConversionError("a message must be an object", f"/messages/{at}")
            events += self._end_all(message.get("tool_call_id"))  # before what it says itself
            events += self._whole(message, f"/messages/{at}")
        self._note(value)
        return events

    def _typed(self, value: Object) -> list[Object]:
        """Pass an item, or an event, as it is."""
        kind = value["type"]
        if not isinstance(kind, str):
            raise ConversionError("type must be a string", "/type")
        said = isinstance(value.get("content"), list) and value.get("role") == "assistant"
        if kind == "message" and not said:
            return self._message(value)
        events = [*self._end_all(value.get("call_id")), *self._messages.close()]
        if kind == "response.output_item.done" and not isinstance(value.get("item"), dict):
            raise ConversionError("item must be an object", "/item")
        if kind in TERMINAL and isinstance(value.get("response"), dict):
            self._note_response(value["response"])
        known = kind.startswith("response.") or kind == "error"
        return [*events, value if known else item_done(value)]

    def _output(self, value: Object) -> list[Object]:
        """Read a Responses answer."""
        listed = value["output"]
        if not isinstance(listed, list):
            raise ConversionError("output must be a list", "/output")
        for at, item in enumerate(listed):
            if not isinstance(item, dict):
                raise ConversionError("an item must be an object", f"/output/{at}")
        events = [*self._end_all(), *self._messages.close()]
        self._note_response(value)
        events += [item_done(item) for item in listed]
        error = value.get("error")
        return [*events, {**error, "type": "error"}] if isinstance(error, dict) else events

    def _note_response(self, response: Object) -> None:
        """Note what a Responses answer says beside its items."""
        self._note(response)
        self._add_usage(response.get("usage"))
        status, details = response.get("status"), response.get("incomplete_details")
        self._ending = {
            "status": status if isinstance(status, str) and status else "completed",
            "incomplete_details": details if isinstance(details, dict) else None,
        }

    def _note(self, value: Object) -> None:
        """Note what a chunk or an answer of a ChatAgent says beside its messages."""
        if isinstance(value.get("finish_reason"), str):
            self._finish_reason = value["finish_reason"]
        if isinstance(value.get("custom_outputs"), dict):
            self._custom_outputs = self._custom_outputs or {}
            self._custom_outputs.update(value["custom_outputs"])
        usage = value.get("usage")
        if isinstance(usage, dict) and "prompt_tokens" in usage:
            whole = {"choices": [], "usage": usage}
            found = translate_answer(whole, "chat_completions", "responses", DEFAULT)
            self._add_usage(found["usage"])


TERMINAL = frozenset(("response.completed", "response.incomplete", "response.failed"))
# the first member that an element has says what it is
READERS: dict[str, Callable[[Output, Object], list[Object]]] = {
    "type": Output._typed,
    "choices": Output._chat,
    "delta": Output._chunk,
    "messages": Output._answered,
    "output": Output._output,
    "role": Output._message,
    "error": Output._chat,
}


def _is_another(answer: BlockAnswer, own: str | None) -> bool:
    """Tell whether a piece with this id begins another answer.

    LangChain gives pieces the id of their run, where they have none of the model's own.
    """
    if not own or own in answer.ids:
        return False
    runs = [one for one in answer.ids if one.startswith(RUN)]
    return answer.has_ended or (own.startswith(RUN) and bool(runs))


RUN = ("lc_run-", "run-")
WHOLE = "/"  # where whole messages come from


def _is_done(event: Object) -> bool:
    return bool(event["type"] == "response.output_item.done")


def output_events(
    elements: Iterable[Any], aggregator: list[Object] | None = None
) -> Generator[Object, None, AnswerSummary]:
    """Yield the events for what an agent yields; append its items to ``aggregator``.

    Texts come as deltas and all items as done, as MLflow's ``output_to_responses_items_stream``
    has them. Returns what is known beside the items (``said = yield from output_events(...)``).
    Raises ConversionError where an element is nothing that an agent says.
    """
    listed = [] if aggregator is None else aggregator
    output = Output(item["id"] for item in listed if isinstance(item.get("id"), str))
    for element in elements:
        yield from _listed(output, output.feed(element), listed)
    yield from _listed(output, output.close(), listed)
    return output.said


def _listed(
    output: Output, events: list[Object], listed: list[Object]
) -> Generator[Object, None, None]:
    for event in events:
        if _is_done(event):
            listed.append(event["item"])
        yield event
