"""Messages that say nothing, and lists of calls without any."""

from __future__ import annotations

from responses_protocol.checks.rules.chat_agent.rp801_empty_message import RP801
from responses_protocol.checks.rules.chat_history.rp406_empty_tool_calls import RP406
from responses_protocol.checks.rules.chat_history.rp407_missing_content import RP407
from responses_protocol.mends.draft import Draft
from responses_protocol.values import Json

NULL, MISSING = "RP102", "RP101"  # of the structure
_SAYS_NOTHING = frozenset(("type", "role", "content", "id", "status", "phase"))


def emptiness(item: Json) -> str | None:
    """Return the code of what is wrong with a Responses message that has no content; else None."""
    if not isinstance(item, dict) or not item.keys() <= _SAYS_NOTHING:
        return None
    if item.get("type") not in (None, "message") or not isinstance(item.get("role"), str):
        return None
    return (NULL if "content" in item else MISSING) if item.get("content") is None else None


def lists(draft: Draft) -> None:
    """Leave empty lists of calls out."""
    for at, _ in list(draft.problems(RP406)):
        draft.note(RP406.code, at, "removed", "The list of calls is empty.", "/tool_calls")
        draft.leave_out(at, "tool_calls")


def messages(draft: Draft) -> None:
    """Remove messages without content; a tool's answer stays, and says nothing."""
    gone: set[int] = set()
    for rule in (RP407, RP801):
        for at, _ in list(draft.problems(rule)):
            if draft.items[at].get("role") == "tool":
                told = "The answer of the tool has no content: it is an empty text."
                draft.note(rule.code, at, "filled", told, "/content")
                draft.change(at, content="")
            else:
                draft.note(rule.code, at, "removed", "The message says and calls nothing.")
                gone.add(at)
    draft.remove(gone)
