"""RPM313: what is read of the streams of agents."""

from __future__ import annotations

import pytest
from fixing import assert_unchanged, fix_text

pytest.importorskip("libcst", reason="LibCST is not installed")
ASK = "AGENT.predict_stream(request)"


@pytest.mark.parametrize(
    "text",
    [
        f"for c in {ASK}:\n    print(c, '---')\n",
        f"for c in {ASK}:\n    print(c.type, other.delta)\n",
        f"list({ASK})\n",
        "for c in other.predict_stream(r):\n    print(c.delta)\n",
        f"for a, b in zip({ASK}, x):\n    print(a.delta)\n",
    ],
)
def test_what_is_no_concern_stays(text: str) -> None:
    assert_unchanged(text, "RPM313")


@pytest.mark.parametrize(
    "text",
    [
        f"for c in {ASK}:\n    print(c.delta.content)\n",
        f"for c in {ASK}:\n    print(c['delta'])\n",
        f"text = [c.delta.content for c in {ASK}]\n",
        f"text = ''.join(c.delta.content for c in {ASK} if c.delta.content)\n",
    ],
)
def test_chunks_are_made_of_the_events_where_they_are_read(text: str) -> None:
    result = fix_text(text, "RPM313")
    assert result.texts[1].endswith(text.replace(ASK, f"answer_chunks({ASK})"))
    assert "import answer_chunks\n" in "".join(result.texts)


def test_what_is_not_certain_stays_and_is_found() -> None:
    text = f"s = {ASK}\ns = other()\nfor c in s:\n    print(c.delta)\n"
    assert_unchanged(text, "RPM313", severities=["warning"])


def test_a_stream_with_a_name_is_changed_where_it_is_read() -> None:
    result = fix_text(f"s = {ASK}\nfor c in s:\n    print(c.delta)\n", "RPM313")
    assert result.texts[1].endswith("\nfor c in answer_chunks(s):\n    print(c.delta)\n")
