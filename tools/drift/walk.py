"""Walk the types of an SDK and our schemas side by side, and note all that only the SDK has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from responses_protocol.schemas import Profile
from tools.drift import definitions, sdk_types
from tools.drift.definitions import Definition, Rule
from tools.drift.roots import Root

Side = Literal["theirs", "ours"]
Kind = Literal["type", "member", "word", "value", "required", "unreached"]
Found = tuple[Side, Kind, str]


@dataclass
class Declared:
    """The facts of an SDK about one place, from all its types."""

    words: set[str] = field(default_factory=set)
    json_types: set[str] = field(default_factory=set)


@dataclass
class Pairing:
    """Our objects that may stand in one place, and those for which the SDK has a type there."""

    candidates: set[Definition] = field(default_factory=set)
    matched: set[Definition] = field(default_factory=set)


@dataclass
class Walk:
    """The visited places: a definition of ours, or a member of one."""

    profile: Profile
    found: set[Found] = field(default_factory=set)
    roots: dict[str, Definition] = field(default_factory=dict)
    declared: dict[str, Declared] = field(default_factory=lambda: defaultdict(Declared))
    pairings: dict[str, Pairing] = field(default_factory=lambda: defaultdict(Pairing))
    compared: set[tuple[Any, frozenset[Definition]]] = field(default_factory=set)

    def begin(self, root: Root) -> None:
        """Walk from one pair."""
        ours = definitions.definition(root.dialect, root.title, self.profile)
        theirs = root.load()
        if theirs is None:
            self.found.add(("ours", "type", f"{root.title} {root.sdk_type}"))
        elif ours is None:
            self.found.add(("theirs", "type", root.title))
        else:
            self.roots[root.title] = ours
            self.value(theirs, [Rule(ours.schema, ours)], root.title)
            for sdk_type in sdk_types.objects(theirs):
                self.visit(sdk_type, definitions.reached(ours), root.title)

    def visit(self, sdk_type: Any, candidates: list[Definition], place: str) -> None:
        """Compare a type with members with the objects of ours that it may be."""
        matching = forms(sdk_type, candidates)
        self.pairings[place].candidates.update(candidates)
        self.pairings[place].matched.update(*matching.values())
        key = (sdk_type, frozenset(candidates))
        if key in self.compared:
            return
        self.compared.add(key)
        for tags, ours in matching.items():
            if ours:
                self.compare(sdk_type, ours, ours[0].title if len(ours) == 1 else place)
            else:
                named = " ".join([place, *(tags or [sdk_type.__name__])])
                self.found.add(("theirs", "type", named))

    def compare(self, sdk_type: Any, ours: list[Definition], place: str) -> None:
        """Compare the members of a type with those of its objects, and their values."""
        if self.profile == "request":
            self.demands(sdk_type, ours)
        for member, hint in sdk_types.members(sdk_type).items():
            rules = {one.title: definitions.rules(one).get(member) for one in ours}
            having = {f"{title}.{member}": rule for title, rule in rules.items() if rule}
            if not having:
                self.found.add(("theirs", "member", f"{place}.{member}"))
            for there in having:
                self.value(hint, list(having.values()), there)
                self.declared[there].words.update(sdk_types.tag(sdk_type, member))
            inner = [found for rule in having.values() for found in definitions.objects(rule)]
            for alternative in sdk_types.objects(hint) if having else ():
                self.visit(alternative, inner, f"{place}.{member}")

    def demands(self, sdk_type: Any, ours: list[Definition]) -> None:
        """Compare the members that must be there."""
        theirs = sdk_types.required(sdk_type)
        for one in ours:
            own = definitions.required(one)
            self.found |= {("theirs", "required", f"{one.title}.{name}") for name in theirs - own}
            self.found |= {("ours", "required", f"{one.title}.{name}") for name in own - theirs}

    def value(self, hint: Any, rules: list[Rule], place: str) -> None:
        """Compare the words and the types of values that both take."""
        words, kinds = set(sdk_types.words(hint)), sdk_types.json_types(hint)
        self.declared[place].words |= words
        self.declared[place].json_types |= kinds
        # A tag has told which object it is; a type that takes anything says nothing.
        if not sdk_types.is_open(hint) and place.rpartition(".")[2] not in sdk_types.TAGS:
            new = words.difference(*map(definitions.words, rules))
            self.found |= {("theirs", "word", f"{place} {word}") for word in new}
        if kinds != sdk_types.ANYTHING:
            only = kinds - widened(*map(definitions.json_types, rules))
            self.found |= {("theirs", "value", f"{place} {kind}") for kind in only}


def forms(sdk_type: Any, candidates: list[Definition]) -> dict[tuple[str, ...], list[Definition]]:
    """Return, for each set of tags that a type of the SDK may have, our objects with these."""
    found: dict[tuple[str, ...], list[Definition]] = {(): candidates}
    for tag in sdk_types.TAGS:
        if values := sdk_types.tag(sdk_type, tag):
            found = {
                (*tags, value): [one for one in ours if definitions.takes(one, tag, value)]
                for tags, ours in found.items()
                for value in values
            }
    return found


def widened(*kinds: Iterable[str]) -> set[str]:
    """Return types of JSON values; who takes numbers takes integers."""
    joined = {kind for each in kinds for kind in each}
    return joined | {"integer"} if "number" in joined else joined
