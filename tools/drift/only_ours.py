"""Find the parts of our schemas that no type of an SDK has, after all its types are walked."""

from __future__ import annotations

from collections.abc import Iterator

from tools.drift import definitions
from tools.drift.definitions import Definition, Rule
from tools.drift.walk import Found, Walk, widened


def only_ours(walk: Walk, dialect: str) -> Iterator[Found]:
    """Yield the differences that only we have: objects, members, words, types of values.

    The wire profile is compared as a whole, so that no definition is passed over; of the request
    profile all that can be reached, since it also has the parts of answers.
    """
    strict = walk.profile == "request"
    visited = {one for pairing in walk.pairings.values() for one in pairing.matched}
    named = _reachable(walk) if strict else definitions.named_objects(dialect, walk.profile)
    for one in named:
        if one.dialect == dialect and one in visited:
            yield from _members(walk, one)
        elif one.dialect == dialect:
            yield "ours", "type", one.title
    for title, root in walk.roots.items():
        yield from _values(walk, Rule(root.schema, root), title)
    for place in list(walk.pairings) if strict else walk.roots:
        pairing = walk.pairings[place]
        for one in (pairing.candidates - pairing.matched) & visited:
            yield "ours", "type", f"{place} {one.title}"


def _members(walk: Walk, one: Definition) -> Iterator[Found]:
    # An open object accepts unlisted members, so its list does not matter in a request.
    listed = walk.profile == "wire" or definitions.is_closed(one)
    for member, rule in definitions.rules(one).items():
        place = f"{one.title}.{member}"
        if place in walk.declared:
            yield from _values(walk, rule, place)
        elif listed:
            yield "ours", "member", place


def _values(walk: Walk, rule: Rule, place: str) -> Iterator[Found]:
    theirs = walk.declared[place]
    for word in definitions.words(rule) - theirs.words:
        yield "ours", "word", f"{place} {word}"
    if walk.profile == "request":
        for kind in definitions.json_types(rule) - widened(theirs.json_types):
            yield "ours", "value", f"{place} {kind}"


def _reachable(walk: Walk) -> list[Definition]:
    """Return the objects below the roots, by members that the SDK declares as well."""
    found = {one: None for root in walk.roots.values() for one in definitions.reached(root)}
    new = list(found)
    while new:
        rules = [
            rule
            for one in new
            for member, rule in definitions.rules(one).items()
            if f"{one.title}.{member}" in walk.declared
        ]
        new = [one for rule in rules for one in definitions.objects(rule) if one not in found]
        found |= dict.fromkeys(new)
    return list(found)
