"""Citations of the web, and which of them an event of its own may tell.

The AI SDK takes no event for a citation without a link, a title, a start and an end: the whole
answer becomes an error for it. In a finished item it does not look at them.
"""

from __future__ import annotations

from responses_protocol.formats.chat_completions.output import CITATION
from responses_protocol.values import Json

WORDS, PLACES = ("url", "title"), ("start_index", "end_index")


def may_be_announced(annotation: Json) -> bool:
    """Tell whether an annotation has what clients demand of ``annotation.added``."""
    if not isinstance(annotation, dict) or annotation.get("type") != CITATION:
        return True
    return all(isinstance(annotation.get(name), str) for name in WORDS) and all(
        type(annotation.get(name)) in (int, float) for name in PLACES
    )
