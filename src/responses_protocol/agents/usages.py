"""What several answers of models cost together."""

from __future__ import annotations

from responses_protocol.values import Json, copied

Object = dict[str, Json]


def added_up(before: Object | None, more: Object) -> Object:
    """Add up the counts of two usages; where one of them has no count, the first value stands.

    The first usage is one of ours, and is changed.
    """
    made: Object = {} if before is None else before
    for name, value in more.items():
        known = made.get(name)
        if isinstance(value, dict) and isinstance(known, dict):
            made[name] = added_up(known, value)
        elif known is None:
            made[name] = copied(value)
        elif type(value) is int and _is_count(known):
            made[name] = known + value
    return made


def _is_count(value: Json) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
