"""RPM503: calls of Chat Completions that were left, and why."""

from __future__ import annotations

import pytest
from chat_fixing import CLIENT, CODES, MESSAGES, chat
from fixing import fixed, stays

pytest.importorskip("libcst", reason="LibCST is not installed")


def test_a_call_that_is_rewritten_is_not_left() -> None:
    assert fixed(f"print({chat()}.id)\n", *CODES, before=CLIENT).notes == ()


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (f"{MESSAGES}, stop=s", "stop has no place"),
        (f"{MESSAGES}, n=2", "n has no place"),
        (f"{MESSAGES}, max_tokens=1", "below 16"),
    ],
)
def test_the_reason_is_reported_with_the_place(arguments: str, reason: str) -> None:
    made = stays(f"x = 1\n{chat(arguments)}\n", *CODES, before=CLIENT, found=["warning"])
    (note,) = made.notes
    assert reason in note.message
    assert (note.code, note.block, note.line, note.column) == ("RPM503", 1, 2, 1)
    assert note.hint


STAND_INS = [
    'patch("openai.resources.chat.completions.Completions.create")',
    'monkeypatch.setattr("app.client.chat.completions.create", fake)',
    "fake = N(chat=N(completions=N(create=f)))",
    "class Fake:\n    def __init__(self):\n        self.chat = N(completions=self)",
    "class Fake:\n    class chat:\n        class completions:\n            create = f",
]


@pytest.mark.parametrize("text", STAND_INS)
def test_what_stands_in_for_a_client_is_found(text: str) -> None:
    made = fixed(f"print({chat()}.id)\n{text}\n", *CODES, before=CLIENT)
    assert [(note.code, note.severity) for note in made.notes] == [("RPM503", "warning")]
    assert "stand-in" in made.notes[0].message


@pytest.mark.parametrize(
    "text",
    ['"""Calls client.chat.completions.create."""', "f(completions=3)", "chat = f(1)"],
)
def test_what_only_looks_like_one_is_not(text: str) -> None:
    assert fixed(f"print({chat()}.id)\n{text}\n", *CODES, before=CLIENT).notes == ()


def test_a_client_that_may_be_of_azure_is_left() -> None:
    text = "def f(client: OpenAI | AzureOpenAI):\n    print({}.id)\n".replace("{}", chat())
    before = f"from openai import AzureOpenAI\n{CLIENT}"
    stays(text, *CODES, before=before, found=["warning"])
