"""Messages of losses name the dialects of the conversion, and no others."""

from __future__ import annotations

import re
from typing import Any

import pytest

import responses_protocol as rp
from responses_protocol._formats.codes import CODES

NAMES = re.compile(r"\b(Responses|ChatAgent|Chat)\b")
# notices of what holds for an API by its name, wherever the payload goes
CODES_OF_ONE_API = {"audio_input", "empty_call_id", "lone_output", "store_default"}
ITEMS: list[dict[str, Any]] = [
    {"type": "message", "role": "user", "content": "Hi.", "phase": "commentary"},
    {"type": "compaction", "encrypted_content": "x"},
    {"type": "web_search_call", "id": "ws_1", "status": "completed"},
    {"type": "made_up", "id": "x"},
]


@pytest.mark.parametrize("code", sorted(CODES.keys() - CODES_OF_ONE_API))
def test_a_template_names_no_dialect(code: str) -> None:
    message = CODES[code].message("morse", "semaphore")
    assert not NAMES.search(message)
    assert "{source}" not in message
    assert "{target}" not in message


@pytest.mark.parametrize(
    ("to", "label"), [("chat_completions", "Chat"), ("chat_agent", "ChatAgent")]
)
def test_the_target_is_named(to: Any, label: str) -> None:
    messages = {loss.code: loss.message for loss in rp.convert(ITEMS, to).losses}
    assert messages["phase"] == f"the phase of the message has no place in {label}"
    assert messages["unknown_item"] == f"an item of a type that {label} has no form for"
    assert messages["compaction"].endswith("can't be read outside Responses")


@pytest.mark.parametrize("source", ["responses", "chat_completions"])
def test_the_dialect_beside_the_hub_is_named(source: Any) -> None:
    part = {"type": "output_text", "text": "Hi.", "annotations": [{"type": "url_citation"}]}
    message = {"role": "assistant", "content": [part] if source == "responses" else "Hi."}
    if source == "chat_completions":
        message["annotations"] = [{"type": "url_citation"}]
    to: Any = {"responses": "chat_completions"}.get(source, "responses")
    losses = rp.convert([message], to, source=source, kind="history").losses
    [text] = [loss.message for loss in losses if loss.code == "annotations"]
    assert text == "citations have no place in a Chat history"
