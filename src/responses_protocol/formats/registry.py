"""What can be translated: one row for every pair of dialects and kind of payload."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from typing import Literal

from responses_protocol.formats.chat_completions import (
    history,
    losses,
    notices,
    tool_choice,
    tools,
)
from responses_protocol.formats.chat_completions.detection import detect
from responses_protocol.formats.codes import CODES, Code
from responses_protocol.formats.ids import unique_ids
from responses_protocol.formats.options import DEFAULT, Options, options_from_json
from responses_protocol.formats.turns import Cut, Opened
from responses_protocol.values import Json

__all__ = [
    "CODES",
    "DEFAULT",
    "DIALECTS",
    "KINDS",
    "LISTS",
    "TRANSLATIONS",
    "Code",
    "Options",
    "Translation",
    "detect",
    "options_from_json",
    "unique_ids",
]

Translator = Callable[[list[Json], Options, "Opened | None"], tuple[list[Json], list[Cut]]]
Named = Iterator[tuple[str, list[str]]]


@dataclass(frozen=True, slots=True)
class Translation:
    """One way from a source dialect to a target dialect, and what the lens needs to undo it.

    ``forward`` and ``backward`` return their result and the cuts. Values with one ``label`` are
    the same thing; ``alike`` says so quickly of what the way back made and a source value.
    ``name_loss`` names a difference, ``find_notices`` defects of a source that are kept;
    ``mints_ids`` says on which way ids are made.
    """

    forward: Translator
    backward: Translator
    label: Callable[[Json], Hashable]
    alike: Callable[[Json, Json], bool]
    name_loss: Callable[[Json, list[str], dict[str, Json]], Named]
    find_notices: Callable[[list[Json]], Named] = notices.none
    mints_ids: Literal["forward", "backward"] | None = None


def _item_label(item: Json) -> Hashable:
    call_id = item.get("call_id")
    kind = item.get("type") or "message"
    # a call id that was shortened or renamed keeps its beginning
    return (kind, call_id[:16]) if type(call_id) is str else (kind, item.get("role"))


def _alike_items(made: Json, item: Json) -> bool:
    if made["type"] != (item.get("type") or "message"):
        return False
    if "call_id" in made and "call_id" in item and made["call_id"] is item["call_id"]:
        return True
    return _item_label(made) == _item_label(item)


def _message_label(message: Json) -> Hashable:
    call_id = message.get("tool_call_id")
    role = message.get("role")
    return (role, call_id[:16]) if type(call_id) is str else role


def _alike_messages(made: Json, message: Json) -> bool:
    return _message_label(made) == _message_label(message)


def _tool_label(tool: Json) -> Hashable:
    return tool.get("type") or "function"


def _alike_tools(made: Json, tool: Json) -> bool:
    return _tool_label(made) == _tool_label(tool)


def _one(value: Json) -> Hashable:
    return None


def _alike_ones(made: Json, value: Json) -> bool:
    return True


DIALECTS = ("responses", "chat_completions")
KINDS = ("history", "tools", "tool_choice")
LISTS = ("history", "tools")  # the other kinds are one value
TRANSLATIONS: dict[tuple[str, str, str], Translation] = {
    ("history", "responses", "chat_completions"): Translation(
        forward=history.from_responses,
        backward=history.to_responses,
        label=_item_label,
        alike=_alike_items,
        name_loss=losses.name_item_loss,
        find_notices=notices.in_items,
        mints_ids="backward",
    ),
    ("history", "chat_completions", "responses"): Translation(
        forward=history.to_responses,
        backward=history.from_responses,
        label=_message_label,
        alike=_alike_messages,
        name_loss=losses.name_message_loss,
        find_notices=notices.in_messages,
        mints_ids="forward",
    ),
    ("tools", "responses", "chat_completions"): Translation(
        forward=tools.from_responses,
        backward=tools.to_responses,
        label=_tool_label,
        alike=_alike_tools,
        name_loss=losses.name_tool_loss,
    ),
    ("tools", "chat_completions", "responses"): Translation(
        forward=tools.to_responses,
        backward=tools.from_responses,
        label=_tool_label,
        alike=_alike_tools,
        name_loss=losses.name_tool_loss,
    ),
    ("tool_choice", "responses", "chat_completions"): Translation(
        forward=tool_choice.from_responses,
        backward=tool_choice.to_responses,
        label=_one,
        alike=_alike_ones,
        name_loss=losses.name_choice_loss,
    ),
    ("tool_choice", "chat_completions", "responses"): Translation(
        forward=tool_choice.to_responses,
        backward=tool_choice.from_responses,
        label=_one,
        alike=_alike_ones,
        name_loss=losses.name_choice_loss,
    ),
}
