"""All rules, by family. A rule is a file of its own: see ``CONTRIBUTING.md``.

RP0.. reading a file, RP1.. structure, RP2.. Responses histories, RP3.. Responses requests,
RP4.. Chat histories, RP5.. Chat requests, RP6.. tools and structured outputs, RP7.. streams,
RP8.. ChatAgent, RP90. to RP92. what belongs to the other API, RP95. what a conversion would lose,
RP96. to RP98. what single servers refuse.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module

from responses_protocol.checks.rule import Rule
from responses_protocol.checks.structure import STRUCTURE

FAMILIES = (
    "responses_history",
    "responses_request",
    "chat_history",
    "chat_request",
    "tools",
    "dialects",
    "targets",
    "streams",
    "chat_agent",
    "would_lose",
)


@cache
def rules() -> tuple[Rule, ...]:
    """Return all rules, in the order of their codes."""
    return tuple(sorted(_found(), key=lambda rule: rule.code))


def _found() -> Iterator[Rule]:
    yield from STRUCTURE
    for family in FAMILIES:
        yield from import_module(f"{__name__}.{family}").RULES
