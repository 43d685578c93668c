"""Pins in the words of pip, conda, poetry and pipenv: too old for the new code, or not."""

from __future__ import annotations

import pytest

from responses_protocol._codemods.requirements import AGENTS, CALLS, old_pin

NEEDS = {**AGENTS, **CALLS}
OLD = [
    "mlflow==2.20",
    "mlflow===2.20.1",
    "mlflow==2.*",
    "mlflow<3",
    "mlflow<=3.9",
    "mlflow>=2.20,<3",
    "mlflow >=2.20 , <3",
    "mlflow~=2.20",
    "mlflow~=3.9.0",
    "mlflow (>=2.20,<3)",
    "mlflow[databricks]==2.21.0; python_version<'3.12'",
    "  - mlflow=2.20",
    "  - mlflow=2.20.1=py310_0",
    "  - conda-forge::mlflow>=2.20,<3.10",
    'mlflow = "^2.20"',
    'mlflow = "~3.9"',
    'mlflow = "2.20.1"',
    "mlflow = '>=2.20,<3'",
    'mlflow = {extras = ["databricks"], version = "^2.20"}',
    'dependencies = ["pandas", "mlflow>=2.20,<3"]',
    'openai = "^0.28"',
    "openai>=0.27,<1",
    'langchain-openai = "^0.2"',
    "langchain_openai~=0.3.0,<0.3.5",
]
NEW = [
    "mlflow",
    "mlflow>=2.20",
    "mlflow>=2.20,<4",
    "mlflow>2,!=2.21",
    "mlflow~=3.1",
    "mlflow~=3.10.0",
    "mlflow==3.*",
    "mlflow<=3.10",
    "  - mlflow=3",
    'mlflow = "^3.1"',
    'mlflow = "*"',
    'mlflow = {version = "^3.1"}',
    'mlflow = {git = "https://example.com/mlflow.git"}',
    "my-mlflow==1.0",
    "mlflow.something==1.0",
    "openai>=1,<2",
    'langchain-openai = "^0.3"',
    "langchain-openai~=0.3.0",
    "python==2.7  # for mlflow",
]


@pytest.mark.parametrize("line", OLD)
def test_a_pin_that_ends_too_early_is_old(line: str) -> None:
    pin = old_pin(line, NEEDS)
    assert pin is not None
    assert pin[0] in line
    assert pin[1] in NEEDS


@pytest.mark.parametrize("line", NEW)
def test_any_other_is_none(line: str) -> None:
    assert old_pin(line, NEEDS) is None
