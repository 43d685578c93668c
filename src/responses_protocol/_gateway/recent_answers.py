"""The answers that only one WebSocket knows: each stream continues from its last one."""

from __future__ import annotations

from responses_protocol._values import Json


class RecentAnswers:
    """Conversations that are not stored, one for each stream, as OpenAI's servers keep them."""

    def __init__(self) -> None:
        self._answers: dict[str | None, tuple[str, list[Json]]] = {}

    @property
    def conversations(self) -> dict[str, list[Json]]:
        """The items of the conversations, by the ids of their last answers."""
        return dict(self._answers.values())

    def keep(self, stream_id: str | None, name: str, items: list[Json]) -> None:
        """Keep the conversation that ends with an answer, in place of its stream's last one."""
        self._answers[stream_id] = name, items

    def forget(self, name: Json) -> None:
        """Forget an answer, as OpenAI's servers do after a failed request that continues it."""
        for stream_id, (known, _) in list(self._answers.items()):
            if known == name:
                del self._answers[stream_id]
