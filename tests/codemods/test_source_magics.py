"""IPython's lines in cells: Python for the parser, and then again what they were."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responses_protocol._codemods.sources.magics import mask_magics, unmask_magics

PYTHON = [
    "x = (7\n  % 2)\n",
    "s = '''\n%not magic\n!nor this\n'''\n",
    "a %= 3\n",
    "pip = 3\n",
    "b = '#' # it's\n",
    "c = d \\\n  % e\n",
    "if a:\n    pass\n",
]
MAGIC = [
    "%pip install x\n",
    "%pip install x \\\n  -U\n",
    "!ls -l\n",
    "pip install --upgrade 'x>=1'\n",
    "files = !ls\n",
    "x = %time f()\n",
    "model?\n",
    "?model\n",
    "%time AGENT.predict({})\n",
    "if a:\n    %time f()\n",
    "if a:\n    !ls\n",
]


@pytest.mark.parametrize("text", PYTHON)
def test_python_stays_as_it_is(text: str) -> None:
    assert mask_magics(text) == (text, [])


@pytest.mark.parametrize("text", MAGIC)
def test_magic_becomes_python_with_the_same_lines(text: str) -> None:
    python, masked = mask_magics(text)
    ast.parse(python)
    assert python.count("\n") == text.count("\n")
    assert unmask_magics(python, masked) == text


@given(st.lists(st.sampled_from(PYTHON + MAGIC)))
def test_any_mixture_parses_and_comes_back(parts: list[str]) -> None:
    text = "".join(parts)
    python, masked = mask_magics(text)
    ast.parse(python)
    assert unmask_magics(python, masked) == text


def test_a_magic_moves_with_the_code_around_it() -> None:
    python, masked = mask_magics("%time f()\n")
    assert unmask_magics(f"if a:\n    {python}", masked) == "if a:\n    %time f()\n"
