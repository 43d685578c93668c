"""Translate the answer of a Chat model, from its chunks or whole, to the events of an agent."""

from __future__ import annotations

from collections.abc import Callable

from responses_protocol._agents.events import create_reasoning_delta, item_done
from responses_protocol._agents.items import create_reasoning_item
from responses_protocol._agents.thoughts import Thoughts
from responses_protocol._formats.options import Options
from responses_protocol._lens.losses import Loss
from responses_protocol._streams.chunks_to_events import ChunksToEvents
from responses_protocol._values import Object

AGENT_EVENTS = frozenset(
    (
        "response.output_text.delta",
        "response.output_text.annotation.added",
        "response.output_item.done",
        "response.refusal.delta",
    )
)
OPTIONS = Options(items="mlflow")


class ChatAnswer:
    """Translates the chunks of one answer: ``feed`` them, then ``close``.

    ``name`` makes the id of an item unique among all items of the agent.
    """

    def __init__(self, fallback_id: str, name: Callable[[str], str]) -> None:
        # the stream of an agent may just stop, which is no error
        self._events = ChunksToEvents(OPTIONS, _silent_end="incomplete")
        self._thoughts = Thoughts()
        self._open_reasoning: tuple[str, list[str]] | None = None  # its id and texts
        self._fallback_id = fallback_id
        self._name = name
        self._names: dict[str, str] = {}
        self._id: str | None = None
        self.ids: set[str] = set()  # some servers give each chunk another id
        self._has_ended = False
        self.response: Object = {}

    def is_followed_by(self, chunk: Object) -> bool:
        """Return whether this answer has ended, and a chunk with content begins another one."""
        if self._has_ended and any("message" in choice for choice in _choices(chunk)):
            return True
        if not self._has_ended or chunk.get("id") in (None, "", self._id):
            return False
        return any(_has_content(choice) for choice in _choices(chunk))

    def feed(self, chunk: Object) -> list[Object]:
        """Return the events of a chunk, or of a whole answer.

        Raises StreamError for another value.
        """
        choices = _choices(chunk)
        chunk = dict(chunk)
        if choices:
            chunk["choices"] = [self._without_reasoning(choice) for choice in choices]
            chunk_id = chunk.get("id") if isinstance(chunk.get("id"), str) else None
            self._id = self._id or chunk_id or self._fallback_id
            chunk["id"] = chunk_id or self._id
            self.ids.add(chunk["id"])
            self._has_ended = self._has_ended or any(
                choice.get("finish_reason") for choice in choices
            )
        return [*self._reasoning_delta(), *self._agent_events(self._events.feed(chunk))]

    def _without_reasoning(self, choice: Object) -> Object:
        """Return a choice without reasoning; a whole message becomes a delta."""
        delta = choice.get("delta")
        if not isinstance(delta, dict):
            delta = choice.get("message")
        rest = {name: value for name, value in choice.items() if name not in ("delta", "message")}
        return {
            **rest,
            "delta": self._thoughts.strip_reasoning(delta) if isinstance(delta, dict) else delta,
        }

    def close(self) -> list[Object]:
        """Return the last events; ``response`` is then the Response without its output."""
        events = self._events.close()
        self.response = {**events[-1]["response"], "output": []}
        agent_events = self._agent_events(events)
        agent_events += self._end_reasoning()
        error = self.response.get("error")
        if error is not None:
            agent_events.append({"type": "error", **error})
        return agent_events

    @property
    def losses(self) -> tuple[Loss, ...]:
        """The differences between events and answer, except for ids and top-level members."""
        return (*self._events.losses, *self._thoughts.losses("/choices/0/message"))

    def _agent_events(self, events: list[Object]) -> list[Object]:
        agent_events: list[Object] = []
        for event in events:
            if event["type"] not in AGENT_EVENTS:
                continue
            agent_events += self._end_reasoning()  # it came before this event
            event = {name: value for name, value in event.items() if name not in NUMBERS}
            if "item" in event:
                event["item"] = {**event["item"], "id": self._unique_id(event["item"]["id"])}
            else:
                event["item_id"] = self._unique_id(event["item_id"])
            agent_events.append(event)
        return agent_events

    def _reasoning_delta(self) -> list[Object]:
        """Return the delta of the reasoning that came since the last call."""
        text = self._thoughts.take_texts()
        if not text:
            return []
        if self._open_reasoning is None:
            self._open_reasoning = self._name(f"rs_{self._id or self._fallback_id}"), []
        self._open_reasoning[1].append(text)
        return [create_reasoning_delta(text, self._open_reasoning[0])]

    def _end_reasoning(self) -> list[Object]:
        reasoning, self._open_reasoning = self._open_reasoning, None
        if reasoning is None:
            return []
        item_id, texts = reasoning
        return [item_done(create_reasoning_item(item_id, "".join(texts)))]

    def _unique_id(self, item_id: str) -> str:
        if item_id not in self._names:
            self._names[item_id] = self._name(item_id)
        return self._names[item_id]


# the stream of an agent may contain several answers, each with numbers of its own
NUMBERS = frozenset(("sequence_number", "output_index"))


def _choices(chunk: Object) -> list[Object]:
    choices = chunk.get("choices")
    if not isinstance(choices, list):
        return []
    return [choice for choice in choices if isinstance(choice, dict)]


def _has_content(choice: Object) -> bool:
    delta = choice.get("delta") or choice.get("message")
    return isinstance(delta, dict) and any(value for name, value in delta.items() if name != "role")
