"""RP0..: what can be wrong with a file before anything in it is looked at."""

from __future__ import annotations

from dataclasses import dataclass

from responses_protocol.reporting.finding import Severity

JSON = "https://www.rfc-editor.org/rfc/rfc8259"
_HISTORY = '[{"role": "user", "content": "Hello"}]'


@dataclass(frozen=True)
class ReadingRule:
    """What a file has to be; ``wrong`` and ``right`` are texts, their bytes in Python's escapes
    where they can't be shown.
    """

    code: str
    name: str
    summary: str
    severity: Severity
    wrong: str
    right: str
    source: str = JSON


RULES = (
    ReadingRule(
        "RP001",
        "not-json",
        "A record is one JSON value.",
        "error",
        "[{'role': 'user', 'content': 'Hello'}]",
        _HISTORY,
    ),
    ReadingRule(
        "RP002",
        "truncated",
        "A record, a stream and a compressed file have an end.",
        "error",
        '[{"role": "user", "content": "Hel',
        _HISTORY,
    ),
    ReadingRule(
        "RP003",
        "not-utf-8",
        "A file is text in UTF-8.",
        "error",
        r'[{"role": "user", "content": "\xe9t\xe9"}]',
        r'[{"role": "user", "content": "\xc3\xa9t\xc3\xa9"}]',
        f"{JSON}#section-8.1",
    ),
    ReadingRule(
        "RP004",
        "byte-order-mark",
        "A file does not begin with a byte order mark, which many readers refuse.",
        "warning",
        r"\xef\xbb\xbf" + _HISTORY,
        _HISTORY,
        f"{JSON}#section-8.1",
    ),
    ReadingRule(
        "RP005",
        "nul",
        "A record has no NUL characters, which an interrupted write may leave.",
        "error",
        r"\0\0\0\0" + _HISTORY,
        _HISTORY,
        f"{JSON}#section-7",
    ),
    ReadingRule(
        "RP006",
        "duplicate-member",
        "No object has two members of one name: readers keep one of them, and not all the same.",
        "warning",
        '[{"role": "user", "role": "assistant", "content": "Hello"}]',
        _HISTORY,
        f"{JSON}#section-4",
    ),
    ReadingRule(
        "RP007",
        "too-deep",
        "Values are nested no deeper than readers follow, which is some hundred levels.",
        "error",
        "[[[[[[...]]]]]]",
        "[[]]",
        f"{JSON}#section-9",
    ),
    ReadingRule(
        "RP008",
        "no-json-number",
        "A number is finite, and not too long to be read.",
        "error",
        '{"model": "gpt-5", "input": "Hello", "temperature": NaN}',
        '{"model": "gpt-5", "input": "Hello", "temperature": 1}',
        f"{JSON}#section-6",
    ),
    ReadingRule(
        "RP009",
        "long-integer",
        "An integer fits 64 bits: most readers round what does not.",
        "warning",
        '{"model": "gpt-5", "input": "Hello", "trace": 123456789012345678901}',
        '{"model": "gpt-5", "input": "Hello", "trace": "123456789012345678901"}',
        f"{JSON}#section-6",
    ),
    ReadingRule(
        "RP010",
        "lone-surrogate",
        "A string has no half of a surrogate pair: it is no character, and many readers refuse it.",
        "warning",
        r'[{"role": "user", "content": "\ud83d"}]',
        r'[{"role": "user", "content": "\ud83d\ude00"}]',
        f"{JSON}#section-8.2",
    ),
    ReadingRule(
        "RP011",
        "unreadable",
        "A file can be opened, read and decompressed.",
        "error",
        "a link to a file that is gone",
        "a file",
        "the operating system",
    ),
    ReadingRule(
        "RP012",
        "folder-loop",
        "No folder leads back into itself by a link.",
        "warning",
        "fixtures/again -> ../fixtures",
        "fixtures/again/",
        "the operating system",
    ),
    ReadingRule(
        "RP013",
        "unrecognised",
        "A record is a payload of one of the APIs, or holds one where such are usually kept.",
        "error",
        '{"text": "Hello"}',
        _HISTORY,
        "docs/cli.md, what is in a record",
    ),
    ReadingRule(
        "RP014",
        "too-large",
        "A file, what it holds compressed, and each of its lines are no larger than the limits.",
        "error",
        "a line of more than 256 MiB",
        "a line of less",
        "docs/security.md, limits",
    ),
    ReadingRule(
        "RP015",
        "too-many-problems",
        "A file has no more problems than are told; this is always told.",
        "error",
        "a file with more than 10,000 problems",
        "a file with less",
        "docs/security.md, limits",
    ),
)
SEVERITY: dict[str, Severity] = {rule.code: rule.severity for rule in RULES}
