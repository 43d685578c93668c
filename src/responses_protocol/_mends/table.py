"""All steps of a repair, in the order in which they run.

Steps that remove items come first, since an id, a call or an output may belong to these. Calls and
outputs come before the ids that they share. Reasoning comes last, when its next item is known.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from responses_protocol._mends import (
    call_ids,
    calls,
    empty_messages,
    item_ids,
    reasoning,
    state_ids,
    tool_messages,
)
from responses_protocol._mends.draft import Draft

RESPONSES = ("responses_history",)
CHAT = ("chat_history",)
AGENT = ("chat_agent_history",)


@dataclass(frozen=True)
class Step:
    """A step of a repair, which mends one kind of problem.

    name, summary
        A name in words joined by ``-``, and a sentence about the mends.
    codes
        The codes of the rules that find the problem, or the word of ``drop`` that selects the step.
    histories
        The views that it mends, keys of ``checks.views.VIEWS``.
    mend
        A function that mends a draft.
    """

    name: str
    summary: str
    codes: tuple[str, ...]
    histories: tuple[str, ...]
    mend: Callable[[Draft], None]


# Codes that are mended before the steps: state ids in the request around a history, and messages
# without content, which no schema accepts.
STATE_IDS = state_ids.CODE
WITHOUT_CONTENT = (empty_messages.NULL, empty_messages.MISSING)

STEPS: tuple[Step, ...] = (
    Step(
        "encrypted-reasoning",
        "Encrypted reasoning is left out if the caller asks for it (`drop`).",
        (reasoning.ENCRYPTED,),
        (*RESPONSES, *CHAT, *AGENT),
        reasoning.drop_encrypted,
    ),
    Step(
        "not-stored",
        "If the request is not stored, references are removed, and the ids of reasoning left out.",
        ("RP214",),
        RESPONSES,
        reasoning.drop_unstored,
    ),
    Step(
        "duplicate-ids",
        "A repeated item is removed; of different items with one id, the later one loses it.",
        ("RP205",),
        RESPONSES,
        item_ids.drop_duplicate_ids,
    ),
    Step(
        "foreign-ids",
        "Ids that the endpoint did not make are left out, or replaced where they are needed.",
        ("RP206",),
        RESPONSES,
        item_ids.drop_foreign_ids,
    ),
    Step(
        "lost-ids",
        "Items of the server's tools that lost their ids are removed.",
        ("RP216",),
        RESPONSES,
        item_ids.remove_items_without_id,
    ),
    Step(
        "calls",
        "A call without an output is marked as interrupted, and an output without a call is "
        "removed. An output before its call, or too far after it, is moved. Of two open calls with "
        "the same id, one gets another id.",
        ("RP203", "RP204", "RP220", "RP961"),
        RESPONSES,
        calls.pair_calls,
    ),
    Step(
        "call-ids",
        "Empty and overlong call ids are replaced, in a call and its output.",
        ("RP207",),
        RESPONSES,
        call_ids.rename_item_call_ids,
    ),
    Step(
        "lonely-reasoning",
        "Reasoning is removed if its item is missing, and loses its id if its item has none.",
        ("RP212",),
        RESPONSES,
        reasoning.drop_lonely,
    ),
    Step(
        "empty-lists",
        "An empty list of calls is left out.",
        ("RP406",),
        CHAT,
        empty_messages.drop_empty_call_lists,
    ),
    Step(
        "empty-messages",
        "A message without content and calls is removed; a tool message gets an empty text.",
        ("RP407", "RP801"),
        (*CHAT, *AGENT),
        empty_messages.remove_empty_messages,
    ),
    Step(
        "tool-messages",
        "A call without an answer is marked as interrupted, and an answer without a call is "
        "removed. An answer that does not follow its call is moved. Of two calls of a message with "
        "the same id, one gets another id.",
        ("RP401", "RP402", "RP403", "RP404", "RP802"),
        (*CHAT, *AGENT),
        tool_messages.place_tool_messages,
    ),
    Step(
        "tool-call-ids",
        "Call ids that the endpoint refuses are replaced, in a call and its answer.",
        ("RP405", "RP413"),
        CHAT,
        call_ids.rename_message_call_ids,
    ),
)
