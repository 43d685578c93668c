"""Calls without an output in a part of a history whose translation is known.

The outputs of the next part may answer these calls: they name them by their ids in the source, and
get their ids in the result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from responses_protocol._formats.chat_completions.hosted_calls import LINKS, OUTPUTS
from responses_protocol._formats.turns import CallKey, OpenCall, OpenTurn
from responses_protocol._values import Json

FUNCTION_CALLS = ("function_call", "custom_tool_call")
FUNCTION_OUTPUTS = ("function_call_output", "custom_tool_call_output")


class Call(NamedTuple):
    """A call, or its output where ``answered``.

    ``key`` is the key by which an output names its call, ``name`` the beginning of the tool's name,
    and ``kind`` the type of the item, empty in a message.
    """

    key: CallKey
    name: str
    kind: str
    answered: bool = False


FindCalls = Callable[[list[Json]], Iterator[Call]]


def has_outputs(values: list[Json], find_calls: FindCalls | None = None) -> bool:
    """Return whether there is an output among the values of a history.

    ``find_calls`` yields the calls and outputs of a dialect; None reads items and Chat messages.
    """
    return any(call.answered for call in (find_calls or _find_calls)(values))


def record_open_calls(
    opened: OpenTurn,
    read: list[Json],
    written: list[Json],
    finders: tuple[FindCalls | None, FindCalls | None] = (None, None),
    *,
    to_hub: bool,
    by_hub: bool,
) -> None:
    """Record the open calls of ``read``, values whose translation is ``written``.

    ``finders`` find the calls of either, as in ``has_outputs``. With ``to_hub``, ``written`` are
    items; with ``by_hub``, neither are.
    """
    find_read, find_written = finders[0] or _find_calls, finders[1] or _find_calls
    open_calls: list[tuple[CallKey, Call, str]] = []
    for call, call_id in _pair(list(find_read(read)), list(find_written(written))):
        if not call.answered:
            open_calls.append((call.key, call, call_id))
            continue
        indexes = (index for index, (key, _, _) in enumerate(open_calls) if key == call.key)
        index = next(indexes, None)
        if index is not None:
            del open_calls[index]
    kinds = {call.key: call.kind for call in find_written(written) if not call.answered}
    for key, call, call_id in open_calls:
        kind = kinds.get(call_id, "")
        output = f"{kind}_output" if kind in FUNCTION_CALLS else FUNCTION_OUTPUTS[0]
        if kind in LINKS:
            opened.marked_calls[call_id] = kind
        last = opened
        if by_hub:
            _calls_with_key(opened, key).append((None, call_id, output))
            opened.second = last = opened.second or OpenTurn()
            key = call_id
        _calls_with_key(last, key).append((None, call_id, output if to_hub else "tool"))
        last.names[call_id] = call.name
        if call.kind in LINKS and isinstance(key, str):
            last.hosted_ids.add(key)


def _calls_with_key(opened: OpenTurn, key: CallKey) -> list[OpenCall]:
    calls = opened.calls.setdefault(key, [])
    assert isinstance(calls, list)  # of an earlier part
    return calls


def _pair(read: list[Call], written: list[Call]) -> Iterator[tuple[Call, str]]:
    """Yield calls with their ids in ``written``, which may have further calls."""
    translated = [call for call in written if not call.answered and isinstance(call.key, str)]
    count = sum(not call.answered for call in read)
    rest = iter(translated)
    for call in read:
        call_id = call.key if isinstance(call.key, str) else call.key[0]
        if not call.answered:
            same = (
                candidate
                for candidate in rest
                if len(translated) == count or candidate.name == call.name
            )
            match = next(same, None)
            call_id = str(match.key) if match else call_id
        yield call, call_id


def _find_calls(values: list[Json]) -> Iterator[Call]:
    """Yield the calls and the outputs among items or messages, in their order."""
    for value in values:
        if not isinstance(value, dict):
            continue
        kind = value.get("type")
        if isinstance(kind, str) and "role" not in value:
            yield from _read_item(value, kind)
            continue
        calls = value.get("tool_calls")
        for call in calls if isinstance(calls, list) else ():
            if isinstance(call, dict) and isinstance(call.get("id"), str):
                body = call.get(str(call.get("type")))
                yield Call(call["id"], _name(body), "")
        legacy = value.get("function_call")
        if isinstance(legacy, dict) and isinstance(legacy.get("name"), str):
            yield Call((legacy["name"],), _name(legacy), "")
        if value.get("role") == "tool" and isinstance(value.get("tool_call_id"), str):
            yield Call(value["tool_call_id"], "", "", answered=True)
        elif value.get("role") == "function" and isinstance(value.get("name"), str):
            yield Call((value["name"],), "", "", answered=True)


def _read_item(item: Json, kind: str) -> Iterator[Call]:
    if kind in FUNCTION_CALLS or kind in FUNCTION_OUTPUTS:
        call_id = item.get("call_id")
    else:
        call_id = item.get(LINKS[kind]) if kind in LINKS else None
    if isinstance(call_id, str):
        answered = kind in FUNCTION_OUTPUTS or kind in OUTPUTS
        yield Call(call_id, _name(item) if kind in FUNCTION_CALLS else kind[:16], kind, answered)


def _name(body: Json) -> str:
    """Return the beginning of a tool's name, which is the same in a shortened name."""
    name = body.get("name") if isinstance(body, dict) else None
    return name[:16] if isinstance(name, str) else ""
