"""Agents in all combinations of the forms that people write: what comes out parses, and stays."""

from __future__ import annotations

import pytest

pytest.importorskip("libcst", reason="LibCST is not installed")

from agent_sources import agent_sources
from effort import scale_examples
from hypothesis import given, settings
from hypothesis import strategies as st
from migrating import migrated

from responses_protocol._codemods.engine import default_codes, migrate_texts


@settings(max_examples=scale_examples(20))
@given(agent_sources(), st.booleans())
def test_an_agent_migrates_once_and_for_all(text: str, markers: bool) -> None:
    made = migrated(text, markers=markers)
    assert "(ResponsesAgent" in made.text or "mlflow.pyfunc.ResponsesAgent" in made.text
    assert "mlflow.types.agent import ChatAgent" not in made.text
    assert made.rewritten["RPM101"] == 1
    assert [note for note in made.notes if note.severity == "error"] == []


@settings(max_examples=scale_examples(20))
@given(agent_sources(), st.data())
def test_comments_outlive_a_migration(text: str, data: st.DataObject) -> None:
    lines = text.splitlines(keepends=True)
    ends = [at for at, line in enumerate(lines) if line.strip() and not line.endswith("\\\n")]
    at = data.draw(st.sampled_from(ends))
    lines[at] = lines[at].rstrip("\n") + "  # a comment of somebody\n"
    if "def " in lines[at] or '"""' in lines[at] or "# " in text.splitlines()[at]:
        return
    changed = "".join(lines)
    try:
        compile(changed, "changed", "exec")
    except SyntaxError:
        return
    assert "# a comment of somebody" in migrated(changed).text


@settings(max_examples=scale_examples(20))
@given(agent_sources(), st.data())
def test_cells_make_no_difference(text: str, data: st.DataObject) -> None:
    cut = text.index("class Mixin")
    texts = [text[:cut], text[cut:]]
    if data.draw(st.booleans()):
        texts.insert(1, "# %% nothing here")
    made = migrate_texts(texts, select=default_codes())
    head, middle, tail = migrated(text).text.partition("class Mixin")
    assert [made.texts[0], made.texts[-1]] == [head, middle + tail]
