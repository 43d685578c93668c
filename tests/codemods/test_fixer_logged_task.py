"""RPM302: the task with which an agent is logged."""

from __future__ import annotations

import pytest
from fixing import assert_fixed, assert_unchanged

pytest.importorskip("libcst", reason="LibCST is not installed")


def log(metadata: str, model: str = "AGENT") -> str:
    return f'mlflow.pyfunc.log_model("a", python_model={model}, metadata={metadata})\n'


@pytest.mark.parametrize(
    "metadata", ['{"task": "agent/v1/responses"}', '{"owner": "us"}', "{}", "metadata", "None"]
)
def test_what_is_no_concern_stays(metadata: str) -> None:
    assert_unchanged(log(metadata), "RPM302")


@pytest.mark.parametrize(
    "text",
    [
        log('{"task": "agent/v2/chat"}', '"other.py"'),
        'm = {"task": "agent/v2/chat"}\n' + log("m"),
        'm = {"task": "agent/v2/chat", "a": 1}\n' + log("m", "other"),
    ],
)
def test_what_is_not_certain_stays_and_is_found(text: str) -> None:
    assert_unchanged(text, "RPM302", severities=["warning"])


def test_a_task_is_removed_and_with_it_what_is_empty_then() -> None:
    expected = 'mlflow.pyfunc.log_model("a", python_model=AGENT)\n'
    assert_fixed(log('{"task": "agent/v2/chat"}'), expected, "RPM302")
    assert_fixed(
        't = "agent/v2/chat"\n' + log('{"task": t}'), f't = "agent/v2/chat"\n{expected}', "RPM302"
    )


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        ('{"task": "agent/v2/chat", "a": 1}', '{"a": 1}'),
        ('{"a": 1, "task": "agent/v2/chat"}', '{"a": 1}'),
        ('{"a": 1, "task": "agent/v2/chat", }', '{"a": 1, }'),
        ('{\n    "a": 1,\n    "task": "agent/v2/chat",\n}', '{\n    "a": 1,\n}'),
        (
            '{\n    "task": "agent/v2/chat",  # x\n    # y\n    "a": 1\n}',
            '{\n    # y\n    "a": 1\n}',
        ),
        (
            '{\n    "a": 1,  # x\n    # y\n    "task": "agent/v2/chat"\n}',
            '{\n    "a": 1,  # x\n    # y\n}',
        ),
    ],
)
def test_the_rest_keeps_its_layout_and_comments(metadata: str, expected: str) -> None:
    assert_fixed(log(metadata), log(expected), "RPM302")
