"""The program as a process: pipes, signals, limits and what it imports."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

PROGRAM = (sys.executable, "-m", "responses_protocol")
TO_CHAT = (*PROGRAM, "convert", "--to", "chat_completions")


def test_the_module_is_the_program() -> None:
    source = b'{"input": "hi"}\n'
    result = subprocess.run([*TO_CHAT, "-"], input=source, capture_output=True, check=True)
    assert json.loads(result.stdout)["messages"] == [{"role": "user", "content": "hi"}]
    usage = subprocess.run([*PROGRAM, "--help"], capture_output=True, text=True, check=True)
    assert usage.stdout.startswith("Usage: responses-protocol ")


def test_a_closed_pipe_ends_it_silently() -> None:
    source = b'{"input": "hi"}\n' * 20_000
    with subprocess.Popen(
        [*TO_CHAT, "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        with suppress(BrokenPipeError):
            process.stdin.write(source)
            process.stdin.close()
        error = process.stderr.read().decode()
    assert process.returncode == 141
    assert error == ""


@pytest.mark.parametrize("closed", ["0<&-", "1>&-"])
def test_closed_standard_streams_are_one_line(closed: str, tmp_path: Path) -> None:
    (tmp_path / "in").write_bytes(b'{"input": "hi"}\n')
    file = "-" if closed.startswith("0") else str(tmp_path / "in")
    result = subprocess.run(
        ["sh", "-c", f'"$@" {closed}', "sh", *TO_CHAT, file], capture_output=True, text=True
    )
    assert result.returncode == 1
    assert result.stderr.startswith("Error: standard ")
    assert result.stderr.count("\n") == 1


def test_a_full_disk_is_one_line_and_leaves_no_file(tmp_path: Path) -> None:
    limit = (
        "import resource, signal, sys;"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000));"
        "from responses_protocol._cli import main; main()"
    )
    result = subprocess.run(
        [sys.executable, "-c", limit, *TO_CHAT[3:], "-", "-o", str(tmp_path / "out")],
        input=b'{"input": "hi"}\n' * 20_000,
        capture_output=True,
    )
    assert result.returncode == 1
    assert result.stderr.startswith(b"Error: ")
    assert result.stderr.count(b"\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.growth
def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    """A reader, writer or counter that kept the lines would hold five megabytes more."""
    measure = (
        "import sys, tracemalloc; from responses_protocol._cli import main\n"
        "tracemalloc.start()\n"
        "try: main()\n"
        "finally: print(tracemalloc.get_traced_memory()[1], file=sys.stderr)"
    )
    line = json.dumps({"input": [{"role": "user", "content": "x" * 500}]}).encode() + b"\n"
    peaks = []
    for count in (1_000, 10_000):
        source = tmp_path / "in"
        source.write_bytes(line * count)
        files = ("-o", str(tmp_path / "out"), "--complement", str(tmp_path / "undo"))
        result = subprocess.run(
            [sys.executable, "-c", measure, *TO_CHAT[3:], str(source), *files],
            stderr=subprocess.PIPE,
            check=True,
        )
        peaks.append(int(result.stderr.split()[-1]))
    assert peaks[1] - peaks[0] < 200_000


def test_a_terminal_gets_a_table_that_names_cannot_command(tmp_path: Path) -> None:
    pytest.importorskip("rich")
    message = {"type": "message", "role": "user", "content": "hi", "\x1b]0;title\x07": 1}
    terminal, stderr = os.openpty()
    result = subprocess.run(
        [*TO_CHAT, "-", "-o", str(tmp_path / "out")],
        input=json.dumps([message]).encode(),
        stderr=stderr,
        env=os.environ | {"TERM": "xterm", "COLUMNS": "100"},
    )
    output = os.read(terminal, 100_000).decode()
    os.close(terminal)
    os.close(stderr)
    assert result.returncode == 0
    assert "┃" in output
    assert "unknown_member" in output
    assert r"\x1b]0;title\x07" in output
    assert "\x1b]" not in output


def test_converting_imports_no_validation() -> None:
    code = (
        "import sys; from responses_protocol._cli import main\n"
        "try: main()\n"
        "except SystemExit: print(*sys.modules, file=sys.stderr)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code, *TO_CHAT[3:], "-"],
        input=b'{"input": "hi"}\n',
        capture_output=True,
        check=True,
    )
    loaded = result.stderr.decode().split()
    assert "responses_protocol._cli" in loaded
    assert not {"pydantic", "jsonschema", "rich"} & set(loaded)
