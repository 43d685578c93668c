"""The answer of a Chat model, from its chunks or whole, as the events of an agent."""

from __future__ import annotations

from collections.abc import Callable

from responses_protocol.agents.events import item_done, thought_delta
from responses_protocol.agents.items import create_reasoning_item
from responses_protocol.agents.thoughts import Thoughts
from responses_protocol.formats.options import Options
from responses_protocol.lens.losses import Loss
from responses_protocol.streams.chunks_to_events import ChunksToEvents
from responses_protocol.values import Json

Object = dict[str, Json]
PASSED = frozenset(
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

    ``name`` gives an item the id that it has among all items of the agent.
    """

    def __init__(self, fallback_id: str, name: Callable[[str], str]) -> None:
        # an agent may end without a word, which is no error of its own
        self._events = ChunksToEvents(OPTIONS, _silent_end="incomplete")
        self._thoughts = Thoughts()
        self._thought: tuple[str, list[str]] | None = None  # what is thought now, and its id
        self._fallback_id = fallback_id
        self._name = name
        self._names: dict[str, str] = {}
        self._id: str | None = None
        self.ids: set[str] = set()  # some servers give each chunk another one
        self._ended = False
        self.whole: Object = {}

    def is_followed_by(self, chunk: Object) -> bool:
        """Tell whether a chunk begins another answer: this one has ended, and more is said."""
        if self._ended and any("message" in choice for choice in _choices(chunk)):
            return True
        if not self._ended or chunk.get("id") in (None, "", self._id):
            return False
        return any(_says(choice) for choice in _choices(chunk))

    def feed(self, chunk: Object) -> list[Object]:
        """Return the events of a chunk, or of a whole answer; raise StreamError for neither."""
        choices = _choices(chunk)
        chunk = dict(chunk)
        if choices:
            chunk["choices"] = [self._read(choice) for choice in choices]
            own = chunk.get("id") if isinstance(chunk.get("id"), str) else None
            self._id = self._id or own or self._fallback_id
            chunk["id"] = own or self._id
            self.ids.add(chunk["id"])
            self._ended = self._ended or any(one.get("finish_reason") for one in choices)
        return [*self._think(), *self._passed(self._events.feed(chunk))]

    def _read(self, choice: Object) -> Object:
        """Return a choice with its message, if it is whole, as a delta, without reasoning."""
        said = choice.get("delta")
        if not isinstance(said, dict):
            said = choice.get("message")
        rest = {name: value for name, value in choice.items() if name not in ("delta", "message")}
        return {**rest, "delta": self._thoughts.take(said) if isinstance(said, dict) else said}

    def close(self) -> list[Object]:
        """Return the last events; ``whole`` is the Response then, without its output."""
        events = self._events.close()
        self.whole = {**events[-1]["response"], "output": []}
        made = self._passed(events)
        made += self._end_thought()
        error = self.whole.get("error")
        if error is not None:
            made.append({"type": "error", **error})
        return made

    @property
    def losses(self) -> tuple[Loss, ...]:
        """What the events don't say of the answer, but for its ids and what stands around it."""
        return self._events.losses

    def _passed(self, events: list[Object]) -> list[Object]:
        made: list[Object] = []
        for event in events:
            if event["type"] not in PASSED:
                continue
            made += self._end_thought()  # it came before what is said now
            event = {name: value for name, value in event.items() if name not in NUMBERS}
            if "item" in event:
                event["item"] = {**event["item"], "id": self._named(event["item"]["id"])}
            else:
                event["item_id"] = self._named(event["item_id"])
            made.append(event)
        return made

    def _think(self) -> list[Object]:
        """Return the delta of what was thought since this was called last."""
        text = self._thoughts.all()
        if not text:
            return []
        if self._thought is None:
            self._thought = self._name(f"rs_{self._id or self._fallback_id}"), []
        self._thought[1].append(text)
        return [thought_delta(text, self._thought[0])]

    def _end_thought(self) -> list[Object]:
        found, self._thought = self._thought, None
        if found is None:
            return []
        own, texts = found
        return [item_done(create_reasoning_item(own, "".join(texts)))]

    def _named(self, own: str) -> str:
        if own not in self._names:
            self._names[own] = self._name(own)
        return self._names[own]


# an agent's stream may be made of several answers, each of which numbers its own
NUMBERS = frozenset(("sequence_number", "output_index"))


def _choices(chunk: Object) -> list[Object]:
    found = chunk.get("choices")
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _says(choice: Object) -> bool:
    delta = choice.get("delta") or choice.get("message")
    return isinstance(delta, dict) and any(value for name, value in delta.items() if name != "role")
