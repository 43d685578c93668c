"""What a payload can be taken for."""

from __future__ import annotations

from dataclasses import dataclass

from responses_protocol.errors import ConversionError
from responses_protocol.formats.registry import detect
from responses_protocol.values import Json


@dataclass(frozen=True)
class Subject:
    """What a payload is: its schema, whether it is a list of that, and the views it holds."""

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
)
SUBJECTS: dict[str, Subject] = {subject.name: subject for subject in _ALL}


def recognised(payload: Json) -> Subject | None:
    """Return what a payload is, or None where that can't be told."""
    try:
        dialect, kind = detect(payload)
    except ConversionError:
        return None
    return SUBJECTS.get(f"{dialect}/{kind}")
