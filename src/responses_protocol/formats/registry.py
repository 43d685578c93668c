"""What can be translated: one row for every pair of dialects and kind of payload."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from typing import Any, Literal, get_args

from responses_protocol.formats.chat_completions import fast_path_texts, history
from responses_protocol.formats.detection import detect
from responses_protocol.formats.detection.lone_objects import explain_object
from responses_protocol.formats.ids import ids_of, unique_ids
from responses_protocol.formats.list_locations import ALONE, IN_LIST, ListLocation, Resolve
from responses_protocol.formats.options import DEFAULT, Options, options_from_json
from responses_protocol.formats.tool_names import SEARCH_TOOLS, ToolNames
from responses_protocol.formats.turns import Cut, OpenTurn
from responses_protocol.values import Json

__all__ = [
    "ALONE",
    "DEFAULT",
    "DIALECTS",
    "IN_LIST",
    "KINDS",
    "LISTS",
    "TRANSLATIONS",
    "WHOLE_KINDS",
    "Dialect",
    "Identity",
    "Kind",
    "ListLocation",
    "OpenTurn",
    "Options",
    "Resolve",
    "ToolNames",
    "Translation",
    "detect",
    "explain_object",
    "has_ids",
    "has_outputs",
    "ids_of",
    "informed",
    "is_known",
    "new_ids",
    "note_open_calls",
    "options_from_json",
    "preset",
    "resolved",
    "unique_ids",
]

# from values, options, what an earlier part left, and, where they are asked for, names of tools
Translator = Callable[..., tuple[list[Json], list[Cut]]]
Named = Iterator[tuple[str, list[str]]]


def _late(module: str, name: str) -> Callable[..., Any]:
    """Return a function that is imported when it is first called.

    Most programs convert histories only, and each module that is not loaded saves a start.
    """

    @cache
    def found() -> Callable[..., Any]:
        loaded = import_module(f"responses_protocol.formats.{module}")
        function: Callable[..., Any] = getattr(loaded, name)
        return function

    return lambda *arguments: found()(*arguments)


def _chat(module: str, name: str) -> Callable[..., Any]:
    return _late(f"chat_completions.{module}", name)


@dataclass(frozen=True)
class Identity:
    """How to tell which values are the same thing: those with equal labels, the surest first.

    ``kind_key`` is the member that says of what kind a value is, ``default_kind`` what it is
    without; values that differ in one of ``keys`` are not the same thing.
    """

    kind_key: str
    default_kind: str
    keys: frozenset[str]
    labels: tuple[Callable[[Json], Hashable], ...]


Review = Callable[[Iterator[tuple[str, str]], Json, Json, Options], Iterator[tuple[str, str]]]


@dataclass(frozen=True)
class Side:
    """What the lens has to know of the values of one dialect, when they are the source.

    ``identity`` tells which are the same thing, ``name_loss`` names a difference,
    ``find_notices`` finds what is told though nothing is lost, ``review`` corrects the names of
    differences by what stands in the value, and by the options, and ``name_extra`` names a value
    that only the way back has, unless something else is named for it.
    """

    identity: Identity
    name_loss: Callable[[Json, list[str], dict[str, Json]], Named]
    find_notices: Callable[[list[Json], Options], Named] | None = None
    review: Review | None = None
    name_extra: Callable[[Json], str | None] = lambda value: "order"


@dataclass(frozen=True)
class Translation:
    """One way from a source dialect to a target dialect, and what the lens needs to undo it.

    ``forward`` and ``backward`` return their result and the cuts. ``source`` and ``target`` are
    the dialects, where what they say has ids, of which equal ones have to be told apart.
    ``usual_texts`` finds the texts of usual values in what is made of them.
    """

    forward: Translator
    backward: Translator
    side: Side
    source: str | None
    target: str | None
    usual_texts: Callable[[Any, Any], Any] | None = None


def _item_label(item: Json) -> Hashable:
    call_id = item.get("call_id")
    # a call id that was shortened keeps its beginning
    return _item_kind(item), call_id[:16] if isinstance(call_id, str) else None


def _item_kind(item: Json) -> Hashable:
    kind = item.get("type") or "message"
    if kind == "message":
        return kind, _role(item)
    return "output" if kind in FUNCTION_OUTPUTS else kind


def _message_label(message: Json) -> Hashable:
    call_id = message.get("tool_call_id")
    return _message_kind(message), call_id[:16] if isinstance(call_id, str) else None


def _message_kind(message: Json) -> Hashable:
    role = _role(message)
    return "tool" if role == "function" else role


def _role(value: Json) -> Hashable:
    """Return the role; an option may have written developer as system."""
    role = value.get("role")
    if not isinstance(role, str):
        return None
    return "system" if role == "developer" else role


def _tool_label(tool: Json) -> Hashable:
    kind = tool.get("type") or "function"
    return WEB_SEARCH if kind in SEARCH_TOOLS else kind


def _choice_label(choice: Json) -> Hashable:
    return None


WEB_SEARCH = "web_search"  # of all its types
FUNCTION_OUTPUTS = ("function_call_output", "custom_tool_call_output")
ITEMS = Identity(
    "type", "message", frozenset(("type", "role", "call_id")), (_item_label, _item_kind)
)
MESSAGES = Identity(
    "role", "", frozenset(("role", "tool_call_id")), (_message_label, _message_kind)
)
TOOLS = Identity("type", "function", frozenset(("type",)), (_tool_label,))
CHOICES = Identity("type", "", frozenset(), (_choice_label,))

Dialect = Literal["responses", "chat_completions", "chat_agent"]
Kind = Literal["history", "tools", "tool_choice", "request", "response"]
HUB: Dialect = "responses"
DIALECTS: tuple[Dialect, ...] = get_args(Dialect)
LISTS = ("history", "tools")  # the other kinds are one value
WHOLE_KINDS = ("request", "response")
KINDS: tuple[Kind, ...] = get_args(Kind)


resolved = _late("server_state", "resolved")
preset = _late("servers", "preset")
has_outputs = _late("open_calls", "has_outputs")
note_open_calls = _late("open_calls", "note")


# dialects whose histories have ids that a translator makes
WITH_IDS = ("responses", "chat_agent")


def _both_ways(
    kind: str,
    dialects: tuple[str, str],
    there: Translator,
    back: Translator,
    sides: tuple[Side, Side],
    texts: tuple[Any, Any] = (None, None),
) -> dict[tuple[str, str, str], Translation]:
    """Return the two rows of a kind between two dialects; of all kinds, histories have ids."""
    one, other = dialects
    here, away = dialects if kind == "history" else (None, None)
    return {
        (kind, one, other): Translation(there, back, sides[0], here, away, texts[0]),
        (kind, other, one): Translation(back, there, sides[1], away, here, texts[1]),
    }


WITH_CHAT = ("responses", "chat_completions")
TOOL_SIDE = Side(TOOLS, _chat("tool_losses", "name_tool_loss"), _chat("option_notices", "in_tools"))
CHOICE_SIDE = Side(CHOICES, _chat("tool_losses", "name_choice_loss"))
ITEM_SIDE = Side(
    ITEMS,
    _chat("losses", "name_item_loss"),
    _chat("notices", "in_items"),
    _chat("reasoning_losses", "review"),
)
MESSAGE_SIDE = Side(
    MESSAGES,
    _chat("losses", "name_message_loss"),
    _chat("notices", "in_messages"),
    _chat("notices", "review_messages"),
    _chat("tool_media", "name_extra"),
)
AGENT_SIDE = Side(
    MESSAGES,
    _late("indirect_translations", "name_agent_message_loss"),
    _chat("notices", "in_messages"),
    _chat("reasoning_losses", "review"),
)
MESSAGE_SIDE_TO_AGENT = replace(
    MESSAGE_SIDE,
    find_notices=_late("indirect_translations", "message_notices"),
    review=_late("indirect_translations", "review_to_agent"),
)
AGENT_ITEM_SIDE = replace(
    ITEM_SIDE,
    name_loss=_late("indirect_translations", "name_item_loss_to_agent"),
    find_notices=_late("indirect_translations", "item_notices"),
)
TRANSLATIONS: dict[tuple[str, str, str], Translation] = {
    **_both_ways(
        "history",
        WITH_CHAT,
        history.from_responses,
        history.to_responses,
        (ITEM_SIDE, MESSAGE_SIDE),
        (fast_path_texts.in_messages, fast_path_texts.in_items),
    ),
    **_both_ways(
        "history",
        ("responses", "chat_agent"),
        _late("indirect_translations", "agent_from_responses"),
        _late("indirect_translations", "agent_to_responses"),
        (AGENT_ITEM_SIDE, AGENT_SIDE),
    ),
    **_both_ways(
        "history",
        ("chat_completions", "chat_agent"),
        _late("indirect_translations", "agent_from_chat"),
        _late("indirect_translations", "agent_to_chat"),
        (MESSAGE_SIDE_TO_AGENT, AGENT_SIDE),
    ),
    **_both_ways(
        "tools",
        WITH_CHAT,
        _chat("tools", "from_responses"),
        _chat("tools", "to_responses"),
        (TOOL_SIDE, TOOL_SIDE),
    ),
    **_both_ways(
        "tools",
        ("responses", "chat_agent"),
        _late("indirect_translations", "agent_tools_from_responses"),
        _late("indirect_translations", "agent_tools_to_responses"),
        (TOOL_SIDE, TOOL_SIDE),
    ),
    **_both_ways(
        "tools",
        ("chat_completions", "chat_agent"),
        _late("indirect_translations", "agent_tools_from_chat"),
        _late("indirect_translations", "agent_tools_to_chat"),
        (TOOL_SIDE, TOOL_SIDE),
    ),
    **_both_ways(
        "tool_choice",
        WITH_CHAT,
        _chat("tool_choice", "from_responses"),
        _chat("tool_choice", "to_responses"),
        (CHOICE_SIDE, CHOICE_SIDE),
    ),
}


def has_ids(dialect: str | None, options: Options) -> bool:
    """Tell whether what a translation makes in a dialect has ids."""
    return dialect in WITH_IDS or (dialect is not None and options.message_ids == "keep")


def new_ids(values: list[Json], dialect: str | None, options: Options) -> dict[int, str]:
    """Return new ids, by their places, for values of a dialect that have the id of an earlier one.

    A translation reads each value alike wherever it stands, so that two may get one id.
    """
    return unique_ids(values) if has_ids(dialect, options) else {}


def informed(translate: Translator, names: ToolNames) -> Translator:
    """Return a translator that knows the names of the tools that may be called."""
    return lambda values, options, opened=None: translate(values, options, opened, names)


# the ways between two dialects for a whole payload
WHOLE_WAYS = frozenset(
    (kind, source, target)
    for kind in WHOLE_KINDS
    for source in DIALECTS
    for target in DIALECTS
    # an answer is one message to Chat, and many to a ChatAgent
    if source != target and (kind == "request" or HUB in (source, target))
)


def is_known(kind: str, source: str, target: str) -> bool:
    """Tell whether there is a way between two dialects for a kind of payload."""
    way = kind, source, target
    return way in TRANSLATIONS or way in WHOLE_WAYS
