"""A repair in JSON text: it is the repair of the value, and all else stays as it was written."""

from __future__ import annotations

import difflib
import json
from typing import Any

import pytest
from cases import CASES, Case, output
from hypothesis import given
from hypothesis import strategies as st
from mending import break_history

import responses_protocol as rp
from responses_protocol._checks.subjects import SUBJECTS
from responses_protocol._mends.json_text import repair_text
from responses_protocol._mends.repairing import RepairSettings
from responses_protocol.testing import histories

LAYOUTS: tuple[dict[str, Any], ...] = (
    {},
    {"separators": (",", ":")},
    {"indent": 2},
    {"indent": "\t", "ensure_ascii": False},
)


def check(
    payload: Any, subject: str, target: Any, layout: dict[str, Any], pointer: str = ""
) -> bytes:
    """Rewrite a text, and compare it with the repair of its value; return it."""
    owner: Any = payload
    steps = [step.replace("~1", "/") for step in pointer.split("/")[1:]]
    for step in reversed(steps):
        owner = {"custom": 1.50, step: owner}
    raw = f"\ufeff \n{json.dumps(owner, **layout)}\r\n".encode("utf-8", "surrogatepass")
    text, mends = repair_text(raw, SUBJECTS[subject], RepairSettings(target), pointer)
    repair = rp.repair(payload, subject, target=target)
    value = json.loads(text.decode("utf-8-sig"))
    for step in steps:
        value = value[step]
    assert value == repair.value
    assert [(pointer + mend.pointer, mend.code) for mend in repair.mends] == [
        (mend.pointer, mend.code) for mend in mends
    ]
    assert text == raw or mends
    assert (text[:5], text[-2:]) == (raw[:5], raw[-2:])
    return text


@pytest.mark.parametrize("layout", LAYOUTS, ids=str)
@pytest.mark.parametrize(
    "case", [pytest.param(one, id=one.name) for one in CASES if one.subject and not one.asked]
)
def test_the_table_in_every_layout(case: Case, layout: dict[str, Any]) -> None:
    check(case.payload, case.subject, case.target, layout)
    check(case.payload, case.subject, case.target, layout, "/body/in~1side")


@given(data=st.data())
def test_generated_histories_in_every_layout(data: st.DataObject) -> None:
    dialect = data.draw(st.sampled_from(("responses", "chat_completions", "chat_agent")))
    history = data.draw(histories(dialect, max_turns=3).flatmap(break_history))
    layout = data.draw(st.sampled_from(LAYOUTS))
    target = data.draw(st.sampled_from(("openai", "deepseek", "mistral")))
    check(history, f"{dialect}/history", target, layout)


def test_only_mended_lines_differ() -> None:
    call = {"type": "function_call", "call_id": "call_a", "name": "f", "arguments": "{}", "id": "x"}
    history = [{"role": "user", "content": str(index)} for index in range(9)]
    history[3:3] = [output("call_b"), call]
    raw = json.dumps(history, indent=2).encode()
    text, _ = repair_text(raw, SUBJECTS["responses/history"], RepairSettings())
    matcher = difflib.SequenceMatcher(a=raw.splitlines(), b=text.splitlines(), autojunk=False)
    equal_lines = sum(block.size for block in matcher.get_matching_blocks())
    removed_lines = 5 + 1  # the output without a call, and the id
    assert (
        equal_lines >= len(raw.splitlines()) - removed_lines - 1
    )  # the member before the id has no comma now
    assert len(text.splitlines()) == len(raw.splitlines()) - removed_lines + 5


@pytest.mark.parametrize("raw", [b"", b"[", b'[{"role": "user", "role": "user"}]', b"\xff[]"])
def test_text_that_is_no_json_stays(raw: bytes) -> None:
    assert repair_text(raw, SUBJECTS["responses/history"], RepairSettings()) == (raw, ())
