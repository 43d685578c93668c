"""Find the branch of a union by the string in a member, rather than by trying all branches.

A table leaves out only the branches that refuse the string.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from responses_protocol.schemas.fast_validator._shapes import Shape

__all__ = ["Choice", "Target", "find_choice"]

_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Target:
    """The lists, or objects, that a check accepts: those of one of these shapes.

    An earlier check accepts the ``checked_members``. The ``compared_members`` select among more
    shapes, and do not distinguish these.
    """

    shapes: tuple[Shape, ...]
    checked_members: frozenset[str] = _NONE
    compared_members: frozenset[str] = _NONE


@dataclass(frozen=True)
class Choice:
    """The targets by the string in the member ``key``.

    The key None is for objects without the member, or with null in it. ``default`` is the target of
    all other values, None where no shape accepts them.
    """

    key: str
    table: dict[str | None, Target]
    default: Target | None


@dataclass(frozen=True)
class _Tag:
    """The strings that a shape accepts in a member, or excludes from it."""

    words: frozenset[str]
    excludes: bool
    may_be_absent: bool


_ANY = _Tag(_NONE, excludes=True, may_be_absent=True)


def find_choice(target: Target) -> Choice | None:
    """Return the choice by the member that distinguishes most shapes; None if none does."""
    counts = Counter(
        key
        for shape in target.shapes
        for key in shape.schema.get("properties", {})
        if key not in target.compared_members and _tag(shape, key).words
    )
    if not counts:
        return None
    key = counts.most_common(1)[0][0]
    tags = [(shape, _tag(shape, key)) for shape in target.shapes]

    def narrow(shapes: list[Shape], checked: frozenset[str]) -> Target:
        compared = target.compared_members | {key} if len(shapes) > 1 else _NONE
        return Target(tuple(shapes), checked, compared)

    table: dict[str | None, Target] = {}
    for word in sorted({word for _, tag in tags for word in tag.words}):
        matching = [(shape, tag) for shape, tag in tags if (word in tag.words) != tag.excludes]
        if matching:
            is_certain = all(
                tag.words for _, tag in matching
            )  # else a shape may still refuse the string
            checked_members = (
                target.checked_members | {key} if is_certain else target.checked_members
            )
            table[word] = narrow([shape for shape, _ in matching], checked_members)
    if shapes_without_key := [shape for shape, tag in tags if tag.may_be_absent]:
        table[None] = narrow(shapes_without_key, target.checked_members)
    other_shapes = [shape for shape, tag in tags if tag.excludes]
    return Choice(
        key, table, narrow(other_shapes, target.checked_members) if other_shapes else None
    )


def _tag(shape: Shape, key: str) -> _Tag:
    """Return the strings that a shape accepts in a member; anything where that is not simple."""
    rule = shape.schema.get("properties", {}).get(key, {})
    words = [rule["const"]] if "const" in rule else rule.get("enum")
    absent = key not in shape.schema.get("required", ())
    if rule.get("type") == "null":
        words = [None]
    if words is not None and all(word is None or isinstance(word, str) for word in words):
        strings = frozenset(word for word in words if word is not None)
        return _Tag(strings, excludes=False, may_be_absent=absent or None in words)
    if "not" in rule and rule.get("type") == "string":
        return _Tag(frozenset(rule["not"]["enum"]), excludes=True, may_be_absent=absent)
    return _ANY
