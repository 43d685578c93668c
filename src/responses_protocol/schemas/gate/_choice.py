"""Find the branch of a union by the words of a member, rather than by trying all of them.

A table only leaves out branches that refuse the word, so it never excludes a matching branch.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from responses_protocol.schemas.gate._shapes import Shape

__all__ = ["Choice", "Target", "choice"]

_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Target:
    """The values that a check accepts: lists, or objects, that match one of these shapes.

    Earlier checks have accepted the members in ``settled``. They have also read those in ``used``,
    which do not distinguish the shapes.
    """

    shapes: tuple[Shape, ...]
    settled: frozenset[str] = _NONE
    used: frozenset[str] = _NONE


@dataclass(frozen=True)
class Choice:
    """The targets by the word that the member ``key`` holds.

    Under None is the one of objects that lack it or have a null there, ``others`` is that of all
    other values, and None if there is none for them.
    """

    key: str
    table: dict[str | None, Target]
    others: Target | None


@dataclass(frozen=True)
class _Tag:
    """The words of a member that a shape accepts or excludes, and whether it may be missing."""

    words: frozenset[str]
    others: bool
    absent: bool


_ANY = _Tag(_NONE, others=True, absent=True)


def choice(target: Target) -> Choice | None:
    """Return a table for the member that distinguishes most shapes; None if no member does."""
    counts = Counter(
        key
        for shape in target.shapes
        for key in shape.schema.get("properties", {})
        if key not in target.used and _tag(shape, key).words
    )
    if not counts:
        return None
    key = counts.most_common(1)[0][0]
    tags = [(shape, _tag(shape, key)) for shape in target.shapes]

    def narrowed(found: list[Shape], settled: frozenset[str]) -> Target:
        used = target.used | {key} if len(found) > 1 else _NONE
        return Target(tuple(found), settled, used)

    table: dict[str | None, Target] = {}
    for word in sorted({word for _, tag in tags for word in tag.words}):
        # It is listed by a shape that has it, or by one that has all but it.
        fit = [(shape, tag) for shape, tag in tags if (word in tag.words) != tag.others]
        if fit:
            told = all(tag.words for _, tag in fit)  # else one of them may still refuse the word
            settled = target.settled | {key} if told else target.settled
            table[word] = narrowed([shape for shape, _ in fit], settled)
    if found := [shape for shape, tag in tags if tag.absent]:
        table[None] = narrowed(found, target.settled)
    others = [shape for shape, tag in tags if tag.others]
    return Choice(key, table, narrowed(others, target.settled) if others else None)


def _tag(shape: Shape, key: str) -> _Tag:
    """Return the words of a member in a shape; any word if its schema is not a list of words."""
    rule = shape.schema.get("properties", {}).get(key, {})
    words = [rule["const"]] if "const" in rule else rule.get("enum")
    absent = key not in shape.schema.get("required", ())
    if rule.get("type") == "null":
        words = [None]
    if words is not None and all(word is None or isinstance(word, str) for word in words):
        named = frozenset(word for word in words if word is not None)
        return _Tag(named, others=False, absent=absent or None in words)
    if "not" in rule and rule.get("type") == "string":
        return _Tag(frozenset(rule["not"]["enum"]), others=True, absent=absent)
    return _ANY
