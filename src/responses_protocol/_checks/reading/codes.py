"""RP0..: the rules for files, which are checked before the payloads in them."""

from __future__ import annotations

from dataclasses import dataclass

from responses_protocol._severity import Severity

JSON = "https://www.rfc-editor.org/rfc/rfc8259"
_HISTORY = '[{"role": "user", "content": "Hello"}]'


@dataclass(frozen=True)
class ReadingRule:
    """A rule for files. ``wrong`` and ``right`` are texts; bytes that can't be shown are Python's
    escapes.
    """

    code: str
    name: str
    summary: str
    severity: Severity
    wrong: str
    right: str
    why: str
    how_to_fix: str
    source: str = JSON


RULES = (
    ReadingRule(
        code="RP001",
        name="not-json",
        summary="A record is one JSON value.",
        severity="error",
        wrong="[{'role': 'user', 'content': 'Hello'}]",
        right=_HISTORY,
        why=(
            "A reader stops at the first character that is not JSON, so nothing of the record can "
            "be checked."
        ),
        how_to_fix=(
            "Write the record with a JSON library: double quotes, no trailing commas, no comments."
        ),
    ),
    ReadingRule(
        code="RP002",
        name="truncated",
        summary="A record, a stream and a compressed file have an end.",
        severity="error",
        wrong='[{"role": "user", "content": "Hel',
        right=_HISTORY,
        why=(
            "The last record was cut off, for instance by an interrupted download or a process "
            "that ended while it wrote."
        ),
        how_to_fix=(
            "Fetch or write the file again. The missing part can't be recovered from the file."
        ),
    ),
    ReadingRule(
        code="RP003",
        name="not-utf-8",
        summary="A file is text in UTF-8.",
        severity="error",
        wrong=r'[{"role": "user", "content": "\xe9t\xe9"}]',
        right=r'[{"role": "user", "content": "\xc3\xa9t\xc3\xa9"}]',
        why=(
            "JSON is exchanged in UTF-8. A reader refuses other bytes, or shows other characters "
            "in their place."
        ),
        how_to_fix="Save the file as UTF-8, for instance with `iconv -f latin1 -t utf-8`.",
        source=f"{JSON}#section-8.1",
    ),
    ReadingRule(
        code="RP004",
        name="byte-order-mark",
        summary="A file does not begin with a byte order mark.",
        severity="warning",
        wrong=r"\xef\xbb\xbf" + _HISTORY,
        right=_HISTORY,
        why="RFC 8259 forbids the mark, and many JSON readers refuse a file that begins with it.",
        how_to_fix="Save the file as UTF-8 without a byte order mark.",
        source=f"{JSON}#section-8.1",
    ),
    ReadingRule(
        code="RP005",
        name="nul",
        summary="A record has no NUL characters, which an interrupted write may leave.",
        severity="error",
        wrong=r"\0\0\0\0" + _HISTORY,
        right=_HISTORY,
        why=(
            "NUL characters are not JSON. A write that was interrupted, or a sparse copy of a "
            "file, leaves them behind."
        ),
        how_to_fix=(
            "Fetch or write the file again. `tr -d '\\0'` removes the characters where nothing "
            "else is missing."
        ),
        source=f"{JSON}#section-7",
    ),
    ReadingRule(
        code="RP006",
        name="duplicate-member",
        summary="No object has two members of one name.",
        severity="warning",
        wrong='[{"role": "user", "role": "assistant", "content": "Hello"}]',
        right=_HISTORY,
        why=(
            "One reader keeps the first member, another one the last: they read different "
            "payloads from one text."
        ),
        how_to_fix="Remove all but one of the members, or give them names of their own.",
        source=f"{JSON}#section-4",
    ),
    ReadingRule(
        code="RP007",
        name="too-deep",
        summary="Values are nested no deeper than 500 levels.",
        severity="error",
        wrong="[[[[[[...]]]]]]",
        right="[[]]",
        why="JSON readers, this one included, stop at some depth, so the payload can't be checked.",
        how_to_fix="Flatten the value, or move the deep part into a string.",
        source=f"{JSON}#section-9",
    ),
    ReadingRule(
        code="RP008",
        name="no-json-number",
        summary="A number is finite, and short enough to be read.",
        severity="error",
        wrong='{"model": "gpt-5", "input": "Hello", "temperature": NaN}',
        right='{"model": "gpt-5", "input": "Hello", "temperature": 1}',
        why=(
            "NaN, Infinity and numbers beyond a double are not JSON, and endpoints answer them "
            "with an error."
        ),
        how_to_fix="Write null, a string, or a finite number.",
        source=f"{JSON}#section-6",
    ),
    ReadingRule(
        code="RP009",
        name="long-integer",
        summary="An integer fits into 64 bits.",
        severity="warning",
        wrong='{"model": "gpt-5", "input": "Hello", "trace": 123456789012345678901}',
        right='{"model": "gpt-5", "input": "Hello", "trace": "123456789012345678901"}',
        why=(
            "JavaScript and many other readers keep numbers as doubles, so the last digits change "
            "without a word."
        ),
        how_to_fix="Write the integer as a string.",
        source=f"{JSON}#section-6",
    ),
    ReadingRule(
        code="RP010",
        name="lone-surrogate",
        summary="A string has no half of a surrogate pair.",
        severity="warning",
        wrong=r'[{"role": "user", "content": "\ud83d"}]',
        right=r'[{"role": "user", "content": "\ud83d\ude00"}]',
        why=(
            "Half of a pair is no character: UTF-8 can't encode it, and many readers refuse the "
            "whole text."
        ),
        how_to_fix=(
            "Cut strings between characters, not between UTF-16 units, and replace the half with "
            "U+FFFD."
        ),
        source=f"{JSON}#section-8.2",
    ),
    ReadingRule(
        code="RP011",
        name="unreadable",
        summary="A file can be opened, read and decompressed.",
        severity="error",
        wrong="a link to a file that is gone",
        right="a file",
        why="Nothing in the file was checked.",
        how_to_fix="Check the path, the permissions and the format of the compression.",
        source="the operating system",
    ),
    ReadingRule(
        code="RP012",
        name="folder-loop",
        summary="No folder leads back into itself by a link.",
        severity="warning",
        wrong="fixtures/again -> ../fixtures",
        right="fixtures/again/",
        why=(
            "The files below the link are those of a folder that is read already, so they are not "
            "read again."
        ),
        how_to_fix="Remove the link, or name the folders to check one by one.",
        source="the operating system",
    ),
    ReadingRule(
        code="RP013",
        name="unrecognised",
        summary="A record is a payload of one of the APIs, or holds one in a usual place.",
        severity="error",
        wrong='{"text": "Hello"}',
        right=_HISTORY,
        why=(
            "The record has no members by which one of the payloads can be recognised, so nothing "
            "in it was checked."
        ),
        how_to_fix=(
            "Name the payload with `--as`, and the place of it in the record with `--at`. Leave "
            "out files that hold no payloads with `--exclude`."
        ),
        source="docs/cli.md, payloads that are checked",
    ),
    ReadingRule(
        code="RP014",
        name="too-large",
        summary=(
            "A file, its decompressed content, and each of its lines are no larger than the limits."
        ),
        severity="error",
        wrong="a line of more than 256 MiB",
        right="a line of less",
        why="Larger inputs are not read, so that a hostile file can't use up memory.",
        how_to_fix="Split the file, or raise the limit with `--max-size` or `--max-line`.",
        source="docs/security.md, limits",
    ),
    ReadingRule(
        code="RP015",
        name="too-many-problems",
        summary="A file has no more problems than are reported.",
        severity="error",
        wrong="a file with more than 10,000 problems",
        right="a file with less",
        why="The file has more problems, which are not reported.",
        how_to_fix=(
            "Mend the first ones, raise the limit with `--max-problems`, or choose rules with "
            "`--select` and `--ignore`."
        ),
        source="docs/security.md, limits",
    ),
)
SEVERITY: dict[str, Severity] = {rule.code: rule.severity for rule in RULES}
