"""``validate``: places, choices, exit statuses, fixing, and that nothing makes it fail."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from cli_commands import run
from click.testing import Result
from hypothesis import given
from hypothesis import strategies as st

from responses_protocol._testing.json_values import json_values

PROGRAM = (sys.executable, "-m", "responses_protocol", "validate")
CALL = {"type": "function_call", "call_id": "call_abc", "name": "add", "arguments": "{}"}
OUTPUT = {"type": "function_call_output", "call_id": "call_abc", "output": "3"}
USER = {"role": "user", "content": "é"}
UNANSWERED = [CALL, USER]
REQUEST = {"model": "gpt-5", "input": [USER, CALL, USER]}
MESSAGE = "No tool output found for function call call_abc."
HINT = "(responses history)  hint: `responses-protocol validate --fix --repair` mends it."


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    return tmp_path


def write(name: str, *values: Any, indent: int | None = None) -> None:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps(value, indent=indent, ensure_ascii=False) + "\n" for value in values]
    path.write_text("".join(lines), encoding="utf-8")


def validate(*arguments: str, stdin: bytes = b"") -> Result:
    return run("validate", *arguments, stdin=stdin)


def test_one_problem_a_line() -> None:
    write("fixtures/history.jsonl", [CALL, OUTPUT], UNANSWERED, [USER, *UNANSWERED])
    result = validate("fixtures/history.jsonl")
    assert result.exit_code == 1
    assert result.stdout == (
        f"fixtures/history.jsonl:2:2: error RP203 input[0]: {MESSAGE}  {HINT}\n"
        f"fixtures/history.jsonl:3:36: error RP203 input[1]: {MESSAGE}  {HINT}\n"
    )
    assert result.stderr == "validate: 1 file, 3 records (responses history 3); 2 errors\n"


def test_nothing_wrong_is_no_line() -> None:
    write("a.json", [CALL, OUTPUT])
    result = validate("a.json")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "validate: 1 file, 1 record (responses history 1); no problems\n"


def test_places_in_indented_and_wrapped_payloads() -> None:
    write("a.json", REQUEST, indent=2)
    write("b.jsonl", {"custom_id": "x", "url": "/v1/responses", "body": REQUEST})
    findings = json.loads(validate(".", "--format", "json").stdout)
    assert [
        (finding["path"], finding["line"], finding["column"], finding["pointer"])
        for finding in findings
    ] == [
        ("a.json", 8, 5, "/input/1"),
        ("b.jsonl", 1, 115, "/body/input/1"),
    ]
    assert {finding["place"] for finding in findings} == {"input[1]"}


def test_problems_are_reported_in_the_order_of_files_and_lines() -> None:
    write("b.jsonl", UNANSWERED, "x", UNANSWERED)
    write("a/c.json", UNANSWERED)
    write("d.json", UNANSWERED)
    result = validate("d.json", "b.jsonl", "a", "b.jsonl")
    places = [line.partition(" ")[0] for line in result.stdout.splitlines()]
    assert places == [
        "d.json:1:2:",
        "b.jsonl:1:2:",
        "b.jsonl:2:1:",
        "b.jsonl:3:2:",
        "a/c.json:1:2:",
    ]


def find_codes(*arguments: str) -> list[str]:
    result = validate(*arguments, "--format", "json")
    assert result.exit_code in (0, 1), result.stderr
    codes = [finding["code"] for finding in json.loads(result.stdout)]
    assert result.exit_code == bool(codes)
    return codes


def test_rules_and_severities_are_chosen() -> None:
    Path("a.jsonl").write_text('[{"role": "user", "role": "assistant", "content": "x"}]\n{"a": \n')
    write("b.json", UNANSWERED)
    assert find_codes(".") == ["RP006", "RP002", "RP203"]
    assert find_codes(".", "--severity", "error") == ["RP002", "RP203"]
    assert find_codes(".", "--select", "RP2") == ["RP203"]
    assert find_codes(".", "--select", "rp006, RP203") == ["RP006", "RP203"]
    assert find_codes(".", "--select", "RP006", "--select", "RP203") == ["RP006", "RP203"]
    assert find_codes(".", "--ignore", "RP0") == ["RP203"]
    assert find_codes(".", "--ignore", "RP0", "--select", "RP006") == ["RP006"]
    assert find_codes(".", "--select", "RP2", "--ignore", "RP203") == []
    assert find_codes(".", "--select", "RP2", "--ignore", "RP2") == []


def test_the_subject_can_be_given() -> None:
    write("a.jsonl", {"request": {"payload": [{"role": "user", "content": "x"}]}})
    assert find_codes("a.jsonl") == ["RP013"]
    assert find_codes("a.jsonl", "--at", "/request") == ["RP013"]
    assert find_codes("a.jsonl", "--at", "/gone") == ["RP013"]
    result = validate("a.jsonl", "--at", "/request/payload")
    assert "(chat_completions history 1); no problems" in result.stderr
    result = validate("a.jsonl", "--at", "/request/payload", "--as", "responses/history")
    assert "(responses history 1); no problems" in result.stderr
    findings = json.loads(validate("a.jsonl", "--at", "/request", "--format", "json").stdout)
    assert (findings[0]["pointer"], findings[0]["column"]) == ("/request", 13)
    assert "--at /payload" in findings[0]["hint"]


def test_the_profile_of_requests_takes_less() -> None:
    write("a.json", {"model": "gpt-5", "input": [{"role": "user", "content": "x", "bogus": 1}]})
    assert find_codes("a.json") == []
    assert find_codes("a.json", "--profile", "request") != []


CHUNK = {"object": "chat.completion.chunk", "id": "a", "choices": [{"index": 0, "delta": {}}]}
LAST_CHUNK = {**CHUNK, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}
USAGE = {**CHUNK, "id": "", "choices": [], "usage": None}
CREATED = {"type": "response.created", "response": {}}
DELTA = {"type": "response.output_text.delta", "delta": "a"}


@pytest.mark.parametrize(
    ("records", "subject"),
    [
        ([CHUNK, CHUNK, LAST_CHUNK, USAGE], "1 record (chat_completions chunks 1)"),
        ([LAST_CHUNK, USAGE, {**CHUNK, "id": "b"}], "2 records (chat_completions chunks 2)"),
        ([CHUNK, {**CHUNK, "id": "b"}], "1 record (chat_completions chunks 1)"),
        ([CHUNK, {"error": {"message": "no"}}], "1 record (chat_completions chunks 1)"),
        ([CREATED, DELTA, CREATED, DELTA], "2 records (responses events 2)"),
        ([CREATED, CHUNK], "2 records (responses events 1, chat_completions chunks 1)"),
        ([CREATED, [CALL]], "2 records (responses events 1, responses history 1)"),
    ],
)
def test_payloads_of_a_stream_that_are_lines_are_one_list(records: list[Any], subject: str) -> None:
    write("a.jsonl", *records)
    assert subject in validate("a.jsonl").stderr


def test_places_in_a_stream_of_lines() -> None:
    write("a.jsonl", CREATED, {**DELTA, "delta": 7})
    for arguments in ([], ["--as", "responses/events"]):
        findings = json.loads(validate("a.jsonl", "--format", "json", *arguments).stdout)
        assert ("/1/delta", 2, 49) in [
            (finding["pointer"], finding["line"], finding["column"]) for finding in findings
        ]


def test_standard_input() -> None:
    result = validate("-", stdin=gzip.compress(json.dumps(UNANSWERED).encode()))
    assert result.exit_code == 1
    assert result.stdout.startswith("-:1:2: error RP203 ")


@pytest.mark.parametrize("style", ["text", "json", "github", "sarif", "junit"])
def test_every_format_is_whole(style: str) -> None:
    write("a.json", UNANSWERED)
    write("b.json", [CALL, OUTPUT])
    for paths in (["a.json"], ["b.json"], ["."]):
        result = validate(*paths, "--format", style)
        assert result.exit_code == ("b.json" not in paths)
        assert ("RP203" in result.stdout) == ("b.json" not in paths) or style == "sarif"
        if style in ("json", "sarif"):
            json.loads(result.stdout)


def test_inside_of_actions_problems_are_annotations(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    write("a.json", UNANSWERED)
    assert validate("a.json").stdout.startswith("::error file=a.json,line=1,col=2,")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["gone.json"],
        ["a.json", "*.gone"],
        ["a.json", "--as", "responses/nothing"],
        ["a.json", "--at", "input"],
        ["a.json", "--select", "RP2x"],
        ["a.json", "--ignore", ","],
        ["a.json", "--format", "xml"],
        ["a.json", "--severity", "fatal"],
        ["a.json", "--target", "nobody"],
        ["a.json", "--would-lose", "everything"],
        ["-", "--fix"],
        ["-", "--diff"],
        ["a.json", "--repair"],
    ],
)
def test_wrong_usage(arguments: list[str]) -> None:
    write("a.json", UNANSWERED)
    result = validate(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("Usage: ")


PART = {"type": "input_text", "text": "x", "annotations": []}
FIXABLE = {"model": "gpt-5", "input": [{"role": "assistant", "content": [PART]}]}


def test_diff_shows_the_fixes_that_fix_writes() -> None:
    write("a.jsonl", [CALL, OUTPUT], FIXABLE, UNANSWERED)
    before = Path("a.jsonl").read_text()
    result = validate("a.jsonl", "--diff")
    assert result.exit_code == 1
    assert "; 1 to fix; 2 errors" in result.stderr
    assert '-{"model": "gpt-5"' in result.stdout
    assert Path("a.jsonl").read_text() == before
    result = validate("a.jsonl", "--fix")
    assert result.exit_code == 1
    assert [line.split()[2] for line in result.stdout.splitlines()] == ["RP203"]
    assert result.stderr.endswith("; 1 fixed; 1 error\n")
    assert Path("a.jsonl").read_text() == before.replace("input_text", "output_text")
    assert "fixed" not in validate("a.jsonl", "--fix").stderr


def test_fixing_keeps_all_other_text() -> None:
    text = json.dumps(FIXABLE, indent=3).replace("gpt-5", "gpt-5é").replace("\n", "\r\n")
    content = b"\xef\xbb\xbf\r\n\r\n" + text.encode() + b"\r\n\r\n"
    Path("a.json").write_bytes(content)
    validate("a.json", "--fix")
    assert Path("a.json").read_bytes() == content.replace(b"input_text", b"output_text")
    compressed = gzip.compress(content)
    Path("b.json").write_bytes(compressed)
    assert validate("b.json", "--fix").exit_code == 1
    assert Path("b.json").read_bytes() == compressed


def test_files_are_left_out() -> None:
    for name in ("a.json", "logs/b.json", "logs/deep/c.json", "broken/d.json"):
        write(name, UNANSWERED)
    paths = [line.partition(":")[0] for line in validate(".").stdout.splitlines()]
    assert len(paths) == 4
    for patterns, remaining in (
        (["broken"], ["a.json", "logs/b.json", "logs/deep/c.json"]),
        (["logs/*", "d.json"], ["a.json"]),
        (["*.json"], []),
        (["logs/deep"], ["a.json", "broken/d.json", "logs/b.json"]),
    ):
        options = [option for pattern in patterns for option in ("--exclude", pattern)]
        for names in (["."], ["a.json", "broken", "logs/**/*.json"]):
            result = validate(*names, *options)
            assert [
                pattern.partition(":")[0] for pattern in sorted(result.stdout.splitlines())
            ] == remaining
            assert result.exit_code == bool(remaining)


def test_a_folder_without_files_is_wrong_usage(folder: Path) -> None:
    (folder / "empty").mkdir()
    (folder / "empty/notes.txt").write_text("x")
    result = validate("empty")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "no file in the folder has a name that payloads have: empty" in result.stderr
    assert "no file, folder or pattern" in validate("gone").stderr


def test_the_report_may_go_to_a_file() -> None:
    write("a.json", UNANSWERED)
    report = validate("a.json", "--format", "sarif").stdout
    result = validate("a.json", "--format", "sarif", "--output", "problems.sarif")
    assert (result.exit_code, result.stdout) == (1, "")
    assert Path("problems.sarif").read_text() == report
    assert "no such file" in validate("a.json", "--output", "gone/problems.txt").stderr


def test_how_a_run_ends_and_is_summed_up() -> None:
    write("a.jsonl", UNANSWERED, UNANSWERED, [OUTPUT])
    assert validate("a.jsonl", "--exit-zero").exit_code == 0
    assert validate("a.jsonl", "--quiet").stderr == ""
    result = validate("a.jsonl", "--statistics")
    assert result.exit_code == 1
    assert result.stderr.splitlines()[:2] == ["2 RP203 unanswered-call", "1 RP204 orphan-output"]


def test_repair_mends_histories_and_fix_does_not() -> None:
    write("a.jsonl", [CALL, OUTPUT], FIXABLE, UNANSWERED)
    before = Path("a.jsonl").read_text()
    validate("a.jsonl", "--fix")  # which is safe, and mends no history
    assert Path("a.jsonl").read_text() == before.replace("input_text", "output_text")
    Path("a.jsonl").write_text(before)
    result = validate("a.jsonl", "--diff", "--repair")
    assert result.exit_code == 1
    assert "+[" in result.stdout
    assert "interrupted" in result.stdout
    message = "a.jsonl:3:2: info RP203 input[0]: Mended (interrupted): "
    assert result.stderr.startswith(message)
    assert "; 1 to fix; 1 to mend; 2 errors" in result.stderr
    assert Path("a.jsonl").read_text() == before
    result = validate("a.jsonl", "--fix", "--repair")
    assert result.exit_code == 0
    assert result.stdout.startswith(message)
    assert result.stdout.count("\n") == 1
    assert result.stderr.endswith("; 1 fixed; 1 mended; no problems\n")
    first, _, third = map(json.loads, Path("a.jsonl").read_text().splitlines())
    assert (first, third[0], third[2]) == ([CALL, OUTPUT], CALL, USER)
    assert third[1]["call_id"] == "call_abc"
    assert "mended" not in validate("a.jsonl", "--fix", "--repair").stderr


def test_a_report_contains_repairs() -> None:
    write("a.jsonl", UNANSWERED, [OUTPUT, USER])
    result = validate("a.jsonl", "--fix", "--repair", "--format", "json", "--select", "RP203")
    assert result.exit_code == 0
    findings = json.loads(result.stdout)
    assert [(finding["code"], finding["severity"], finding["line"]) for finding in findings] == [
        ("RP203", "info", 1)
    ]
    assert json.loads(Path("a.jsonl").read_text().splitlines()[1]) == [OUTPUT, USER]


def test_fixing_only_selected_codes() -> None:
    write("a.json", FIXABLE)
    before = Path("a.json").read_text()
    assert validate("a.json", "--fix", "--select", "RP0").exit_code == 0
    assert Path("a.json").read_text() == before


@given(st.binary(max_size=100) | json_values().map(lambda value: json.dumps(value).encode()))
def test_any_bytes_are_reported(content: bytes) -> None:
    for arguments in ([], ["--as", "responses/request"], ["--as", "chat_completions/chunks"]):
        result = validate("-", *arguments, "--format", "json", "--severity", "info", stdin=content)
        assert result.exit_code == bool(json.loads(result.stdout))


@pytest.mark.growth
def test_memory_does_not_grow_with_the_file() -> None:
    measure = (
        "import sys, tracemalloc; from responses_protocol._cli import main\n"
        "tracemalloc.start()\n"
        "try: main()\n"
        "finally: print(tracemalloc.get_traced_memory()[1], file=sys.stderr)"
    )
    peaks = []
    for count in (500, 5_000):
        write("a.jsonl", *[REQUEST | {"input": "x" * 500}] * count)
        result = subprocess.run(
            [sys.executable, "-c", measure, "validate", "a.jsonl"], capture_output=True, check=True
        )
        peaks.append(int(result.stderr.split()[-1]))
    assert peaks[1] - peaks[0] < 200_000


@pytest.mark.growth
def test_time_grows_no_faster_than_the_file() -> None:
    """A quadratic search for lines would take a hundred times as long for ten times the lines."""
    times = []
    for count in (300, 3_000):
        write("a.json", [CALL | {"call_id": f"call_{number}"} for number in range(count)], indent=1)
        start = time.perf_counter()
        assert len(find_codes("a.json")) == count
        times.append(time.perf_counter() - start)
    assert times[1] < 40 * times[0]


def test_a_closed_pipe_is_one_line_and_no_traceback() -> None:
    write("a.jsonl", *[UNANSWERED] * 5_000)
    with subprocess.Popen(
        [*PROGRAM, "a.jsonl"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        error = process.stderr.read().decode()
    assert process.returncode == 1
    assert error.lower() == "error: standard output: broken pipe.\n"


def test_on_a_terminal_a_long_run_shows_how_far_it_is(folder: Path) -> None:
    write("a.jsonl", *[REQUEST | {"input": "x" * 10_000}] * 1_000, UNANSWERED)
    terminal, stderr = os.openpty()
    result = subprocess.run(
        [*PROGRAM, "a.jsonl"],
        stdout=subprocess.PIPE,
        stderr=stderr,
        env=os.environ | {"TERM": "xterm"},
    )
    output = os.read(terminal, 1_000_000).decode()
    os.close(terminal)
    os.close(stderr)
    assert result.stdout.startswith(b"a.jsonl:1001:2: error RP203 ")
    assert "100%" in output, output
    silent_result = subprocess.run([*PROGRAM, "a.jsonl"], capture_output=True)
    assert b"%" not in silent_result.stderr


@pytest.mark.parametrize("arguments", [["--format", "text"], ["--format", "json"], ["--diff"]])
def test_names_that_can_not_be_shown_are_escaped(arguments: list[str]) -> None:
    name = os.fsdecode(b"\xff\xc3\xa9\x1b[31m.json")
    write(name, FIXABLE)
    result = subprocess.run(
        [*PROGRAM, *arguments, "."],
        capture_output=True,
        env=os.environ | {"PYTHONIOENCODING": "ascii"},
    )
    assert result.returncode == 1
    assert b"Traceback" not in result.stderr
    assert b"\\udcff" in result.stdout
    assert b"\x1b" not in result.stdout or "--diff" in arguments


def test_a_deep_payload_is_reported(folder: Path) -> None:
    deep = '{"properties": {"a": ' * 450 + "1" + "}}" * 450
    tool = f'{{"type": "function", "name": "f", "strict": true, "parameters": {deep}}}'
    Path("a.json").write_text(f'{{"model": "m", "input": "x", "tools": [{tool}]}}')
    assert find_codes("a.json") != []
