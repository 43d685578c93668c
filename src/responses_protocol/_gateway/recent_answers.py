"""The answers that only one WebSocket knows: each stream continues from its last one."""

from __future__ import annotations

from dataclasses import dataclass, field

from responses_protocol._values import Json, Object


@dataclass(frozen=True)
class RecentConversation:
    """A conversation up to its last answer: ``items``, which follow what the server stores.

    ``stored`` has the members of a request that refer to that: ``previous_response_id`` or
    ``conversation``, to which the server adds the items of each request.
    """

    last: Json
    items: list[Json]
    stored: Object = field(default_factory=dict)


class RecentAnswers:
    """Conversations that are not stored, one for each stream, as OpenAI's servers keep them."""

    def __init__(self) -> None:
        self._conversations: dict[str | None, RecentConversation] = {}

    def find(self, name: Json) -> RecentConversation | None:
        """Return the conversation that ends with an answer, None for any other answer."""
        conversations = self._conversations.values()
        return next((one for one in conversations if one.last == name), None)

    def keep(self, stream_id: str | None, conversation: RecentConversation) -> None:
        """Keep a conversation in place of its stream's last one."""
        self._conversations[stream_id] = conversation

    def forget(self, name: Json) -> None:
        """Forget an answer, as OpenAI's servers do after a failed request that continues it."""
        for stream_id, conversation in list(self._conversations.items()):
            if conversation.last == name:
                del self._conversations[stream_id]
