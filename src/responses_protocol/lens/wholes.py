"""Whole payloads: each of their lists by itself, their other members group by group.

So an edit costs no more than what it touches: the segments of a history that stand untouched, and
the members whose counterparts do, come back exactly whatever else was changed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from responses_protocol.errors import ConversionError
from responses_protocol.formats.error_bodies import is_listed_error
from responses_protocol.formats.frames import ABSENT, Context, Frame, Listing
from responses_protocol.formats.registry import (
    TRANSLATIONS,
    Options,
    Resolve,
    ToolNames,
    Translation,
    informed,
)
from responses_protocol.formats.request_context import NO_REQUEST, RequestContext
from responses_protocol.formats.wholes import WHOLES, Whole
from responses_protocol.lens import complement, groups
from responses_protocol.lens.differences import Named
from responses_protocol.lens.groups import Object, pick
from responses_protocol.lens.lists import ListConversion, Reads, convert_list


def convert_whole(
    payload: Object,
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
        name: _convert_listing(listing, translation(listing, source, to, names), options)
        for name, listing in listings.items()
    }
    made = {name: one.made for name, one in done.items()}
    members = translated(way, rest, Context(options, payload, made, names, request))
    value = way.target.put(made, {}, members, options)
    found = finder(way.target, value, options)
    records, texts = groups.record(way, rest, members, Context(options, value, made, found))
    forms = {name: listing.form for name, listing in listings.items()}
    written = complement.begin(kind, source, to, options)
    written["lists"] = {
        name: {"form": forms[name], "segments": one.segments}
        for name, one in done.items()
        if one.segments or forms[name] != ABSENT
    }
    written.update(records)

    def recalled() -> Object:
        """Return the payload as it was, since the caller may have changed it."""
        lists = {name: one.source() for name, one in done.items()}
        return way.source.put(lists, forms, groups.source(records, texts), options)

    def losses() -> Named:
        from responses_protocol.lens.whole_differences import losses as find  # when they are read

        return find(way, recalled(), source, to, options, resolve, request)

    def notices() -> Named:
        from responses_protocol.lens.whole_differences import notices as find

        return find(way, recalled(), source, to, options, resolve, request)

    return value, written, losses, notices


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
    members = translated(way, rest, Context(options, payload, {}, request=request))
    return way.target.put({}, {}, members, options)


def translated(way: Whole, rest: Object, context: Context) -> Object:
    """Return what the members that stand in no list are in the target."""
    members: Object = {}
    for group in way.to_write(rest):
        members.update(group.forward(pick(rest, group.source), context))
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


def translation(
    listing: Listing, source: str, to: str, names: Callable[[], ToolNames]
) -> Translation:
    """Return the translation of a list, which knows the names of tools where it has to."""
    found = TRANSLATIONS[listing.kind, source, to]
    if listing.named:
        return replace(found, forward=informed(found.forward, names()))
    return found


def reads(listing: Listing) -> Reads:
    """Return what is translated, where that is more than what the list holds."""
    if listing.reads is None or listing.origins is None:
        return None
    return listing.reads, listing.origins


def _convert_listing(listing: Listing, way: Translation, options: Options) -> ListConversion:
    try:
        return convert_list(listing.values, way, options, reads(listing))
    except ConversionError as error:
        raise ConversionError(error.reason, listing.places.locate(error.pointer)) from None
