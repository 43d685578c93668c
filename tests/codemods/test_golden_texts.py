"""Whole agents, in the forms in which people wrote them: what comes out, word by word."""

from __future__ import annotations

import pytest

pytest.importorskip("libcst", reason="LibCST is not installed")

from migrating import after, before, migrated, names, unchanged


@pytest.mark.parametrize("name", names())
def test_an_agent_comes_out_as_it_should(name: str) -> None:
    assert migrated(before(name)).text == after(name)


@pytest.mark.parametrize("name", names())
def test_a_migrated_agent_is_left_alone(name: str) -> None:
    unchanged(after(name))


@pytest.mark.parametrize("name", names())
def test_nothing_of_chat_agent_is_left_without_a_word(name: str) -> None:
    made = migrated(before(name))
    assert "mlflow.types.agent import ChatAgent" not in made.text
    assert "(ChatAgent)" not in made.text
    assert not [note for note in made.notes if note.severity == "error"]


@pytest.mark.parametrize("name", names())
def test_line_ends_of_windows_stay(name: str) -> None:
    text = before(name).replace("\n", "\r\n")
    assert migrated(text).text == after(name).replace("\n", "\r\n")
