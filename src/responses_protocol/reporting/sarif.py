"""For code scanning: SARIF 2.1.0 (OASIS standard, 27 March 2020)."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from responses_protocol.reporting.finding import Finding, Severity
from responses_protocol.reporting.printable import in_json, printable
from responses_protocol.reporting.rule_summary import RuleSummary

_NAME = "responses-protocol"
_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS: dict[Severity, str] = {"info": "note", "warning": "warning", "error": "error"}


def sarif(findings: Iterable[Finding], rules: Iterable[RuleSummary] = ()) -> Iterator[str]:
    """Yield a log with one run: all ``rules``, and a result for each finding, a line each.

    A result's fingerprint is of its file, code, pointer and message, so that it stays the same
    when lines move; equal ones are numbered.
    """
    described = [_rule(rule) for rule in rules]
    index = {rule["id"]: at for at, rule in enumerate(described)}
    driver = {"name": _NAME, **_version(), "rules": described}
    run = json.dumps({"tool": {"driver": driver}, "columnKind": "unicodeCodePoints"})
    yield f'{{"$schema": {json.dumps(_SCHEMA)}, "version": "2.1.0", "runs": [\n'
    yield run[:-1] + ', "results": ['
    seen: Counter[str] = Counter()
    between = "\n"
    for one in findings:
        yield between + in_json(_result(one, index, seen))
        between = ",\n"
    yield "\n]}]}\n"


def _version() -> dict[str, str]:
    try:
        return {"version": version(_NAME)}
    except PackageNotFoundError:  # run from its source without being installed
        return {}


def _rule(rule: RuleSummary) -> dict[str, Any]:
    help_text = "\n".join(filter(None, (rule.summary, rule.source)))
    made: dict[str, Any] = {"id": rule.code, "defaultConfiguration": {"level": _level(rule)}}
    if rule.name:
        made["name"] = "".join(map(str.capitalize, rule.name.split("-")))
    if rule.summary:
        made["shortDescription"] = made["fullDescription"] = {"text": rule.summary}
    if help_text:
        made["help"] = {"text": help_text}
    if rule.source.startswith("https://") and len(rule.source.split()) == 1:
        made["helpUri"] = rule.source
    return made


def _level(one: RuleSummary | Finding) -> str:
    return _LEVELS[one.severity]


def _result(one: Finding, index: dict[str, int], seen: Counter[str]) -> dict[str, Any]:
    message = f"{one.place}: {one.message}" if one.place else one.message
    print_ = _fingerprint(one)
    seen[print_] += 1
    result: dict[str, Any] = {
        "ruleId": one.code,
        "level": _level(one),
        "message": {"text": printable(f"{message} {one.hint}".rstrip())},
        "partialFingerprints": {"finding/v1": f"{print_}:{seen[print_]}"},
    }
    if one.code in index:
        result["ruleIndex"] = index[one.code]
    location = _location(one)
    return {**result, "locations": [location]} if location else result


def _fingerprint(one: Finding) -> str:
    parts = (one.path, one.code, one.pointer, one.message)
    return sha256("\0".join(parts).encode("utf-8", "backslashreplace")).hexdigest()[:16]


def _location(one: Finding) -> dict[str, Any]:
    location: dict[str, Any] = {}
    if one.path:
        physical: dict[str, Any] = {"artifactLocation": {"uri": _address(one.path)}}
        if one.line:
            physical["region"] = {"startLine": one.line}
            if one.column:
                physical["region"]["startColumn"] = one.column
        location["physicalLocation"] = physical
    if one.pointer or one.place:
        named = {"name": printable(one.place or one.pointer)}
        if one.pointer:
            named["fullyQualifiedName"] = printable(one.pointer)
        location["logicalLocations"] = [named]
    return location


def _address(path: str) -> str:
    """A relative path stays relative, to the folder that the run began in."""
    plain = PurePath(path)
    if plain.is_absolute():
        return plain.as_uri()
    return quote(os.fsencode(plain.as_posix()))
