"""The table of report formats."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module

from responses_protocol.reporting.finding import Finding
from responses_protocol.reporting.rule_summary import RuleSummary

Reporter = Callable[[Iterable[Finding], Iterable[RuleSummary]], Iterator[str]]

# Each in a module of its own, which is imported at its first use.
_REPORTERS = {
    "text": "text.text",
    "json": "records.records",
    "json-lines": "json_lines.json_lines",
    "github": "github.github",
    "sarif": "sarif.sarif",
    "junit": "junit.junit",
}
FORMATS = tuple(_REPORTERS)


def reporter(name: str) -> Reporter:
    """Return the reporter of a format.

    A reporter takes findings, those of a file one after another, and descriptions of all applied
    rules. It yields text with line breaks as findings come in. Write all of the text, even if there
    are no findings.

    Args:
        name: One of ``FORMATS``.

    Raises:
        KeyError: There is no such format.
    """
    module, _, function = _REPORTERS[name].partition(".")
    report: Reporter = getattr(import_module(f"responses_protocol.reporting.{module}"), function)
    return report


def usual(environment: Mapping[str, str]) -> str:
    """Return the default format: annotations inside GitHub Actions, else text."""
    return "github" if environment.get("GITHUB_ACTIONS") == "true" else "text"


def summary_file(environment: Mapping[str, str]) -> str | None:
    """Return the file to append a summary in Markdown to; None outside of GitHub Actions."""
    return environment.get("GITHUB_STEP_SUMMARY") if usual(environment) == "github" else None
