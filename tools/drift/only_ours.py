"""Find the parts of our schemas that no type of an SDK has, after all its types are walked."""

from __future__ import annotations

from collections.abc import Iterator

from tools.drift import definitions
from tools.drift.definitions import Definition, Rule
from tools.drift.walk import FoundDifference, Walk, widen_kinds


def only_ours(walk: Walk, dialect: str) -> Iterator[FoundDifference]:
    """Yield the differences that only we have: objects, members, words, types of values.

    The wire profile is compared as a whole, so that no definition is passed over; of the request
    profile all that can be reached, since it also has the parts of answers.
    """
    strict = walk.profile == "request"
    visited = {definition for pairing in walk.pairings.values() for definition in pairing.matched}
    titled = _reachable(walk) if strict else definitions.named_objects(dialect, walk.profile)
    for definition in titled:
        if definition.dialect == dialect and definition in visited:
            yield from _members(walk, definition)
        elif definition.dialect == dialect:
            yield "ours", "type", definition.title
    for title, root in walk.roots.items():
        yield from _values(walk, Rule(root.schema, root), title)
    for place in list(walk.pairings) if strict else walk.roots:
        pairing = walk.pairings[place]
        for definition in (pairing.candidates - pairing.matched) & visited:
            yield "ours", "type", f"{place} {definition.title}"


def _members(walk: Walk, definition: Definition) -> Iterator[FoundDifference]:
    # An open object accepts unlisted members, so its list does not matter in a request.
    is_strict = walk.profile == "wire" or definitions.is_closed(definition)
    for member, rule in definitions.rules(definition).items():
        place = f"{definition.title}.{member}"
        if place in walk.declared:
            yield from _values(walk, rule, place)
        elif is_strict:
            yield "ours", "member", place


def _values(walk: Walk, rule: Rule, place: str) -> Iterator[FoundDifference]:
    theirs = walk.declared[place]
    for word in definitions.words(rule) - theirs.words:
        yield "ours", "word", f"{place} {word}"
    if walk.profile == "request":
        for kind in definitions.json_types(rule) - widen_kinds(theirs.json_types):
            yield "ours", "value", f"{place} {kind}"


def _reachable(walk: Walk) -> list[Definition]:
    """Return the objects below the roots, by members that the SDK declares as well."""
    definitions_found = {
        definition: None
        for root in walk.roots.values()
        for definition in definitions.objects_of_definition(root)
    }
    new = list(definitions_found)
    while new:
        rules = [
            rule
            for definition in new
            for member, rule in definitions.rules(definition).items()
            if f"{definition.title}.{member}" in walk.declared
        ]
        new = [
            definition
            for rule in rules
            for definition in definitions.objects(rule)
            if definition not in definitions_found
        ]
        definitions_found |= dict.fromkeys(new)
    return list(definitions_found)
