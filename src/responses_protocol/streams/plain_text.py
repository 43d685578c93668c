"""The usual payload of a stream, a text and nothing else, by a short way.

Nothing is decided here: where a place is known, the next text in it needs none of the questions
that lead there, and half of the cost of a stream are these. Whatever says more goes the long way.
"""

from __future__ import annotations

from io import StringIO

from responses_protocol.streams.chat_fold import ChoiceFold
from responses_protocol.streams.response_writer import Item, Part
from responses_protocol.values import Json

Object = dict[str, Json]
CHOICE_MEMBERS = frozenset(("index", "delta", "finish_reason", "logprobs"))
DELTA_MEMBERS = frozenset(("content", "role"))
# members of a chunk that say nothing more once they were read, whatever they are
READ = ("choices", "id", "object", "obfuscation", "usage")


class ChatText:
    """Where plain text of a Chat stream goes, and what its chunks have said already."""

    __slots__ = ("choice", "count", "head", "members", "number", "place", "written")

    def __init__(self, choice: ChoiceFold, item: Item, part: Part, head: Object) -> None:
        self.choice = choice
        self.number = choice.index
        self.written = part.text
        self.place = {
            "item_id": item.item_id,
            "output_index": item.index,
            "content_index": part.index,
        }
        self.head = head
        self.count = len(head)
        settled = [name for name, value in head.items() if value and not isinstance(value, dict)]
        self.members = frozenset((*settled, *READ))

    def take(self, chunk: Json) -> str | None:
        """Add the text of a chunk and return it; None for a chunk that may say anything else."""
        try:
            [choice] = chunk["choices"]
            delta = choice["delta"]
            text = delta["content"]
            if (
                type(text) is not str
                or not text
                or choice["finish_reason"] is not None
                or choice["index"] != self.number
                or choice.get("logprobs") is not None
                or chunk.get("usage") is not None
                or (len(delta) > 1 and not _is_known(delta, DELTA_MEMBERS, {}))
                or not (
                    CHOICE_MEMBERS.issuperset(choice)
                    or _is_known(choice, CHOICE_MEMBERS, self.choice.extras)
                )
                or not (self.members.issuperset(chunk) or _is_known(chunk, self.members, self.head))
            ):
                return None
        except (AttributeError, KeyError, TypeError, ValueError):
            return None
        self.choice.text.write(text)
        self.written.write(text)
        return text


def _is_known(owner: Object, names: frozenset[str], known: Object) -> bool:
    """Tell whether all other members are null, or say what is known."""
    return all(
        owner[name] is None or (name in known and owner[name] == known[name])
        for name in owner.keys() - names
    )


class ResponseText:
    """Where plain text of a Responses stream comes from."""

    __slots__ = ("content_index", "output_index", "text")

    def __init__(self, output_index: int, content_index: int, text: StringIO) -> None:
        self.output_index = output_index
        self.content_index = content_index
        self.text = text

    def take(self, event: Json) -> str | None:
        """Add the text of an event and return it; None for one that may say anything else."""
        try:
            delta = event["delta"]
            if (
                event["type"] != "response.output_text.delta"
                or event["output_index"] != self.output_index
                or event["content_index"] != self.content_index
                or type(delta) is not str
                or not delta
                or event.get("logprobs")
            ):
                return None
        except (AttributeError, KeyError, TypeError):
            return None
        self.text.write(delta)
        return delta
