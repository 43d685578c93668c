"""Rules as values: the checks beyond the structure, and the views and problems of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from responses_protocol.formats.options import DEFAULT, Options
from responses_protocol.formats.registry import Dialect
from responses_protocol.formats.servers import SERVERS, Server
from responses_protocol.reporting.finding import Severity
from responses_protocol.reporting.quoting import quoted
from responses_protocol.values import Json, tokens

Profile = Literal["wire", "request"]


@dataclass(frozen=True)
class Settings:
    """The settings of a check.

    profile
        ``"wire"``: what anyone may have stored; ``"request"``: what an endpoint accepts.
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

    about
        The kind of the view, a key of ``VIEWS`` in ``views.py``.
    value
        A value that fits the wire profile of its schema: optional members may be null or missing,
        and unions are open.
    pointer, place
        Where in the payload it stands: as a JSON Pointer, and as the API names it.
    whole
        The request that a history or a list of tools stands in, or None.
    memo
        Results that several rules share, each family under a name of its own.
    """

    about: str
    value: Json
    pointer: str
    place: str
    settings: Settings
    whole: Json = None
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

    def name(self, pointer: str) -> str:
        """Return the place of a JSON Pointer into the view, as the API names it."""
        return placed(self.place, pointer)


@dataclass(frozen=True)
class Problem:
    """A problem that a rule found, at a JSON Pointer into the view.

    ``param`` is the place that the API names, if it differs from ``pointer``; ``severity`` the
    severity, if it differs from that of the rule.
    """

    pointer: str
    message: str
    hint: str = ""
    param: str | None = None
    severity: Severity | None = None


@dataclass(frozen=True)
class Example:
    """A payload that shows a rule, and the name of its subject (``responses/history``).

    ``settings`` are necessary if the rule finds nothing with those of its first target.
    """

    subject: str
    payload: Json
    settings: Settings | None = None


@dataclass(frozen=True)
class Rule:
    """One rule.

    code, name, summary
        ``RP203``; a name in words joined by ``-``; one sentence that states the rule.
    severity
        ``error``: the endpoint refuses the payload, as measured; ``warning``: some endpoint does,
        or a reader is misled; ``info``: it depends on something that the payload does not show.
    views
        The views that it reads, keys of ``VIEWS`` in ``views.py``.
    check
        Takes a view, yields problems. It never raises on a value that fits the wire profile.
    wrong, right
        A payload that breaks it, and the same payload mended.
    source
        Where the rule was learnt: addresses, or a measurement.
    targets
        The endpoints that enforce it; empty for all.
    seen
        The targets that were observed to enforce it, if that is known: for all others, an error is
        a warning.
    any_shape
        Whether it also reads views whose structure is wrong: its check takes any JSON value. Its
        findings replace those of the structure at and below the same pointer.
    """

    code: str
    name: str
    summary: str
    severity: Severity
    views: tuple[str, ...]
    check: Callable[[View], Iterable[Problem]]
    wrong: Example
    right: Example
    source: str
    targets: frozenset[str] = frozenset()
    seen: frozenset[str] = frozenset()
    any_shape: bool = False


def targets_with(fact: Callable[[Server], object]) -> frozenset[str]:
    """Return the targets whose server has a fact: the function returns it, or a false value."""
    return frozenset(name for name, server in SERVERS.items() if fact(server))


def placed(place: str, pointer: str) -> str:
    """Return a place and the steps of a pointer as the API names them: ``input[3].content[0]``."""
    for step in tokens(pointer):
        name = quoted(step)
        place += f"[{name}]" if step.isdigit() else f".{name}" if place else name
    return place
