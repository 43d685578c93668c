"""Where a whole payload differs from what the way back gives: its losses, when they are read."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol.formats.bodies import BodyTranslation
from responses_protocol.formats.body_layouts import Context, TakenList
from responses_protocol.formats.registry import ALONE, Identity, Options, find_translation
from responses_protocol.formats.request_context import RequestContext
from responses_protocol.lens.bodies import Parts, finder, translation
from responses_protocol.lens.differences import (
    ListDifferences,
    Named,
    differences,
    list_notices,
    located,
)
from responses_protocol.lens.groups import Object, pick
from responses_protocol.lens.losses import name_patch
from responses_protocol.lens.patch import Operation, Patch, diff
from responses_protocol.values import Json

NamedPaths = Iterator[tuple[str, list[str]]]
MEMBERS = Identity("", "", frozenset(), ())  # of an object: names say which are the same
MERGED = "merged_tools"  # what stands beside a list in the source, and in it in the value
Differences = dict[str, ListDifferences]


def losses(
    way: BodyTranslation,
    parts: Parts,
    source: str,
    to: str,
    options: Options,
    request: RequestContext,
) -> Named:
    """Name all that the value does not say as the payload does."""
    payload, listings, value = parts.payload, parts.listings, parts.value
    done = _differences(way, parts, source, to, options)
    made = {name: one.made for name, one in done.items()}
    context = Context(options, value, made, finder(way.target, value, options), request)
    patches = list(_patches(way, parts.rest, parts.members, context))
    codes = {where: code for one in listings.values() for where, code in one.codes.items()}
    inside = {where: more for one in listings.values() for where, more in one.inside.items()}
    merged = {pointer for one in listings.values() for pointer in one.brought}
    for found in (
        _forms(way, listings, done, options),
        _losses(listings, done),
        _member_losses(way, payload, value, patches, options),
    ):
        for code, pointer in found:
            if code == MERGED and pointer not in merged:
                continue  # it was told with what brought the tools
            merged.discard(pointer)
            yield codes.get(pointer, code), pointer
            yield from inside.get(pointer, ())


def notices(way: BodyTranslation, parts: Parts, source: str, to: str, options: Options) -> Named:
    """Name what is told of the payload though nothing is lost."""
    yield from way.notices(parts.payload, parts.value, options)
    for one in parts.listings.values():
        found = list_notices(one.values, find_translation(one.kind, source, to), options)
        yield from located(found, one.places)


def _differences(
    way: BodyTranslation, parts: Parts, source: str, to: str, options: Options
) -> Differences:
    names = finder(way.source, parts.payload, options, parts.listings)
    return {
        name: differences(
            one.values, parts.lists[name], translation(one, source, to, names), options
        )
        for name, one in parts.listings.items()
    }


def _patches(
    way: BodyTranslation, rest: Object, members: Object, context: Context
) -> Iterator[Patch]:
    """Yield, group by group, what the way back would not give."""
    unknown = dict(rest)
    for group in way.groups:
        read, given = pick(members, group.target), pick(rest, group.source)
        for name in given:
            del unknown[name]
        back = group.backward(read, context) if read or not group.optional else {}
        if back or given:
            yield diff([_told_apart(back, given)], [given], MEMBERS)
    if unknown:
        yield diff([{}], [unknown], MEMBERS)


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
    way: BodyTranslation, listings: dict[str, TakenList], done: Differences, options: Options
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


def _losses(listings: dict[str, TakenList], done: Differences) -> Named:
    for name, one in done.items():
        listing = listings[name]
        yield from located(one.losses(), listing.places)
        if listing.brought and one.has_more():
            yield from ((MERGED, pointer) for pointer in listing.brought)


def _member_losses(
    way: BodyTranslation, payload: Object, value: Object, patches: list[Patch], options: Options
) -> Named:
    def name_loss(member: Json, path: list[str], operation: Operation) -> NamedPaths:
        return way.name_loss(member, path, operation, options)

    for patch in patches:
        found = located(name_patch(patch, [payload], 0, name_loss), ALONE)
        yield from way.review(found, payload, value, options) if way.review else found
