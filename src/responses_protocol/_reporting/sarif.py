"""Reports for code scanning: SARIF 2.1.0 (OASIS standard, 27 March 2020)."""

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

from responses_protocol._reporting.finding import Finding, format_message
from responses_protocol._reporting.printable import make_printable, to_json_line
from responses_protocol._reporting.rule_summary import RuleSummary
from responses_protocol._severity import Severity

_NAME = "responses-protocol"
_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS: dict[Severity, str] = {"info": "note", "warning": "warning", "error": "error"}


def report_sarif(findings: Iterable[Finding], rules: Iterable[RuleSummary] = ()) -> Iterator[str]:
    """Yield a log with one run: all ``rules``, and a result for each finding, a line each.

    The fingerprint of a result is that of its file, code, pointer and message, so that it stays the
    same when lines move; equal fingerprints are numbered.
    """
    descriptors = [_descriptor(rule) for rule in rules]
    rule_indexes = {rule["id"]: index for index, rule in enumerate(descriptors)}
    driver = {"name": _NAME, **_version(), "rules": descriptors}
    run = json.dumps({"tool": {"driver": driver}, "columnKind": "unicodeCodePoints"})
    yield f'{{"$schema": {json.dumps(_SCHEMA)}, "version": "2.1.0", "runs": [\n'
    yield run[:-1] + ', "results": ['
    fingerprints: Counter[str] = Counter()
    separator = "\n"
    for finding in findings:
        yield separator + to_json_line(_result(finding, rule_indexes, fingerprints))
        separator = ",\n"
    yield "\n]}]}\n"


def _version() -> dict[str, str]:
    try:
        return {"version": version(_NAME)}
    except PackageNotFoundError:  # the source runs without being installed
        return {}


def _descriptor(rule: RuleSummary) -> dict[str, Any]:
    help_text = "\n".join(filter(None, (rule.summary, rule.source)))
    descriptor: dict[str, Any] = {"id": rule.code, "defaultConfiguration": {"level": _level(rule)}}
    if rule.name:
        descriptor["name"] = "".join(map(str.capitalize, rule.name.split("-")))
    if rule.summary:
        descriptor["shortDescription"] = descriptor["fullDescription"] = {"text": rule.summary}
    if help_text:
        descriptor["help"] = {"text": help_text}
    if rule.source.startswith("https://") and len(rule.source.split()) == 1:
        descriptor["helpUri"] = rule.source
    return descriptor


def _level(source: RuleSummary | Finding) -> str:
    return _LEVELS[source.severity]


def _result(
    finding: Finding, rule_indexes: dict[str, int], fingerprints: Counter[str]
) -> dict[str, Any]:
    fingerprint = _fingerprint(finding)
    fingerprints[fingerprint] += 1
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "level": _level(finding),
        "message": {"text": make_printable(f"{format_message(finding)} {finding.hint}".rstrip())},
        "partialFingerprints": {"finding/v1": f"{fingerprint}:{fingerprints[fingerprint]}"},
    }
    if finding.code in rule_indexes:
        result["ruleIndex"] = rule_indexes[finding.code]
    location = _location(finding)
    return {**result, "locations": [location]} if location else result


def _fingerprint(finding: Finding) -> str:
    parts = (finding.path, finding.code, finding.pointer, finding.message)
    return sha256("\0".join(parts).encode("utf-8", "backslashreplace")).hexdigest()[:16]


def _location(finding: Finding) -> dict[str, Any]:
    location: dict[str, Any] = {}
    if finding.path:
        physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(finding.path)}}
        if finding.line:
            physical["region"] = {"startLine": finding.line}
            if finding.column:
                physical["region"]["startColumn"] = finding.column
        location["physicalLocation"] = physical
    if finding.pointer or finding.place:
        logical = {"name": make_printable(finding.place or finding.pointer)}
        if finding.pointer:
            logical["fullyQualifiedName"] = make_printable(finding.pointer)
        location["logicalLocations"] = [logical]
    return location


def _uri(path: str) -> str:
    """Return the URI of a path; a relative path stays relative to the working folder."""
    plain = PurePath(path)
    if plain.is_absolute():
        return plain.as_uri()
    return quote(os.fsencode(plain.as_posix()))
