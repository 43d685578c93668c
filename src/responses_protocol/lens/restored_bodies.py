"""Whole payloads put back: their lists, and the members whose counterparts stand untouched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import NamedTuple

from responses_protocol.errors import ComplementError, ConversionError
from responses_protocol.formats.bodies import BodyTranslation
from responses_protocol.formats.body_layouts import Context, TakenList
from responses_protocol.formats.registry import (
    ToolNames,
    Translation,
    find_body_translation,
    find_translation,
    informed,
)
from responses_protocol.lens.bodies import finder
from responses_protocol.lens.complement import NOT_RECORDED, Complement, ListRecord
from responses_protocol.lens.conversion import convert
from responses_protocol.lens.groups import pick
from responses_protocol.lens.losses import Loss
from responses_protocol.lens.plain import plain
from responses_protocol.lens.pointer import shifted
from responses_protocol.lens.restored_lists import RestoredList, errors_in, restore_list
from responses_protocol.values import Json, copied, token

Object = dict[str, Json]
Ranges = tuple[tuple[int, int], ...]


class _Members(NamedTuple):
    """The restored members, and the names of the groups that are untouched, or changed."""

    values: Object
    untouched: set[str]
    changed: list[str]


def restore_body(
    value: Json, known: Complement
) -> tuple[
    Object,
    Ranges,
    tuple[int, ...],
    tuple[str, ...],
    tuple[str, ...],
    Callable[[], Iterator[Loss]],
]:
    """Put a request or an answer back; return what a ``Restoration`` holds, in its order.

    Raises ComplementError where the complement does not fit, and ConversionError where the value
    has no readable shape.
    """
    way = find_body_translation(known.kind, known.source, known.target)
    if not isinstance(value, dict):
        raise ConversionError(f"a {known.kind} must be an object")
    listings, rest = (way.target.bare or way.target.take)(value, known.options, None)
    records = {name: known.lists.get(name, NOT_RECORDED) for name in listings}
    names = finder(way.target, value, known.options)
    ways = {name: _translation(listing, known, names) for name, listing in listings.items()}
    lists = {}
    for name, listing in listings.items():
        with errors_in(listing.places.locate):
            lists[name] = restore_list(listing.values, records[name], ways[name], known.options)
    if any(map(_is_edited, lists.values())):  # and so may be what stands beside them
        listings, rest = way.target.take(value, known.options, None)
        lists = {
            name: _with_beside(one, listings[name], ways[name], known)
            for name, one in lists.items()
        }
    given = {name: listing.reads or listing.values for name, listing in listings.items()}
    members = _members(way, rest, Context(known.options, value, given, names), known)
    _refuse_strangers(lists, records, members, rest, way)
    forms = {name: record.form for name, record in records.items() if record.form}
    made = {name: one.values for name, one in lists.items()}
    source = way.source.put(made, forms, members.values, known.options)
    history = lists.get("history")
    edited = [name for name, one in lists.items() if name != "history" and _is_edited(one)]
    new = [name for name, one in listings.items() if one.values and records[name].unmarked]
    is_changed = bool(members.changed or new or any(map(_is_edited, lists.values())))
    if is_changed:
        plain(value)  # what was read is no JSON value, or losses could not be told of it
    return (
        source,
        history.fresh if history else (),
        history.missing if history else (),
        (*members.changed, *edited),
        ()
        if known.certain
        else _unsure(way, lists, records, ways, given, source, rest, members, known),
        lambda: (
            _losses(value, known, way, listings, lists, records, members.untouched)
            if is_changed
            else iter(())
        ),
    )


def _translation(
    listing: TakenList, known: Complement, names: Callable[[], ToolNames]
) -> Translation:
    """Return the translation of a list; its way back knows the names of tools, where it has to."""
    found = find_translation(listing.kind, known.source, known.target)
    if listing.named:  # the names are looked for where something is read
        return replace(found, backward=lambda *given: informed(found.backward, names())(*given))
    return found


def _with_beside(
    own: RestoredList, listing: TakenList, translation: Translation, known: Complement
) -> RestoredList:
    """Read what stands beside a list: an edit brought that, no conversion does."""
    beside = (listing.reads or [])[len(listing.values) :]
    if not beside:
        return own
    start = len(listing.values)
    with errors_in(lambda pointer: listing.places.locate(shifted(pointer, start))):
        read = translation.backward(beside, known.options, None)[0]
    fresh = (*own.fresh, (start, start + len(beside)))
    return own._replace(values=[*own.values, *read], fresh=fresh)


def _is_edited(one: RestoredList) -> bool:
    return bool(one.fresh or one.missing)


def _members(way: BodyTranslation, rest: Object, context: Context, known: Complement) -> _Members:
    """Restore every group that is known, and read the others back."""
    members: Object = {}
    untouched: set[str] = set()
    changed: list[str] = []
    for group in known.concerned(way, rest):
        read = pick(rest, group.target)
        found = known.restore(group, read, context)
        if found is not None:
            untouched.add(group.name)
        else:
            changed.append(group.name)
            found = group.backward(read, context) if read or not group.optional else {}
        members.update(found)
    members.update(copied(known.rest))
    changed += [name for name in rest if name not in way.index[1]]  # no conversion writes these
    return _Members(members, untouched, changed)


def _refuse_strangers(
    lists: dict[str, RestoredList],
    records: dict[str, ListRecord],
    members: _Members,
    rest: Object,
    way: BodyTranslation,
) -> None:
    """Refuse a value in which nothing that could be recognised was.

    A group was, by members that are there: any value may lack others. One changed group is what an
    edit does.
    """
    marked = [name for name, record in records.items() if record.marks]
    if any(len(lists[name].missing) < len(records[name].marks) for name in marked):
        return
    groups = (group for group in way.groups if group.name in members.untouched)
    seen = any(pick(rest, group.target) for group in groups)
    if (marked or (not lists and len(members.changed) > 1)) and not seen:
        raise ComplementError("it belongs to another value: no part of this one is known to it")


def _unsure(
    way: BodyTranslation,
    lists: dict[str, RestoredList],
    records: dict[str, ListRecord],
    ways: dict[str, Translation],
    given: dict[str, list[Json]],
    source: Object,
    rest: Object,
    members: _Members,
    known: Complement,
) -> tuple[str, ...]:
    """Point at what is restored from version 1, and does not convert to the value again."""
    from responses_protocol.lens.version1 import unsure_groups, unsure_segments

    names = finder(way.source, source, known.options)
    context = Context(known.options, source, given, names)
    found: list[str] = []
    for name, one in lists.items():
        place = f"/lists/{token(name)}/segments"
        found += unsure_segments(one, records[name], ways[name], known.options, place)
    return (*found, *unsure_groups(way, rest, members.values, context, known.recorded))


def _losses(
    value: Object,
    known: Complement,
    way: BodyTranslation,
    listings: dict[str, TakenList],
    lists: dict[str, RestoredList],
    records: dict[str, ListRecord],
    untouched: set[str],
) -> Iterator[Loss]:
    """Name what the value says that the source dialect can't, but for what is known."""
    back = convert(value, known.source, source=known.target, kind=known.kind, options=known.options)
    kept = {f"/{name}" for group in way.groups if group.name in untouched for name in group.target}
    for name, listing in listings.items():
        if not records[name].unmarked:
            fresh = {at for start, stop in lists[name].fresh for at in range(start, stop)}
            kept |= {
                listing.places.locate(f"/{at}")
                for at in range(len(listing.values))
                if at not in fresh
            }
    for loss in back.losses:
        parts = loss.pointer.split("/")
        if not any("/".join(parts[:length]) in kept for length in (2, 3)):
            yield loss
