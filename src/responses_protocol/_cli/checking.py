"""The run of ``validate``: check files, report in their order, summarize on standard error."""

from __future__ import annotations

import errno
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from responses_protocol._checks.catalogue import catalogue
from responses_protocol._checks.files import Read, check_file
from responses_protocol._checks.reading.paths import find_files
from responses_protocol._checks.reading.records import read_records
from responses_protocol._cli.baseline import Baseline, open_baseline
from responses_protocol._cli.grouped_records import group_records
from responses_protocol._cli.hints import add_hints
from responses_protocol._cli.mending import MendedText, mend_file
from responses_protocol._cli.payload_places import payload_columns
from responses_protocol._cli.progress import Progress, progress
from responses_protocol._cli.reading import is_parquet, parquet_records
from responses_protocol._cli.report import number, write_line, write_out
from responses_protocol._cli.run_settings import Files, OutputSettings, RunSettings, SettingsByPath
from responses_protocol._cli.run_summary import RunSummary
from responses_protocol._cli.trees import LINK_LEADS_OUTSIDE, Trees
from responses_protocol._cli.writing import outputs, quieten, same_file
from responses_protocol._reporting.finding import Finding
from responses_protocol._reporting.formats import get_reporter
from responses_protocol._reporting.job_summary import write_job_summary

DIFF = "diff"
ALWAYS = "RP015"  # the rule that is always reported, since it ends the reading


@dataclass(frozen=True)
class RunState:
    """The state of a run.

    ``trees`` are the named files and folders, if their files are to be fixed; ``known`` are the
    problems that are not reported.
    """

    settings_of: SettingsByPath
    summary: RunSummary
    progress: Progress
    trees: Trees | None
    known: Baseline | None
    max_shown: int | None


def check_files(
    chosen: Files, settings_of: SettingsByPath, style: str, *, fix: bool, output: OutputSettings
) -> int:
    """Check files and report findings, or show the changes of fixing; return the exit status.

    ``settings_of`` returns the settings for a file. Raises ``MissingFile``, and ``BaselineError``,
    before any output.
    """
    known = (
        None if output.baseline is None else open_baseline(output.baseline, output.writes_baseline)
    )
    paths = [*_find_files(chosen, output.baseline)]
    files_to_read = [path for path in paths if isinstance(path, str)]
    trees = Trees(chosen.paths) if fix else None
    summary = RunSummary()
    with (
        _end_on_failure(),
        outputs(output.output) as (sink,),
        progress(files_to_read) as progress_line,
    ):
        state = RunState(settings_of, summary, progress_line, trees, known, output.max_findings)
        report_texts = (
            _iter_differences(paths, state)
            if style == DIFF
            else get_reporter(style)(
                _limit(_iter_findings(paths, state), state),
                [
                    entry.rule_summary
                    for code, entry in catalogue().items()
                    if code in settings_of("").codes
                ],
            )
        )
        for text in report_texts:
            if sink is None:
                progress_line.make_way()
                write_out(_make_encodable(text))
            else:
                sink.write(text.encode("utf-8", "backslashreplace"))
        sys.stdout.flush()
    if known is not None and output.writes_baseline:
        with _end_on_failure(), outputs(known.file, inputs=files_to_read) as (sink,):
            for line in known.text(files_to_read):
                if sink is not None:
                    sink.write(line)
    _sum_up(
        summary,
        known,
        {path: settings_of(path) for path in files_to_read} if known else {},
        style,
        output,
    )
    return 1 if summary.refused_count or (summary.problems and not output.exit_zero) else 0


def _find_files(chosen: Files, known: str | None) -> Iterator[str | Finding]:
    """Yield the files to check, and findings of folders that can't be read; skip the baseline."""
    for path in find_files(chosen.paths, chosen.exclude, gitignore=chosen.gitignore):
        if isinstance(path, Finding) or known is None or not same_file(path, known):
            yield path


def _iter_findings(paths: Iterable[str | Finding], state: RunState) -> Iterator[Finding]:
    """Yield the findings of all files, of each in the order of its lines; fix files first."""
    for path in paths:
        if isinstance(path, Finding):
            yield from _count(
                _without_hidden([path], None, state), state.settings_of(path.path), state.summary
            )
            continue
        if state.trees is not None:
            yield from _fix_file(path, state.settings_of(path), state.summary, state.trees)
        yield from _check_file(path, state)


def _limit(findings: Iterable[Finding], state: RunState) -> Iterator[Finding]:
    """Yield findings, up to the number that is shown; count all others."""
    for index, finding in enumerate(findings):
        if state.max_shown is None or index < state.max_shown:
            yield finding
        else:
            state.summary.hidden_count += 1


def _check_file(path: str, state: RunState) -> Iterator[Finding]:
    """Yield the findings of a file, record by record, up to the limit."""
    summary, settings = state.summary, state.settings_of(path)
    summary.files += 1
    remaining = settings.limits.findings
    waiting: list[Finding] = []  # until the record is read that they may be in
    read: Read = read_records
    if is_parquet(path):
        choose = partial(payload_columns, kind=None, pointers=settings.at)
        read = partial(parquet_records, choose=choose)
    if settings.group_by is not None:
        read = partial(group_records, read=read, pointer=settings.group_by)
    for checked in check_file(
        path, settings.find, settings.settings, settings.limits, settings.reports, read
    ):
        summary.count_record(checked)
        if checked.record is not None:
            state.progress.advance(path, len(checked.record.raw or b"") + 1)
        findings = list(add_hints(path, checked, settings))
        waiting += _without_hidden(
            findings[:remaining], None if checked.record is None else checked.record.value, state
        )
        remaining -= len(findings)
        if remaining < 0:
            break
        if checked.record is not None:
            yield from _count(waiting, settings, summary)
            waiting = []
    yield from _count(waiting, settings, summary)
    if remaining < 0:
        message = f"There are more than {settings.limits.findings:,} problems in this file"
        limit_finding = Finding(
            ALWAYS, "error", f"{message} (--max-problems): the others are not reported.", path=path
        )
        summary.count_problem(limit_finding)
        yield limit_finding


def _without_hidden(
    findings: Iterable[Finding], record: object, state: RunState
) -> Iterator[Finding]:
    """Yield the findings that no baseline hides."""
    for finding in findings:
        if state.known is None or not state.known.hides(finding, record):
            yield finding


def _count(
    findings: Iterable[Finding], settings: RunSettings, summary: RunSummary
) -> list[Finding]:
    shown_findings = sorted(
        filter(settings.reports, findings),
        key=lambda finding: (finding.line, finding.column, finding.code),
    )
    for finding in shown_findings:
        summary.count_problem(finding)
    return shown_findings


def _fix_file(path: str, settings: RunSettings, summary: RunSummary, trees: Trees) -> list[Finding]:
    """Fix a file, and return the mends of a repair, which are reported, but are not problems."""
    text = _mend(path, settings)
    if text.before == text.after:
        return []
    try:
        if not trees.contain(path):
            raise OSError(errno.EXDEV, LINK_LEADS_OUTSIDE, path)
        with outputs(path) as (sink,):
            if sink is not None:
                sink.write(text.after)
    except OSError as error:  # the other files may well be fixed
        summary.refused_count += 1
        write_line(f"Not fixed: {path}: {error.strerror or error}.")
        return []
    summary.fix_count += text.fixed
    summary.repair_count += len(text.mends)
    return text.mends


def _mend(path: str, settings: RunSettings) -> MendedText:
    return mend_file(
        path,
        settings.find,
        settings.settings,
        settings.codes,
        settings.limits,
        repair=settings.repair,
    )


def _iter_differences(paths: Iterable[str | Finding], state: RunState) -> Iterator[str]:
    """Yield the changes of fixing; the mends of a repair are reported on standard error."""
    from responses_protocol._checks.fixes import difference

    for path in paths:
        for _ in _iter_findings([path], state):
            pass  # they are counted
        if isinstance(path, Finding):
            continue
        text = _mend(path, state.settings_of(path))
        state.summary.fix_count += text.fixed
        state.summary.repair_count += len(text.mends)
        for line in get_reporter("text")(text.mends, ()):
            write_line(line.rstrip("\n"))
        yield from difference(path, text.before, text.after)


def _sum_up(
    summary: RunSummary,
    known: Baseline | None,
    settings_by_path: dict[str, RunSettings],
    style: str,
    output: OutputSettings,
) -> None:
    """Report the summary of all files, on standard error and for GitHub."""
    if summary.hidden_count:
        problems_text = number(summary.hidden_count, "more problem")
        write_line(f"{problems_text} not shown (--max-findings); they count all the same.")
    resolved = (
        0 if known is None or summary.codes[ALWAYS] else known.count_resolved(settings_by_path)
    )
    if known is not None and resolved and not output.quiet:
        write_line(
            f"{number(resolved, 'known problem')} no longer there; --write-baseline drops them."
        )
    for line in summary.iter_statistics() if output.statistics else ():
        write_line(line)
    summary_line = summary.format_summary(
        known.format_summary() if known else "", is_diff=style == DIFF
    )
    if not output.quiet:
        write_line(summary_line)
    if output.summary is not None:
        names = {code: entry.name for code, entry in catalogue().items()}
        text = "".join(write_job_summary(summary_line, summary.codes, names, summary.first))
        try:
            with Path(output.summary).open("a", encoding="utf-8") as file:
                file.write(text)
        except OSError as error:  # the findings are reported already
            write_line(f"No summary: {output.summary}: {error.strerror or error}.")


def _make_encodable(text: str) -> str:
    """Return text that standard output can encode; names of files may have other bytes."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)


@contextmanager
def _end_on_failure() -> Iterator[None]:
    """End the run with one line if an operation fails that is not reading a file."""
    try:
        yield
    except OSError as error:
        name = f"{error.filename}: " if error.filename else "standard output: "
        write_line(f"Error: {name}{(error.strerror or str(error)).lower()}.")
        quieten()
    except MemoryError:
        write_line("Error: out of memory.")
    else:
        return
    sys.exit(1)
