"""All fixes, by the code of the rule whose findings they mend."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module

from responses_protocol.checks.fixes.fix import Fix

_MODULES = (
    "closed_objects",
    "empty_tool_calls",
    "item_types",
    "parameters",
    "part_types",
    "tool_choices",
    "tool_types",
    "tools",
)


@cache
def fixes() -> Mapping[str, Fix]:
    """Return the fix of every rule that has one."""
    found: dict[str, Fix] = {}
    for name in _MODULES:
        module = import_module(f"responses_protocol.checks.fixes.{name}")
        for value in vars(module).values():
            if isinstance(value, Fix):
                found.update(dict.fromkeys(value.codes, value))
    return found
