"""How to find the branch of a union by the words of a member, rather than by trying them all.

No branch is passed over that could take the value: a table only leaves out what refuses the word.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from responses_protocol.schemas.gate._shapes import Shape

__all__ = ["Choice", "Target", "choice"]

_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Target:
    """What a check is for: lists, or objects, that are like one of these shapes.

    The members in ``settled`` have been found to be right on the way to it; those in ``used`` have
    been looked at to tell the shapes apart, and don't tell these.
    """

    shapes: tuple[Shape, ...]
    settled: frozenset[str] = _NONE
    used: frozenset[str] = _NONE


@dataclass(frozen=True)
class Choice:
    """The targets by the word that the member ``key`` holds.

    Under None is the one of objects that lack it or have a null there, ``others`` is that of all
    other values, and None where there is none for them.
    """

    key: str
    table: dict[str | None, Target]
    others: Target | None


@dataclass(frozen=True)
class _Tag:
    """What a shape says of a member: its words, or all but those; and whether it may be missing."""

    words: frozenset[str]
    others: bool
    absent: bool


_ANY = _Tag(_NONE, others=True, absent=True)


def choice(target: Target) -> Choice | None:
    """Return how to choose by the member that tells most shapes apart; None if none does."""
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
    """Return what a shape says of a member, or that it takes anything where that is not simple."""
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
