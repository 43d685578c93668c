"""Subjects: the kinds of payloads that can be checked, each in its dialect."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Subject:
    """A kind of payload in a dialect.

    ``definition`` names its schema; with ``many``, the payload is a list, and the schema is that of
    its elements.
    """

    dialect: str
    kind: str
    definition: str
    many: bool = False

    @property
    def name(self) -> str:
        """Its name: ``responses/history``."""
        return f"{self.dialect}/{self.kind}"

    @property
    def label(self) -> str:
        """Its name for people: ``responses history``."""
        return f"{self.dialect} {self.kind}"


_ALL = (
    Subject("responses", "history", "Item", many=True),
    Subject("responses", "request", "Request"),
    Subject("responses", "response", "Response"),
    Subject("responses", "compaction", "CompactedResponse"),
    Subject("responses", "tools", "Tool", many=True),
    Subject("responses", "events", "Event", many=True),
    Subject("chat_completions", "history", "Message", many=True),
    Subject("chat_completions", "request", "Request"),
    Subject("chat_completions", "response", "Response"),
    Subject("chat_completions", "tools", "Tool", many=True),
    Subject("chat_completions", "chunks", "Chunk", many=True),
    Subject("chat_agent", "history", "ChatAgentMessage", many=True),
    Subject("chat_agent", "request", "ChatAgentRequest"),
    Subject("chat_agent", "response", "ChatAgentResponse"),
    Subject("chat_agent", "chunks", "ChatAgentChunk", many=True),
    Subject("responses_agent", "request", "ResponsesAgentRequest"),
    Subject("responses_agent", "response", "ResponsesAgentResponse"),
    # single elements of lists, pages of them, frames, and errors
    Subject("responses", "item", "Item"),
    Subject("responses", "tool", "Tool"),
    Subject("responses", "event", "Event"),
    Subject("responses", "list", "ItemList"),
    Subject("responses", "frame", "ClientEvent"),
    Subject("responses", "error", "ErrorBody"),
    Subject("chat_completions", "message", "Message"),
    Subject("chat_completions", "tool", "Tool"),
    Subject("chat_completions", "chunk", "Chunk"),
    Subject("chat_agent", "chunk", "ChatAgentChunk"),
)
SUBJECTS: dict[str, Subject] = {subject.name: subject for subject in _ALL}
