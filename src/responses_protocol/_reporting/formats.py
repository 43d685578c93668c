"""The table of report formats."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from responses_protocol._reporting.finding import Finding
from responses_protocol._reporting.rule_summary import RuleSummary

Reporter = Callable[[Iterable[Finding], Iterable[RuleSummary]], Iterator[str]]

# A run needs one reporter: each is imported when it is first used.


def _load_text() -> Reporter:
    from responses_protocol._reporting.text import report_text

    return report_text


def _load_json() -> Reporter:
    from responses_protocol._reporting.json_findings import report_json

    return report_json


def _load_json_lines() -> Reporter:
    from responses_protocol._reporting.json_findings import report_json_lines

    return report_json_lines


def _load_github() -> Reporter:
    from responses_protocol._reporting.github import report_github

    return report_github


def _load_sarif() -> Reporter:
    from responses_protocol._reporting.sarif import report_sarif

    return report_sarif


def _load_junit() -> Reporter:
    from responses_protocol._reporting.junit import report_junit

    return report_junit


_LOADERS: dict[str, Callable[[], Reporter]] = {
    "text": _load_text,
    "json": _load_json,
    "json-lines": _load_json_lines,
    "github": _load_github,
    "sarif": _load_sarif,
    "junit": _load_junit,
}
FORMATS = tuple(_LOADERS)


def get_reporter(name: str) -> Reporter:
    """Return the reporter of a format.

    A reporter takes findings, those of a file one after another, and descriptions of all applied
    rules. It yields text with line breaks as findings come in. Write all of the text, even if there
    are no findings.

    Args:
        name: One of ``FORMATS``.

    Raises:
        KeyError: There is no such format.
    """
    return _LOADERS[name]()


def default_format(environment: Mapping[str, str]) -> str:
    """Return the default format: annotations inside GitHub Actions, else text."""
    return "github" if environment.get("GITHUB_ACTIONS") == "true" else "text"


def find_summary_file(environment: Mapping[str, str]) -> str | None:
    """Return the file to append a summary in Markdown to; None outside of GitHub Actions."""
    return (
        environment.get("GITHUB_STEP_SUMMARY") if default_format(environment) == "github" else None
    )
