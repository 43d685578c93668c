"""``responses-protocol migrate``: code from ChatAgent, or from Chat Completions, to Responses."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from responses_protocol._cli.migrate_report import (
    Mode,
    Run,
    list_summaries,
    make_diff,
    write_problem,
    write_summary,
)
from responses_protocol._cli.report import write_out
from responses_protocol._cli.trees import LINK_LEADS_OUTSIDE, Trees
from responses_protocol._cli.vendoring import RUN_TIME, serve_beside, vendor_beside
from responses_protocol._cli.verify import verify_agents
from responses_protocol._cli.writing import outputs
from responses_protocol._reporting.formats import FORMATS, default_format, get_reporter

if TYPE_CHECKING:
    from responses_protocol._codemods.files import MigratedFile
    from responses_protocol._reporting.finding import Finding

_PLACES = {"ours": "responses_protocol.integrations.mlflow", "mlflow": "mlflow.types.responses"}


@click.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(exists=True))
@click.option("--diff", "mode", flag_value="diff", help="Show the changes without making them.")
@click.option(
    "--write",
    "mode",
    flag_value="write",
    help="Change the files, and mark the places that remain with a comment: "
    "TODO(responses-protocol CODE).",
)
@click.option(
    "--check", "mode", flag_value="check", help="Exit with 1 also if a file would be changed."
)
@click.option(
    "--format",
    "style",
    type=click.Choice(FORMATS),
    help="The format of findings. [default: github inside GitHub Actions, else text]",
)
@click.option(
    "--select",
    metavar="CODES",
    multiple=True,
    help="Use these fixers instead of the default ones: codes or their beginnings, separated by "
    "commas. RPM5 is for call sites of Chat Completions, and off by default.",
)
@click.option(
    "--ignore",
    metavar="CODES",
    multiple=True,
    help="Leave these fixers out; takes the same as --select.",
)
@click.option(
    "--idiomatic",
    is_flag=True,
    help="The second stage, for migrated agents: use the form of MLflow's documentation where it "
    "behaves the same. Reports the code that stays unchanged, and why.",
)
@click.option(
    "--helpers",
    type=click.Choice(("ours", "mlflow")),
    default="ours",
    show_default=True,
    help="The helpers that --idiomatic uses: ours, or those of MLflow.",
)
@click.option(
    "--vendor",
    is_flag=True,
    help=f"With --idiomatic: call helpers of a file {RUN_TIME}.py, which needs only MLflow. "
    "--write puts it beside each agent that calls it.",
)
@click.option(
    "--agent-server",
    "serves",
    is_flag=True,
    help="The third stage: with --write, put a file beside each ResponsesAgent that serves it with "
    "MLflow's AgentServer (@invoke, @stream). The agent is unchanged.",
)
@click.option(
    "--requirement",
    metavar="REQUIREMENT",
    default="",
    help="The requirement by which logged agents install this package: a path, a wheel or a "
    "repository.",
)
@click.option(
    "--verify",
    metavar="REQUESTS",
    type=click.Path(exists=True, dir_okay=False),
    help="Change nothing: run the agent in PATH before and after, or those in two PATHs, on the "
    "requests in this file (JSON Lines), and compare their answers. This runs the agents' code, "
    "with all its effects. Needs MLflow.",
)
@click.option(
    "--caller",
    "callers",
    metavar="SCRIPT",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False),
    help="With --verify: run this script, which calls the agent, before and after as well, and "
    "compare its output. May be given several times.",
)
@click.option(
    "--artifact",
    "artifacts",
    metavar="NAME=PATH",
    multiple=True,
    help="With --verify: an artifact that load_context gets, by the name that log_model gives it. "
    "May be given several times.",
)
@click.option(
    "--model-config",
    type=click.Path(exists=True, dir_okay=False),
    help="With --verify: the model_config that load_context gets, a file in JSON or YAML.",
)
@click.option(
    "--time-limit",
    metavar="SECONDS",
    type=click.FloatRange(min=0, min_open=True),
    default=300.0,
    show_default=True,
    help="The time that --verify waits for the answer to one request.",
)
def migrate(
    paths: tuple[str, ...],
    mode: Mode | None,
    style: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    idiomatic: bool,
    helpers: str,
    vendor: bool,
    serves: bool,
    requirement: str,
    verify: str | None,
    callers: tuple[str, ...],
    artifacts: tuple[str, ...],
    model_config: str | None,
    time_limit: float,
) -> None:
    """Rewrite agents of MLflow's class ChatAgent, and their callers, for ResponsesAgent.

    A PATH is a Python module, a notebook (.ipynb, or Databricks' source), or a folder of them. Code
    whose rewriting is not certain stays unchanged, and is reported as a finding. Without --write no
    file is changed.

    Exit status: 0 if nothing remains to do, 1 if something remains to do by hand, 2 for wrong
    usage.
    """
    if not find_spec("libcst"):
        raise click.UsageError('migrate needs LibCST: pip install "responses-protocol[codemod]"')
    if ((vendor or helpers == "mlflow") and not idiomatic) or (vendor and helpers == "mlflow"):
        raise click.UsageError("--helpers mlflow or --vendor, one of them, goes with --idiomatic")
    for option, value in (
        ("--caller", callers),
        ("--artifact", artifacts),
        ("--model-config", model_config),
    ):
        if value and verify is None:
            raise click.UsageError(f"{option} goes with --verify")
    if serves and (idiomatic or verify is not None):
        raise click.UsageError("--agent-server is a run of its own")
    stage = ("RPM65",) if serves else ("RPM60",) if idiomatic else ()
    codes = _select_codes(select or stage, ignore)
    place = RUN_TIME if vendor else _PLACES[helpers]
    if verify is not None:
        if mode or style:
            raise click.UsageError("--verify goes with none of --diff, --write, --check, --format")
        context = {"artifacts": _artifact_paths(artifacts), "model_config": model_config}
        sys.exit(verify_agents(verify, paths, codes, time_limit, place, callers, context))
    run = Run(mode or "report", vendors=vendor, serves=serves)
    report = get_reporter(style or default_format(os.environ))
    try:
        trees = Trees(paths)
        findings = (
            finding
            for migrated in _migrate_files(paths, codes, place, requirement)
            for finding in _finish_file(migrated, run, trees)
        )
        for text in report(findings, list_summaries()):
            # a diff is piped to other programs, so standard output contains nothing else
            if mode == "diff":
                click.echo(text, nl=False, err=True)
            else:
                write_out(text)
    except OSError as error:
        write_problem(os.fsdecode(error.filename or ""), (error.strerror or str(error)).lower())
        write_summary(run)  # of the files before
        sys.exit(1)
    write_summary(run)
    sys.exit(1 if run.unfinished else 0)


def _artifact_paths(values: tuple[str, ...]) -> dict[str, str]:
    """Return the paths of artifacts by their names, from ``NAME=PATH``."""
    paths = {}
    for value in values:
        name, equals, path = value.partition("=")
        if not name or not equals or not Path(path).exists():
            reason = f"{value} is not NAME=PATH of a file or folder that exists"
            raise click.BadParameter(reason, param_hint="--artifact")
        paths[name] = str(Path(path).resolve())
    return paths


def _finish_file(file: MigratedFile, run: Run, trees: Trees) -> Iterator[Finding]:
    """Write a file, or show its difference, as the run's mode says; yield its findings."""
    if file.after != file.before and run.mode == "write":
        if not trees.contain(file.file):
            yield from run.refuse(file, LINK_LEADS_OUTSIDE)
            return
        with outputs(file.file) as (sink,):
            if sink:
                sink.write(file.after)
    if file.after != file.before and run.mode == "diff":
        write_out(make_diff(file))
    if run.mode == "write" and not _write_beside(file, run, trees):
        run.remaining["RPM000"] += 1
    yield from run.count(file)


def _write_beside(file: MigratedFile, run: Run, trees: Trees) -> bool:
    """Write an agent's helpers, or its server, beside it; return False if that fails."""
    from responses_protocol._codemods.files import server_beside

    if run.vendors and f"from {RUN_TIME} import".encode() in file.after:
        return trees.contain(file.file) and vendor_beside(file.file)
    code = server_beside(file.file, file.after) if run.serves else None
    return code is None or (trees.contain(file.file) and serve_beside(file.file, code))


def _select_codes(select: tuple[str, ...], ignore: tuple[str, ...]) -> frozenset[str]:
    from responses_protocol._codemods.engine import default_codes
    from responses_protocol._codemods.fixers import FIXERS

    fixer_codes = [fixer.code for fixer in FIXERS]
    chosen = frozenset(_match_codes(select, fixer_codes, "--select")) if select else default_codes()
    return chosen - frozenset(_match_codes(ignore, fixer_codes, "--ignore"))


def _match_codes(values: tuple[str, ...], codes: list[str], option: str) -> Iterator[str]:
    for name in ",".join(values).split(","):
        start = name.strip().upper()
        matches = [code for code in codes if code.startswith(start)] if start else []
        if start and not matches:
            raise click.BadParameter(f"no fixer's code begins with {start}", param_hint=option)
        yield from matches


def _migrate_files(
    paths: tuple[str, ...], codes: frozenset[str], helpers: str, requirement: str
) -> Iterator[MigratedFile]:
    """Yield every file of ``paths``, migrated; all are searched for agents first."""
    from responses_protocol._codemods.environments import find_in_files, needs_of
    from responses_protocol._codemods.files import MigratedFile, concerns, migrate_file
    from responses_protocol._codemods.project import known_agents
    from responses_protocol._codemods.sources import files_of

    files = list(files_of(paths))
    known = known_agents(map(str, files), lambda file: Path(file).read_bytes(), codes)
    known = replace(known, requirement=requirement)
    folders = {Path(path) for path in paths if Path(path).is_dir()}
    concerned: set[str] = set()
    for file in files:
        raw = file.read_bytes()
        if concerns(raw, known):
            migrated = migrate_file(
                str(file), raw, select=codes, markers=True, known=known, helpers=helpers
            )
            rewritten = {
                code for code in migrated.rewritten or () if code.startswith(("RPM10", "RPM5"))
            }
            if rewritten:
                concerned |= rewritten
                folders.add(file.parent)
            yield migrated
    for path, findings in find_in_files(
        folders if concerned else (), requirement, needs_of(concerned)
    ):
        if findings:
            raw = path.read_bytes()
            yield MigratedFile(str(path), raw, raw, tuple(findings))
