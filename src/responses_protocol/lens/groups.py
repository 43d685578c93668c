"""The members of a whole payload that stand in no list, recorded and put back group by group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from responses_protocol.errors import ComplementError
from responses_protocol.jsontext import digest
from responses_protocol.lens.records import LONG, Record, Texts, finder, refill, take
from responses_protocol.values import LEAVES, Json, copied, is_number, token

if TYPE_CHECKING:
    from responses_protocol.formats.bodies import BodyTranslation, MemberTranslation
    from responses_protocol.formats.body_layouts import Context

Object = dict[str, Json]


def pick(members: Object, names: tuple[str, ...]) -> Object:
    """Return those of ``names`` that are there."""
    return {name: members[name] for name in names if name in members}


def record(
    way: BodyTranslation, given: Object, made: Object, context: Context
) -> tuple[Object, dict[str, Texts | Object]]:
    """Return the records of the members of a source, and by group what else tells them.

    That is what a record refers to, or what the value has as well. ``made`` are the members of the
    value, and ``context`` is that of the value.
    """
    same: Object = {}
    members: Object = {}
    told: dict[str, Texts | Object] = {}
    rest = dict(given)
    for group in way.present(given, made):
        own = {name: rest.pop(name) for name in group.source if name in rest}
        other = {name: made[name] for name in group.target if name in made}
        condition = True if group.condition is None else group.condition(context)
        short = _are_short(own)
        alike = own.keys() == other.keys() and is_same(own, other)
        if alike and short and condition is True:
            same.update(own)
            continue
        found: Record = {}
        if other:
            if not alike and _are_short(other):
                found["made"] = other
            else:
                found["digest"] = digest(other)
        if alike:
            found["same"] = True
            told[group.name] = copied(own)
        elif short:
            if own:
                found["values"], told[group.name] = own, {}
        else:
            name, taken, told[group.name] = take(own, other)
            found[name] = taken
        if condition is not True:
            found["condition"] = condition
        members[group.name] = found
    return {"same": same, "members": members, "rest": copied(rest)}, told


def _are_short(members: Object) -> bool:
    """Tell whether members are written rather than told by a digest."""
    for value in members.values():
        kind = type(value)
        if kind is str:
            if len(value) >= LONG:
                return False
        elif kind not in LEAVES and not is_number(value):
            return False
    return True


def source(records: Object, told: dict[str, Texts | Object]) -> Object:
    """Return the members that records were made of."""
    members = {**records["same"], **copied(records["rest"])}
    for name, found in told.items():
        known = records["members"][name]
        members.update(copied(found) if "same" in known else refill(known, found.__getitem__))
    return members


def check(records: Json) -> None:
    """Raise ComplementError where the record of a group is damaged."""
    for name, found in records.items():
        values = (
            [found.get(one) for one in ("made", "values", "template")] if _is_record(found) else [0]
        )
        if any(one is not None and type(one) is not dict for one in values):
            raise ComplementError("the record of a group is damaged", f"/members/{token(name)}")


def _is_record(found: Json) -> bool:
    known = {"digest", "made", "values", "template", "same", "condition"}
    return isinstance(found, dict) and found.keys() <= known


def restore(
    records: Object, group: MemberTranslation, read: Object, context: Context
) -> Object | None:
    """Return what a group had in the source, or None where its members were changed.

    ``read`` are its members in the value. Raises ComplementError where the record does not fit.
    """
    known = records["members"].get(group.name)
    if known is None:
        same = pick(records["same"], group.source)
        untouched = is_same(same, read) and (not same or _condition(group, context) is True)
        return dict(same) if untouched else None
    if known.get("condition", True) != _condition(group, context):
        return None
    if "made" in known:
        if not is_same(known["made"], read):
            return None
    elif (digest(read) if read else None) != known.get("digest"):
        return None
    members: Object
    if "same" in known:
        members = copied(read)
        return members
    if "values" not in known and "template" not in known:
        return {}
    try:
        members = refill(known, finder(read))
    except (LookupError, TypeError):
        raise ComplementError("the record does not fit", f"/members/{token(group.name)}") from None
    return members


def _condition(group: MemberTranslation, context: Context) -> Json:
    return True if group.condition is None else group.condition(context)


def is_same(one: Json, other: Json) -> bool:
    """Compare JSON values: 1, 1.0 and true are three things."""
    kind = type(one)
    if kind is not type(other):
        return False
    if kind is dict:
        if one.keys() != other.keys():
            return False
        return all(map(is_same, one.values(), [other[name] for name in one]))
    if kind is list:
        return len(one) == len(other) and all(map(is_same, one, other))
    return bool(one == other)
