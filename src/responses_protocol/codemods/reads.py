"""What is read of what agents give: passed through a call where it is certain, else a finding."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import libcst as cst

from responses_protocol.codemods.fixer import Edit, Finding, Import
from responses_protocol.codemods.literals import wrap_in_call
from responses_protocol.codemods.module import Module
from responses_protocol.codemods.names import local_name


def through(
    module: Module,
    given: Iterable[tuple[cst.CSTNode, bool]],
    is_read: Callable[[Module, cst.CSTNode], bool],
    needed: Import,
    unsure: str,
    hint: str,
) -> Iterator[Edit | Import | Finding]:
    """Wrap each node once, if it is read, in a call of ``needed``.

    ``given`` are nodes that agents give, each with whether that is certain; where it is not,
    ``unsure`` and ``hint`` are told instead.
    """
    done: set[cst.CSTNode] = set()
    for node, certain in given:
        if node in done or not is_read(module, node):
            continue
        done.add(node)
        if certain:
            yield needed
            yield Edit(node, lambda made: wrap_in_call(local_name(needed), made))
        else:
            yield Finding(node, "warning", unsure, hint)
