"""Rules: what is checked beyond the structure, as values."""

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
    """What a payload is checked for.

    profile
        ``"wire"``: what anyone may have stored; ``"request"``: what an endpoint takes.
    target
        Whose endpoint it is for: a server of ``formats.servers``; ``"open"`` is none in particular.
    would_lose, options
        A dialect: what a conversion to it, with these options, would lose is told as well.
    """

    profile: Profile = "wire"
    target: str = "openai"
    would_lose: Dialect | None = None
    options: Options = DEFAULT


@dataclass(frozen=True)
class View:
    """A part of a payload that rules look at.

    ``about`` names what it is (``VIEWS`` in ``views.py``), ``value`` has had its structure
    checked, but by the wire profile only: optional members may be null or missing, and unions are
    open. ``pointer`` and ``place`` say where in the payload it stands; ``whole`` is what it
    stands in (of a history, the request), or None. ``memo`` is where rules that share work keep
    what they worked out, each family under a name of its own.
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
        """Of a history: the indexes of its items by their ``type``, those without by None."""
        return self._by("type")

    @cached_property
    def by_role(self) -> dict[Any, list[int]]:
        """Of a history: the indexes of its messages by their ``role``, those without by None."""
        return self._by("role")

    def _by(self, member: str) -> dict[Any, list[int]]:
        found: dict[Any, list[int]] = {}
        for index, one in enumerate(self.value if isinstance(self.value, list) else ()):
            if isinstance(one, dict):
                name = one.get(member)  # of any shape, where a rule reads those
                found.setdefault(name if isinstance(name, str) else None, []).append(index)
        return found

    def name(self, pointer: str) -> str:
        """Return the place of a JSON Pointer into the view as the API names it."""
        return placed(self.place, pointer)


@dataclass(frozen=True)
class Problem:
    """What a rule found: ``pointer`` is into the view.

    ``param`` is given where the API names another place than this; ``severity`` where it is not
    that of the rule.
    """

    pointer: str
    message: str
    hint: str = ""
    param: str | None = None
    severity: Severity | None = None


@dataclass(frozen=True)
class Example:
    """A payload that shows a rule, and the subject that it is (``responses/history``).

    ``settings`` are given where the rule says nothing with those of its first target.
    """

    subject: str
    payload: Json
    settings: Settings | None = None


@dataclass(frozen=True)
class Rule:
    """One rule.

    code, name, summary
        ``RP203``; a name in words joined by ``-``; one sentence that says what must hold.
    severity
        ``error``: the endpoint refuses it, as measured; ``warning``: some endpoint does, or a
        reader is misled; ``info``: it depends on what can't be seen here.
    views
        What it reads (names of ``views.py``).
    check
        Takes a view, yields problems. It never raises, whatever the wire profile lets pass.
    wrong, right
        A payload that breaks it, and the same payload mended.
    source
        Where the rule was learnt: addresses, or a measurement.
    targets
        The endpoints that enforce it; empty for all.
    seen
        Those of them that were seen to enforce it, where that is known: to others, an error is a
        warning.
    every_view
        Whether it reads any other view, too, such as those of registered dialects.
    any_shape
        Whether it reads views whose structure is wrong, too: it takes any JSON value there. What
        it finds is told in place of what the structure has at and below the same pointer.
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
    every_view: bool = False
    any_shape: bool = False


def targets_with(fact: Callable[[Server], object]) -> frozenset[str]:
    """Return the targets of whose server something is known."""
    return frozenset(name for name, server in SERVERS.items() if fact(server))


def placed(place: str, pointer: str) -> str:
    """Return what is below ``place`` as the API writes it: ``input[3].content[0]``."""
    for step in tokens(pointer):
        name = quoted(step)
        place += f"[{name}]" if step.isdigit() else f".{name}" if place else name
    return place
