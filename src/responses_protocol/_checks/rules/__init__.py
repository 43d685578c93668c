"""All rules, by family. A rule is a file of its own: see ``CONTRIBUTING.md``.

``rules()`` finds them in the modules whose names begin with ``rp``.

RP0.. reading a file, RP1.. structure, RP2.. Responses histories, RP3.. Responses requests,
RP4.. Chat histories, RP5.. Chat requests, RP6.. tools and structured outputs, RP7.. streams,
RP8.. ChatAgent, RP90. to RP92. members of the other API, RP95. losses of a conversion,
RP96. to RP98. rules of single servers.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from responses_protocol._checks.rule import Rule


@cache
def rules() -> tuple[Rule, ...]:
    """Return all rules, in the order of their codes."""
    by_code = {
        value.code: value
        for module in _modules()
        for value in vars(module).values()
        if isinstance(value, Rule)
    }
    return tuple(by_code[code] for code in sorted(by_code))


def _modules() -> Iterator[ModuleType]:
    """Yield the modules of rules of all families."""
    for family in iter_modules(__path__, f"{__name__}."):
        if family.ispkg:
            for module in iter_modules(import_module(family.name).__path__):
                if module.name.startswith("rp"):
                    yield import_module(f"{family.name}.{module.name}")
