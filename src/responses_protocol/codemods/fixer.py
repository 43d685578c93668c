"""What a fixer is, and what it yields: edits, imports and findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import libcst as cst

from responses_protocol.codemods.module import Module
from responses_protocol.severity import Severity


@dataclass(frozen=True)
class Edit:
    """A node to be changed: ``change`` gets it with its children changed already.

    Returns the node to put in its place, or LibCST's ``FlattenSentinel`` or ``RemovalSentinel``.
    ``counts`` is False where one place takes several edits, for all but one of them.
    """

    node: cst.CSTNode
    change: Callable[[Any], Any]
    counts: bool = True


@dataclass(frozen=True)
class Import:
    """A name that the new code needs: ``from module import name``, ``as alias`` if there is one."""

    module: str
    name: str
    alias: str | None = None


@dataclass(frozen=True)
class Move:
    """A name that is imported from elsewhere now, and no more where nothing uses it any more.

    ``to`` may be the same place: then only the latter.
    """

    module: str
    name: str
    to: Import


@dataclass(frozen=True)
class Finding:
    """What is said of a node; the code is the fixer's own if none is given."""

    node: cst.CSTNode
    severity: Severity
    message: str
    hint: str
    code: str | None = None


@dataclass(frozen=True)
class Fixer:
    """A rewrite, or a diagnosis, with its code and an example for its page.

    Fixers with the same ``unit`` only make sense together: to select one is to select all.
    ``default`` tells whether it runs where nothing is selected.
    """

    code: str
    name: str
    summary: str
    default: bool
    wrong: str
    right: str
    run: Callable[[Module], Iterator[Edit | Import | Move | Finding]]
    unit: str | None = None
