"""All rules in one form, those of payloads and those of files: for ``rule`` and the docs."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import islice

from responses_protocol.checks.reading.codes import RULES, ReadingRule
from responses_protocol.checks.rule import Rule
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
_WIDTH = 96  # of an example on one line
_LONGEST, _KEPT = 120, 40  # characters of a string that is shown whole, and of one that is not
_MOST, _FIRST = 15, 3  # elements or members, likewise


@dataclass(frozen=True)
class Entry:
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
    def described(self) -> RuleSummary:
        """The part of the entry that reports contain."""
        return RuleSummary(self.code, self.name, self.summary, self.severity, self.source)


@cache
def catalogue() -> dict[str, Entry]:
    """Return all rules by their code, in the order of codes."""
    found = [*map(_of_file, RULES), *map(_of_payload, rules())]
    return {entry.code: entry for entry in sorted(found, key=lambda entry: entry.code)}


def chosen(select: Iterable[str], ignore: Iterable[str]) -> frozenset[str]:
    """Return the codes that begin with one of ``select``, or all, but for those of ``ignore``.

    Of the two that a code begins with, the longer one counts, and of equal ones ``ignore``. Raises
    ValueError for one that no code begins with.
    """
    wanted, unwanted = tuple(select), tuple(ignore)
    for prefix in (*wanted, *unwanted):
        if not prefix or not any(code.startswith(prefix) for code in catalogue()):
            raise ValueError(f"no rule is called {prefix}")
    return frozenset(
        code for code in catalogue() if _longest(code, wanted or ("RP",)) > _longest(code, unwanted)
    )


def _longest(code: str, prefixes: tuple[str, ...]) -> int:
    return max((len(prefix) for prefix in prefixes if code.startswith(prefix)), default=0)


def _of_file(rule: ReadingRule) -> Entry:
    return Entry(
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


def _of_payload(rule: Rule) -> Entry:
    return Entry(
        rule.code,
        rule.name,
        rule.summary,
        rule.severity,
        rule.why,
        rule.how_to_fix,
        _text(rule.wrong, rule.subject),
        _text(rule.right, rule.subject),
        rule.source,
        tuple(sorted(rule.targets)),
    )


def _text(payload: Json, subject: str) -> str:
    value = _shortened(payload)
    if isinstance(value, list) and subject.endswith(STREAMS):  # a payload a line
        return "\n".join(json.dumps(one, ensure_ascii=False) for one in value)
    return _laid_out(value, "")


def _shortened(value: Json) -> Json:
    """Return an example in which what is long, for that is what some rules are about, is told."""
    if isinstance(value, str) and len(value) > _LONGEST:
        return f"{value[:_KEPT]}... ({len(value):,} characters)"
    if isinstance(value, list):
        more = [f"... ({len(value):,} elements)"] if len(value) > _MOST else []
        return [_shortened(one) for one in (value[:_FIRST] if more else value)] + more
    if not isinstance(value, dict):
        return value
    shown = {_shortened(key): _shortened(one) for key, one in value.items()}
    if len(value) <= _MOST:
        return shown
    return {**dict(islice(shown.items(), _FIRST)), "...": f"({len(value):,} members)"}


def _laid_out(value: Json, indent: str) -> str:
    """Return JSON text that is short rather than tall: what fits a line stands on one."""
    flat = json.dumps(value, ensure_ascii=False)
    if len(indent) + len(flat) <= _WIDTH or not isinstance(value, (dict, list)) or not value:
        return flat
    inner = indent + "  "
    if isinstance(value, list):
        parts, ends = [_laid_out(one, inner) for one in value], "[]"
    else:
        parts, ends = (
            [f"{json.dumps(key)}: {_laid_out(one, inner)}" for key, one in value.items()],
            "{}",
        )
    return f"{ends[0]}\n{inner}" + f",\n{inner}".join(parts) + f"\n{indent}{ends[1]}"
