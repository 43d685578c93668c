"""``migrate --verify``: compare an agent before and after, each in a process of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import click

import responses_protocol as rp
from responses_protocol._checks.reading.entries import entries
from responses_protocol._cli.migrate_report import format_amount, write_problem
from responses_protocol._cli.report import write_out
from responses_protocol._cli.verify_callers import CallerError, compare_callers
from responses_protocol._jsontext import loads
from responses_protocol._values import Object
from responses_protocol.errors import ConversionError

_TRIAL = "responses_protocol.integrations.mlflow._trial"
_METHODS = ("predict", "predict_stream")
_SHOWN = 40  # differences of one answer
_NEW_STREAM = ", the answer of predict: the agent before does not stream"
_INTERVAL = 0.5  # seconds between two checks of the progress


class Incomparable(Exception):
    """An agent or a file can't be compared; ``reason`` is why."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(reason)
        self.name = name
        self.reason = reason


def verify_agents(
    requests: str,
    paths: tuple[str, ...],
    codes: frozenset[str],
    seconds: float,
    helpers: str,
    callers: tuple[str, ...],
    context: Object,
) -> int:
    """Compare the answers of agents, and report differences; return 0 if all are equal, else 1.

    Each request, and the import, may take so many ``seconds``.
    ``paths`` are the agent before, which is then migrated with the fixers of ``codes``, calling
    ``helpers``, or the agents before and after. ``callers`` are scripts that call the agent before:
    they are migrated with it, and compared by their output. ``context`` has the paths of the
    ``artifacts`` that load_context gets, by name, and the file of the ``model_config``.
    """
    if len(paths) > 2 or any(Path(path).is_dir() for path in paths):
        raise click.UsageError("--verify takes one agent, or the agents before and after")
    if callers and len(paths) != 1:
        raise click.UsageError("--caller goes with one agent, which is migrated with its callers")
    if not find_spec("mlflow"):
        raise click.UsageError('--verify needs MLflow: pip install "responses-protocol[mlflow]"')
    try:
        before, after = _read_both(paths, codes, helpers)
        payloads = list(_read_requests(requests))
        if not payloads:
            raise Incomparable(requests, "the file contains no requests")
        with TemporaryDirectory(prefix="responses-protocol-") as folder:
            answers = [
                list(
                    _try_agent(
                        paths[-side], text, payloads, context, Path(folder, str(side)), seconds
                    )
                )
                for side, text in enumerate((before, after))
            ]
            status = _compare(payloads, *answers)
            if callers:
                place = Path(folder)
                environment = {**_make_environment(place), **os.environ}
                unequal = compare_callers(
                    paths[0], callers, codes, helpers, place, environment, seconds
                )
                equal = len(callers) - unequal
                click.echo(f"verify: {equal} of {len(callers)} callers equal", err=True)
                status = status or min(unequal, 1)
            return status
    except OSError as error:
        write_problem(os.fsdecode(error.filename or ""), (error.strerror or str(error)).lower())
        return 1
    except (Incomparable, CallerError) as refused:
        write_problem(refused.name, refused.reason)
        return 1


def _read_both(paths: tuple[str, ...], codes: frozenset[str], helpers: str) -> tuple[str, str]:
    """Return the code of the agent before and after."""
    from responses_protocol._codemods.files import migrate_file

    raw = Path(paths[0]).read_bytes()
    before = _read_module(paths[0], raw)
    if len(paths) == 2:
        return before, _read_module(paths[1], Path(paths[1]).read_bytes())
    migrated = migrate_file(paths[0], raw, select=codes, helpers=helpers)
    if migrated.after == raw:
        reason = "there is nothing to migrate: name the agent before, and then the agent after"
        raise Incomparable(paths[0], reason)
    remaining = sum(finding.severity != "info" for finding in migrated.findings)
    if remaining:
        count = format_amount(remaining, "finding")
        click.echo(f"verify: {count} left; `migrate` without --verify lists them", err=True)
    return before, _read_module(paths[0], migrated.after)


def _read_module(name: str, raw: bytes) -> str:
    """Return the code of a module, or of the one module that a notebook writes."""
    from responses_protocol._codemods.sources import UnreadableFile, read_source

    try:
        blocks = read_source(name, raw).blocks
    except UnreadableFile as error:
        raise Incomparable(name, error.reason) from None
    if not any(block.label for block in blocks):
        return "".join(block.text for block in blocks)
    written = [block for block in blocks if block.target]
    if len({block.target for block in written}) != 1:
        raise Incomparable(
            name, "a notebook is verified by the one file that it writes (%%writefile)"
        )
    return "".join(block.text for block in written)


def _read_requests(file: str) -> Iterator[Object]:
    """Yield the requests of a file, each with ``input``; those of a ChatAgent are converted."""
    for entry in entries([file]):
        try:
            request = loads(entry.raw)
            if isinstance(request, dict) and isinstance(request.get("messages"), list):
                # a ChatAgent gets the messages, a ResponsesAgent their items
                request["input"] = rp.convert(
                    request["messages"], "responses", source="chat_agent", kind="history"
                ).value
        except ConversionError as error:
            raise Incomparable(f"{file}:{entry.line}", error.reason) from None
        if not isinstance(request, dict) or not isinstance(request.get("input"), list):
            reason = 'a request is an object with a list as "input" or "messages"'
            raise Incomparable(f"{file}:{entry.line}", reason)
        yield request


def _try_agent(
    name: str, text: str, payloads: list[Object], context: Object, folder: Path, seconds: float
) -> Iterator[Object]:
    """Yield the answers of an agent to each request, by method, in so many seconds for each."""
    folder.mkdir()
    names = ("agent.py", "requests.jsonl", "context.json", "out.jsonl")
    code, requests, model_context, out = files = [folder / name for name in names]
    code.write_text(text, encoding="utf-8", newline="")
    text_of_requests = "".join(json.dumps(payload) + "\n" for payload in payloads)
    requests.write_text(text_of_requests, encoding="utf-8")
    model_context.write_text(json.dumps(context), encoding="utf-8")
    out.touch()
    status = _run_trial(name, files, out, {**_make_environment(folder), **os.environ}, seconds)
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    side = "after" if folder.name == "1" else "before"
    if lines and "failed" in lines[0]:
        reason = f"the agent {side} can't be imported: {_describe_failure(lines[0]['failed'])}"
        if "load_context" in text and not any(context.values()):
            reason += "; pass the files that load_context reads by --artifact and --model-config"
        raise Incomparable(name, reason)
    if len(lines) != len(payloads) + 1:
        reason = f"the agent {side} ended its process (exit status {status})"
        raise Incomparable(name, reason)
    for line in lines[1:]:
        yield {**line, "streams": lines[0]["streams"]}


def _run_trial(
    name: str, files: list[Path], out: Path, environment: dict[str, str], seconds: float
) -> int:
    """Run a trial and return its exit status; end it when a request takes too long.

    Each request that is done adds a line to ``out``. Raises ``_Refused``.
    """
    with subprocess.Popen(
        [sys.executable, "-m", _TRIAL, name, *map(str, files)],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # so that its own processes end with it
    ) as process:
        size, since = 0, time.monotonic()
        try:
            while True:
                with suppress(subprocess.TimeoutExpired):
                    return process.wait(timeout=min(_INTERVAL, seconds))
                if out.stat().st_size != size:
                    size, since = out.stat().st_size, time.monotonic()
                elif time.monotonic() - since > seconds:
                    done = out.read_bytes().count(b"\n")
                    step = f"request {done}" if done else "the import"
                    reason = f"{step} took longer than {seconds:g} seconds (--time-limit)"
                    raise Incomparable(name, reason)
        finally:
            _end_process(process)


def _end_process(process: subprocess.Popen[bytes]) -> None:
    """End a trial and the processes that it has started."""
    with suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()


def _make_environment(folder: Path) -> dict[str, str]:
    """Return environment variables with a folder for MLflow, by default."""
    return {
        "MLFLOW_ALLOW_FILE_STORE": "true",
        "MLFLOW_TRACKING_URI": (folder / "runs").as_uri(),
    }


def _compare(payloads: list[Object], before: list[Object], after: list[Object]) -> int:
    from responses_protocol._codemods.comparing import differences, side_by_side

    unequal = failures = 0
    for number, (old, new) in enumerate(zip(before, after, strict=True), 1):
        for method in _METHODS:
            label = f"request {number}, {method}"
            if new[method].get("not_streamed") and not (old["streams"] or new["streams"]):
                write_out(f"{label}: equal (neither streams)\n")
                continue
            is_new = _is_new_stream(old, new, method)
            different = (
                differences(
                    _without_stream_members(old["predict"]), _without_stream_members(new[method])
                )
                if is_new
                else differences(old[method], new[method])
            )
            unequal += bool(different)
            failures += "failed" in new[method] and (is_new or "failed" in old[method])
            old_answer = old["predict"] if is_new else old[method]
            equal = f"equal{_describe_answer(old_answer)}{_NEW_STREAM if is_new else ''}"
            write_out(f"{label}: {'different' if different else equal}\n")
            lines = [*side_by_side(old_answer, new[method]), *different] if different else []
            for line in lines[:_SHOWN]:
                write_out(f"  {line}\n")
            if len(lines) > _SHOWN:
                write_out(f"  and {len(lines) - _SHOWN} more\n")
    total = len(payloads) * len(_METHODS)
    click.echo(f"verify: {total - unequal} of {total} answers equal", err=True)
    silent = sum(
        new[method].get("not_streamed", False) and not (old["streams"] or new["streams"])
        for old, new in zip(before, after, strict=True)
        for method in _METHODS
    )
    if failures and failures == total - silent:
        click.echo("verify: every answer is a failure, which proves nothing", err=True)
        return 1
    return 1 if unequal else 0


def _is_new_stream(before: Object, after: Object, method: str) -> bool:
    """Return whether only the agent after streams, because the migration wrote the method."""
    streams = after["streams"] and not before["streams"]
    return bool(streams and before[method].get("not_streamed"))


def _without_stream_members(answer: Object) -> Object:
    """Return an answer without the members that only streams, or only answers, have."""
    return {name: value for name, value in answer.items() if name not in ("answer", "deltas")}


def _describe_answer(answer: Object) -> str:
    if "failed" in answer:
        return f" (both fail: {_describe_failure(answer['failed'])})"
    kinds = [str(item.get("type")) for item in answer["output"]]
    return f" ({len(kinds)} item{'' if len(kinds) == 1 else 's'}: {', '.join(kinds) or 'none'})"


def _describe_failure(failed: Object) -> str:
    if failed["type"] == "NoAgent":
        return "it contains no agent, or several without a call of mlflow.models.set_model"
    where = f" in line {failed['line']}" if failed.get("line") else ""
    module = f": no module {failed['module']}" if failed.get("module") else ""
    return f"{failed['type']}{module}{where}"
