"""The table of broken histories, and what a repair says of what it can't do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

import pytest
from cases import ASK, CASES, CHAT, Case, answer, call, calls, output
from growth import Work, is_linear
from mending import check

import responses_protocol as rp
from responses_protocol._mends.marker import INTERRUPTED
from responses_protocol._mends.mend import DROPS, KEEPS, Action
from responses_protocol._mends.table import STEPS


def remove_left_out(value: Any) -> Any:
    """Return a value without the members that the table marks as left out."""
    if isinstance(value, dict):
        return {
            key: remove_left_out(element) for key, element in value.items() if element is not ...
        }
    return [remove_left_out(element) for element in value] if isinstance(value, list) else value


@pytest.mark.parametrize("case", [pytest.param(mend, id=mend.name) for mend in CASES])
def test_a_row_of_the_table(case: Case) -> None:
    if case.subject:
        repair = check(case.payload, case.subject, case.target, **case.asked)
    else:
        repair = rp.repair(case.payload)
        assert rp.undo(repair.value, repair.complement) == case.payload
    assert repair.value == remove_left_out(case.value)
    assert [(mend.code, mend.pointer, mend.done) for mend in repair.mends] == [*case.mends]


def test_every_code_and_every_kind_of_mend_is_in_the_table() -> None:
    codes = {code for case in CASES for code, _, _ in case.mends}
    assert {code for step in STEPS for code in step.codes} <= codes | {"RP802"}
    assert {action for case in CASES for _, _, action in case.mends} == {*get_args(Action)}


def test_the_names_of_steps_are_their_own() -> None:
    names = [step.name for step in STEPS]
    assert sorted(names) == sorted({*names})


def test_a_changed_value_is_not_undone() -> None:
    repair = rp.repair([ASK, call("call_a"), ASK], "responses/history")
    with pytest.raises(rp.ComplementError, match="another value"):
        rp.undo([*repair.value, ASK], repair.complement)


DAMAGES: list[dict[str, Any]] = [
    {"kind": "conversion"},
    {"version": 2},
    {"digest": None},
    {"lists": {}},
    {"lists": [{"pointer": "/9", "source": []}]},
    {"lists": [{"pointer": "", "source": [[0, 9]]}]},
    {"lists": [{"pointer": "", "source": [[-1, 1]]}]},
    {"lists": [{"pointer": "", "source": [{"at": 9, "members": {}, "without": []}]}]},
    {"lists": [{"pointer": "", "source": ["x"]}]},
    {"lists": [{"pointer": "x", "source": []}]},
    {"lists": [7]},
    {"members": []},
    {"members": {"/0/role/x": {}}},
]


@pytest.mark.parametrize("damage", DAMAGES, ids=str)
def test_a_damaged_complement_is_reported(damage: dict[str, Any]) -> None:
    repair = rp.repair([ASK, call("call_a"), ASK], "responses/history")
    complements: list[Any] = [{**repair.complement, **damage}, [], None]
    for complement in complements:
        with pytest.raises(rp.ComplementError):
            rp.undo(repair.value, complement)


def test_a_complement_shares_nothing_with_the_value() -> None:
    source = [calls("call_a", "call_a"), answer("call_a"), answer("call_a", "9 m"), answer("b")]
    repair = rp.repair(source, CHAT)
    complement = json.dumps(repair.complement)
    for message in repair.value:
        message.clear()
    assert json.dumps(repair.complement) == complement
    assert source[0]["role"] == "assistant"


@pytest.mark.parametrize(
    ("payload", "arguments", "error"),
    [
        ({"object": "response", "output": []}, {}, rp.ConversionError),
        ([{"type": "function", "name": "f", "parameters": {}}], {}, rp.ConversionError),
        ({"x": 1}, {}, rp.ConversionError),
        ([object()], {}, rp.ConversionError),
        ([ASK], {"target": "nobody"}, ValueError),
        ([ASK], {"subject": "nothing"}, ValueError),
        ([ASK], {"drop": ("reasoning",)}, ValueError),
        ([ASK], {"keep": ("calls",)}, ValueError),
    ],
)
def test_wrong_arguments_are_refused(
    payload: Any, arguments: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        rp.repair(payload, **arguments)


def test_nesting_that_is_too_deep_is_an_error() -> None:
    nested: Any = "x"
    for _ in range(100_000):
        nested = [nested]
    with pytest.raises(rp.ConversionError):
        rp.repair([{"role": "user", "content": "Hi", "metadata": nested}], "responses/history")
    with pytest.raises(rp.ConversionError):
        rp.undo(nested, {})


def test_the_values_are_frozen() -> None:
    repair = rp.repair([ASK, call("call_a")], "responses/history")
    for owner, name in ((repair, "value"), (repair.mends[0], "code")):
        with pytest.raises(AttributeError):
            setattr(owner, name, None)


ONE_OF_MANY: dict[str, Any] = {
    "calls": ("responses/history", lambda n: [call(f"call_{i}") for i in range(n)]),
    "outputs": ("responses/history", lambda n: [output(f"call_{i}") for i in range(n)]),
    "one id": ("responses/history", lambda n: [call("", str(i)) for i in range(n)]),
    "pairs of one id": (
        "responses/history",
        lambda n: [
            *(call("a", str(i)) for i in range(n)),
            *(output("a", str(i)) for i in range(n)),
        ],
    ),
    "ids of others": ("responses/history", lambda n: [call(f"c{i}", id="x") for i in range(n)]),
    "thoughts": (
        "responses/history",
        lambda n: [{"type": "reasoning", "id": f"rs_{i}", "summary": []} for i in range(n)],
    ),
    "calls of a message": (CHAT, lambda n: [calls(*(["a"] * n)), *([answer("a")] * n)]),
    "messages with calls": (CHAT, lambda n: [calls(f"{i % 7}") for i in range(n)]),
    "strays": (CHAT, lambda n: [*([answer("a")] * n), *([calls("a"), ASK] * n)]),
    "long ids": (CHAT, lambda n: [calls(*(f"{i}{'x' * 50}" for i in range(n)))]),
}


@pytest.mark.growth
@pytest.mark.parametrize("name", ONE_OF_MANY)
def test_the_time_grows_with_the_length(name: str) -> None:
    subject, make = ONE_OF_MANY[name]

    def work(length: int) -> Work:
        payload = make(length)

        def mend() -> None:
            repair = rp.repair(payload, subject)
            assert repair.mends
            assert rp.undo(repair.value, repair.complement) == payload

        return mend

    assert is_linear(work(1_000), work(2_000))


PAGE = Path(__file__).parents[2].joinpath("docs/repair.md").read_text(encoding="utf-8")


def test_the_page_has_every_step_and_every_word() -> None:
    for step in STEPS:
        assert f"| {step.name} | {step.summary} | {', '.join(step.codes)} |\n" in PAGE
    for word in (*get_args(Action), *DROPS, *KEEPS, INTERRUPTED):
        assert word in PAGE
