"""The table of report formats."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module

from responses_protocol.reporting.finding import Finding
from responses_protocol.reporting.rule_summary import RuleSummary

Reporter = Callable[[Iterable[Finding], Iterable[RuleSummary]], Iterator[str]]

# each in a module of its own, loaded when it is asked for
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
    """Return the reporter of a format; raises KeyError for what is not in ``FORMATS``.

    It takes findings, those of a file one after another, and descriptions of all rules that were
    looked at. It yields text as findings come in, with the line ends in it, and ends it when
    there are no more; nothing it yields is to be left out, also where nothing was found.
    """
    module, _, function = _REPORTERS[name].partition(".")
    found: Reporter = getattr(import_module(f"responses_protocol.reporting.{module}"), function)
    return found


def usual(environment: Mapping[str, str]) -> str:
    """Return the format to use where none is asked for: inside GitHub Actions, annotations."""
    return "github" if environment.get("GITHUB_ACTIONS") == "true" else "text"


def summary_file(environment: Mapping[str, str]) -> str | None:
    """Return the file that a summary in Markdown is added to: inside GitHub Actions, the job's."""
    return environment.get("GITHUB_STEP_SUMMARY") if usual(environment) == "github" else None
