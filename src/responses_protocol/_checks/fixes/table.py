"""All fixes by the codes of the rules whose findings they mend; found in this package's modules."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from responses_protocol._checks.fixes.fix import Fix
from responses_protocol._checks.subjects import Subject
from responses_protocol._lens.patch import Patch
from responses_protocol._reporting.finding import Finding
from responses_protocol._values import Json

MISSING = "RP101"


@cache
def fixes() -> Mapping[str, tuple[Fix, ...]]:
    """Return the fixes of each rule, by its code, in the order of their modules' names."""
    package = import_module(__package__)
    result: dict[str, tuple[Fix, ...]] = {}
    for name in sorted(module.name for module in iter_modules(package.__path__)):
        for value in vars(import_module(f"{__package__}.{name}")).values():
            if isinstance(value, Fix):
                for code in value.codes:
                    result[code] = (*result.get(code, ()), value)
    return result


def find_patch(payload: Json, finding: Finding, subject: Subject) -> Patch:
    """Return the operations of the first fix that mends a finding, or an empty list."""
    pointer = finding.pointer
    if finding.code == MISSING:  # the finding points to the owner, and its place names the member
        pointer += f"/{finding.place.rpartition('.')[2]}"
    for fix in fixes().get(finding.code, ()):
        patch = fix.patch(payload, pointer, subject) if subject.dialect in fix.dialects else []
        if patch:
            return patch
    return []
