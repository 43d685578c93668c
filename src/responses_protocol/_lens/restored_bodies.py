"""Restore bodies: their lists, and the members whose counterparts are unchanged."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import NamedTuple

from responses_protocol._formats.bodies import BodyTranslation
from responses_protocol._formats.body_layouts import Context, TakenList
from responses_protocol._formats.registry import (
    ToolNames,
    Translation,
    find_body_translation,
    find_translation,
    informed,
)
from responses_protocol._lens.bodies import tool_name_finder
from responses_protocol._lens.complement import NOT_RECORDED, Complement, ListRecord
from responses_protocol._lens.conversion import convert
from responses_protocol._lens.groups import pick
from responses_protocol._lens.losses import Loss
from responses_protocol._lens.plain import to_plain
from responses_protocol._lens.pointer import shift_pointer
from responses_protocol._lens.restored_lists import RestoredList, relocated_errors, restore_list
from responses_protocol._values import Json, Object, copy_json, escape_token
from responses_protocol.errors import ComplementError, ConversionError

Ranges = tuple[tuple[int, int], ...]


class _Members(NamedTuple):
    """The restored members, and the names of the unchanged and of the changed groups."""

    values: Object
    unchanged: set[str]
    changed: list[str]


def restore_body(
    value: Json, complement: Complement
) -> tuple[
    Object,
    Ranges,
    tuple[int, ...],
    tuple[str, ...],
    tuple[str, ...],
    Callable[[], Iterator[Loss]],
]:
    """Restore a request or an answer; return the members of a ``Restoration``, in its order.

    Raises ComplementError where the complement does not fit, and ConversionError where the value
    has no readable shape.
    """
    translation = find_body_translation(complement.kind, complement.source, complement.target)
    if not isinstance(value, dict):
        raise ConversionError(f"a {complement.kind} must be an object")
    taken_lists, rest = (translation.target.bare or translation.target.take)(
        value, complement.options, None
    )
    records = {name: complement.lists.get(name, NOT_RECORDED) for name in taken_lists}
    names = tool_name_finder(translation.target, value, complement.options)
    list_translations = {
        name: _translation(taken_list, complement, names)
        for name, taken_list in taken_lists.items()
    }
    lists = {}
    for name, taken_list in taken_lists.items():
        with relocated_errors(taken_list.places.locate):
            lists[name] = restore_list(
                taken_list.values, records[name], list_translations[name], complement.options
            )
    if any(map(_is_edited, lists.values())):  # and the lists beside them may be edited, too
        taken_lists, rest = translation.target.take(value, complement.options, None)
        lists = {
            name: _with_beside(restored, taken_lists[name], list_translations[name], complement)
            for name, restored in lists.items()
        }
    translated_values = {
        name: taken_list.all_values or taken_list.values for name, taken_list in taken_lists.items()
    }
    members = _members(
        translation, rest, Context(complement.options, value, translated_values, names), complement
    )
    _check_is_known(lists, records, members, rest, translation)
    forms = {name: record.form for name, record in records.items() if record.form}
    values_of_lists = {name: restored.values for name, restored in lists.items()}
    source = translation.source.put(values_of_lists, forms, members.values, complement.options)
    history = lists.get("history")
    edited = [
        name for name, restored in lists.items() if name != "history" and _is_edited(restored)
    ]
    unmarked = [
        name
        for name, taken_list in taken_lists.items()
        if taken_list.values and records[name].unmarked
    ]
    is_changed = bool(members.changed or unmarked or any(map(_is_edited, lists.values())))
    if is_changed:
        to_plain(value)  # raises for a value that is no JSON
    return (
        source,
        history.fresh if history else (),
        history.missing if history else (),
        (*members.changed, *edited),
        ()
        if complement.certain
        else _unsure(
            translation,
            lists,
            records,
            list_translations,
            translated_values,
            source,
            rest,
            members,
            complement,
        ),
        lambda: (
            _losses(value, complement, translation, taken_lists, lists, records, members.unchanged)
            if is_changed
            else iter(())
        ),
    )


def _translation(
    taken_list: TakenList, complement: Complement, names: Callable[[], ToolNames]
) -> Translation:
    """Return the translation of a list, with the names of tools where it needs them."""
    list_translation = find_translation(taken_list.kind, complement.source, complement.target)
    if taken_list.needs_names:  # the names are looked up only when values are translated
        return replace(
            list_translation,
            backward=lambda *args: informed(list_translation.backward, names())(*args),
        )
    return list_translation


def _with_beside(
    restored: RestoredList, taken_list: TakenList, translation: Translation, complement: Complement
) -> RestoredList:
    """Add the translation of values beside a list, which only an edit can bring."""
    beside = (taken_list.all_values or [])[len(taken_list.values) :]
    if not beside:
        return restored
    start = len(taken_list.values)
    with relocated_errors(lambda pointer: taken_list.places.locate(shift_pointer(pointer, start))):
        reverse = translation.backward(beside, complement.options, None)[0]
    fresh = (*restored.fresh, (start, start + len(beside)))
    return restored._replace(values=[*restored.values, *reverse], fresh=fresh)


def _is_edited(restored: RestoredList) -> bool:
    return bool(restored.fresh or restored.missing)


def _members(
    translation: BodyTranslation, rest: Object, context: Context, complement: Complement
) -> _Members:
    """Restore every known group, and translate the others back."""
    members: Object = {}
    unchanged: set[str] = set()
    changed: list[str] = []
    for group in complement.groups_to_restore(translation, rest):
        target_members = pick(rest, group.target)
        source_members = complement.restore(group, target_members, context)
        if source_members is not None:
            unchanged.add(group.name)
        else:
            changed.append(group.name)
            source_members = (
                group.backward(target_members, context)
                if target_members or not group.optional
                else {}
            )
        members.update(source_members)
    members.update(copy_json(complement.rest))
    changed += [
        name for name in rest if name not in translation.index[1]
    ]  # no conversion writes these
    return _Members(members, unchanged, changed)


def _check_is_known(
    lists: dict[str, RestoredList],
    records: dict[str, ListRecord],
    members: _Members,
    rest: Object,
    translation: BodyTranslation,
) -> None:
    """Refuse a value in which no part was recognised.

    A group counts as recognised if it has members in the value, since any value may lack others. A
    single changed group is a normal edit.
    """
    marked = [name for name, record in records.items() if record.marks]
    if any(len(lists[name].missing) < len(records[name].marks) for name in marked):
        return
    groups = (group for group in translation.groups if group.name in members.unchanged)
    is_recognised = any(pick(rest, group.target) for group in groups)
    if (marked or (not lists and len(members.changed) > 1)) and not is_recognised:
        raise ComplementError("it belongs to another value: no part of this value matches it")


def _unsure(
    translation: BodyTranslation,
    lists: dict[str, RestoredList],
    records: dict[str, ListRecord],
    list_translations: dict[str, Translation],
    translated_values: dict[str, list[Json]],
    source: Object,
    rest: Object,
    members: _Members,
    complement: Complement,
) -> tuple[str, ...]:
    """Return pointers to the parts that version 1 restores without certainty."""
    from responses_protocol._lens.version1 import unsure_groups, unsure_segments

    names = tool_name_finder(translation.source, source, complement.options)
    context = Context(complement.options, source, translated_values, names)
    pointers: list[str] = []
    for name, restored in lists.items():
        pointer = f"/lists/{escape_token(name)}/segments"
        pointers += unsure_segments(
            restored, records[name], list_translations[name], complement.options, pointer
        )
    return (
        *pointers,
        *unsure_groups(translation, rest, members.values, context, complement.recorded),
    )


def _losses(
    value: Object,
    complement: Complement,
    translation: BodyTranslation,
    taken_lists: dict[str, TakenList],
    lists: dict[str, RestoredList],
    records: dict[str, ListRecord],
    unchanged: set[str],
) -> Iterator[Loss]:
    """Yield the losses of the value in the source dialect, except for those of known parts."""
    reverse = convert(
        value,
        complement.source,
        source=complement.target,
        kind=complement.kind,
        options=complement.options,
    )
    known_pointers = {
        f"/{name}"
        for group in translation.groups
        if group.name in unchanged
        for name in group.target
    }
    for name, taken_list in taken_lists.items():
        if not records[name].unmarked:
            fresh = {index for start, stop in lists[name].fresh for index in range(start, stop)}
            known_pointers |= {
                taken_list.places.locate(f"/{index}")
                for index in range(len(taken_list.values))
                if index not in fresh
            }
    for loss in reverse.losses:
        parts = loss.pointer.split("/")
        if not any("/".join(parts[:length]) in known_pointers for length in (2, 3)):
            yield loss
