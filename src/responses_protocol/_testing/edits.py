"""A strategy for edits of a converted history."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

__all__ = ["Edited", "edits"]


@dataclass(frozen=True)
class Edited:
    """A list after an edit.

    ``origins`` has, for each element of ``value``, the index of the same element in the source, or
    None if the element is new or changed. ``script`` names the operations in order, each with its
    index, for the reader of a failing test.
    """

    value: list[Any]
    origins: tuple[int | None, ...]
    script: tuple[tuple[str, int], ...]


def _change(draw: st.DrawFn, value: Any, fresh: st.SearchStrategy[Any]) -> Any:
    """Return another text for the value's content, its copy without a member, or a fresh value."""
    if not isinstance(value, dict) or not value or draw(st.booleans()):
        return draw(fresh)
    changed = copy.deepcopy(value)
    if isinstance(value.get("content"), str):
        changed["content"] += " (edited)"
    else:
        del changed[draw(st.sampled_from(list(value)))]
    return changed


@st.composite
def edits(
    draw: st.DrawFn, values: list[Any], fresh: st.SearchStrategy[Any], max_operations: int = 3
) -> Edited:
    """Return edits of a list: elements appended, inserted (from ``fresh``), changed and deleted.

    The list and its elements are not mutated; untouched elements are the same objects.
    """
    edited: list[tuple[int | None, Any]] = list(enumerate(values))
    script: list[tuple[str, int]] = []
    kinds = st.sampled_from(["append", "insert", "change", "delete"])
    for kind in draw(st.lists(kinds, min_size=1, max_size=max_operations)):
        if kind == "append" or not edited:
            script.append(("append", len(edited)))
            edited.append((None, draw(fresh)))
            continue
        index = draw(st.integers(0, len(edited) - 1))
        script.append((kind, index))
        if kind == "insert":
            edited.insert(index, (None, draw(fresh)))
        elif kind == "change":
            edited[index] = (None, _change(draw, edited[index][1], fresh))
        else:
            del edited[index]
    return Edited(
        value=[value for _, value in edited],
        origins=tuple(origin for origin, _ in edited),
        script=tuple(script),
    )
