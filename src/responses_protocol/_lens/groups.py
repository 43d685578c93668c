"""Record and restore the members of a body outside of lists, group by group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from responses_protocol._jsontext import digest
from responses_protocol._lens.records import (
    LONG,
    Record,
    Texts,
    make_record,
    restore_record,
    string_finder,
)
from responses_protocol._values import LEAVES, Json, Object, copy_json, escape_token, is_number
from responses_protocol.errors import ComplementError

if TYPE_CHECKING:
    from responses_protocol._formats.bodies import BodyTranslation, MemberTranslation
    from responses_protocol._formats.body_layouts import Context


def pick(members: Object, names: tuple[str, ...]) -> Object:
    """Return the members of these names."""
    return {name: members[name] for name in names if name in members}


def record(
    translation: BodyTranslation, source_members: Object, target_members: Object, context: Context
) -> tuple[Object, dict[str, Texts | Object]]:
    """Return the records of the members of a source, and the data to rebuild each group.

    These are the strings that a record refers to, or the members that the value has as well.
    ``target_members`` are the members of the value, and ``context`` is that of the value.
    """
    same: Object = {}
    records: Object = {}
    rebuild: dict[str, Texts | Object] = {}
    rest = dict(source_members)
    for group in translation.present(source_members, target_members):
        source_side = {name: rest.pop(name) for name in group.source if name in rest}
        target_side = {
            name: target_members[name] for name in group.target if name in target_members
        }
        condition = True if group.condition is None else group.condition(context)
        is_short = _are_short(source_side)
        is_equal = source_side.keys() == target_side.keys() and is_same(source_side, target_side)
        if is_equal and is_short and condition is True:
            same.update(source_side)
            continue
        group_record: Record = {}
        if target_side:
            if not is_equal and _are_short(target_side):
                group_record["made"] = target_side
            else:
                group_record["digest"] = digest(target_side)
        if is_equal:
            group_record["same"] = True
            rebuild[group.name] = copy_json(source_side)
        elif is_short:
            if source_side:
                group_record["values"], rebuild[group.name] = source_side, {}
        else:
            name, values_or_template, rebuild[group.name] = make_record(source_side, target_side)
            group_record[name] = values_or_template
        if condition is not True:
            group_record["condition"] = condition
        records[group.name] = group_record
    return {"same": same, "members": records, "rest": copy_json(rest)}, rebuild


def _are_short(members: Object) -> bool:
    """Return whether a record contains the members rather than their digest."""
    for value in members.values():
        kind = type(value)
        if kind is str:
            if len(value) >= LONG:
                return False
        elif kind not in LEAVES and not is_number(value):
            return False
    return True


def source(records: Object, rebuild: dict[str, Texts | Object]) -> Object:
    """Return the members that the records were made from."""
    members = {**records["same"], **copy_json(records["rest"])}
    for name, data in rebuild.items():
        record = records["members"][name]
        members.update(
            copy_json(data) if "same" in record else restore_record(record, data.__getitem__)
        )
    return members


def check(records: Json) -> None:
    """Raise ComplementError where the record of a group is damaged."""
    for name, record in records.items():
        objects = (
            [record.get(member) for member in ("made", "values", "template")]
            if _is_record(record)
            else [0]
        )
        if any(value is not None and type(value) is not dict for value in objects):
            raise ComplementError(
                "the record of a group is damaged", f"/members/{escape_token(name)}"
            )


def _is_record(record: Json) -> bool:
    known = {"digest", "made", "values", "template", "same", "condition"}
    return isinstance(record, dict) and record.keys() <= known


def restore(
    records: Object, group: MemberTranslation, target_members: Object, context: Context
) -> Object | None:
    """Return the source members of a group, or None if its members in the value were changed.

    ``target_members`` are those in the value. Raises ComplementError where the record does not fit.
    """
    record = records["members"].get(group.name)
    if record is None:
        same = pick(records["same"], group.source)
        is_unchanged = is_same(same, target_members) and (
            not same or _condition(group, context) is True
        )
        return dict(same) if is_unchanged else None
    if record.get("condition", True) != _condition(group, context):
        return None
    if "made" in record:
        if not is_same(record["made"], target_members):
            return None
    elif (digest(target_members) if target_members else None) != record.get("digest"):
        return None
    members: Object
    if "same" in record:
        members = copy_json(target_members)
        return members
    if "values" not in record and "template" not in record:
        return {}
    try:
        members = restore_record(record, string_finder(target_members))
    except (LookupError, TypeError):
        raise ComplementError(
            "the record does not fit", f"/members/{escape_token(group.name)}"
        ) from None
    return members


def _condition(group: MemberTranslation, context: Context) -> Json:
    return True if group.condition is None else group.condition(context)


def is_same(first: Json, second: Json) -> bool:
    """Return whether JSON values are equal; 1, 1.0 and true all differ."""
    kind = type(first)
    if kind is not type(second):
        return False
    if kind is dict:
        if first.keys() != second.keys():
            return False
        return all(map(is_same, first.values(), [second[name] for name in first]))
    if kind is list:
        return len(first) == len(second) and all(map(is_same, first, second))
    return bool(first == second)
