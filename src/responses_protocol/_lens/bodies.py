"""Convert bodies: each of their lists by itself, their other members group by group.

So an edit costs no more than the parts that it touches: unchanged segments of a history, and
members whose counterparts are unchanged, come back exactly whatever else was changed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from responses_protocol._formats.bodies import BodyTranslation
from responses_protocol._formats.body_layouts import BodyLayout, Context, TakenList
from responses_protocol._formats.error_bodies import is_listed_error
from responses_protocol._formats.list_locations import ABSENT
from responses_protocol._formats.registry import (
    Options,
    Resolve,
    ToolNames,
    Translation,
    find_body_translation,
    find_translation,
    informed,
)
from responses_protocol._formats.request_context import NO_REQUEST, RequestContext
from responses_protocol._lens import groups
from responses_protocol._lens.complement import new_complement
from responses_protocol._lens.differences import Named
from responses_protocol._lens.groups import pick
from responses_protocol._lens.lists import Reads, Translated, record_list, translate_list
from responses_protocol._values import Object
from responses_protocol.errors import ConversionError


class Parts(NamedTuple):
    """The parts of a payload, the translation of each, and the translation of the whole."""

    payload: Object
    taken_lists: dict[str, TakenList]
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
    """Translate a request or an answer, an answer with the context of its request.

    The complement undoes the translation without the request; the losses are relative to a reverse
    translation with it. Returns the value, the complement, and two functions that name the losses
    and the notices. Raises ConversionError where the payload, or a list in it, has no readable
    shape.
    """
    translation = find_body_translation(kind, source, to)
    if not isinstance(payload, dict):
        is_in_list = is_listed_error(payload) if kind == "response" else False
        hint = "; this list contains one, the body of an error" if is_in_list else ""
        raise ConversionError(f"a {kind} must be an object{hint}")

    def translate_parts(payload: Object) -> Parts:
        return _translate(translation, payload, source, to, options, resolve, request)

    parts = translate_parts(payload)
    value = parts.value
    results = {name: values for name, (values, _) in parts.lists.items()}
    context = Context(options, value, results, tool_name_finder(translation.target, value, options))
    records, rebuild = groups.record(translation, parts.rest, parts.members, context)
    lists = {
        name: record_list(
            taken_list.values, parts.lists[name], find_translation(taken_list.kind, source, to)
        )
        for name, taken_list in parts.taken_lists.items()
    }
    forms = {name: taken_list.form for name, taken_list in parts.taken_lists.items()}
    complement = new_complement(kind, source, to, options)
    complement["lists"] = {
        name: {"form": forms[name], "segments": recorded.segments}
        for name, recorded in lists.items()
        if recorded.segments or forms[name] != ABSENT
    }
    complement.update(records)

    source_parts: list[Parts] = []

    def parts_of_records() -> Parts:
        """Return the recorded parts, since the caller may have changed the payload."""
        if not source_parts:
            values = {name: recorded.source() for name, recorded in lists.items()}
            members = groups.source(records, rebuild)
            source_parts.append(
                translate_parts(translation.source.put(values, forms, members, options))
            )
        return source_parts[0]

    def losses(at_once: bool) -> Named:
        # loaded only when losses are read
        from responses_protocol._lens.body_differences import losses as find

        return find(
            translation, parts if at_once else parts_of_records(), source, to, options, request
        )

    def notices(at_once: bool) -> Named:
        from responses_protocol._lens.body_differences import notices as find

        return find(translation, parts if at_once else parts_of_records(), source, to, options)

    return value, complement, losses, notices


def _translate(
    body_translation: BodyTranslation,
    payload: Object,
    source: str,
    to: str,
    options: Options,
    resolve: Resolve | None,
    request: RequestContext,
) -> Parts:
    taken_lists, rest = body_translation.source.take(payload, options, resolve)
    names = tool_name_finder(body_translation.source, payload, options, taken_lists)
    lists: dict[str, Translated] = {}
    for name, taken_list in taken_lists.items():
        try:
            list_translation = translation(taken_list, source, to, names)
            lists[name] = translate_list(
                taken_list.values, list_translation, options, reads_of(taken_list)
            )
        except ConversionError as error:
            raise ConversionError(error.reason, taken_list.places.locate(error.pointer)) from None
    results = {name: values for name, (values, _) in lists.items()}
    members = translate_members(
        body_translation, rest, Context(options, payload, results, names, request)
    )
    value = body_translation.target.put(results, {}, members, options)
    return Parts(payload, taken_lists, rest, lists, members, value)


def translate_answer(
    payload: Object,
    source: str,
    to: str,
    options: Options,
    request: RequestContext = NO_REQUEST,
) -> Object:
    """Return the value of the conversion of an answer, without a complement."""
    translation = find_body_translation("response", source, to)
    _, rest = translation.source.take(payload, options, None)
    members = translate_members(translation, rest, Context(options, payload, {}, request=request))
    return translation.target.put({}, {}, members, options)


def translate_members(translation: BodyTranslation, rest: Object, context: Context) -> Object:
    """Return the target's members for the members outside of lists."""
    members: Object = {}
    for group in translation.to_write(rest):
        members.update(group.forward(pick(rest, group.source), context))
    return members


def tool_name_finder(
    layout: BodyLayout, payload: Object, options: Options, lists: dict[str, TakenList] | None = None
) -> Callable[[], ToolNames]:
    """Return a function that finds the names of a payload's tools when it is called."""

    def find() -> ToolNames:
        if layout.names is None:
            return ToolNames()
        taken_lists = layout.take(payload, options, None)[0] if lists is None else lists
        return layout.names(taken_lists, options)

    return find


def translation(
    taken_list: TakenList, source: str, to: str, names: Callable[[], ToolNames]
) -> Translation:
    """Return the translation of a list, with the names of tools where it needs them."""
    list_translation = find_translation(taken_list.kind, source, to)
    if taken_list.needs_names:
        return replace(list_translation, forward=informed(list_translation.forward, names()))
    return list_translation


def reads_of(taken_list: TakenList) -> Reads:
    """Return the values to translate, where these are more than the list contains."""
    if taken_list.all_values is None or taken_list.origins is None:
        return None
    return taken_list.all_values, taken_list.origins
