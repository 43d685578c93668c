"""``responses-protocol rule``: explain a rule of ``validate``, or another code."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

import click

from responses_protocol._cli.report import write_out

if TYPE_CHECKING:
    from responses_protocol._checks.catalogue import RuleEntry
    from responses_protocol._reporting.rule_summary import RuleSummary


@click.command()
@click.argument("codes", metavar="[CODE]...", nargs=-1)
def rule(codes: tuple[str, ...]) -> None:
    """Explain rules of `validate`: the reason, the remedy, and examples.

    Without CODE, list all rules.

    CODE may also be the name of a rule, the code of a fixer of `migrate` (RPM101), or the code of a
    loss of `convert` (tool_limit).
    """
    from responses_protocol._checks.catalogue import catalogue

    entries = catalogue()
    if codes:
        write_out("\n".join([_explain(code) for code in codes]))
        return
    for entry in entries.values():
        write_out(f"{entry.code}  {entry.severity:7}  {entry.summary}\n")


def _explain(code: str) -> str:
    """Explain a code, or a rule by its name; raise UsageError for an unknown one."""
    from responses_protocol._checks.catalogue import catalogue
    from responses_protocol._formats.codes import CODES

    entries = catalogue()
    entries_by_name = {entry.name: entry for entry in entries.values()}
    entry = entries.get(code.upper()) or entries_by_name.get(code.lower())
    if entry is not None:
        return _explain_rule(entry)
    if code.lower() in CODES:
        loss = CODES[code.lower()]
        return f"{code.lower()} ({loss.severity}), of `convert`\n\n{loss.message()}\n"
    fixer = _fixers().get(code.upper())
    if fixer is None:
        raise click.UsageError(f"there is no rule {code}; `rule` alone lists all of them")
    return f"{fixer.code} {fixer.name} ({fixer.severity}), of `migrate`\n\n{fixer.summary}\n"


def _fixers() -> dict[str, RuleSummary]:
    """Return the fixers of `migrate` by their code; empty if its extra is not installed."""
    from responses_protocol._cli.migrate_report import list_summaries

    summaries = list_summaries() if find_spec("libcst") else ()
    return {summary.code: summary for summary in summaries}


def _explain_rule(entry: RuleEntry) -> str:
    heading = f"{entry.code} {entry.name} ({entry.severity})"
    enforced = f"Enforced by: {', '.join(entry.targets)}.\n" if entry.targets else ""
    return (
        f"{heading}\n\n{entry.summary}\n{enforced}\n"
        f"Why: {entry.why}\n\nHow to fix: {how_to_fix(entry)}\n\n"
        f"Wrong:\n\n{_indent(entry.wrong)}\n\nRight:\n\n{_indent(entry.right)}\n\n"
        f"Source: {entry.source}\n"
    )


def how_to_fix(entry: RuleEntry) -> str:
    """Return the remedy for findings of a rule, by hand and by a command."""
    from responses_protocol._checks.fixes.table import fixes
    from responses_protocol._mends.table import STATE_IDS, STEPS

    repaired = {STATE_IDS, *(code for step in STEPS for code in step.codes)}
    sentences = [entry.how_to_fix]
    if entry.code in fixes():
        sentences.append("`responses-protocol validate --fix` does so where that is safe.")
    if entry.code in repaired:
        sentences.append("`responses-protocol validate --fix --repair` does so in histories.")
    return " ".join(sentences)


def _indent(text: str) -> str:
    return "\n".join("    " + line for line in text.splitlines())
