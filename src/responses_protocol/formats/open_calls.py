"""Calls that wait for an output, told from both sides of a translation, without translating.

Where a part of a history is known on both sides, and the next part is new, the outputs there may
answer calls of the known part: by the ids that these have in what is read, and are to have in what
is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from responses_protocol.formats.chat_completions.hosted_calls import LINKS, OUTPUTS
from responses_protocol.formats.turns import CallKey, OpenCall, OpenTurn
from responses_protocol.values import Json

FUNCTION_CALLS = ("function_call", "custom_tool_call")
FUNCTION_OUTPUTS = ("function_call_output", "custom_tool_call_output")


class Call(NamedTuple):
    """A call: what its output names it by, what it calls, and the type of the item, if it is one.

    ``answered`` says that it is the output of such a call.
    """

    key: CallKey
    name: str
    kind: str
    answered: bool = False


FindCalls = Callable[[list[Json]], Iterator[Call]]


def has_outputs(values: list[Json], find: FindCalls | None = None) -> bool:
    """Tell whether there is an output among the values of a history.

    ``find`` yields the calls and outputs of a dialect; None reads items and Chat messages.
    """
    return any(call.answered for call in (find or _calls)(values))


def note(
    opened: OpenTurn,
    read: list[Json],
    written: list[Json],
    calls: tuple[FindCalls | None, FindCalls | None] = (None, None),
    *,
    to_hub: bool,
    by_hub: bool,
) -> None:
    """Note the open calls of ``read`` that are known to give ``written``.

    ``calls`` yield the calls of either, as in ``has_outputs``. ``to_hub`` tells that ``written``
    are items, ``by_hub`` that neither are.
    """
    find_read, find_written = calls[0] or _calls, calls[1] or _calls
    waiting: list[tuple[CallKey, Call, str]] = []
    for call, own in _paired(list(find_read(read)), list(find_written(written))):
        if not call.answered:
            waiting.append((call.key, call, own))
            continue
        found = (at for at, (key, _, _) in enumerate(waiting) if key == call.key)
        at = next(found, None)
        if at is not None:
            del waiting[at]
    kinds = {call.key: call.kind for call in find_written(written) if not call.answered}
    for key, call, own in waiting:
        kind = kinds.get(own, "")
        output = f"{kind}_output" if kind in FUNCTION_CALLS else FUNCTION_OUTPUTS[0]
        if kind in LINKS:
            opened.marked_calls[own] = kind
        last = opened
        if by_hub:
            _calls_of(opened, key).append((None, own, output))
            opened.between = last = opened.between or OpenTurn()
            key = own
        _calls_of(last, key).append((None, own, output if to_hub else "tool"))
        last.names[own] = call.name
        if call.kind in LINKS and isinstance(key, str):
            last.called.add(key)


def _calls_of(opened: OpenTurn, key: CallKey) -> list[OpenCall]:
    found = opened.calls.setdefault(key, [])
    assert isinstance(found, list)  # of an earlier part
    return found


def _paired(read: list[Call], written: list[Call]) -> Iterator[tuple[Call, str]]:
    """Return calls with the ids that they have in ``written``, where there may be more of them."""
    theirs = [call for call in written if not call.answered and isinstance(call.key, str)]
    calls = sum(not call.answered for call in read)
    rest = iter(theirs)
    for call in read:
        own = call.key if isinstance(call.key, str) else call.key[0]
        if not call.answered:
            same = (one for one in rest if len(theirs) == calls or one.name == call.name)
            found = next(same, None)
            own = str(found.key) if found else own
        yield call, own


def _calls(values: list[Json]) -> Iterator[Call]:
    """Return the calls and the outputs among items or messages, in their order."""
    for value in values:
        if not isinstance(value, dict):
            continue
        kind = value.get("type")
        if isinstance(kind, str) and "role" not in value:
            yield from _of_item(value, kind)
            continue
        listed = value.get("tool_calls")
        for call in listed if isinstance(listed, list) else ():
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


def _of_item(item: Json, kind: str) -> Iterator[Call]:
    if kind in FUNCTION_CALLS or kind in FUNCTION_OUTPUTS:
        own = item.get("call_id")
    else:
        own = item.get(LINKS[kind]) if kind in LINKS else None
    if isinstance(own, str):
        answered = kind in FUNCTION_OUTPUTS or kind in OUTPUTS
        yield Call(own, _name(item) if kind in FUNCTION_CALLS else kind[:16], kind, answered)


def _name(body: Json) -> str:
    """Return the beginning of what is called, since a name that is too long is shortened."""
    name = body.get("name") if isinstance(body, dict) else None
    return name[:16] if isinstance(name, str) else ""
