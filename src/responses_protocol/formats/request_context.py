"""What an answer is read by: what its request declared, what the answer repeats, and its ids.

The request is the caller's own, in the caller's dialect, which is the one that the answer is
translated to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from responses_protocol.formats.ids import shortened
from responses_protocol.formats.tool_names import ToolNames
from responses_protocol.values import Json, copied

ID_LIMIT = 64  # of an id, as OpenAI has it for items
DIGITS = 24  # hexadecimal ones, of an id that is made as a whole


@dataclass(frozen=True)
class RequestContext:
    """What is known of the request that an answer belongs to.

    dialect
        The caller's.
    names
        The tools that may be called, by their names on both sides.
    seed
        What the ids of the answer are made of, besides their places; without one they are made of
        the answer alone, so that equal answers have equal ids.
    used_ids
        The ids that the history of the request has, of items and of calls.
    repeated
        The members that a Responses answer repeats of its request, None where nothing is known.
        Of the answer to a Chat caller, they are those of the request that the server got.
    wants_usage
        Whether a Chat stream is to end with the usage.
    legacy
        Whether a Chat caller declares its tools in the deprecated form. It gets one call of a
        function, in the member that it looks at.
    """

    dialect: str = ""
    names: ToolNames = field(default_factory=ToolNames)
    seed: str = ""
    used_ids: frozenset[str] = frozenset()
    repeated: Mapping[str, Json] | None = None
    wants_usage: bool = False
    legacy: bool = False

    def repeat(self, name: str) -> dict[str, Json]:
        """Return the member that an answer repeats, where there is one."""
        known = self.repeated or {}
        return {name: copied(known[name])} if name in known else {}

    def answer_id(self, own: str, prefix: str, dialect: str) -> str:
        """Return the id of an answer in a dialect, by what is behind the prefix in the other one.

        That of the caller's has the seed before what the server gave: a server may give every
        answer the same id, and nothing tells so before the second one.
        """
        if dialect != self.dialect:
            return prefix + own.removeprefix(self.seed).removeprefix("_")
        return shortened(f"{prefix}{self.seed}{'_' if own else ''}{own}", ID_LIMIT)

    def made_id(self, prefix: str, place: str) -> str:
        """Return the id of what stands at this place of the answer."""
        return prefix + sha256(f"{self.seed} {place}".encode()).hexdigest()[:DIGITS]


NO_REQUEST = RequestContext()
