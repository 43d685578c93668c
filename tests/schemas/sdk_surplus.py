"""Walks our schemas beside the types of the openai SDK: what is ours alone."""

from __future__ import annotations

from typing import Any

from sdk_types import Objects, alternatives, leaves, listed, members, words

TAG = "type"


def fitting(sdk_types: list[Any], one: dict[str, Any]) -> list[Any]:
    """Return the types of the SDK that share a tag with an object of ours, or have none."""
    own = set(listed(one["properties"].get(TAG, {}))) - {None}
    tagged = {each: words(members(each).get(TAG, str)) for each in sdk_types}
    return [each for each, tags in tagged.items() if not tags or not own or own & set(tags)]


def surplus(sdk_types: list[Any], ours: Objects, place: str, files: set[str]) -> set[str]:
    """Return the members, tags and words of our objects that no type of the SDK has.

    Goes down into objects of these files alone.
    """
    alone: set[str] = set()
    for name, one in ours:
        if name not in files:
            continue
        theirs = fitting(sdk_types, one)
        tag = " ".join(str(word) for word in listed(one["properties"].get(TAG, {})) if word)
        here = f"{place} {tag}".rstrip()
        if not theirs:
            alone.add(here)
            continue
        for member, rule in one["properties"].items():
            hints = [found[member] for each in theirs if member in (found := members(each))]
            if not hints:
                alone.add(f"{here}.{member}")
                continue
            rules = leaves(name, rule)
            alone |= {f"{here}.{member} {word}" for word in unlisted(hints, rules)}
            inner = [each for hint in hints for each in alternatives(hint) if members(each)]
            objects = [leaf for leaf in rules if "properties" in leaf[1]]
            alone |= surplus(inner, objects, f"{here}.{member}", files)
    return alone


def unlisted(hints: list[Any], rules: Objects) -> set[str]:
    """Return the words that our rules of a member name and the SDK does not, where it names any."""
    known = {word for hint in hints for word in words(hint)}
    own = {word for _, rule in rules for word in listed(rule) if isinstance(word, str)}
    return own - known if known else set()
