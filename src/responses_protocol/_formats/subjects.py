"""The subjects of a dialect: the kinds of payloads that can be checked."""

from __future__ import annotations

from typing import NamedTuple


class Subject(NamedTuple):
    """A kind of payload: its schema, whether it is a list, and the views of it.

    dialect, kind, definition, many
        ``responses``, ``history``, the definition of its schema, and whether it is a list of these.
    place
        How the API names a list of this kind in a request: ``input``.
    view, lists
        The view that rules see of it, and those of lists in it, as pairs of view and member.
    target
        The server whose rules apply to it for every target, if only that one has it.
    """

    dialect: str
    kind: str
    definition: str
    many: bool = False
    place: str = ""
    view: str | None = None
    lists: tuple[tuple[str, str], ...] = ()
    target: str | None = None

    @property
    def name(self) -> str:
        """Its name: ``responses/history``."""
        return f"{self.dialect}/{self.kind}"

    @property
    def label(self) -> str:
        """Its name for people: ``responses history``."""
        return f"{self.dialect} {self.kind}"
