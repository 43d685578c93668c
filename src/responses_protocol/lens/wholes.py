"""Whole payloads: each of their lists by itself, their other members group by group.

So an edit costs no more than what it touches: the segments of a history that stand untouched, and
the members whose counterparts do, come back exactly whatever else was changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain

from responses_protocol.errors import ConversionError
from responses_protocol.formats.error_bodies import is_listed_error
from responses_protocol.formats.frames import Context, Frame, Listing
from responses_protocol.formats.registry import (
    ALONE,
    TRANSLATIONS,
    Identity,
    Options,
    Resolve,
    ToolNames,
    informed,
)
from responses_protocol.formats.request_context import NO_REQUEST, RequestContext
from responses_protocol.formats.wholes import WHOLES, OneWay, Whole
from responses_protocol.jsontext import digest
from responses_protocol.lens import complement
from responses_protocol.lens.lists import ListConversion, Named, convert_list, located
from responses_protocol.lens.losses import name_patch
from responses_protocol.lens.patch import Operation, Patch, diff
from responses_protocol.values import Json

Object = dict[str, Json]
NamedPaths = Iterator[tuple[str, list[str]]]
MEMBERS = Identity("", "", frozenset(), ())  # of an object: names say which are the same
REST = ""  # the record of the members that no group knows
MERGED = "merged_tools"  # what stands beside a list in the source, and in it in the value


def convert_whole(
    payload: Json,
    kind: str,
    source: str,
    to: str,
    options: Options,
    resolve: Resolve | None,
    request: RequestContext = NO_REQUEST,
) -> tuple[Object, Object, Callable[[], Named], Callable[[], Named]]:
    """Translate a request or an answer, the latter by what is known of its request.

    The complement undoes it without the request; losses are what the way back would not give that
    has the request, too. Returns the value, the complement, and two functions that name the losses
    and the notices.
    Raises ConversionError where the payload, or a list in it, has no readable shape.
    """
    way = WHOLES[kind, source, to]
    if not isinstance(payload, dict):
        listed = is_listed_error(payload) if kind == "response" else False
        hint = "; in this list is one, the body of an error" if listed else ""
        raise ConversionError(f"a {kind} must be an object{hint}")
    listings, rest = way.source.take(payload, options, resolve)
    names = finder(way.source, payload, options, listings)
    done = {
        name: _convert_listing(listing, source, to, options, names)
        for name, listing in listings.items()
    }
    made = {name: one.made for name, one in done.items()}
    members = _translated(way, rest, Context(options, payload, made, names, request))
    value = way.target.put(made, {}, members, options)
    back = Context(options, value, made, finder(way.target, value, options))
    records = _records(way, rest, members, back)
    lists = {
        name: {"form": listings[name].form, "segments": one.segments} for name, one in done.items()
    }
    written = complement.write_whole(kind, source, to, options, lists, records)
    forms = _forms(way, listings, done, options)
    codes = {where: code for one in listings.values() for where, code in one.codes.items()}

    inside = {where: more for one in listings.values() for where, more in one.inside.items()}

    def losses() -> Named:
        merged = {pointer for one in listings.values() for pointer in one.brought}
        unsaid = records
        if request is not NO_REQUEST:
            unsaid = _records(way, rest, members, replace(back, request=request))
        patches = {name: record["patch"] for name, record in unsaid.items()}
        named = _member_losses(way, payload, value, patches, options)
        for found in (forms, _losses(listings, done), named):
            for code, pointer in found:
                if code == MERGED and pointer not in merged:
                    continue  # it was told with what brought the tools
                merged.discard(pointer)
                yield codes.get(pointer, code), pointer
                yield from inside.get(pointer, ())

    return (
        value,
        written,
        losses,
        lambda: chain(way.notices(payload, value, options), _notices(listings, done)),
    )


def translate_answer(
    payload: Object,
    source: str,
    to: str,
    options: Options,
    request: RequestContext = NO_REQUEST,
) -> Object:
    """Return the value that converting an answer gives, without what undoes that."""
    way = WHOLES["response", source, to]
    _, rest = way.source.take(payload, options, None)
    members = _translated(way, rest, Context(options, payload, {}, request=request))
    return way.target.put({}, {}, members, options)


def _translated(way: Whole, rest: Object, context: Context) -> Object:
    """Return what the members that stand in no list are in the target."""
    members: Object = {}
    for group in way.groups:
        given = pick(rest, group.source)
        if given or not group.optional:
            members.update(group.forward(given, context))
    return members


def finder(
    frame: Frame, payload: Object, options: Options, lists: dict[str, Listing] | None = None
) -> Callable[[], ToolNames]:
    """Return what finds the names of the tools that a payload declares, when they are asked for."""

    def find() -> ToolNames:
        if frame.names is None:
            return ToolNames()
        taken = frame.take(payload, options, None)[0] if lists is None else lists
        return frame.names(taken, options)

    return find


def _convert_listing(
    listing: Listing, source: str, to: str, options: Options, names: Callable[[], ToolNames]
) -> ListConversion:
    translation = TRANSLATIONS[listing.kind, source, to]
    if listing.named:
        translation = replace(translation, forward=informed(translation.forward, names()))
    try:
        return convert_list(listing.values, translation, options, listing.reads, listing.origins)
    except ConversionError as error:
        raise ConversionError(error.reason, listing.places.locate(error.pointer)) from None


def pick(members: Object, names: tuple[str, ...]) -> Object:
    """Return those of ``names`` that are there."""
    return {name: members[name] for name in names if name in members}


def read_back(group: OneWay, members: Object, context: Context) -> tuple[Object, Object]:
    """Return the members of a group that are there, and what the way back makes of them."""
    given = pick(members, group.target)
    return given, group.backward(given, context) if given or not group.optional else {}


def witness(group: OneWay, read: Object, back: Object, context: Context) -> str:
    """Return the digest by which it is told that nothing of a group has changed.

    It is of what was read, of what became of it, and of what else that depends on.
    """
    condition = [] if group.condition is None else [group.condition(context)]
    return digest([read, back, *condition])


def _records(way: Whole, rest: Object, members: Object, context: Context) -> Object:
    """Return, by the name of the group, what the way back would not give."""
    records: Object = {}
    unknown = dict(rest)
    for group in way.groups:
        read, back = read_back(group, members, context)
        given = pick(rest, group.source)
        for name in given:
            del unknown[name]
        patch = diff([_told_apart(back, given)], [given], MEMBERS) if back or given else []
        if patch:
            records[group.name] = {"digest": witness(group, read, back, context), "patch": patch}
    if unknown:
        records[REST] = {"patch": diff([{}], [unknown], MEMBERS)}
    return records


def _told_apart(back: Json, given: Json) -> Json:
    """Return ``back`` with null for numbers that only Python finds equal: 1, 1.0 and true.

    The way back makes numbers of its own, such as a count of 0; all others it passes on.
    """
    if isinstance(back, dict) and isinstance(given, dict):
        return {
            name: _told_apart(one, given[name]) if name in given else one
            for name, one in back.items()
        }
    if isinstance(back, list) and isinstance(given, list):
        both = zip(back, given, strict=False)
        return [*(_told_apart(one, other) for one, other in both), *back[len(given) :]]
    return None if type(back) is not type(given) and back == given else back


def _forms(
    way: Whole, listings: dict[str, Listing], done: dict[str, ListConversion], options: Options
) -> list[tuple[str, str]]:
    """Name the lists that the way back would put into another form."""
    frame = way.source
    losses: list[tuple[str, str]] = []
    for name, listing in listings.items():
        # where nothing comes back, its losses are named one by one
        usual = frame.form(name, done[name].back or listing.values, options)
        if usual != listing.form:
            losses += frame.form_losses(name, listing.form, usual)
    return losses


def _losses(listings: dict[str, Listing], done: dict[str, ListConversion]) -> Named:
    for name, one in done.items():
        listing = listings[name]
        yield from located(one.losses(), listing.places)
        if listing.brought and one.has_more():
            yield from ((MERGED, pointer) for pointer in listing.brought)


def _notices(listings: dict[str, Listing], done: dict[str, ListConversion]) -> Named:
    for name, one in done.items():
        yield from located(one.notices(), listings[name].places)


def _member_losses(
    way: Whole, payload: Object, value: Object, patches: dict[str, Patch], options: Options
) -> Named:
    def name_loss(member: Json, path: list[str], operation: Operation) -> NamedPaths:
        return way.name_loss(member, path, operation, options)

    for patch in patches.values():
        found = located(name_patch(patch, [payload], 0, 1, name_loss), ALONE)
        yield from way.review(found, payload, value, options) if way.review else found
