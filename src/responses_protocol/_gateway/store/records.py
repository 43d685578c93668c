"""The records of the database, as values."""

from __future__ import annotations

from dataclasses import dataclass

from responses_protocol._values import Json, Object


@dataclass(frozen=True)
class Answer:
    """An answer as the client got it, and the items that its request had besides earlier ones."""

    response: Object
    input: list[Json]
    touched: float = 0.0

    @property
    def items(self) -> list[Json]:
        """All of its items, in the order of the conversation."""
        return [*self.input, *self.response["output"]]


@dataclass(frozen=True)
class Conversation:
    """A conversation without its items."""

    id: str
    created: int
    metadata: Json


@dataclass(frozen=True)
class Turn:
    """The items of a server's answer, and the digest of the message that they were made to."""

    message: str
    items: list[Json]
