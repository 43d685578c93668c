"""Agents in all combinations of the forms that people write: what comes out parses, and stays."""

from __future__ import annotations

import pytest

pytest.importorskip("libcst", reason="LibCST is not installed")

from agent_sources import agent_sources
from effort import scale_examples
from hypothesis import given, settings
from hypothesis import strategies as st
from migrating import migrate

from responses_protocol._codemods.engine import default_codes, migrate_texts


@settings(max_examples=scale_examples(20))
@given(agent_sources(), st.booleans())
def test_an_agent_migrates_once_and_for_all(text: str, markers: bool) -> None:
    result = migrate(text, markers=markers)
    assert "(ResponsesAgent" in result.text or "mlflow.pyfunc.ResponsesAgent" in result.text
    assert "mlflow.types.agent import ChatAgent" not in result.text
    assert result.rewritten["RPM101"] == 1
    assert [finding for finding in result.findings if finding.severity == "error"] == []


@settings(max_examples=scale_examples(20))
@given(agent_sources(), st.data())
def test_a_migration_keeps_comments(text: str, data: st.DataObject) -> None:
    lines = text.splitlines(keepends=True)
    ends = [index for index, line in enumerate(lines) if line.strip() and not line.endswith("\\\n")]
    index = data.draw(st.sampled_from(ends))
    lines[index] = lines[index].rstrip("\n") + "  # a comment of somebody\n"
    if "def " in lines[index] or '"""' in lines[index] or "# " in text.splitlines()[index]:
        return
    changed = "".join(lines)
    try:
        compile(changed, "changed", "exec")
    except SyntaxError:
        return
    assert "# a comment of somebody" in migrate(changed).text


@settings(max_examples=scale_examples(20))
@given(agent_sources(), st.data())
def test_cells_make_no_difference(text: str, data: st.DataObject) -> None:
    cut = text.index("class Mixin")
    texts = [text[:cut], text[cut:]]
    if data.draw(st.booleans()):
        texts.insert(1, "# %% nothing here")
    result = migrate_texts(texts, select=default_codes())
    head, middle, tail = migrate(text).text.partition("class Mixin")
    assert [result.texts[0], result.texts[-1]] == [head, middle + tail]
