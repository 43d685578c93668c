"""``migrate --verify``: an agent before and after, each in a process of its own, compared."""

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
from typing import Any

import click

import responses_protocol as rp
from responses_protocol.checks.reading.entries import entries
from responses_protocol.cli.migrate_report import amount, write_problem
from responses_protocol.cli.report import write_out
from responses_protocol.cli.verify_callers import NoCaller, compare_callers
from responses_protocol.errors import ConversionError
from responses_protocol.jsontext import loads

Object = dict[str, Any]
_TRIAL = "responses_protocol.integrations.mlflow.trial"
_METHODS = ("predict", "predict_stream")
_SHOWN = 40  # differences of one answer
_NEW_STREAM = ", the answer of predict: the agent before does not stream"
_OFTEN = 0.5  # seconds between two looks at what is done


class _Refused(Exception):
    """What can't be compared, and why."""

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
    """Compare what the agents answer and say so; return 0 if all is equal, else 1.

    Each request, and the import, may take so many ``seconds``.
    ``paths`` are the agent before, which is then migrated with the fixers of ``codes``, calling
    ``helpers``, or the agents before and after. ``callers`` are scripts that call the one before:
    they are migrated with it, and compared by what they print. ``context`` has the paths of the
    ``artifacts`` that load_context gets, by name, and the file of the ``model_config``.
    """
    if len(paths) > 2 or any(Path(path).is_dir() for path in paths):
        raise click.UsageError("--verify takes one agent, or that before and that after")
    if callers and len(paths) != 1:
        raise click.UsageError("--caller goes with one agent, which is migrated with its callers")
    if not find_spec("mlflow"):
        raise click.UsageError('--verify needs MLflow: pip install "responses-protocol[mlflow]"')
    try:
        before, after = _codes_of(paths, codes, helpers)
        asked = list(_requests(requests))
        if not asked:
            raise _Refused(requests, "there are no requests in it")
        with TemporaryDirectory(prefix="responses-protocol-") as folder:
            tried = [
                list(_tried(paths[-side], text, asked, context, Path(folder, str(side)), seconds))
                for side, text in enumerate((before, after))
            ]
            status = _compared(asked, *tried)
            if callers:
                place = Path(folder)
                environment = {**_store(place), **os.environ}
                unequal = compare_callers(
                    paths[0], callers, codes, helpers, place, environment, seconds
                )
                told = f"verify: {len(callers) - unequal} of {len(callers)} callers equal"
                click.echo(told, err=True)
                status = status or min(unequal, 1)
            return status
    except OSError as error:
        write_problem(os.fsdecode(error.filename or ""), (error.strerror or str(error)).lower())
        return 1
    except (_Refused, NoCaller) as refused:
        write_problem(refused.name, refused.reason)
        return 1


def _codes_of(paths: tuple[str, ...], codes: frozenset[str], helpers: str) -> tuple[str, str]:
    """Return the code of the agent before and after."""
    from responses_protocol.codemods.files import migrate_file

    raw = Path(paths[0]).read_bytes()
    before = _module(paths[0], raw)
    if len(paths) == 2:
        return before, _module(paths[1], Path(paths[1]).read_bytes())
    made = migrate_file(paths[0], raw, select=codes, helpers=helpers)
    if made.after == raw:
        reason = "there is nothing to migrate here: name the agent before, and then that after"
        raise _Refused(paths[0], reason)
    left = sum(one.severity != "info" for one in made.findings)
    if left:
        told = f"{amount(left, 'finding')} left, which `migrate` without --verify tells"
        click.echo(f"verify: {told}", err=True)
    return before, _module(paths[0], made.after)


def _module(name: str, raw: bytes) -> str:
    """Return the code of a module, or of the one module that a notebook writes."""
    from responses_protocol.codemods.sources import UnreadableFile, read_source

    try:
        blocks = read_source(name, raw).blocks
    except UnreadableFile as error:
        raise _Refused(name, error.reason) from None
    if not any(block.label for block in blocks):
        return "".join(block.text for block in blocks)
    written = [block for block in blocks if block.target]
    if len({block.target for block in written}) != 1:
        raise _Refused(name, "a notebook is verified by the one file that it writes (%%writefile)")
    return "".join(block.text for block in written)


def _requests(file: str) -> Iterator[Object]:
    """The requests of a file, each with ``input``; those of a ChatAgent are converted."""
    for entry in entries([file]):
        try:
            request = loads(entry.raw)
            if isinstance(request, dict) and isinstance(request.get("messages"), list):
                # a ChatAgent gets the messages, a ResponsesAgent what they are
                request["input"] = rp.convert(
                    request["messages"], "responses", source="chat_agent", kind="history"
                ).value
        except ConversionError as error:
            raise _Refused(f"{file}:{entry.line}", error.reason) from None
        if not isinstance(request, dict) or not isinstance(request.get("input"), list):
            reason = 'a request is an object with a list as "input" or "messages"'
            raise _Refused(f"{file}:{entry.line}", reason)
        yield request


def _tried(
    name: str, text: str, asked: list[Object], context: Object, folder: Path, seconds: float
) -> Iterator[Object]:
    """What an agent answers to each request, both methods, in so many seconds for each."""
    folder.mkdir()
    names = ("agent.py", "requests.jsonl", "context.json", "out.jsonl")
    code, requests, model_context, out = files = [folder / name for name in names]
    code.write_text(text, encoding="utf-8", newline="")
    requests.write_text("".join(json.dumps(one) + "\n" for one in asked), encoding="utf-8")
    model_context.write_text(json.dumps(context), encoding="utf-8")
    out.touch()
    status = _run(name, files, out, {**_store(folder), **os.environ}, seconds)
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    side = "after" if folder.name == "1" else "before"
    if lines and "failed" in lines[0]:
        reason = f"the agent {side} can't be imported: {_failure(lines[0]['failed'])}"
        if "load_context" in text and not any(context.values()):
            reason += "; --artifact and --model-config name what load_context reads"
        raise _Refused(name, reason)
    if len(lines) != len(asked) + 1:
        reason = f"the agent {side} ended its process (exit status {status})"
        raise _Refused(name, reason)
    for line in lines[1:]:
        yield {**line, "streams": lines[0]["streams"]}


def _run(
    name: str, files: list[Path], out: Path, environment: dict[str, str], seconds: float
) -> int:
    """Run a trial and return its exit status; end it when a request takes longer than it may.

    Each request that is done adds a line to ``out``. Raises ``_Refused``.
    """
    with subprocess.Popen(
        [sys.executable, "-m", _TRIAL, name, *map(str, files)],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # so that what it has started ends with it
    ) as process:
        size, since = 0, time.monotonic()
        try:
            while True:
                with suppress(subprocess.TimeoutExpired):
                    return process.wait(timeout=min(_OFTEN, seconds))
                if out.stat().st_size != size:
                    size, since = out.stat().st_size, time.monotonic()
                elif time.monotonic() - since > seconds:
                    done = out.read_bytes().count(b"\n")
                    what = f"request {done}" if done else "the import"
                    reason = f"{what} took longer than {seconds:g} seconds (--time-limit)"
                    raise _Refused(name, reason)
        finally:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a trial and what it has started, if any of it is left."""
    with suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()


def _store(folder: Path) -> dict[str, str]:
    """A place for what MLflow writes, where the user has set none."""
    return {
        "MLFLOW_ALLOW_FILE_STORE": "true",
        "MLFLOW_TRACKING_URI": (folder / "runs").as_uri(),
    }


def _compared(asked: list[Object], before: list[Object], after: list[Object]) -> int:
    from responses_protocol.codemods.comparing import differences, side_by_side

    unequal = failures = 0
    for number, (one, other) in enumerate(zip(before, after, strict=True), 1):
        for method in _METHODS:
            told = f"request {number}, {method}"
            if other[method].get("not_streamed") and not (one["streams"] or other["streams"]):
                write_out(f"{told}: equal (neither streams)\n")
                continue
            is_new = _is_new_stream(one, other, method)
            found = (
                differences(_whole(one["predict"]), _whole(other[method]))
                if is_new
                else differences(one[method], other[method])
            )
            unequal += bool(found)
            failures += "failed" in other[method] and (is_new or "failed" in one[method])
            before_it = one["predict"] if is_new else one[method]
            equal = f"equal{_told(before_it)}{_NEW_STREAM if is_new else ''}"
            write_out(f"{told}: {'different' if found else equal}\n")
            lines = [*side_by_side(before_it, other[method]), *found] if found else []
            for line in lines[:_SHOWN]:
                write_out(f"  {line}\n")
            if len(lines) > _SHOWN:
                write_out(f"  and {len(lines) - _SHOWN} more\n")
    total = len(asked) * len(_METHODS)
    click.echo(f"verify: {total - unequal} of {total} answers equal", err=True)
    silent = sum(
        other[method].get("not_streamed", False) and not (one["streams"] or other["streams"])
        for one, other in zip(before, after, strict=True)
        for method in _METHODS
    )
    if failures and failures == total - silent:
        click.echo("verify: every answer is a failure, which proves nothing", err=True)
        return 1
    return 1 if unequal else 0


def _is_new_stream(before: Object, after: Object, method: str) -> bool:
    """Tell whether only the agent after streams, because the migration wrote the method."""
    streams = after["streams"] and not before["streams"]
    return bool(streams and before[method].get("not_streamed"))


def _whole(answer: Object) -> Object:
    """Return an answer without what only a stream, or only an answer, has."""
    return {name: value for name, value in answer.items() if name not in ("answer", "deltas")}


def _told(answer: Object) -> str:
    if "failed" in answer:
        return f" (both fail: {_failure(answer['failed'])})"
    kinds = [str(item.get("type")) for item in answer["output"]]
    return f" ({len(kinds)} item{'' if len(kinds) == 1 else 's'}: {', '.join(kinds) or 'none'})"


def _failure(failed: Object) -> str:
    if failed["type"] == "NoAgent":
        return "there is no agent in it, or several and none of them is the model that is set"
    where = f" in line {failed['line']}" if failed.get("line") else ""
    module = f": no module {failed['module']}" if failed.get("module") else ""
    return f"{failed['type']}{module}{where}"
