"""Everything that the openai SDK declares is in our schemas, and nothing else without a reason."""

from __future__ import annotations

import pytest

pytest.importorskip("openai", reason="the openai SDK is a development dependency")

from tools.drift import definitions
from tools.drift.differences import differences
from tools.drift.reasons import judge, reasons
from tools.drift.roots import OPENAI
from tools.drift.walk import Walk


def test_every_difference_has_a_reason_and_every_reason_its_difference() -> None:
    verdict = judge(differences(OPENAI), reasons("openai"))
    assert not verdict.new
    assert not verdict.settled, "these reasons are no longer needed"


@pytest.mark.parametrize(
    ("dialect", "title", "tag", "count"),
    [
        ("responses", "Item", "type", 34),
        ("responses", "OutputItem", "type", 31),
        ("responses", "Tool", "type", 18),
        ("responses", "ToolChoice", "type", 15),
        ("responses", "Event", "type", 64),
        ("chat_completions", "Message", "role", 6),
        ("chat_completions", "Tool", "type", 2),
        ("chat_completions", "ToolChoice", "type", 3),
    ],
)
def test_the_walk_meets_every_tag(dialect: str, title: str, tag: str, count: int) -> None:
    walk = Walk("wire")
    for root in OPENAI.roots:
        if (root.dialect, root.title) == (dialect, title):
            walk.begin(root)
    met = walk.pairings[title].matched
    rules = [definitions.rules(definition).get(tag) for definition in met]
    assert len({word for rule in rules if rule for word in definitions.words(rule)}) == count
