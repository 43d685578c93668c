"""Translations between two dialects of histories, tool definitions and tool choices, as values."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, NamedTuple

from responses_protocol._formats.options import Options
from responses_protocol._formats.turns import Cut
from responses_protocol._values import Json

# From values, options, the open calls of an earlier part, and, where they are asked for, names of
# tools.
Translator = Callable[..., tuple[list[Json], list[Cut]]]
Named = Iterator[tuple[str, list[str]]]
Review = Callable[[Iterator[tuple[str, str]], Json, Json, Options], Iterator[tuple[str, str]]]


def late(load: Callable[[], Translator]) -> Translator:
    """Return a translator that ``load`` imports when it is first called."""
    loaded = cache(load)
    return lambda *arguments: loaded()(*arguments)


@dataclass(frozen=True, eq=False)
class Identity:
    """How the lens recognizes the same value after a change: by equal labels, the surest first.

    ``kind_key`` is the member that names the kind of a value, ``default_kind`` the kind of a value
    without it; values that differ in one of ``keys`` are not the same thing.
    """

    kind_key: str
    default_kind: str
    keys: frozenset[str]
    labels: tuple[Callable[[Json], Hashable], ...]


@dataclass(frozen=True, eq=False)
class Side:
    """How the lens compares the values of one dialect, when they are the source.

    identity
        Which values are the same thing.
    name_loss
        Names a difference: gets a value of the source, the path of the difference in it and the
        operation of JSON Patch, and yields loss codes with paths.
    find_notices
        Finds defects of the source that the value has as well.
    review
        Corrects the names of losses by the value and the options.
    name_extra
        Names a value that only the reverse translation gives; None if something else is named
        for it.
    """

    identity: Identity
    name_loss: Callable[[Json, list[str], dict[str, Json]], Named]
    find_notices: Callable[[list[Json], Options], Named] | None = None
    review: Review | None = None
    name_extra: Callable[[Json], str | None] = lambda value: "order"


@dataclass(frozen=True, eq=False)
class Translation:
    """The translation from one dialect to another, with all that the lens needs to undo it.

    ``forward`` and ``backward`` return their result and the cuts. ``source`` and ``target`` are
    the dialects where their values may have ids, which must be unique; else None. ``find_side``
    loads the side of the source, which only losses need. ``usual_texts`` finds the texts of usual
    values in their translation.
    """

    forward: Translator
    backward: Translator
    find_side: Callable[[], Side]
    source: str | None
    target: str | None
    usual_texts: Callable[[Any, Any], Any] | None = None

    @cached_property
    def side(self) -> Side:
        """The side of the source; its tables are loaded when it is first read."""
        return self.find_side()


class TranslationPair(NamedTuple):
    """Both directions between a dialect and another one, for one kind of payload.

    ``from_other`` and ``to_other`` translate, ``other_side`` and ``side`` load the sides of the
    other dialect and of this one. ``texts`` finds the texts of usual values of the other dialect,
    and of this one.
    """

    from_other: Translator
    to_other: Translator
    other_side: Callable[[], Side]
    side: Callable[[], Side]
    texts: tuple[Any, Any] = (None, None)

    def translations(
        self, kind: str, dialect: str, other: str
    ) -> dict[tuple[str, str, str], Translation]:
        """Return the two translations, by kind, source and target; only histories have ids."""
        name, other_name = (dialect, other) if kind == "history" else (None, None)
        return {
            (kind, other, dialect): Translation(
                self.from_other, self.to_other, self.other_side, other_name, name, self.texts[0]
            ),
            (kind, dialect, other): Translation(
                self.to_other, self.from_other, self.side, name, other_name, self.texts[1]
            ),
        }
