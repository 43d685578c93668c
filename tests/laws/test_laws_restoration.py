"""The report of restoring an edited value, where the conversion has no loss."""

from __future__ import annotations

import responses_protocol as rp

LOSSLESS = [{"type": "message", "role": "user", "content": "Hello"}]


def test_nothing_was_lost_and_nothing_is() -> None:
    conversion = rp.convert(LOSSLESS, "chat_completions")
    restored = rp.restoration(conversion.value, conversion.complement)
    assert restored.value == LOSSLESS
    assert restored.losses == ()


def test_additions_of_an_edit_are_reported_and_named() -> None:
    conversion = rp.convert(LOSSLESS, "chat_completions")
    edited = [*conversion.value, {"role": "user", "content": "Hi", "name": "alice"}]
    restored = rp.restoration(edited, conversion.complement)
    assert restored.fresh == ((1, 2),)
    assert [(loss.code, loss.pointer) for loss in restored.losses] == [("message_name", "/1/name")]


def test_version_1_without_segments_reports_the_whole_value() -> None:
    complement = {
        "format": "responses-protocol/complement",
        "version": 1,
        "kind": "history",
        "source": "responses",
        "target": "chat_completions",
        "segments": [],
    }
    edited = [
        {"role": "user", "content": "Hello"},
        {"role": "user", "content": "Hi", "name": "alice"},
    ]
    restored = rp.restoration(edited, complement)
    assert restored.value[0] == LOSSLESS[0]
    assert restored.uncertain == ("/segments/0",)
    assert [(loss.code, loss.pointer) for loss in restored.losses] == [("message_name", "/1/name")]
