"""All differences between an SDK and our schemas, in both profiles.

All types are held against the wire profile: it must know whatever they declare, and what only we
have needs a reason. Those for requests are held against the request profile as well, to the
letter: it should take what they take.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from responses_protocol.schemas import Profile
from tools.drift.coverage import unreached_types
from tools.drift.only_ours import only_ours
from tools.drift.roots import Root, Source
from tools.drift.walk import Kind, Side, Walk

ANY = "any"  # in place of a dialect: of what no root leads to, nobody knows one


class Difference(NamedTuple):
    """Something that only one side has.

    The place is a definition of ours (with the tags of what is not in it), a member of one, or a
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
    wire = set(_walk_types(source.roots, source.dialects, "wire"))
    request = set(_walk_types(requests, source.dialects, "request"))
    # What no profile knows is said once.
    unknown = {
        difference._replace(profile="request") for difference in wire if difference.side == "theirs"
    }
    loaded = [loaded_root for root in source.roots if (loaded_root := root.load()) is not None]
    unreached = {
        Difference(ANY, "wire", "theirs", "unreached", place)
        for place in unreached_types(source.types, loaded)
    }
    return sorted(wire | unreached | request - unknown)


def _walk_types(
    roots: Iterable[Root], dialects: Iterable[str], profile: Profile
) -> Iterator[Difference]:
    for dialect in dialects:
        walk = Walk(profile)
        for root in roots:
            if root.dialect == dialect:
                walk.begin(root)
        for side, kind, place in walk.found.union(only_ours(walk, dialect)):
            yield Difference(dialect, profile, side, kind, place)
