"""Find the losses of a body: compare it with its reverse translation, when losses are read."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._formats.bodies import BodyTranslation
from responses_protocol._formats.body_layouts import Context, TakenList
from responses_protocol._formats.registry import ALONE, Identity, Options, find_translation
from responses_protocol._formats.request_context import RequestContext
from responses_protocol._lens.bodies import Parts, tool_name_finder, translation
from responses_protocol._lens.differences import (
    ListDifferences,
    Named,
    list_differences,
    list_notices,
    locate_all,
)
from responses_protocol._lens.groups import pick
from responses_protocol._lens.losses import name_patch
from responses_protocol._lens.patch import Operation, Patch, diff
from responses_protocol._values import Json, Object

NamedPaths = Iterator[tuple[str, list[str]]]
MEMBERS = Identity("", "", frozenset(), ())  # of an object: equal names identify members
MERGED = "merged_tools"  # tools beside a list in the source, and inside it in the value
Differences = dict[str, ListDifferences]


def losses(
    translation: BodyTranslation,
    parts: Parts,
    source: str,
    to: str,
    options: Options,
    request: RequestContext,
) -> Named:
    """Name all differences between the payload and the reverse translation of the value."""
    payload, taken_lists, value = parts.payload, parts.taken_lists, parts.value
    differences = _differences(translation, parts, source, to, options)
    results = {name: difference.results for name, difference in differences.items()}
    context = Context(
        options, value, results, tool_name_finder(translation.target, value, options), request
    )
    patches = list(_patches(translation, parts.rest, parts.members, context))
    code_at = {
        where: code
        for taken_list in taken_lists.values()
        for where, code in taken_list.codes.items()
    }
    more_at = {
        where: more
        for taken_list in taken_lists.values()
        for where, more in taken_list.inside.items()
    }
    merged_pointers = {
        pointer for taken_list in taken_lists.values() for pointer in taken_list.merged_pointers
    }
    for named_losses in (
        _forms(translation, taken_lists, differences, options),
        _losses(taken_lists, differences),
        _member_losses(translation, payload, value, patches, options),
    ):
        for code, pointer in named_losses:
            if code == MERGED and pointer not in merged_pointers:
                continue  # the loss of the member with the tools covers it
            merged_pointers.discard(pointer)
            yield code_at.get(pointer, code), pointer
            yield from more_at.get(pointer, ())


def notices(
    translation: BodyTranslation, parts: Parts, source: str, to: str, options: Options
) -> Named:
    """Name the notices of the payload."""
    yield from translation.notices(parts.payload, parts.value, options)
    for taken_list in parts.taken_lists.values():
        found_notices = list_notices(
            taken_list.values, find_translation(taken_list.kind, source, to), options
        )
        yield from locate_all(found_notices, taken_list.places)


def _differences(
    body_translation: BodyTranslation, parts: Parts, source: str, to: str, options: Options
) -> Differences:
    names = tool_name_finder(body_translation.source, parts.payload, options, parts.taken_lists)
    return {
        name: list_differences(
            taken_list.values,
            parts.lists[name],
            translation(taken_list, source, to, names),
            options,
        )
        for name, taken_list in parts.taken_lists.items()
    }


def _patches(
    translation: BodyTranslation, rest: Object, members: Object, context: Context
) -> Iterator[Patch]:
    """Yield, group by group, the patch from the reverse translation to the source."""
    unknown = dict(rest)
    for group in translation.to_compare(rest, members):
        target_members, source_members = pick(members, group.target), pick(rest, group.source)
        for name in source_members:
            del unknown[name]
        reverse = (
            group.backward(target_members, context) if target_members or not group.optional else {}
        )
        if reverse or source_members:
            yield diff([_without_equal_numbers(reverse, source_members)], [source_members], MEMBERS)
    if unknown:
        yield diff([{}], [unknown], MEMBERS)


def _without_equal_numbers(reverse: Json, source: Json) -> Json:
    """Return ``reverse`` with null for numbers that only Python finds equal: 1, 1.0 and true.

    The reverse translation makes numbers of its own, such as a count of 0; it copies all others.
    """
    if isinstance(reverse, dict) and isinstance(source, dict):
        return {
            name: _without_equal_numbers(value, source[name]) if name in source else value
            for name, value in reverse.items()
        }
    if isinstance(reverse, list) and isinstance(source, list):
        pairs = zip(reverse, source, strict=False)
        return [
            *(_without_equal_numbers(value, source_value) for value, source_value in pairs),
            *reverse[len(source) :],
        ]
    return None if type(reverse) is not type(source) and reverse == source else reverse


def _forms(
    translation: BodyTranslation,
    taken_lists: dict[str, TakenList],
    differences: Differences,
    options: Options,
) -> list[tuple[str, str]]:
    """Name the lists that the reverse translation puts into another form."""
    layout = translation.source
    losses: list[tuple[str, str]] = []
    for name, taken_list in taken_lists.items():
        # without a reverse translation, each value has its loss
        usual = layout.form(name, differences[name].reverse or taken_list.values, options)
        if usual != taken_list.form:
            losses += layout.form_losses(name, taken_list.form, usual)
    return losses


def _losses(taken_lists: dict[str, TakenList], differences: Differences) -> Named:
    for name, difference in differences.items():
        taken_list = taken_lists[name]
        yield from locate_all(difference.losses(), taken_list.places)
        if taken_list.merged_pointers and difference.has_extra_values():
            yield from ((MERGED, pointer) for pointer in taken_list.merged_pointers)


def _member_losses(
    translation: BodyTranslation,
    payload: Object,
    value: Object,
    patches: list[Patch],
    options: Options,
) -> Named:
    def name_loss(member: Json, path: list[str], operation: Operation) -> NamedPaths:
        return translation.name_loss(member, path, operation, options)

    for patch in patches:
        named_losses = locate_all(name_patch(patch, [payload], 0, name_loss), ALONE)
        yield from (
            translation.review(named_losses, payload, value, options)
            if translation.review
            else named_losses
        )
