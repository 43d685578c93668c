"""A fixer and the values that it yields: edits, imports, moves and problems."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import libcst as cst

from responses_protocol._codemods.module import Module
from responses_protocol._severity import Severity


@dataclass(frozen=True)
class Edit:
    """The change of a node: ``change`` gets the node after the edits of its children.

    ``change`` returns the new node, or LibCST's ``FlattenSentinel`` or ``RemovalSentinel``. Where
    one place takes several edits, ``counts`` is True for one of them only.
    """

    node: cst.CSTNode
    change: Callable[[Any], Any]
    counts: bool = True


@dataclass(frozen=True)
class Import:
    """A name that the new code imports: ``from module import name``, or ``name as alias``."""

    module: str
    name: str
    alias: str | None = None


@dataclass(frozen=True)
class Move:
    """The move of a name from ``module`` to another import, which goes where nothing uses the name.

    ``to`` may be the same import: then it only goes where nothing uses the name.
    """

    module: str
    name: str
    to: Import


@dataclass(frozen=True)
class Problem:
    """A problem at a node, which becomes a finding; ``code`` None stands for that of the fixer.

    ``error``: the code does not work until somebody changes it. ``warning``: it may behave
    differently, or never does as it seems to do. ``info``: it works, changed or not.
    """

    node: cst.CSTNode
    severity: Severity
    message: str
    hint: str
    code: str | None = None


@dataclass(frozen=True)
class Fixer:
    """A rewrite, or a diagnosis, with its code and an example for its page.

    Fixers with the same ``unit`` only work together: to select one is to select all.
    ``default`` is True for a fixer that runs where nothing is selected.
    """

    code: str
    name: str
    summary: str
    default: bool
    wrong: str
    right: str
    run: Callable[[Module], Iterator[Edit | Import | Move | Problem]]
    unit: str | None = None
