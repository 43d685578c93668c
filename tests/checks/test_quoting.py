"""Messages quote names, types and identifiers, shortened; other values may be secrets."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from effort import is_thorough

from responses_protocol._checks.rule import Rule, Settings
from responses_protocol._checks.rules import rules
from responses_protocol._checks.subjects import SUBJECTS
from responses_protocol._checks.validation import check_value
from responses_protocol._reporting.finding import Finding
from responses_protocol._reporting.quoting import LONGEST, quote_name, quote_names

RULES = {rule.code: rule for rule in rules()}
SECRET = "sk s3cr3t!"
LONG = "L" * 5_000
# the members whose values are names, types or identifiers, which messages quote
QUOTED_MEMBERS = {
    "call_id",
    "conversation",
    "id",
    "name",
    "previous_response_id",
    "required",
    "role",
}
QUOTED_MEMBERS |= {"format", "server_label", "status", "tool_call_id", "type"}


def find_places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    if not isinstance(value, (dict, list)):
        return
    for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
        yield from find_places(inner, (*path, step))


def find_some_places(rule: Rule) -> list[tuple[Any, ...]]:
    """Return some places of a long example, or all of a short one."""
    places = list(find_places(rule.wrong))
    return places[:: 1 + len(places) // (50 if is_thorough() else 15)]


def replace_value(payload: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    changed = owner = copy.deepcopy(payload)
    for step in path[:-1]:
        owner = owner[step]
    owner[path[-1]] = value
    return changed


def find_findings(payload: Any, rule: Rule) -> list[Finding]:
    target = min(rule.targets) if rule.targets else "openai"
    subject = SUBJECTS[rule.subject]
    return list(check_value(payload, subject, rule.settings or Settings("request", target)))


def collect_texts(findings: list[Finding]) -> list[str]:
    return [text for finding in findings for text in (finding.message, finding.hint, finding.place)]


def make_arguments(value: Any) -> Any:
    return json.dumps({"city": value, "more": {"inner": [value]}})


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_no_value_is_quoted(rule: Rule) -> None:
    for path in find_some_places(rule):
        if QUOTED_MEMBERS & set(path):
            continue
        values: list[Any] = [SECRET, [SECRET], {"x": SECRET, "y": [SECRET]}, make_arguments(SECRET)]
        for value in values:
            findings = find_findings(replace_value(rule.wrong, path, value), rule)
            assert not [text for text in collect_texts(findings) if "s3cr3t" in text], (path, value)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_long_names_are_cut(rule: Rule) -> None:
    for path in find_some_places(rule):
        for value in (LONG, {LONG: 1}, {"type": LONG}, {"role": LONG, "content": ""}):
            findings = find_findings(replace_value(rule.wrong, path, value), rule)
            assert not [text for text in collect_texts(findings) if "L" * (LONGEST + 1) in text], (
                path
            )


def test_a_type_of_a_schema_is_shown_if_it_is_one() -> None:
    tool: dict[str, Any] = {"type": "function", "function": {"name": "f"}}
    tool["function"]["parameters"] = {"type": "string"}
    messages = [
        finding.message
        for finding in find_findings([tool], RULES["RP604"])
        if finding.code == "RP604"
    ]
    assert messages[0].endswith("""got 'type: "string"'.""")
    for kind in (SECRET, [SECRET], {"x": SECRET}):
        tool["function"]["parameters"] = {"type": kind}
        findings = [
            finding for finding in find_findings([tool], RULES["RP604"]) if finding.code == "RP604"
        ]
        assert findings
        assert not [text for text in collect_texts(findings) if "s3cr3t" in text]


def test_lists_of_names_end() -> None:
    assert quote_name("a" * LONGEST) == "a" * LONGEST
    assert len(quote_name("a" * 1_000)) == LONGEST
    assert quote_names("abc") == "a, b, c"
    assert quote_names("a" * 1_234).endswith("a, and 1,224 more")
