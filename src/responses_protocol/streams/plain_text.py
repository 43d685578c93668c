"""The usual payload of a stream, a text and nothing else, by a short way.

Nothing is decided here: where a place is known, the next text in it needs none of the questions
that lead there, and half of the cost of a stream are these. Whatever says more goes the long way.
"""

from __future__ import annotations

from responses_protocol.streams.chat_fold import ChoiceFold
from responses_protocol.streams.response_writer import Item, Part, ResponseWriter, text_event
from responses_protocol.values import Json

Object = dict[str, Json]
CHOICE_MEMBERS = frozenset(("index", "delta", "finish_reason"))
DELTA_MEMBERS = frozenset(("content", "role"))
# members of a chunk that say nothing more once they were read, whatever they are
READ = ("choices", "id", "object", "obfuscation", "usage")


class ChatText:
    """Where plain text of a Chat stream goes, and what its chunks have said already."""

    __slots__ = ("choice", "count", "event", "head", "members", "number", "writer", "written")

    def __init__(
        self, choice: ChoiceFold, item: Item, part: Part, head: Object, writer: ResponseWriter
    ) -> None:
        self.choice = choice
        self.number = choice.index
        self.writer = writer
        self.written = part.text
        self.event = text_event(item, part)
        self.head = head
        self.count = len(head)
        settled = [name for name, value in head.items() if value and not isinstance(value, dict)]
        self.members = frozenset((*settled, *READ))

    def take(self, chunk: Json) -> list[Object] | None:
        """Add the text of a chunk and return its events; None where it may say anything else."""
        try:
            [choice] = chunk["choices"]
            delta = choice["delta"]
            text = delta["content"]
            if (
                type(text) is not str
                or not text
                or choice["finish_reason"] is not None
                or choice["index"] != self.number
                or chunk.get("usage") is not None
                or (len(delta) > 1 and not _is_known(delta, DELTA_MEMBERS, {}))
                # besides the three members above, log probabilities may be there, and null
                or (
                    len(choice) - (choice.get("logprobs", ...) is None) != 3
                    and not _is_known(choice, CHOICE_MEMBERS, self.choice.extras)
                )
                or not (self.members.issuperset(chunk) or _is_known(chunk, self.members, self.head))
            ):
                return None
        except (AttributeError, KeyError, TypeError, ValueError):
            return None
        self.choice.text.write(text)
        self.written.write(text)
        writer = self.writer
        event = self.event.copy()
        event["sequence_number"] = number = writer.sequence
        event["delta"] = text
        event["logprobs"] = []
        writer.sequence = number + 1
        return [event]


def _is_known(owner: Object, names: frozenset[str], known: Object) -> bool:
    """Tell whether all other members are null, or say what is known."""
    return all(
        owner[name] is None or (name in known and owner[name] == known[name])
        for name in owner.keys() - names
    )
