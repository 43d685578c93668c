"""Edits of histories that once broke law 2. What is found is added here, and stays."""

from __future__ import annotations

from typing import Any

import pytest
from laws import check_edit

import responses_protocol as rp

SILENT = {"type": "message", "id": "msg_1", "role": "assistant", "status": "completed"}
REFERENCE = {"type": "item_reference", "id": "msg_1"}


def user(text: str) -> dict[str, Any]:
    return {"type": "message", "role": "user", "content": text}


# source, options, what is put in the place of which value
ROWS: dict[str, tuple[list[Any], rp.Options, int, dict[str, Any]]] = {
    "a reference takes no id away": (
        [user(""), {**SILENT, "content": []}, user("Hello"), user(""), REFERENCE],
        rp.Options(reasoning="omit", message_ids="keep"),
        1,
        {"role": "assistant", "content": "edited", "id": "msg_1"},
    ),
}


@pytest.mark.parametrize("name", ROWS)
def test_an_edit_keeps_its_content(name: str) -> None:
    source, options, edited_index, message = ROWS[name]
    value = rp.convert(source, "chat_completions", source="responses", options=options).value
    origins = tuple(None if index == edited_index else index for index in range(len(value)))
    value = [*value[:edited_index], message, *value[edited_index + 1 :]]
    check_edit(source, "responses", options, value, origins)
