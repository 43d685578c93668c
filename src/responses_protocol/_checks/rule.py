"""Rules as values: the checks beyond the structure, and the views and problems of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from responses_protocol._formats.options import DEFAULT, Options
from responses_protocol._formats.registry import Dialect
from responses_protocol._formats.servers import SERVERS, Server
from responses_protocol._reporting.quoting import quote_name
from responses_protocol._severity import Severity
from responses_protocol._values import Json, split_pointer

Profile = Literal["wire", "request"]


@dataclass(frozen=True)
class Settings:
    """The settings of a check.

    profile
        ``"wire"`` accepts stored payloads, ``"request"`` only payloads that an endpoint accepts.
    target
        The endpoint: a server of ``formats.servers``, or ``"open"`` for none in particular.
    would_lose, options
        A dialect, and options. The losses of such a conversion are findings as well.
    """

    profile: Profile = "wire"
    target: str = "openai"
    would_lose: Dialect | None = None
    options: Options = DEFAULT


@dataclass(frozen=True)
class View:
    """A part of a payload that rules look at.

    name
        The kind of the view, a key of ``VIEWS`` in ``views.py``.
    value
        A value that fits the wire profile of its schema: optional members may be null or missing,
        and unions are open.
    pointer, place
        Where in the payload it stands: as a JSON Pointer, and as the API names it.
    request
        The request that a history or a list of tools stands in, or None.
    memo
        Results that several rules share, each family under a name of its own.
    """

    name: str
    value: Json
    pointer: str
    place: str
    settings: Settings
    request: Json = None
    memo: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def by_type(self) -> dict[Any, list[int]]:
        """The indexes of the items of a history by ``type``; None for items without one."""
        return self._indexes_by("type")

    @cached_property
    def by_role(self) -> dict[Any, list[int]]:
        """The indexes of the messages of a history by ``role``; None for those without one."""
        return self._indexes_by("role")

    def _indexes_by(self, member: str) -> dict[Any, list[int]]:
        indexes: dict[Any, list[int]] = {}
        for index, element in enumerate(self.value if isinstance(self.value, list) else ()):
            if isinstance(element, dict):
                tag = element.get(member)  # of any type, for rules of any shape
                indexes.setdefault(tag if isinstance(tag, str) else None, []).append(index)
        return indexes

    def place_of(self, pointer: str) -> str:
        """Return the place of a JSON Pointer into the view, as the API names it."""
        return format_place(self.place, pointer)


@dataclass(frozen=True)
class Problem:
    """A problem that a rule found, at a JSON Pointer into the view.

    ``place`` is the place that the API names, if it differs from ``pointer``; ``severity`` the
    severity, if it differs from that of the rule.
    """

    pointer: str
    message: str
    hint: str = ""
    place: str | None = None
    severity: Severity | None = None


# the view of the whole of a subject
_VIEWS = {
    "responses/history": "responses_history",
    "responses/request": "responses_request",
    "responses/response": "responses_response",
    "responses/tools": "responses_tools",
    "responses/events": "events",
    "chat_completions/history": "chat_history",
    "chat_completions/request": "chat_request",
    "chat_completions/response": "chat_response",
    "chat_completions/tools": "chat_tools",
    "chat_completions/chunks": "chunks",
    "chat_agent/history": "chat_agent_history",
    "chat_agent/request": "chat_agent_request",
    "chat_agent/response": "chat_agent_response",
    "chat_agent/chunks": "chat_agent_chunks",
    "responses_agent/request": "responses_agent_request",
    "responses_agent/response": "responses_agent_response",
}


@dataclass(frozen=True)
class Rule:
    """One rule.

    code, name, summary
        ``RP203``; a name in words joined by ``-``; one sentence with the condition that must hold.
    why, how_to_fix
        The consequence of breaking the rule, and the change for the author of the payload.
    check
        Takes a view, yields problems. It never raises for a payload of the wire profile.
    subject, wrong, right
        The subject of the examples (``responses/history``): a payload that breaks the rule, and
        the same payload mended.
    source
        Where the rule was learnt: addresses, or a measurement.
    severity
        ``error``: the endpoint refuses it, as measured; ``warning``: some endpoint does, or a
        reader is misled; ``info``: it depends on facts outside of the payload.
    views
        The views that the rule reads (names of ``views.py``): by default that of its subject.
    targets
        The endpoints that enforce it; empty for all.
    observed_targets
        The targets that were observed to enforce it, if that is known: for all others, an error is
        a warning.
    every_view
        Whether it reads all other views as well, such as those of registered dialects.
    any_shape
        Whether it also reads views with a wrong structure: it accepts any JSON value there. Its
        findings replace those of the structure at and below the same pointer.
    item_types
        The types of items that it needs: in a Responses history without any of them it finds
        nothing, and is not called. Empty if it reads items of any type.
    settings
        Those of the examples, where the rule finds nothing with those of its first target.
    """

    code: str
    name: str
    summary: str
    check: Callable[[View], Iterable[Problem]]
    subject: str
    wrong: Json
    right: Json
    why: str
    how_to_fix: str
    source: str
    severity: Severity = "error"
    views: tuple[str, ...] = ()
    targets: frozenset[str] = frozenset()
    observed_targets: frozenset[str] = frozenset()
    every_view: bool = False
    any_shape: bool = False
    item_types: frozenset[str | None] = frozenset()
    settings: Settings | None = None

    def __post_init__(self) -> None:
        """Fill in the view of the subject where no views are named."""
        if not self.views:
            object.__setattr__(self, "views", (_VIEWS[self.subject],))

    def reads(self, view: View) -> bool:
        """Return whether a view has items of the types that the rule reads."""
        return (
            not self.item_types
            or view.name != "responses_history"
            or not self.item_types.isdisjoint(view.by_type)
        )


def targets_with(fact: Callable[[Server], object]) -> frozenset[str]:
    """Return the targets whose server has a fact: the function returns it, or a false value."""
    return frozenset(name for name, server in SERVERS.items() if fact(server))


def format_place(place: str, pointer: str) -> str:
    """Return a place and the steps of a pointer as the API names them: ``input[3].content[0]``."""
    for step in split_pointer(pointer):
        name = quote_name(step)
        place += f"[{name}]" if step.isdigit() else f".{name}" if place else name
    return place
