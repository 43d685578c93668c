"""Regular expressions without backtracking, in linear time.

Patterns of payloads come from strangers, and ``re`` takes exponential time for some. Here a pattern
becomes an automaton that reads each character of a text once (Thompson, "Regular expression search
algorithm", CACM 1968). Patterns with back-references or look-around, for which there is no
automaton, are not supported. The syntax is Python's, and matches are those of ``re.search``.
"""

from __future__ import annotations

import re
import sys
import warnings
from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any

MAX_PATTERN = 1_000  # characters of a pattern
MAX_STATES = 2_000  # states of an automaton
_MAX_REMEMBERED = 10_000  # states of all cached steps
_MATCH = -1

_parser = import_module("re._parser" if sys.version_info >= (3, 11) else "sre_parse")
_Predicate = Callable[[str], bool]
_States = frozenset[int]


class UnsupportedPattern(ValueError):
    """The pattern is invalid, too large, or needs more than an automaton."""


class Automaton:
    """A compiled pattern.

    ``search`` calls ``spend`` with the number of the next steps; an exception from it ends the
    search.
    """

    def __init__(self, pattern: str) -> None:
        """Compile a pattern; raise UnsupportedPattern if that is not possible."""
        if len(pattern) > MAX_PATTERN:
            raise UnsupportedPattern
        # By state: the character that it reads and the next state, or next states without reading.
        self._reads: list[tuple[_Predicate, int] | None] = []
        self._skips: list[tuple[str, list[int]] | None] = []
        self._steps: dict[tuple[_States, Any], _States] = {}
        self._cached = 0  # number of cached states
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                parsed = _parser.parse(pattern)
            if parsed.state.flags & ~re.UNICODE:
                raise UnsupportedPattern
            self._start = self._add_sequence(parsed, _MATCH)
        except (re.error, RecursionError, OverflowError):
            raise UnsupportedPattern from None

    def search(self, text: str, spend: Callable[[int], None]) -> bool:
        """Return whether a text contains the pattern."""
        states: _States = frozenset((self._start,))
        last = len(text)
        is_after_word = False  # whether the previous character is a word character
        for index in range(last + 1):
            character = text[index : index + 1]
            is_word = _is_word(character)
            is_end = index == last or (index == last - 1 and character == "\n")
            place = (index == 0, is_end, index == last, is_after_word != is_word)
            states = self._step(self._skip_ahead, states, place, spend)
            if _MATCH in states:
                return True
            states = self._step(self._read_character, states, character, spend)
            is_after_word = is_word
        return False

    def _step(
        self,
        work: Callable[[_States, Any], Iterable[int]],
        states: _States,
        key: Any,
        spend: Callable[[int], None],
    ) -> _States:
        """Return the states after one step, from the cache if it is there."""
        reached = self._steps.get((states, key))
        if reached is None:
            spend(len(states) + 1)
            reached = frozenset(work(states, key))
            self._remember((states, key), reached)
            spend(len(reached))
        else:
            spend(1)
        return reached

    def _remember(self, step: tuple[_States, Any], reached: _States) -> None:
        self._cached += len(reached) + 1
        if self._cached > _MAX_REMEMBERED:
            self._steps.clear()
            self._cached = len(reached) + 1
        self._steps[step] = reached

    def _skip_ahead(self, states: _States, place: tuple[bool, ...]) -> set[int]:
        """Return the states that are reached without reading, at a position in the text."""
        holds = dict(zip(("start", "end", "very_end", "boundary"), place, strict=True))
        pending, reached = list(states), set(states)
        while pending:
            state = pending.pop()
            skip = self._skips[state] if state != _MATCH else None
            if skip is None:
                continue
            condition, following = skip
            if condition and holds[condition.removeprefix("no_")] == condition.startswith("no_"):
                continue
            pending += [
                following_state for following_state in following if following_state not in reached
            ]
            reached.update(following)
        return reached

    def _read_character(self, states: _States, character: str) -> set[int]:
        """Return the states after a character, the start state included."""
        reached = {self._start}
        for state in states:
            reads = self._reads[state] if state != _MATCH else None
            if reads is not None and character and reads[0](character):
                reached.add(reads[1])
        return reached

    def _add_state(self) -> int:
        if len(self._reads) >= MAX_STATES:
            raise UnsupportedPattern
        self._reads.append(None)
        self._skips.append(None)
        return len(self._reads) - 1

    def _add_reader(self, reads: _Predicate, following: int) -> int:
        state = self._add_state()
        self._reads[state] = (reads, following)
        return state

    def _add_skip(self, following: list[int], condition: str = "") -> int:
        state = self._add_state()
        self._skips[state] = (condition, following)
        return state

    def _add_sequence(self, parts: Iterable[Any], following: int) -> int:
        for operation, argument in reversed(list(parts)):
            following = self._add_part(str(operation), argument, following)
        return following

    def _add_part(self, name: str, argument: Any, following: int) -> int:
        if name in _READS:
            return self._add_reader(_READS[name](argument), following)
        if name == "BRANCH":
            return self._add_skip([self._add_sequence(branch, following) for branch in argument[1]])
        if name == "SUBPATTERN" and not argument[1] and not argument[2]:
            return self._add_sequence(argument[3], following)
        if name in ("MAX_REPEAT", "MIN_REPEAT"):
            least, most, inner = argument
            return self._add_repeat(least, most, inner, following)
        if name == "AT" and str(argument) in _PLACES:
            return self._add_skip([following], _PLACES[str(argument)])
        raise UnsupportedPattern

    def _add_repeat(self, least: int, most: Any, inner: Any, following: int) -> int:
        if most == _parser.MAXREPEAT:
            again = self._add_skip([])
            self._skips[again] = ("", [self._add_sequence(inner, again), following])
            following = again
        else:
            if most > MAX_STATES:
                raise UnsupportedPattern
            end = following
            for _ in range(most - least):
                following = self._add_skip([self._add_sequence(inner, following), end])
        if least > MAX_STATES:
            raise UnsupportedPattern
        for _ in range(least):
            following = self._add_sequence(inner, following)
        return following


_PLACES = {
    "AT_BEGINNING": "start",
    "AT_BEGINNING_STRING": "start",
    "AT_END": "end",
    "AT_END_STRING": "very_end",
    "AT_BOUNDARY": "boundary",
    "AT_NON_BOUNDARY": "no_boundary",
}


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _literal(code: int) -> _Predicate:
    expected = chr(code)
    return lambda character: character == expected


def _not_literal(code: int) -> _Predicate:
    excluded = chr(code)
    return lambda character: character != excluded


def _range(ends: tuple[int, int]) -> _Predicate:
    first, last = map(chr, ends)
    return lambda character: first <= character <= last


def _category(name: Any) -> _Predicate:
    kind = str(name).removeprefix("CATEGORY_")
    is_positive = not kind.startswith("NOT_")
    has_category = _CATEGORIES[kind.removeprefix("NOT_")]
    return lambda character: has_category(character) is is_positive


def _any(_: Any) -> _Predicate:
    return lambda character: character != "\n"


def _in(parts: list[tuple[Any, Any]]) -> _Predicate:
    is_positive = str(parts[0][0]) != "NEGATE"
    inner = [_READS[str(name)](argument) for name, argument in parts[0 if is_positive else 1 :]]
    return lambda character: any(matches(character) for matches in inner) is is_positive


_CATEGORIES: dict[str, _Predicate] = {
    "DIGIT": str.isdecimal,
    "SPACE": str.isspace,
    "WORD": _is_word,
}
_READS: dict[str, Callable[[Any], _Predicate]] = {
    "LITERAL": _literal,
    "NOT_LITERAL": _not_literal,
    "RANGE": _range,
    "CATEGORY": _category,
    "ANY": _any,
    "IN": _in,
}
