"""All rules, of payloads and of files, in one form for the command ``rule`` and the docs."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import islice

from responses_protocol._checks.reading.codes import RULES, ReadingRule
from responses_protocol._checks.rule import Rule
from responses_protocol._checks.rules import rules
from responses_protocol._reporting.rule_summary import RuleSummary
from responses_protocol._severity import Severity
from responses_protocol._values import Json

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
_WIDTH = 96  # characters of a line of an example
_MAX_STRING, _SHOWN_CHARACTERS = (
    120,
    40,
)  # characters of a string that is shown as it is, and of a longer one
_MAX_ELEMENTS, _SHOWN_ELEMENTS = 15, 3  # the same for elements and members


@dataclass(frozen=True)
class RuleEntry:
    """A rule of payloads or of files; its examples are texts, ``targets`` is empty for all."""

    code: str
    name: str
    summary: str
    severity: Severity
    why: str
    how_to_fix: str
    wrong: str
    right: str
    source: str
    targets: tuple[str, ...] = ()

    @property
    def rule_summary(self) -> RuleSummary:
        """The part of the entry that reports contain."""
        return RuleSummary(self.code, self.name, self.summary, self.severity, self.source)


@cache
def catalogue() -> dict[str, RuleEntry]:
    """Return all rules by their code, in the order of codes."""
    entries = [*map(_file_entry, RULES), *map(_payload_entry, rules())]
    return {entry.code: entry for entry in sorted(entries, key=lambda entry: entry.code)}


def select_codes(select: Iterable[str], ignore: Iterable[str]) -> frozenset[str]:
    """Return the codes with a prefix in ``select``, or all, without those with one in ``ignore``.

    Where a code has both, the longer prefix counts, and ``ignore`` for equal ones.

    Raises:
        ValueError: if no code has one of the prefixes.
    """
    selected, ignored = tuple(select), tuple(ignore)
    for prefix in (*selected, *ignored):
        if not prefix or not any(code.startswith(prefix) for code in catalogue()):
            raise ValueError(f"there is no rule {prefix}")
    return frozenset(
        code
        for code in catalogue()
        if _longest_prefix(code, selected or ("RP",)) > _longest_prefix(code, ignored)
    )


def _longest_prefix(code: str, prefixes: tuple[str, ...]) -> int:
    return max((len(prefix) for prefix in prefixes if code.startswith(prefix)), default=0)


def _file_entry(rule: ReadingRule) -> RuleEntry:
    return RuleEntry(
        rule.code,
        rule.name,
        rule.summary,
        rule.severity,
        rule.why,
        rule.how_to_fix,
        rule.wrong,
        rule.right,
        rule.source,
    )


def _payload_entry(rule: Rule) -> RuleEntry:
    return RuleEntry(
        rule.code,
        rule.name,
        rule.summary,
        rule.severity,
        rule.why,
        rule.how_to_fix,
        _format_example(rule.wrong, rule.subject),
        _format_example(rule.right, rule.subject),
        rule.source,
        tuple(sorted(rule.targets)),
    )


def _format_example(payload: Json, subject: str) -> str:
    value = _shorten(payload)
    if isinstance(value, list) and subject.endswith(STREAMS):  # a payload a line
        return "\n".join(json.dumps(element, ensure_ascii=False) for element in value)
    return _format_json(value, "")


def _shorten(value: Json) -> Json:
    """Return an example with long strings, lists and objects replaced by their length."""
    if isinstance(value, str) and len(value) > _MAX_STRING:
        return f"{value[:_SHOWN_CHARACTERS]}... ({len(value):,} characters)"
    if isinstance(value, list):
        more = [f"... ({len(value):,} elements)"] if len(value) > _MAX_ELEMENTS else []
        return [
            _shorten(element) for element in (value[:_SHOWN_ELEMENTS] if more else value)
        ] + more
    if not isinstance(value, dict):
        return value
    shown = {_shorten(key): _shorten(element) for key, element in value.items()}
    if len(value) <= _MAX_ELEMENTS:
        return shown
    return {**dict(islice(shown.items(), _SHOWN_ELEMENTS)), "...": f"({len(value):,} members)"}


def _format_json(value: Json, indent: str) -> str:
    """Return JSON text with all values on one line that fit it."""
    line = json.dumps(value, ensure_ascii=False)
    if len(indent) + len(line) <= _WIDTH or not isinstance(value, (dict, list)) or not value:
        return line
    inner = indent + "  "
    if isinstance(value, list):
        parts, brackets = [_format_json(element, inner) for element in value], "[]"
    else:
        parts, brackets = (
            [
                f"{json.dumps(key)}: {_format_json(element, inner)}"
                for key, element in value.items()
            ],
            "{}",
        )
    return f"{brackets[0]}\n{inner}" + f",\n{inner}".join(parts) + f"\n{indent}{brackets[1]}"
