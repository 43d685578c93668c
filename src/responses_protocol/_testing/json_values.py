"""Strategies for JSON values of no particular form, and for payloads with one thing wrong."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from hypothesis import strategies as st

__all__ = ["damaged", "json_values", "small_values", "texts"]

_TEXTS = ("", "a", "Hello", "two\nlines", '{"city": "Kyoto"}', "naïve ☃ 𝄞", "~/", "null", "<think>")

# Names that mean something to the protocols, and names that trouble JSON Pointers and patches.
_KEYS = (
    *("type", "role", "content", "tool_calls", "call_id", "id", "name", "arguments", "output"),
    *("", "~", "/", "~1", "a/b", "-", "0", "é", " "),
)

# Beyond 64 bits, and beyond the exact integers of a double.
BIG_INTEGERS = (2**53 + 1, 2**63, 2**64, -(2**63) - 1, 10**40)


@cache
def texts() -> st.SearchStrategy[str]:
    """Return short strings that any UTF-8 document can hold."""
    return st.sampled_from(_TEXTS) | st.text(max_size=6)


def _floats() -> st.SearchStrategy[float]:
    return st.floats(allow_nan=False, allow_infinity=False)


@cache
def small_values() -> st.SearchStrategy[Any]:
    """Return values for unknown members: scalars, and flat lists and objects of them."""
    scalars = st.none() | st.booleans() | st.integers(-2, 2) | texts()
    flat = st.lists(scalars, max_size=2) | st.dictionaries(st.sampled_from(_KEYS), scalars)
    return scalars | st.sampled_from(BIG_INTEGERS) | st.just(0.5) | flat


@cache
def json_values(max_leaves: int = 12) -> st.SearchStrategy[Any]:
    """Return any value that a JSON parser may give back.

    That includes integers of any size, lone surrogates (JSON can escape them, UTF-8 cannot hold
    them), and odd member names. NaN and the infinities are no JSON and do not occur.
    """
    # A parser joins the two halves of a character, so they are never adjacent.
    halves = st.text(st.characters(categories=["Cs", "Ll"]), max_size=3)
    surrogates = halves.map(lambda text: json.loads(json.dumps(text)))
    scalars = st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.sampled_from(BIG_INTEGERS),
        _floats(),
        texts(),
        surrogates,
    )
    keys = st.sampled_from(_KEYS) | texts() | surrogates
    return st.recursive(
        scalars,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
        max_leaves=max_leaves,
    )


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Return each (container, key or index) of a value, outermost first."""
    places: list[tuple[Any, Any]] = []
    open_containers = [value]
    for container in open_containers:
        keys = container if isinstance(container, dict) else range(len(container))
        for key in keys:
            places.append((container, key))
            if isinstance(container[key], (dict, list)):
                open_containers.append(container[key])
    return places


def _copy(value: Any) -> Any:
    """Return a copy without shared objects, which a deep copy would keep."""
    if isinstance(value, dict):
        return {key: _copy(member) for key, member in value.items()}
    return [_copy(element) for element in value] if isinstance(value, list) else value


@st.composite
def damaged(draw: st.DrawFn, values: st.SearchStrategy[Any]) -> Any:
    """Return a copy of a drawn value in which one member is removed or is any JSON value."""
    value = _copy(draw(values))
    places = _places(value) if isinstance(value, (dict, list)) else []
    if not places:
        return draw(json_values())
    container, key = draw(st.sampled_from(places))
    if draw(st.booleans()):
        del container[key]
    else:
        container[key] = draw(json_values(max_leaves=4))
    return value
