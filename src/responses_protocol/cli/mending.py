"""``validate --fix``: the text of a file with what is mechanical and safe to mend mended."""

from __future__ import annotations

from collections.abc import Container
from contextlib import suppress
from pathlib import Path

from responses_protocol.checks.files import Find, checked
from responses_protocol.checks.fixes import rewrite
from responses_protocol.checks.reading.limits import Limits
from responses_protocol.checks.reading.opening import is_compressed
from responses_protocol.checks.rule import Settings


def mended(
    path: str, find: Find, settings: Settings, codes: Container[str], limits: Limits
) -> tuple[bytes, bytes, int]:
    """Return the bytes of a file as they are and as they would be, and how much is mended.

    Only records of JSON are mended, line by line or as a document; what is compressed, a captured
    stream or YAML stays as it is, and so does what is beyond the limits. What can't be read is
    empty here: checking tells of it.
    """
    before = b""
    with suppress(OSError):
        if Path(path).stat().st_size <= limits.size:
            before = Path(path).read_bytes()
    if is_compressed(before):
        return before, before, 0
    lines: list[bytes | None] = list(before.split(b"\n"))
    number = 0
    for part in checked(path, find, settings, limits):
        record = part.record
        if record is None or record.raw is None or not part.findings:
            continue
        first, after = record.line - 1, record.line + record.raw.count(b"\n")
        text = b"\n".join(line for line in lines[first:after] if line is not None)
        for payload in part.payloads:
            text, done = rewrite(text, payload.subject, settings, payload.pointer, codes)
            number += len(done)
        # one element for all of its lines, so that the numbers of those behind stay right
        lines[first:after] = [text, *[None] * (after - first - 1)]
    return before, b"\n".join(line for line in lines if line is not None), number
