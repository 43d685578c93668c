"""Whole payloads: each of their lists by itself, their other members group by group.

So an edit costs no more than what it touches: the segments of a history that stand untouched, and
the members whose counterparts do, come back exactly whatever else was changed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from responses_protocol.errors import ConversionError
from responses_protocol.formats.bodies import BodyTranslation
from responses_protocol.formats.body_layouts import BodyLayout, Context, TakenList
from responses_protocol.formats.error_bodies import is_listed_error
from responses_protocol.formats.list_locations import ABSENT
from responses_protocol.formats.registry import (
    Options,
    Resolve,
    ToolNames,
    Translation,
    find_body_translation,
    find_translation,
    informed,
)
from responses_protocol.formats.request_context import NO_REQUEST, RequestContext
from responses_protocol.lens import complement, groups
from responses_protocol.lens.differences import Named
from responses_protocol.lens.groups import Object, pick
from responses_protocol.lens.lists import Reads, Translated, record, translate


class Parts(NamedTuple):
    """The parts of a payload, what became of each, and of all of it."""

    payload: Object
    listings: dict[str, TakenList]
    rest: Object
    lists: dict[str, Translated]
    members: Object
    value: Object


def convert_body(
    payload: Object,
    kind: str,
    source: str,
    to: str,
    options: Options,
    resolve: Resolve | None,
    request: RequestContext = NO_REQUEST,
) -> tuple[Object, Object, Callable[[bool], Named], Callable[[bool], Named]]:
    """Translate a request or an answer, the latter by what is known of its request.

    The complement undoes it without the request; losses are what the way back would not give that
    has the request, too. Returns the value, the complement, and two functions that name the losses
    and the notices.
    Raises ConversionError where the payload, or a list in it, has no readable shape.
    """
    way = find_body_translation(kind, source, to)
    if not isinstance(payload, dict):
        listed = is_listed_error(payload) if kind == "response" else False
        hint = "; in this list is one, the body of an error" if listed else ""
        raise ConversionError(f"a {kind} must be an object{hint}")

    def translate_parts(payload: Object) -> Parts:
        return _translate(way, payload, source, to, options, resolve, request)

    parts = translate_parts(payload)
    value = parts.value
    made = {name: one[0] for name, one in parts.lists.items()}
    context = Context(options, value, made, finder(way.target, value, options))
    records, told = groups.record(way, parts.rest, parts.members, context)
    lists = {
        name: record(one.values, parts.lists[name], find_translation(one.kind, source, to))
        for name, one in parts.listings.items()
    }
    forms = {name: listing.form for name, listing in parts.listings.items()}
    written = complement.begin(kind, source, to, options)
    written["lists"] = {
        name: {"form": forms[name], "segments": one.segments}
        for name, one in lists.items()
        if one.segments or forms[name] != ABSENT
    }
    written.update(records)

    known: list[Parts] = []

    def recalled() -> Parts:
        """Return the parts as they were, since the caller may have changed them."""
        if not known:
            values = {name: one.source() for name, one in lists.items()}
            members = groups.source(records, told)
            known.append(translate_parts(way.source.put(values, forms, members, options)))
        return known[0]

    def losses(at_once: bool) -> Named:
        from responses_protocol.lens.body_differences import losses as find  # when they are read

        return find(way, parts if at_once else recalled(), source, to, options, request)

    def notices(at_once: bool) -> Named:
        from responses_protocol.lens.body_differences import notices as find

        return find(way, parts if at_once else recalled(), source, to, options)

    return value, written, losses, notices


def _translate(
    way: BodyTranslation,
    payload: Object,
    source: str,
    to: str,
    options: Options,
    resolve: Resolve | None,
    request: RequestContext,
) -> Parts:
    listings, rest = way.source.take(payload, options, resolve)
    names = finder(way.source, payload, options, listings)
    lists: dict[str, Translated] = {}
    for name, one in listings.items():
        try:
            found = translation(one, source, to, names)
            lists[name] = translate(one.values, found, options, reads(one))
        except ConversionError as error:
            raise ConversionError(error.reason, one.places.locate(error.pointer)) from None
    made = {name: one[0] for name, one in lists.items()}
    members = translated(way, rest, Context(options, payload, made, names, request))
    value = way.target.put(made, {}, members, options)
    return Parts(payload, listings, rest, lists, members, value)


def translate_answer(
    payload: Object,
    source: str,
    to: str,
    options: Options,
    request: RequestContext = NO_REQUEST,
) -> Object:
    """Return the value that converting an answer gives, without what undoes that."""
    way = find_body_translation("response", source, to)
    _, rest = way.source.take(payload, options, None)
    members = translated(way, rest, Context(options, payload, {}, request=request))
    return way.target.put({}, {}, members, options)


def translated(way: BodyTranslation, rest: Object, context: Context) -> Object:
    """Return what the members that stand in no list are in the target."""
    members: Object = {}
    for group in way.to_write(rest):
        members.update(group.forward(pick(rest, group.source), context))
    return members


def finder(
    frame: BodyLayout, payload: Object, options: Options, lists: dict[str, TakenList] | None = None
) -> Callable[[], ToolNames]:
    """Return what finds the names of the tools that a payload declares, when they are asked for."""

    def find() -> ToolNames:
        if frame.names is None:
            return ToolNames()
        taken = frame.take(payload, options, None)[0] if lists is None else lists
        return frame.names(taken, options)

    return find


def translation(
    listing: TakenList, source: str, to: str, names: Callable[[], ToolNames]
) -> Translation:
    """Return the translation of a list, which knows the names of tools where it has to."""
    found = find_translation(listing.kind, source, to)
    if listing.named:
        return replace(found, forward=informed(found.forward, names()))
    return found


def reads(listing: TakenList) -> Reads:
    """Return what is translated, where that is more than what the list holds."""
    if listing.reads is None or listing.origins is None:
        return None
    return listing.reads, listing.origins
