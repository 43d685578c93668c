"""The fuzzer finds what is wrong, shrinks it, and keeps it; and its turns can be repeated."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

import responses_protocol as rp
from fuzz.__main__ import main, report
from fuzz.cases import Case, read_file, write_file, write_text
from fuzz.hunting import hunt
from fuzz.mutations import count_levels
from fuzz.reducing import reduce_failure
from fuzz.targets import TARGETS, Failure, Target, find_failure
from responses_protocol._lens.restoration import restore


def restore_with_losses(value: Any, complement: Any) -> Any:
    """Restore, and lose every member that is -1."""
    return remove_minus_one(restore(value, complement))


def remove_minus_one(value: Any) -> Any:
    if isinstance(value, list):
        return [remove_minus_one(element) for element in value]
    if not isinstance(value, dict):
        return value
    members = value.items()
    return {k: remove_minus_one(v) for k, v in members if v != -1}


def test_a_planted_fault_is_found_shrunk_and_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rp, "restore", restore_with_losses)
    known_places: set[str] = set()  # whatever else there is to find
    for turn in range(20):
        failure = hunt("convert", turn, known_places, tmp_path)
        if failure is not None and "laws.exact" in failure.place:
            break
        known_places |= {failure.place} if failure is not None else set()
    assert failure is not None
    assert "laws.exact" in failure.place
    assert len(write_text(failure.case.payload)) < 40
    assert "-1" in write_text(failure.case.payload)
    case = read_file(write_file(failure.case, tmp_path / "found"))
    assert case == failure.case
    second_failure = find_failure(case)
    assert second_failure is not None
    assert second_failure.place == failure.place
    monkeypatch.undo()
    assert find_failure(case) is None


def make_failing_check(is_wrong: Callable[[Any], bool]) -> Callable[..., None]:
    def check(payload: Any, **given: Any) -> None:
        assert not is_wrong(payload), "planted"

    return check


def loop_forever(payload: Any) -> bool:
    while write_text(payload).startswith('[{"x"'):
        pass
    return False


@pytest.mark.parametrize(
    ("is_wrong", "smallest"),
    [
        (lambda payload: "content" in write_text(payload), {"content": []}),
        (lambda payload: write_text(payload).count('"role"') > 1, [{"role": ""}, {"role": ""}]),
        (lambda payload: count_levels(payload) > 4, [{"text": [[""]]}]),
    ],
    ids=["a word", "two members", "depth"],
)
def test_a_case_is_taken_apart(
    is_wrong: Callable[[Any], bool], smallest: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(TARGETS, "convert", make_target(make_failing_check(is_wrong)))
    message = {"role": "user", "content": [{"type": "text", "text": [["Hi"]]}]}
    first = find_failure(Case("convert", {}, [message, message]))
    assert first is not None
    assert reduce_failure(first).case.payload == smallest


def make_target(check: Callable[..., None]) -> Target:
    return Target(check, st.nothing(), 1)


def test_an_endless_case_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fuzz.targets.LONGEST", 0.2)
    monkeypatch.setitem(TARGETS, "convert", make_target(make_failing_check(loop_forever)))
    failure = find_failure(Case("convert", {}, [{"x": 1}]))
    assert failure is not None
    assert failure.place == "convert TooSlow"


def test_deep_and_long_cases_are_kept_as_they_are(tmp_path: Path) -> None:
    payload: Any = 10**5_000
    for _ in range(900):
        payload = [payload]
    case = Case("convert", {}, payload)
    assert write_text(read_file(write_file(case, tmp_path)).payload) == write_text(payload)


def test_a_turn_draws_the_same_cases_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts: list[list[str]] = []
    monkeypatch.setattr(
        "fuzz.hunting.find_failure", lambda case: texts[-1].append(write_text(vars(case)))
    )
    for turn in (1, 1, 2):
        texts.append([])
        hunt("migrate", turn, examples=tmp_path)
    assert texts[0] == texts[1]
    assert texts[0] != texts[2]


def fail(_: Any) -> Any:
    raise AssertionError("no case")


def test_an_error_outside_of_a_case_is_passed_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = Target(make_failing_check(loop_forever), st.integers().map(fail), 1)
    monkeypatch.setitem(TARGETS, "convert", target)
    with pytest.raises(AssertionError, match="no case"):
        hunt("convert", 1, examples=tmp_path)


def test_a_run_reports_failures_and_exits_with_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    failures = [Failure(Case("convert", {}, number), f"place {number}", "why") for number in (1, 2)]
    assert report(failures, tmp_path, 7) == 1
    output = capsys.readouterr().out
    assert all(failure.place in output for failure in failures)
    assert "seed 7" in output
    assert [read_file(file).payload for file in sorted(tmp_path.iterdir())] in ([1, 2], [2, 1])
    assert report([], tmp_path, 7) == 0


def test_a_run_ends_when_the_time_is_over(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--minutes", "0", "--seed", "7", "--cores", "1"]) == 0
    assert capsys.readouterr().out.startswith("seed 7, ")
    with pytest.raises(SystemExit):
        main(["nobody"])


def test_a_run_of_so_many_turns_is_the_same_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    runs: list[list[tuple[int, str]]] = []

    def hunts(turns: Iterator[tuple[int, str]], cores: int) -> Iterator[Failure]:
        runs.append(list(turns))
        return iter(())

    monkeypatch.setattr("fuzz.__main__.run_turns", hunts)
    for turns in ("30", "30", "3"):
        assert main(["--turns", turns, "--seed", "7", "--cores", "1"]) == 0
    assert runs[0] == runs[1]
    assert runs[2] == runs[0][:3] == [(7, "convert"), (8, "restore"), (9, "validate")]
    assert {name for _, name in runs[0]} == set(TARGETS)
