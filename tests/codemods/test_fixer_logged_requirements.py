"""RPM305: the requirements with which an agent is logged."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fixing import AGENT, OTHER_FILE, assert_unchanged, fix_text

from responses_protocol._codemods.known import NO_AGENTS

pytest.importorskip("libcst", reason="LibCST is not installed")
OURS = "from responses_protocol.integrations.mlflow.migrated import to_response\n" + AGENT
NEW = '"git+https://example.com/rp.git"'
NAMED = replace(NO_AGENTS, requirement="git+https://example.com/rp.git")


def log(requirements: str, name: str = "pip_requirements") -> str:
    return f'mlflow.pyfunc.log_model("a", python_model=AGENT, {name}={requirements})\n'


@pytest.mark.parametrize(
    ("before", "text"),
    [
        (AGENT, log('["mlflow"]')),
        (OURS, log('["mlflow", "responses-protocol>=0.2"]')),
        (OURS, log('["/wheels/responses_protocol-0.2-py3-none-any.whl"]')),
        (OURS, log('["mlflow"]').replace("AGENT", "other")),
    ],
)
def test_what_is_no_concern_stays(before: str, text: str) -> None:
    assert_unchanged(text, "RPM305", before=before)


@pytest.mark.parametrize(
    "text",
    [
        log('"requirements.txt"'),
        log("load()"),
        log("[]"),
        "r = ['mlflow']\n" + log("r"),
        log("env", "conda_env"),
        log('["mlflow"]'),
        log('["mlflow"]', "extra_pip_requirements"),
        log("None"),
        "mlflow.pyfunc.log_model('a', python_model=AGENT)\n",
    ],
)
def test_what_is_not_certain_stays_and_is_found(text: str) -> None:
    assert_unchanged(text, "RPM305", before=OURS, severities=["warning"])


@pytest.mark.parametrize(
    ("requirements", "expected"),
    [
        ('["mlflow"]', f'["mlflow", {NEW}]'),
        ('["a", f"b=={v}"]', f'["a", f"b=={{v}}", {NEW}]'),
        ('[\n    "a",  # 1\n    "b",  # 2\n]', f'[\n    "a",  # 1\n    "b",  # 2\n    {NEW},\n]'),
        ('[\n    "a"\n    # 2\n]', f'[\n    "a", {NEW}\n    # 2\n]'),
        ('[\n    "a",  # 1\n]', f'[\n    "a",  # 1\n    {NEW},\n]'),
        ('[\n    "a",\n    "b"\n]', f'[\n    "a",\n    "b",\n    {NEW}\n]'),
    ],
)
def test_the_package_is_added(requirements: str, expected: str) -> None:
    result = fix_text(log(requirements), "RPM305", before=OURS, known=NAMED)
    assert result.texts == (OURS, log(expected))
    assert result.findings == ()


def test_the_package_is_an_extra_where_mlflow_looks_for_requirements_itself() -> None:
    text = "mlflow.pyfunc.log_model('a', python_model=AGENT)\n"
    result = fix_text(text, "RPM305", before=OURS, known=NAMED)
    assert result.texts[1] == text.replace("AGENT", f"AGENT, extra_pip_requirements=[{NEW}]")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("mlflow==2.22.0", "mlflow>=3.10"),
        ("mlflow-skinny[databricks]~=3.1.0", "mlflow-skinny[databricks]>=3.10"),
        ("mlflow>=2.20,<3", "mlflow>=3.10"),
        ("mlflow >= 2.20, < 3.0", "mlflow>=3.10"),
        ("mlflow<3,>=2.20", "mlflow>=3.10"),
        ("mlflow~=2.20", "mlflow>=3.10"),
        (
            "mlflow[databricks]==2.21.0; python_version >= '3.9'",
            "mlflow[databricks]>=3.10; python_version >= '3.9'",
        ),
        ("mlflow<3", "mlflow>=3.10"),
        ("mlflow==3.10.1", None),
        ("mlflow>=2.20", None),
        ("mlflow>=2.20,<4", None),
        ("mlflow~=3.1", None),
        ("mlflow>=2.20,!=3.10.0", None),
        ("my-mlflow==1.0", None),
    ],
)
def test_old_pins_are_raised(old: str, new: str | None) -> None:
    result = fix_text(log(f'["{old}", "responses-protocol"]'), "RPM305", before=OURS)
    assert result.texts[1] == log(f'["{new or old}", "responses-protocol"]')
    assert result.rewritten == ({} if new is None else {"RPM305": 1})


def test_old_pins_elsewhere_are_found() -> None:
    text = 'r = ["mlflow==2.22.0", "responses-protocol"]\n' + log("r")
    assert_unchanged(text, "RPM305", before=OURS, severities=["warning"])


def test_an_agent_of_another_file_needs_it_where_that_file_does() -> None:
    text = log('["mlflow"]').replace("AGENT", '"agent.py"')
    assert_unchanged(text, "RPM305", known=replace(OTHER_FILE, requirement=NAMED.requirement))
    needing = type(OTHER_FILE)(
        OTHER_FILE.classes,
        OTHER_FILE.instances,
        OTHER_FILE.classes | OTHER_FILE.instances,
        requirement=NAMED.requirement,
    )
    for model in ('"agent.py"', "bot"):
        before = "import mlflow\nfrom agent import AGENT as bot\n"
        text = log('["mlflow"]').replace("AGENT", model)
        result = fix_text(text, "RPM305", before=before, known=needing)
        assert result.texts[1] == text.replace('"mlflow"]', f'"mlflow", {NEW}]')
