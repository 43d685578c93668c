"""Whole payloads put back: their lists, and the members whose counterparts stand untouched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from responses_protocol.errors import ComplementError, ConversionError
from responses_protocol.formats.frames import Context, Listing
from responses_protocol.formats.registry import TRANSLATIONS, ToolNames, Translation, informed
from responses_protocol.formats.wholes import WHOLES, Whole
from responses_protocol.lens.complement import Complement, ListRecord
from responses_protocol.lens.conversion import convert
from responses_protocol.lens.losses import Loss
from responses_protocol.lens.pointer import PatchError, apply
from responses_protocol.lens.restored_lists import RestoredList, restore_list
from responses_protocol.lens.wholes import REST, finder, pick, read_back, witness
from responses_protocol.values import Json, token

Object = dict[str, Json]
Ranges = tuple[tuple[int, int], ...]
NOT_RECORDED = ListRecord("", [], [])


def restore_whole(
    value: Json, known: Complement
) -> tuple[Object, Ranges, tuple[int, ...], tuple[str, ...], Callable[[], Iterator[Loss]]]:
    """Put a request or an answer back; return what a ``Restoration`` holds, in its order.

    Raises ComplementError where the complement does not fit, and ConversionError where the value
    has no readable shape.
    """
    way = WHOLES[known.kind, known.source, known.target]
    if not isinstance(value, dict):
        raise ConversionError(f"a {known.kind} must be an object")
    listings, rest = way.target.take(value, known.options, None)
    given = {name: listing.reads or listing.values for name, listing in listings.items()}
    records = {name: known.lists.get(name, NOT_RECORDED) for name in listings}
    names = finder(way.target, value, known.options, listings)
    lists = {
        name: _restored(listing, records[name], _translation(listing, known, names), known)
        for name, listing in listings.items()
    }
    context = Context(known.options, value, given, names)
    members, untouched, changed = _members(way, rest, context, known)
    seen = any(group.name in untouched and pick(rest, group.target) for group in way.groups)
    _refuse_strangers(lists, records, seen, changed)
    forms = {name: record.form for name, record in records.items() if record.form}
    made = {name: one.values for name, one in lists.items()}
    history = lists.get("history")
    return (
        way.source.put(made, forms, members, known.options),
        history.fresh if history else (),
        history.missing if history else (),
        (*changed, *(name for name, one in lists.items() if name != "history" and _is_edited(one))),
        lambda: _losses(value, known, way, listings, lists, untouched),
    )


def _translation(
    listing: Listing, known: Complement, names: Callable[[], ToolNames]
) -> Translation:
    """Return the translation of a list; its way back knows the names of tools, where it has to."""
    found = TRANSLATIONS[listing.kind, known.source, known.target]
    if listing.named:
        return replace(found, backward=informed(found.backward, names()))
    return found


def _restored(
    listing: Listing, record: ListRecord, translation: Translation, known: Complement
) -> RestoredList:
    """Put a list back, and read what stands beside it: an edit brought that, no conversion does."""
    own = restore_list(listing.values, record, translation, known.options)
    beside = (listing.reads or [])[len(listing.values) :]
    if not beside:
        return own
    read = translation.backward(beside, known.options, None)[0]
    start = len(listing.values)
    fresh = (*own.fresh, (start, start + len(beside)))
    return RestoredList([*own.values, *read], fresh, own.missing)


def _is_edited(one: RestoredList) -> bool:
    return bool(one.fresh or one.missing)


def _members(
    way: Whole, rest: Object, context: Context, known: Complement
) -> tuple[Object, set[str], list[str]]:
    """Read every group back, and patch those that are known.

    Returns the members, and the names of the groups that were recorded and are untouched, or not.
    """
    members: Object = {}
    untouched: set[str] = set()
    changed: list[str] = []
    for group in way.groups:
        read, back = read_back(group, rest, context)
        if group.name in known.members:
            expected, patch = known.members[group.name]
            if expected == witness(group, read, back, context):
                untouched.add(group.name)
                back = _patched(back, patch, group.name)
            else:
                changed.append(group.name)
        members.update(back)
    if REST in known.members:
        members.update(_patched({}, known.members[REST][1], REST))
    return members, untouched, changed


def _patched(back: Object, patch: Json, name: str) -> Object:
    try:
        [patched] = apply(patch, [back])
    except (PatchError, ValueError) as error:
        raise ComplementError(str(error), f"/members/{token(name)}/patch") from None
    if not isinstance(patched, dict):
        raise ComplementError("the patch makes no object", f"/members/{token(name)}/patch")
    return patched


def _refuse_strangers(
    lists: dict[str, RestoredList],
    records: dict[str, ListRecord],
    seen: bool,
    changed: list[str],
) -> None:
    """Refuse a value in which nothing that could be recognised was.

    ``seen``: a recorded group was, by members that are there; any value may lack others. A list
    in which nothing was lost has no marks, and one changed group is what an edit does.
    """
    marked = [name for name, record in records.items() if record.marks]
    found = any(len(lists[name].missing) < len(records[name].marks) for name in marked)
    if (marked or (not lists and len(changed) > 1)) and not found and not seen:
        raise ComplementError("it belongs to another value: no part of this one is known to it")


def _losses(
    value: Object,
    known: Complement,
    way: Whole,
    listings: dict[str, Listing],
    lists: dict[str, RestoredList],
    untouched: set[str],
) -> Iterator[Loss]:
    """Name what the value says that the source dialect can't, but for what is known."""
    back = convert(value, known.source, source=known.target, kind=known.kind, options=known.options)
    kept = {f"/{name}" for group in way.groups if group.name in untouched for name in group.target}
    for name, listing in listings.items():
        if known.lists.get(name, NOT_RECORDED).marks:
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
