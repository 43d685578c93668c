"""The catalogue of all rules, of payloads and of files, for ``rule`` and the docs."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import islice

from responses_protocol.checks.reading.codes import RULES, ReadingRule
from responses_protocol.checks.rule import Example, Rule
from responses_protocol.checks.rules import rules
from responses_protocol.reporting.finding import Severity
from responses_protocol.reporting.rule_summary import RuleSummary
from responses_protocol.values import Json

GROUPS = {
    "RP0": "Files",
    "RP1": "Structure",
    "RP2": "Responses histories",
    "RP3": "Responses requests",
    "RP4": "Chat histories",
    "RP5": "Chat requests",
    "RP6": "Tools and structured outputs",
    "RP7": "Streams",
    "RP8": "ChatAgent",
    "RP9": "Mixed dialects",
}
STREAMS = ("/events", "/chunks")
_WIDTH = 96  # characters of an example on one line
_MAX_STRING, _SHOWN_STRING = 120, 40  # characters: strings over the first are cut to the second
_MAX_ELEMENTS, _SHOWN_ELEMENTS = 15, 3  # elements or members, likewise


@dataclass(frozen=True)
class Entry:
    """The description of a rule; examples are texts, and ``targets`` is empty for all."""

    code: str
    name: str
    summary: str
    severity: Severity
    wrong: str
    right: str
    source: str
    targets: tuple[str, ...] = ()

    @property
    def described(self) -> RuleSummary:
        """The description in the form that reports take."""
        return RuleSummary(self.code, self.name, self.summary, self.severity, self.source)


@cache
def catalogue() -> dict[str, Entry]:
    """Return all rules by their code, in the order of codes."""
    entries = [*map(_file_rule_entry, RULES), *map(_payload_rule_entry, rules())]
    return {entry.code: entry for entry in sorted(entries, key=lambda entry: entry.code)}


def chosen(select: Iterable[str], ignore: Iterable[str]) -> frozenset[str]:
    """Return the codes of rules that are selected and not ignored.

    Args:
        select: Prefixes of codes; empty for all codes.
        ignore: Prefixes of codes. If a code has prefixes in both, the longer one counts, and of
            equal ones that of ``ignore``.

    Raises:
        ValueError: No code begins with one of the prefixes.
    """
    selected, ignored = tuple(select), tuple(ignore)
    for prefix in (*selected, *ignored):
        if not prefix or not any(code.startswith(prefix) for code in catalogue()):
            raise ValueError(f"no rule is called {prefix}")
    return frozenset(
        code
        for code in catalogue()
        if _longest_prefix(code, selected or ("RP",)) > _longest_prefix(code, ignored)
    )


def _longest_prefix(code: str, prefixes: tuple[str, ...]) -> int:
    return max((len(prefix) for prefix in prefixes if code.startswith(prefix)), default=0)


def _file_rule_entry(rule: ReadingRule) -> Entry:
    return Entry(
        rule.code, rule.name, rule.summary, rule.severity, rule.wrong, rule.right, rule.source
    )


def _payload_rule_entry(rule: Rule) -> Entry:
    return Entry(
        rule.code,
        rule.name,
        rule.summary,
        rule.severity,
        _example_text(rule.wrong),
        _example_text(rule.right),
        rule.source,
        tuple(sorted(rule.targets)),
    )


def _example_text(example: Example) -> str:
    value = _shorten(example.payload)
    if isinstance(value, list) and example.subject.endswith(STREAMS):  # an event or chunk a line
        return "\n".join(json.dumps(element, ensure_ascii=False) for element in value)
    return _lay_out(value, "")


def _shorten(value: Json) -> Json:
    """Return an example with long strings and lists cut: some rules are about lengths."""
    if isinstance(value, str) and len(value) > _MAX_STRING:
        return f"{value[:_SHOWN_STRING]}... ({len(value):,} characters)"
    if isinstance(value, list):
        rest = [f"... ({len(value):,} elements)"] if len(value) > _MAX_ELEMENTS else []
        return [
            _shorten(element) for element in (value[:_SHOWN_ELEMENTS] if rest else value)
        ] + rest
    if not isinstance(value, dict):
        return value
    shown = {_shorten(key): _shorten(element) for key, element in value.items()}
    if len(value) <= _MAX_ELEMENTS:
        return shown
    return {**dict(islice(shown.items(), _SHOWN_ELEMENTS)), "...": f"({len(value):,} members)"}


def _lay_out(value: Json, indent: str) -> str:
    """Return JSON text with every value that fits a line on one line."""
    flat = json.dumps(value, ensure_ascii=False)
    if len(indent) + len(flat) <= _WIDTH or not isinstance(value, (dict, list)) or not value:
        return flat
    inner = indent + "  "
    if isinstance(value, list):
        parts, ends = [_lay_out(element, inner) for element in value], "[]"
    else:
        parts, ends = (
            [f"{json.dumps(key)}: {_lay_out(element, inner)}" for key, element in value.items()],
            "{}",
        )
    return f"{ends[0]}\n{inner}" + f",\n{inner}".join(parts) + f"\n{indent}{ends[1]}"
