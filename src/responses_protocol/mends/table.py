"""All steps of a repair, in the order in which they run.

What is removed comes first, since it may be what an id, a call or an output belongs to; calls and
outputs come before the ids that they share; reasoning comes last, when it is known what follows it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from responses_protocol.mends import (
    call_ids,
    calls,
    empty_messages,
    item_ids,
    reasoning,
    state_ids,
    tool_messages,
)
from responses_protocol.mends.draft import Draft

RESPONSES = ("responses_history",)
CHAT = ("chat_history",)
AGENT = ("chat_agent_history",)


@dataclass(frozen=True)
class Step:
    """A concept of what may be broken in a history.

    name, summary
        In words joined by ``-``; a sentence that says what is done.
    codes
        The rules that find it, or the word of ``drop`` that asks for it.
    histories
        The views that it mends, names of ``checks.views.VIEWS``.
    mend
        Mends a draft.
    """

    name: str
    summary: str
    codes: tuple[str, ...]
    histories: tuple[str, ...]
    mend: Callable[[Draft], None]


# What is done before a history can be read: to the request around it, and to messages without
# content, which are no messages to the schemas.
STATE_IDS = state_ids.CODE
WITHOUT_CONTENT = (empty_messages.NULL, empty_messages.MISSING)

STEPS: tuple[Step, ...] = (
    Step(
        "encrypted-reasoning",
        "Encrypted reasoning of another account is left out, where the caller says that it is one.",
        (reasoning.ENCRYPTED,),
        (*RESPONSES, *CHAT, *AGENT),
        reasoning.encrypted,
    ),
    Step(
        "not-stored",
        "Where nothing is stored, references are removed, and the ids of reasoning left out.",
        ("RP214",),
        RESPONSES,
        reasoning.stored,
    ),
    Step(
        "duplicate-ids",
        "An item that is there twice is removed once; of other items with one id, the later one "
        "has none.",
        ("RP205",),
        RESPONSES,
        item_ids.twice,
    ),
    Step(
        "foreign-ids",
        "Ids that the endpoint never made are left out, or written anew where they are needed.",
        ("RP206",),
        RESPONSES,
        item_ids.misspelled,
    ),
    Step(
        "lost-ids",
        "Items of the server's tools that lost their ids are removed.",
        ("RP216",),
        RESPONSES,
        item_ids.missing,
    ),
    Step(
        "calls",
        "A call without an output is marked as interrupted, an output without a call removed; an "
        "output that stands before its call, or too far behind it, is moved; of two calls with one "
        "id that wait together, one has another id.",
        ("RP203", "RP204", "RP220", "RP961"),
        RESPONSES,
        calls.pair,
    ),
    Step(
        "call-ids",
        "Empty and overlong call ids are written anew, alike for a call and its output.",
        ("RP207",),
        RESPONSES,
        call_ids.of_items,
    ),
    Step(
        "lonely-reasoning",
        "Reasoning is removed where what it was for is gone, and has no id where that has none.",
        ("RP212",),
        RESPONSES,
        reasoning.lonely,
    ),
    Step(
        "empty-lists",
        "An empty list of calls is left out.",
        ("RP406",),
        CHAT,
        empty_messages.lists,
    ),
    Step(
        "empty-messages",
        "A message that says and calls nothing is removed; a tool's answer has an empty text.",
        ("RP407", "RP801"),
        (*CHAT, *AGENT),
        empty_messages.messages,
    ),
    Step(
        "tool-messages",
        "A call without an answer is marked as interrupted, an answer without a call removed; an "
        "answer that stands elsewhere than behind its call is moved; of two calls of a message "
        "with one id, one has another id.",
        ("RP401", "RP402", "RP403", "RP404", "RP802"),
        (*CHAT, *AGENT),
        tool_messages.place,
    ),
    Step(
        "tool-call-ids",
        "Call ids that the endpoint takes not are written anew, alike for a call and its answer.",
        ("RP405", "RP413"),
        CHAT,
        call_ids.of_messages,
    ),
)
