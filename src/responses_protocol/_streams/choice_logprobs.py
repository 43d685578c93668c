"""Add up the log probabilities of one choice, and other members beside them."""

from __future__ import annotations

from responses_protocol._streams.errors import json_copy
from responses_protocol._streams.logprobs import Logprobs
from responses_protocol._streams.merged_values import merge
from responses_protocol._values import Json, Object, copy_json, escape_token

LISTS = ("content", "refusal")
POINTER = "/logprobs"


class ChoiceLogprobs:
    """Adds up the member ``logprobs`` of chunks; ``lost`` has pointers to the members not kept."""

    __slots__ = ("_lists", "_others", "lost")

    def __init__(self) -> None:
        self._lists = {name: Logprobs() for name in LISTS}
        self._others: Object = {}  # older servers send tokens and numbers in separate lists
        self.lost: dict[str, None] = {}

    def add(self, value: Json) -> list[Json]:
        """Add the member of a chunk; return its entries for the text."""
        entries: list[Json] = []
        if value is not None and not isinstance(value, dict):
            self.lost[POINTER] = None
        for name, member in value.items() if isinstance(value, dict) else ():
            if name not in LISTS or not isinstance(member, list):
                self._add_other(name, member)
            else:
                added = copy_json(member)
                self._lists[name].add(added)
                if name == "content":
                    entries = added
            if name in LISTS and self._lists[name].count and self._others.get(name):
                self.lost[f"{POINTER}/{name}"] = None  # the list takes precedence
        return entries

    def _add_other(self, name: str, value: Json) -> None:
        before = self._others.get(name)
        if isinstance(before, list) and isinstance(value, list):
            before += json_copy(value)
        elif value is not None and not merge(self._others, name, value):
            self.lost[f"{POINTER}/{escape_token(name)}"] = None

    def value(self) -> Object | None:
        """Return the member as a whole answer contains it, or None if it is empty."""
        content, refusal = (self._lists[name] for name in LISTS)
        if not (content.count or refusal.count or self._others):
            return None
        lists = {"content": content.values(), "refusal": refusal.values() or None}
        return {
            **lists,
            **self._others,
            **{name: entries for name, entries in lists.items() if entries},
        }
