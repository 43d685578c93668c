"""The fuzzer finds what is wrong, shrinks it, and keeps it; and its turns can be repeated."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

import responses_protocol as rp
from fuzz.__main__ import main, tell
from fuzz.cases import Case, read, text_of, write
from fuzz.hunting import hunt
from fuzz.mutations import depth
from fuzz.reducing import reduced
from fuzz.targets import TARGETS, Failure, Target, failure
from responses_protocol._lens.restoration import restore


def forgetful(value: Any, complement: Any) -> Any:
    """Restore, and lose every member that is -1."""
    return _forgetful(restore(value, complement))


def _forgetful(value: Any) -> Any:
    if isinstance(value, list):
        return [_forgetful(one) for one in value]
    if not isinstance(value, dict):
        return value
    members = value.items()
    return {k: _forgetful(v) for k, v in members if v != -1}


def test_a_planted_fault_is_found_shrunk_and_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rp, "restore", forgetful)
    known: set[str] = set()  # whatever else there is to find
    for turn in range(20):
        found = hunt("convert", turn, known, tmp_path)
        if found is not None and "laws.exact" in found.place:
            break
        known |= {found.place} if found is not None else set()
    assert found is not None
    assert "laws.exact" in found.place
    assert len(text_of(found.case.payload)) < 40
    assert "-1" in text_of(found.case.payload)
    again = read(write(found.case, tmp_path / "found"))
    assert again == found.case
    wrong = failure(again)
    assert wrong is not None
    assert wrong.place == found.place
    monkeypatch.undo()
    assert failure(again) is None


def planted(wrong: Callable[[Any], bool]) -> Callable[..., None]:
    def check(payload: Any, **given: Any) -> None:
        assert not wrong(payload), "planted"

    return check


def slow(payload: Any) -> bool:
    while text_of(payload).startswith('[{"x"'):
        pass
    return False


@pytest.mark.parametrize(
    ("wrong", "smallest"),
    [
        (lambda payload: "content" in text_of(payload), {"content": []}),
        (lambda payload: text_of(payload).count('"role"') > 1, [{"role": ""}, {"role": ""}]),
        (lambda payload: depth(payload) > 4, [{"text": [[""]]}]),
    ],
    ids=["a word", "two members", "depth"],
)
def test_a_case_is_taken_apart(
    wrong: Callable[[Any], bool], smallest: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(TARGETS, "convert", _target(planted(wrong)))
    message = {"role": "user", "content": [{"type": "text", "text": [["Hi"]]}]}
    first = failure(Case("convert", {}, [message, message]))
    assert first is not None
    assert reduced(first).case.payload == smallest


def _target(check: Callable[..., None]) -> Target:
    return Target(check, st.nothing(), 1)


def test_what_never_ends_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fuzz.targets.LONGEST", 0.2)
    monkeypatch.setitem(TARGETS, "convert", _target(planted(slow)))
    found = failure(Case("convert", {}, [{"x": 1}]))
    assert found is not None
    assert found.place == "convert TooSlow"


def test_deep_and_long_cases_are_kept_as_they_are(tmp_path: Path) -> None:
    deep: Any = 10**5_000
    for _ in range(900):
        deep = [deep]
    case = Case("convert", {}, deep)
    assert text_of(read(write(case, tmp_path)).payload) == text_of(deep)


def test_a_turn_draws_the_same_cases_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[list[str]] = []
    monkeypatch.setattr("fuzz.hunting.failure", lambda case: drawn[-1].append(text_of(vars(case))))
    for turn in (1, 1, 2):
        drawn.append([])
        hunt("migrate", turn, examples=tmp_path)
    assert drawn[0] == drawn[1]
    assert drawn[0] != drawn[2]


def broken(_: Any) -> Any:
    raise AssertionError("no case")


def test_an_error_that_is_none_of_a_case_is_passed_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = Target(planted(slow), st.integers().map(broken), 1)
    monkeypatch.setitem(TARGETS, "convert", target)
    with pytest.raises(AssertionError, match="no case"):
        hunt("convert", 1, examples=tmp_path)


def test_a_run_tells_what_it_found_and_exits_with_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = [Failure(Case("convert", {}, number), f"place {number}", "why") for number in (1, 2)]
    assert tell(found, tmp_path, 7) == 1
    told = capsys.readouterr().out
    assert all(one.place in told for one in found)
    assert "seed 7" in told
    assert [read(file).payload for file in sorted(tmp_path.iterdir())] in ([1, 2], [2, 1])
    assert tell([], tmp_path, 7) == 0


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

    monkeypatch.setattr("fuzz.__main__._hunts", hunts)
    for turns in ("30", "30", "3"):
        assert main(["--turns", turns, "--seed", "7", "--cores", "1"]) == 0
    assert runs[0] == runs[1]
    assert runs[2] == runs[0][:3] == [(7, "convert"), (8, "restore"), (9, "validate")]
    assert {name for _, name in runs[0]} == set(TARGETS)
