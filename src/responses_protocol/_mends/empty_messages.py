"""Messages without content, and empty lists of calls."""

from __future__ import annotations

from responses_protocol._checks.rules.chat_agent.rp801_empty_message import RP801
from responses_protocol._checks.rules.chat_history.rp406_empty_tool_calls import RP406
from responses_protocol._checks.rules.chat_history.rp407_missing_content import RP407
from responses_protocol._mends.draft import Draft
from responses_protocol._values import Json

NULL, MISSING = "RP102", "RP101"  # of the structure
_MEMBERS_WITHOUT_CONTENT = frozenset(("type", "role", "content", "id", "status", "phase"))


def find_empty_content(item: Json) -> str | None:
    """Return the code for a Responses message whose content is null or missing, else None."""
    if not isinstance(item, dict) or not item.keys() <= _MEMBERS_WITHOUT_CONTENT:
        return None
    if item.get("type") not in (None, "message") or not isinstance(item.get("role"), str):
        return None
    return (NULL if "content" in item else MISSING) if item.get("content") is None else None


def drop_empty_call_lists(draft: Draft) -> None:
    """Remove empty lists of calls."""
    for index, _ in list(draft.find_problems(RP406)):
        draft.note(RP406.code, index, "removed", "The list of calls is empty.", "/tool_calls")
        draft.drop_member(index, "tool_calls")


def remove_empty_messages(draft: Draft) -> None:
    """Remove messages without content; a tool message stays, with an empty text."""
    removed: set[int] = set()
    for rule in (RP407, RP801):
        for index, _ in list(draft.find_problems(rule)):
            if draft.items[index].get("role") == "tool":
                message = "The tool message has no content; it has an empty text now."
                draft.note(rule.code, index, "filled", message, "/content")
                draft.set_members(index, content="")
            else:
                message = "The message has neither content nor calls; it is removed."
                draft.note(rule.code, index, "removed", message)
                removed.add(index)
    draft.remove(removed)
