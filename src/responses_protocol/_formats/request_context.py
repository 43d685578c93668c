"""The request of an answer: its tools, the members that the answer repeats, and the ids.

The request is in the caller's dialect, to which the answer is translated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from responses_protocol._formats.ids import shorten
from responses_protocol._formats.tool_names import ToolNames
from responses_protocol._values import Json, copy_json

ID_LIMIT = 64  # of an id, OpenAI's limit for items
DIGITS = 24  # hexadecimal ones, of a derived id


@dataclass(frozen=True)
class RequestContext:
    """The facts about a request that the translation of its answer depends on.

    dialect
        The caller's dialect.
    names
        The declared tools, by their names in both APIs.
    seed
        The text from which the ids of the answer are derived, with their positions. Without one,
        ids are derived from the answer alone, so that equal answers have equal ids.
    used_ids
        The ids of the items and calls in the history of the request.
    repeated
        The members of the request that a Responses answer repeats, None if they are not known.
        For a Chat caller, they are those of the request that the server got.
    wants_usage
        Whether a Chat stream ends with the usage.
    legacy
        Whether a Chat caller declares its tools in the deprecated form. Its answer then has at
        most one call, in the deprecated member.
    """

    dialect: str = ""
    names: ToolNames = field(default_factory=ToolNames)
    seed: str = ""
    used_ids: frozenset[str] = frozenset()
    repeated: Mapping[str, Json] | None = None
    wants_usage: bool = False
    legacy: bool = False

    def repeat(self, name: str) -> dict[str, Json]:
        """Return the member of this name that an answer repeats, where there is one."""
        repeated = self.repeated or {}
        return {name: copy_json(repeated[name])} if name in repeated else {}

    def make_answer_id(self, server_id: str, prefix: str, dialect: str) -> str:
        """Return the id of an answer in a dialect, given the other dialect's id without prefix.

        The caller's id contains the seed, since some servers give the same id to every answer.
        """
        if dialect != self.dialect:
            return prefix + server_id.removeprefix(self.seed).removeprefix("_")
        return shorten(f"{prefix}{self.seed}{'_' if server_id else ''}{server_id}", ID_LIMIT)

    def derive_id(self, prefix: str, position: str) -> str:
        """Return the id for this position of the answer."""
        text = f"{self.seed} {position}".encode("utf-8", "surrogatepass")
        return prefix + sha256(text).hexdigest()[:DIGITS]


NO_REQUEST = RequestContext()
