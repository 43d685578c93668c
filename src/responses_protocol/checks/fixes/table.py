"""All fixes, by the codes of the rules whose findings they mend."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module

from responses_protocol.checks.fixes.fix import Fix
from responses_protocol.checks.subjects import Subject
from responses_protocol.lens.patch import Patch
from responses_protocol.reporting.finding import Finding
from responses_protocol.values import Json

MISSING = "RP101"

_MODULES = (
    "empty_members",
    "formats",
    "images",
    "item_types",
    "object_schemas",
    "output_only",
    "parameters",
    "part_types",
    "tool_choices",
    "tools",
    "tool_types",
)


@cache
def fixes() -> Mapping[str, tuple[Fix, ...]]:
    """Return the fixes of every rule that has some; the first one that knows the finding mends."""
    found: dict[str, tuple[Fix, ...]] = {}
    for name in _MODULES:
        module = import_module(f"responses_protocol.checks.fixes.{name}")
        for value in vars(module).values():
            if isinstance(value, Fix):
                for code in value.codes:
                    found[code] = (*found.get(code, ()), value)
    return found


def mend(payload: Json, finding: Finding, subject: Subject) -> Patch:
    """Return the operations that mend a finding in a payload of this subject; none if none do."""
    pointer = finding.pointer
    if finding.code == MISSING:  # it points to the owner, and names the member
        pointer += f"/{finding.place.rpartition('.')[2]}"
    for fix in fixes().get(finding.code, ()):
        patch = fix.patch(payload, pointer, subject) if subject.dialect in fix.dialects else []
        if patch:
            return patch
    return []
