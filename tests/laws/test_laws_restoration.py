"""What is said of an edited value when nothing had been lost before the edit."""

from __future__ import annotations

import responses_protocol as rp

LOSSLESS = [{"type": "message", "role": "user", "content": "Hello"}]


def test_nothing_was_lost_and_nothing_is() -> None:
    conversion = rp.convert(LOSSLESS, "chat_completions")
    restored = rp.restoration(conversion.value, conversion.complement)
    assert restored.value == LOSSLESS
    assert restored.losses == ()


def test_what_an_edit_adds_is_named_without_segments() -> None:
    conversion = rp.convert(LOSSLESS, "chat_completions")
    assert conversion.complement["segments"] == []
    edited = [*conversion.value, {"role": "user", "content": "Hi", "name": "alice"}]
    restored = rp.restoration(edited, conversion.complement)
    assert [(loss.code, loss.pointer) for loss in restored.losses] == [("message_name", "/1/name")]
