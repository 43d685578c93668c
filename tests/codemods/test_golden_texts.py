"""Whole agents, in the forms in which people wrote them: what comes out, word by word."""

from __future__ import annotations

import pytest

pytest.importorskip("libcst", reason="LibCST is not installed")

from migrating import agent_names, migrate, migrate_unchanged, read_after, read_before


@pytest.mark.parametrize("name", agent_names())
def test_an_agent_comes_out_as_it_should(name: str) -> None:
    assert migrate(read_before(name)).text == read_after(name)


@pytest.mark.parametrize("name", agent_names())
def test_a_migrated_agent_is_left_alone(name: str) -> None:
    migrate_unchanged(read_after(name))


@pytest.mark.parametrize("name", agent_names())
def test_nothing_of_chat_agent_is_left_without_a_word(name: str) -> None:
    result = migrate(read_before(name))
    assert "mlflow.types.agent import ChatAgent" not in result.text
    assert "(ChatAgent)" not in result.text
    assert not [finding for finding in result.findings if finding.severity == "error"]


@pytest.mark.parametrize("name", agent_names())
def test_line_ends_of_windows_stay(name: str) -> None:
    text = read_before(name).replace("\n", "\r\n")
    assert migrate(text).text == read_after(name).replace("\n", "\r\n")
