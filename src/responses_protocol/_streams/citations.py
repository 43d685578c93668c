"""Decide which web citations get an event of their own.

The AI SDK rejects an event for a citation without a link, a title, a start and an end: the whole
answer becomes an error. It does not check the citations of a finished item.
"""

from __future__ import annotations

from responses_protocol._formats.chat_completions.output import CITATION
from responses_protocol._values import Json

TEXT_MEMBERS, INDEX_MEMBERS = ("url", "title"), ("start_index", "end_index")


def can_be_announced(annotation: Json) -> bool:
    """Return whether an annotation has all members that clients require of ``annotation.added``."""
    if not isinstance(annotation, dict) or annotation.get("type") != CITATION:
        return True
    return all(isinstance(annotation.get(name), str) for name in TEXT_MEMBERS) and all(
        type(annotation.get(name)) in (int, float) for name in INDEX_MEMBERS
    )
