"""RPM305: the requirements with which an agent is logged."""

from __future__ import annotations

import pytest
from fixing import AGENT, OTHER_FILE, becomes, fixed, stays

pytest.importorskip("libcst", reason="LibCST is not installed")
OURS = "from responses_protocol.integrations.mlflow.migrated import to_response\n" + AGENT
NEW = '"responses-protocol[mlflow]"'


def log(requirements: str, name: str = "pip_requirements") -> str:
    return f'mlflow.pyfunc.log_model("a", python_model=AGENT, {name}={requirements})\n'


@pytest.mark.parametrize(
    ("before", "text"),
    [
        (AGENT, log('["mlflow"]')),
        (OURS, log('["mlflow", "responses-protocol>=0.2"]')),
        (OURS, log('["mlflow"]', "extra_pip_requirements")),
        (OURS, log("None")),
        (OURS, log('["mlflow"]').replace("AGENT", "other")),
    ],
)
def test_what_is_no_concern_stays(before: str, text: str) -> None:
    stays(text, "RPM305", before=before)


@pytest.mark.parametrize(
    "text",
    [
        log('"requirements.txt"'),
        log("load()"),
        log("[]"),
        "r = ['mlflow']\n" + log("r"),
        log("env", "conda_env"),
    ],
)
def test_what_is_not_certain_stays_and_is_found(text: str) -> None:
    stays(text, "RPM305", before=OURS, found=["warning"])


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
    becomes(log(requirements), log(expected), "RPM305", before=OURS)


def test_an_agent_of_another_file_needs_it_where_that_file_does() -> None:
    text = log('["mlflow"]').replace("AGENT", '"agent.py"')
    stays(text, "RPM305", known=OTHER_FILE)
    needing = type(OTHER_FILE)(
        OTHER_FILE.classes, OTHER_FILE.instances, OTHER_FILE.classes | OTHER_FILE.instances
    )
    for model in ('"agent.py"', "bot"):
        before = "import mlflow\nfrom agent import AGENT as bot\n"
        text = log('["mlflow"]').replace("AGENT", model)
        made = fixed(text, "RPM305", before=before, known=needing)
        assert made.texts[1] == text.replace('"mlflow"]', f'"mlflow", {NEW}]')
