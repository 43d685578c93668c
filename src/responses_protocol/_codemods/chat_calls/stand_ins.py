"""Stand-ins of tests for a client of Chat Completions: no call is seen, and they stop working."""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from responses_protocol._codemods.literals import keyword, text_of
from responses_protocol._codemods.module import Module

# arguments of unittest.mock.patch and pytest's monkeypatch
_DOTTED_NAME = re.compile(r"[\w.]*\bchat\.completions(\.\w+)*")


def stand_ins(module: Module) -> Iterator[cst.CSTNode]:
    """Yield the dotted names in strings, and names ``chat`` with an attribute ``completions``."""
    for literal in module.all(cst.SimpleString):
        if _DOTTED_NAME.fullmatch(text_of(literal) or ""):
            yield literal
    for call in module.all(cst.Call):
        if keyword(call, "completions") is not None and _is_named_chat(module, call):
            yield call
    for inner in module.all(cst.ClassDef):
        block = module.parent(inner)
        outer = module.parent(block) if block is not None else None
        if inner.name.value == "completions" and isinstance(outer, cst.ClassDef):
            yield inner


def _is_named_chat(module: Module, call: cst.Call) -> bool:
    """Return whether the value of a call is the member ``chat`` of an object."""
    parent = module.parent(call)
    if isinstance(parent, cst.Arg):
        return parent.keyword is not None and parent.keyword.value == "chat"
    return isinstance(parent, cst.Assign) and any(
        isinstance(target.target, (cst.Attribute, cst.Name)) and _last_name(target.target) == "chat"
        for target in parent.targets
    )


def _last_name(target: cst.Attribute | cst.Name) -> str:
    return target.value if isinstance(target, cst.Name) else target.attr.value
