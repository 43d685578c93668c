"""All differences between an SDK and our schemas, in both profiles.

All types are compared with the wire profile: it must accept their values, and values that only we
have needs a reason. Those for requests are held against the request profile as well, to the
letter: it should accept the same values.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from responses_protocol.schemas import Profile
from tools.drift.coverage import passed_over
from tools.drift.only_ours import only_ours
from tools.drift.roots import Root, Source
from tools.drift.walk import Kind, Side, Walk

ANY = "any"  # in place of a dialect, for types that no root leads to


class Difference(NamedTuple):
    """Something that only one side has.

    The place is a definition of ours (with the tags of missing branches), a member of one, or a
    word or a type of value that a member takes. Of a type that no root leads to, it is its own
    name, or that of a module or package that holds no others.
    """

    dialect: str
    profile: Profile
    side: Side
    kind: Kind
    place: str


def differences(source: Source) -> list[Difference]:
    """Return all differences between an SDK and our schemas, in order."""
    requests = [root for root in source.roots if root.request]
    wire = set(_walked(source.roots, source.dialects, "wire"))
    request = set(_walked(requests, source.dialects, "request"))
    # A difference from both profiles is reported once.
    unknown = {one._replace(profile="request") for one in wire if one.side == "theirs"}
    loaded = [found for root in source.roots if (found := root.load()) is not None]
    unreached = {
        Difference(ANY, "wire", "theirs", "unreached", place)
        for place in passed_over(source.types, loaded)
    }
    return sorted(wire | unreached | request - unknown)


def _walked(
    roots: Iterable[Root], dialects: Iterable[str], profile: Profile
) -> Iterator[Difference]:
    for dialect in dialects:
        walk = Walk(profile)
        for root in roots:
            if root.dialect == dialect:
                walk.begin(root)
        for side, kind, place in walk.found.union(only_ours(walk, dialect)):
            yield Difference(dialect, profile, side, kind, place)
