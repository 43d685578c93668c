"""Databricks' notebooks as Python source: runs of code and of magic, byte for byte."""

from __future__ import annotations

import pytest

from responses_protocol._codemods.sources import Source, read_source, render_file

NOTEBOOK = """\
# Databricks notebook source
# MAGIC %md
# MAGIC # An agent

# COMMAND ----------

%pip install -U mlflow
dbutils.library.restartPython()

# COMMAND ----------

# DBTITLE 1,Define it
# MAGIC %%writefile agent.py
# MAGIC import mlflow
# MAGIC
# MAGIC x = 1  # keep
# MAGIC \tif_tab = 2

# COMMAND ----------

# MAGIC %sql
# MAGIC select 1

# COMMAND ----------

# MAGIC %python
# MAGIC print(1)
# COMMAND ----------
x = !ls
print(x)"""


def read(text: str) -> Source:
    return read_source("a.py", text.encode())


def changed(text: str, old: str, new: str) -> str:
    source = read(text)
    return render_file(source, [block.text.replace(old, new) for block in source.blocks]).decode()


@pytest.mark.parametrize("text", [NOTEBOOK, NOTEBOOK.replace("\n", "\r\n"), "\ufeff" + NOTEBOOK])
def test_what_is_not_changed_stays_byte_for_byte(text: str) -> None:
    source = read(text)
    assert render_file(source, [block.text for block in source.blocks]) == text.encode()
    for block in source.blocks:
        assert block.back(block.text) == block.raw


def test_code_is_found_in_its_cells() -> None:
    blocks = [(block.label, block.target, block.text) for block in read(NOTEBOOK).blocks]
    texts = [(label, target, text) for label, target, text in blocks if text.strip()]
    assert [label for label, _, _ in texts] == ["cell 2", "cell 3", "cell 3", "cell 5", "cell 6"]
    assert texts[1][2] == "\n# DBTITLE 1,Define it\n"
    assert texts[2][1:] == ("agent.py", "import mlflow\n\nx = 1  # keep\n\tif_tab = 2\n")
    assert texts[3][2] == "print(1)\n"
    for text in (texts[0][2], texts[4][2]):
        compile(text, "cell", "exec")


def test_lines_are_those_of_the_file() -> None:
    lines = NOTEBOOK.split("\n")
    for block in read(NOTEBOOK).blocks:
        for number, text in enumerate(block.text.split("\n")[:-1], 1):
            raw = lines[block.line(number) - 1]
            assert raw[block.column :] == text or "kept by" in text


def test_cells_in_other_languages_are_reported() -> None:
    skipped = [(cell.line, cell.why, cell.prose) for cell in read(NOTEBOOK).skipped]
    assert skipped == [(2, "a cell of %md", True), (21, "a cell of %sql", False)]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_changed_cell_keeps_its_prefix_and_all_others(end: str) -> None:
    text = NOTEBOOK.replace("\n", end)
    result = changed(text, "x = 1  # keep\n", "x = 2\n\ny = 3\n")
    old = f"# MAGIC x = 1  # keep{end}"
    assert result == text.replace(old, f"# MAGIC x = 2{end}# MAGIC{end}# MAGIC y = 3{end}")


def test_blank_lines_of_magic_are_written_as_the_cell_has_them() -> None:
    text = NOTEBOOK.replace("# MAGIC\n", "# MAGIC \n")
    assert "# MAGIC y\n# MAGIC \n# MAGIC x = 1" in changed(text, "x = 1", "y\n\nx = 1")


def test_magics_are_put_back_where_the_code_around_them_changes() -> None:
    result = changed(NOTEBOOK, "print(x)", "print(2)")
    assert result == NOTEBOOK.replace("print(x)", "print(2)")
