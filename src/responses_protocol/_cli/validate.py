"""``responses-protocol validate``: report the defects of payloads in files."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import click
from click.core import ParameterSource

from responses_protocol._checks.reading.limits import Limits
from responses_protocol._checks.reading.opening import STANDARD
from responses_protocol._checks.reading.paths import MissingFile
from responses_protocol._checks.rule import Profile, Settings
from responses_protocol._checks.subjects import SUBJECTS
from responses_protocol._cli.configuration import get_path_settings, set_defaults, split_codes
from responses_protocol._cli.options import add_option_flags, choose_options
from responses_protocol._cli.run_settings import (
    Choice,
    Files,
    OutputSettings,
    RunSettings,
    choose_for_file,
)
from responses_protocol._formats.registry import DIALECTS, Dialect
from responses_protocol._formats.servers import TARGETS
from responses_protocol._reporting.formats import FORMATS, default_format, find_summary_file
from responses_protocol._severity import SEVERITIES, Severity

Command = TypeVar("Command", bound=Callable[..., Any])


def _configure(context: click.Context, parameter: click.Parameter, file: str | None) -> None:
    set_defaults(context, file)


def _codes(context: click.Context, parameter: click.Parameter, values: Iterable[str]) -> list[str]:
    return split_codes(values)


def _limit(flag: str, default: int, unit: str, text: str) -> Callable[[Command], Command]:
    kind = click.IntRange(1)
    return click.option(
        flag, type=kind, metavar=unit, default=default, show_default=True, help=text
    )


@click.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option(
    "--config",
    metavar="FILE",
    is_eager=True,  # the others have their defaults there
    expose_value=False,
    callback=_configure,
    help="TOML with defaults of options. [default: the nearest pyproject.toml]",
)
@click.option(
    "--as",
    "subject_name",
    type=click.Choice(tuple(SUBJECTS)),
    metavar="SUBJECT",
    help="The subject that payloads are checked as: responses/history. [default: detected]",
)
@click.option(
    "--at",
    metavar="POINTER",
    multiple=True,
    help="JSON Pointer to the payload, or to the object that holds it, in each record. May be "
    "given several times.",
)
@click.option(
    "--group-by",
    metavar="POINTER",
    help="JSON Pointer to the key of a conversation, such as /conversation_id. Each record is a "
    "message; those with the same key are checked as one history.",
)
@click.option(
    "--format",
    "style",
    type=click.Choice(FORMATS),
    help="The format of the report. [default: github inside GitHub Actions, else text]",
)
@click.option(
    "--select",
    multiple=True,
    metavar="CODE,...",
    callback=_codes,
    help="Report only findings of these rules: codes or their beginnings (RP2). [default: all]",
)
@click.option(
    "--ignore", multiple=True, metavar="CODE,...", callback=_codes, help="Leave these rules out."
)
@click.option(
    "--exclude",
    multiple=True,
    metavar="PATTERN",
    help="Leave out files and folders whose path or name matches: 'fixtures/broken*'.",
)
@click.option(
    "--respect-gitignore/--no-respect-gitignore",
    "gitignore",
    default=True,
    show_default=True,
    help="Leave out the files in folders that git ignores.",
)
@click.option(
    "--severity",
    type=click.Choice(SEVERITIES),
    default="warning",
    show_default=True,
    help="The lowest severity that is reported.",
)
@click.option(
    "--profile",
    type=click.Choice(("wire", "request")),
    default="wire",
    show_default=True,
    help="wire accepts stored payloads, request only what the endpoint accepts.",
)
@click.option(
    "--target",
    type=click.Choice(TARGETS),
    default="openai",
    show_default=True,
    help="The server whose rules apply; open: those of no server in particular.",
)
@click.option(
    "--would-lose",
    type=click.Choice(tuple(DIALECTS)),
    help="Also report the losses of a conversion to this dialect, with the options below.",
)
@_limit("--max-line", Limits.line, "BYTES", "The longest line that is read.")
@_limit("--max-size", Limits.size, "BYTES", "The most content of a file, decompressed, in memory.")
@_limit(
    "--max-problems", Limits.findings, "NUMBER", "The most findings that are reported for a file."
)
@click.option(
    "--max-findings",
    type=click.IntRange(0),
    metavar="NUMBER",
    help="The most findings that are shown for all files; all of them are counted. [default: all]",
)
@click.option(
    "--baseline", metavar="FILE", help="Hide the findings in FILE until their values change."
)
@click.option(
    "--write-baseline",
    metavar="FILE",
    help="Write all findings to FILE, for --baseline, and report none.",
)
@click.option("--output", metavar="FILE", help="Write the report there. [default: standard output]")
@click.option("--quiet", is_flag=True, help="Write no summary to standard error.")
@click.option(
    "--statistics", is_flag=True, help="Add the number of findings of each rule to the summary."
)
@click.option("--exit-zero", is_flag=True, help="Exit with status 0 despite findings.")
@click.option("--fix", is_flag=True, help="Make mechanical and safe changes in the files.")
@click.option(
    "--repair",
    is_flag=True,
    help="With --fix or --diff: mend broken histories as well, such as calls without outputs.",
)
@click.option("--diff", is_flag=True, help="Show the changes of --fix without making them.")
@add_option_flags
@click.pass_context
def validate(
    context: click.Context,
    /,
    paths: tuple[str, ...],
    subject_name: str | None,
    at: tuple[str, ...],
    group_by: str | None,
    style: str | None,
    select: list[str],
    ignore: list[str],
    exclude: tuple[str, ...],
    gitignore: bool,
    severity: Severity,
    profile: Profile,
    target: str,
    would_lose: Dialect | None,
    max_line: int,
    max_size: int,
    max_problems: int,
    max_findings: int | None,
    baseline: str | None,
    write_baseline: str | None,
    output: str | None,
    quiet: bool,
    statistics: bool,
    exit_zero: bool,
    fix: bool,
    repair: bool,
    diff: bool,
    preset: str | None,
    **flags: str | None,
) -> None:
    """Check the payloads in PATH..., and report each finding on a line.

    A PATH is a file, a folder, a pattern such as "fixtures/**/*.json", or "-" for standard input.
    Files are JSON, JSON Lines, captured streams, YAML or Parquet, compressed or not. Their content
    decides what is checked. `responses-protocol rule CODE` explains a rule.

    pyproject.toml may set defaults of options, under [tool.responses-protocol], and for single
    files under [[tool.responses-protocol.paths]].

    Exit status: 0 without findings, 1 with findings, 2 for wrong usage.
    """
    # Loaded late: other commands, and --help, need none of it.
    from responses_protocol._checks.catalogue import select_codes as codes
    from responses_protocol._cli.baseline import BaselineError
    from responses_protocol._cli.checking import DIFF, check_files
    from responses_protocol._cli.finding import make_finder
    from responses_protocol._cli.running import refuse_grouping, refuse_pointers

    given_names = {name for name in context.params if _is_given(context, name)}
    refuse_pointers({"--at": at, "--group-by": group_by})
    if group_by is not None:
        refuse_grouping(group_by, at or fix or diff, "--at, --fix nor --diff")
    if (fix or diff) and STANDARD in paths:
        raise click.UsageError("--fix and --diff need files, not standard input")
    if repair and not (fix or diff):
        raise click.UsageError("--repair needs --fix or --diff")
    if would_lose is None and given_names & {"preset", *flags}:
        raise click.UsageError("--preset and options of a conversion need --would-lose")
    if write_baseline and (diff or "baseline" in given_names):
        raise click.UsageError("--write-baseline goes with neither --baseline nor --diff")
    options, limits = choose_options(preset, flags), Limits(max_line, max_size, max_problems)

    @cache
    def make_settings(choice: Choice) -> RunSettings:
        return RunSettings(
            Settings(choice.profile, choice.target, would_lose, options),
            codes(select, choice.ignore),
            severity,
            make_finder(choice.subject_name, choice.at),
            limits,
            repair,
            choice.at,
            group_by,
        )

    usual_choice, tables = (
        Choice(subject_name, at, profile, target, tuple(ignore)),
        get_path_settings(context),
    )

    def settings_of(path: str) -> RunSettings:
        return make_settings(choose_for_file(path, usual_choice, tables, given_names))

    try:
        for table in ((), *(table_settings.ignore for table_settings in tables)):
            codes(select, (*ignore, *table))
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    output_settings = OutputSettings(
        quiet,
        statistics,
        output,
        exit_zero,
        max_findings,
        write_baseline or baseline,
        bool(write_baseline),
        find_summary_file(os.environ),
    )
    style = DIFF if diff else style or default_format(os.environ)
    try:
        sys.exit(
            check_files(
                Files(paths, exclude, gitignore),
                settings_of,
                style,
                fix=fix and not diff,
                output=output_settings,
            )
        )
    except MissingFile as error:
        name = click.format_filename(error.name)
        reason = f"no file, folder or pattern that means one: {name}"
        if Path(error.name).is_dir():
            reason = f"no file in the folder has a name that payloads have: {name}"
        if error.ignored:
            reason = f"git ignores all of it, --no-respect-gitignore reads it: {name}"
        raise click.UsageError(reason) from None
    except BaselineError as error:
        raise click.UsageError(f"{output_settings.baseline}: {error}") from None


def _is_given(context: click.Context, name: str) -> bool:
    return context.get_parameter_source(name) is ParameterSource.COMMANDLINE
