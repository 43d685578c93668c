"""Answers of Chat Completions that another file of the run reads."""

from __future__ import annotations

import pytest
from chat_fixing import CLIENT, CODES, chat, responses
from migrating import migrate_files

pytest.importorskip("libcst", reason="LibCST is not installed")
APP = f"{CLIENT}answer = {chat()}\nprint(answer.id)\n"


@pytest.mark.parametrize(
    "reader",
    [
        "from app import answer\n",
        "from package.app import (\n    x,\n    answer as a,\n)\n",
        "from app import *\n",
        "import app\nprint(app.answer)\n",
        "import package.app as p\nprint(p.answer)\n",
        "from . import app\nprint(app.answer.usage)\n",
    ],
)
def test_an_answer_that_another_file_reads_stays_one_of_chat(reader: str) -> None:
    run = migrate_files({"app.py": APP, "reader.py": reader}, CODES)
    assert f"answer = chat_answer({responses()})\nprint(answer.id)\n" in run.texts["app.py"]
    assert run.texts["reader.py"] == reader
    assert [finding.code for finding in run.findings] == ["RPM504"]


@pytest.mark.parametrize(
    "reader",
    ["from app import client\n", "from other import answer\n", "answer = 'app'\nimport x\n"],
)
def test_an_answer_that_no_other_file_reads_is_read_as_it_is(reader: str) -> None:
    run = migrate_files({"app.py": APP, "reader.py": reader}, CODES)
    assert f"\nanswer = {responses()}\nprint(answer.id)\n" in run.texts["app.py"]
    assert run.findings == ()


def test_an_answer_of_a_function_that_no_file_can_import_is_read_as_it_is() -> None:
    text = f"{CLIENT}\n\ndef f():\n    answer = {chat()}\n    print(answer.id)\n"
    run = migrate_files({"app.py": text, "reader.py": "from app import *\n"}, CODES)
    assert f"\n    answer = {responses()}\n    print(answer.id)\n" in run.texts["app.py"]
