"""RPM303: the signature with which an agent is logged."""

from __future__ import annotations

import pytest
from fixing import assert_fixed, assert_unchanged

pytest.importorskip("libcst", reason="LibCST is not installed")


def log(arguments: str) -> str:
    return f"mlflow.pyfunc.log_model({arguments})\n"


@pytest.mark.parametrize(
    "arguments",
    ["python_model=AGENT", "python_model=AGENT, signature=None", "python_model=m, signature=s"],
)
def test_what_is_no_concern_stays(arguments: str) -> None:
    assert_unchanged(log(arguments), "RPM303")


def test_what_is_worked_out_there_stays_and_is_found() -> None:
    assert_unchanged(log("python_model=AGENT, signature=infer(x)"), "RPM303", severities=["error"])


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("python_model=AGENT, signature=s", "python_model=AGENT"),
        ("signature=s, python_model=AGENT", "python_model=AGENT"),
        (
            "\n    python_model=AGENT,\n    signature=s,\n    # why\n    a=1,\n",
            "\n    python_model=AGENT,\n    # why\n    a=1,\n",
        ),
        (
            "\n    python_model=AGENT,  # mine\n    signature=s\n",
            "\n    python_model=AGENT,  # mine\n",
        ),
        (
            "\n    signature=s,  # theirs\n    # why\n    python_model=AGENT,\n",
            "\n    # why\n    python_model=AGENT,\n",
        ),
    ],
)
def test_a_signature_is_removed(arguments: str, expected: str) -> None:
    assert_fixed(log(arguments), log(expected), "RPM303")
