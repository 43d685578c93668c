"""The log probabilities of one choice, and what else stands among them."""

from __future__ import annotations

from responses_protocol.streams.errors import json_copy
from responses_protocol.streams.logprobs import Logprobs
from responses_protocol.streams.merged_values import merge
from responses_protocol.values import Json, copied, token

Object = dict[str, Json]
LISTS = ("content", "refusal")
PLACE = "/logprobs"


class ChoiceLogprobs:
    """Adds up the member ``logprobs`` of chunks; ``lost`` has the pointers of what is not kept."""

    __slots__ = ("_lists", "_others", "lost")

    def __init__(self) -> None:
        self._lists = {name: Logprobs() for name in LISTS}
        self._others: Object = {}  # older servers have tokens and numbers in lists of their own
        self.lost: dict[str, None] = {}

    def add(self, value: Json) -> list[Json]:
        """Add what a chunk has; return what that says of its text."""
        said: list[Json] = []
        if value is not None and not isinstance(value, dict):
            self.lost[PLACE] = None
        for name, member in value.items() if isinstance(value, dict) else ():
            if name not in LISTS or not isinstance(member, list):
                self._add_other(name, member)
            else:
                found = copied(member)
                self._lists[name].add(found)
                if name == "content":
                    said = found
            if name in LISTS and self._lists[name].count and self._others.get(name):
                self.lost[f"{PLACE}/{name}"] = None  # the list counts
        return said

    def _add_other(self, name: str, value: Json) -> None:
        before = self._others.get(name)
        if isinstance(before, list) and isinstance(value, list):
            before += json_copy(value)
        elif value is not None and not merge(self._others, name, value):
            self.lost[f"{PLACE}/{token(name)}"] = None

    def value(self) -> Object | None:
        """Return all of it as a whole answer has it, None where there is none."""
        content, refusal = (self._lists[name] for name in LISTS)
        if not (content.count or refusal.count or self._others):
            return None
        lists = {"content": content.values(), "refusal": refusal.values() or None}
        return {**lists, **self._others, **{name: one for name, one in lists.items() if one}}
