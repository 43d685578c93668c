"""RPM505: limits of tokens that only show when the code runs."""

from __future__ import annotations

import pytest
from chat_fixing import CLIENT, CODES, INPUT, MESSAGES, chat, responses
from fixing import assert_fixed, assert_unchanged, fix_text

pytest.importorskip("libcst", reason="LibCST is not installed")
KNOWN = [
    "n = 16\nprint({}.id)\n",
    "n = 50 if x else 200\nprint({}.id)\n",
    "n = x and 100 or None\nprint({}.id)\n",
    "n: int = 99\nprint({}.id)\n",
]
DOUBTED = [
    "print({}.id)\n",
    "n = read()\nprint({}.id)\n",
    "n = 100 if x else y\nprint({}.id)\n",
    "def f(n=100):\n    print({}.id)\n",
    "for n in (1, 2):\n    print({}.id)\n",
]
LOW = [
    "n = 3\nprint({}.id)\n",
    "n = 100 if x else 5\nprint({}.id)\n",
    "def f(n=5):\n    print({}.id)\n",
    "n = 100\nn = 1\nprint({}.id)\n",
]


def with_limit(text: str) -> tuple[str, str]:
    """Return a text with a call of each API."""
    before, after = chat(f"{MESSAGES}, max_tokens=n"), responses(f"{INPUT}, max_output_tokens=n")
    return text.replace("{}", before), text.replace("{}", after)


@pytest.mark.parametrize("text", KNOWN)
def test_a_limit_that_shows_is_no_doubt(text: str) -> None:
    assert_fixed(*with_limit(text), *CODES, before=CLIENT)


@pytest.mark.parametrize("text", DOUBTED)
def test_a_limit_that_does_not_show_is_found(text: str) -> None:
    before, after = with_limit(text)
    result = fix_text(before, *CODES, before=CLIENT)
    assert result.texts[1] == after
    assert [(finding.code, finding.severity) for finding in result.findings] == [("RPM505", "info")]


@pytest.mark.parametrize("text", LOW)
def test_a_limit_that_may_be_too_low_is_left(text: str) -> None:
    result = assert_unchanged(with_limit(text)[0], *CODES, before=CLIENT, severities=["warning"])
    assert "below 16" in result.findings[0].message


def test_a_limit_of_an_object() -> None:
    """What the text gives the attribute counts."""
    text = "class A:\n    def __init__(self):\n        self.n = {}\n"
    call = chat(f"{MESSAGES}, max_tokens=self.n")
    text += f"\n    def f(self):\n        print({call}.id)\n"
    assert_unchanged(text.replace("{}", "3"), *CODES, before=CLIENT, severities=["warning"])
    new = responses(f"{INPUT}, max_output_tokens=self.n")
    assert_fixed(
        text.replace("{}", "30"),
        text.replace("{}", "30").replace(call, new),
        *CODES,
        before=CLIENT,
    )
