"""``validate --fix``: mend problems in the text of a file where that is mechanical and safe.

With ``--repair``, broken histories in it are mended as well, so that endpoints accept them.
"""

from __future__ import annotations

from collections.abc import Container
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from responses_protocol._checks.detection import FoundPayload
from responses_protocol._checks.files import PayloadFinder, check_file
from responses_protocol._checks.fixes import fix_text
from responses_protocol._checks.reading.limits import Limits
from responses_protocol._checks.reading.opening import is_compressed
from responses_protocol._checks.reading.record import Record
from responses_protocol._checks.rule import Settings, format_place
from responses_protocol._checks.structure import api_place
from responses_protocol._cli.reading import is_parquet
from responses_protocol._reporting.finding import Finding


@dataclass
class MendedText:
    """The bytes of a file before and after mending, and the mends.

    ``fixed`` is the number of findings that fixes mend; ``mends`` are those of a repair, as
    findings of severity ``info`` with their places in the file before.
    """

    before: bytes
    after: bytes
    fixed: int = 0
    mends: list[Finding] = field(default_factory=list)


def mend_file(
    path: str,
    find: PayloadFinder,
    settings: Settings,
    codes: Container[str],
    limits: Limits,
    *,
    repair: bool = False,
) -> MendedText:
    """Return the text of a file before and after mending.

    Only records of JSON are mended, line by line or as a document. Compressed files, Parquet,
    captured streams, YAML, and files beyond the limits are returned unchanged. A file that can't be
    read is empty here, since the check of the file reports it.
    """
    before = b""
    with suppress(OSError):
        if Path(path).stat().st_size <= limits.size:
            before = Path(path).read_bytes()
    result = MendedText(before, before)
    if is_compressed(before) or is_parquet(path):
        return result
    lines: list[bytes | None] = list(before.split(b"\n"))
    for part in check_file(path, find, settings, limits):
        record = part.record
        if record is None or record.raw is None or not (part.findings or repair):
            continue
        first, after = record.line - 1, record.line + record.raw.count(b"\n")
        text = b"\n".join(line for line in lines[first:after] if line is not None)
        for payload in (payload for payload in part.payloads if not payload.is_text):
            text, fixed = fix_text(text, payload.subject, settings, payload.pointer, codes)
            result.fixed += len(fixed)
            if repair:
                text = _repair(text, record, payload, settings, codes, result)
        # one element for all of its lines, so that the indexes of later lines stay right
        lines[first:after] = [text, *[None] * (after - first - 1)]
    result.after = b"\n".join(line for line in lines if line is not None)
    return result


def _repair(
    text: bytes,
    record: Record,
    payload: FoundPayload,
    settings: Settings,
    codes: Container[str],
    result: MendedText,
) -> bytes:
    from responses_protocol._mends.json_text import repair_text
    from responses_protocol._mends.repairing import RepairSettings

    request = RepairSettings(settings.target, codes=codes)
    text, mends = repair_text(text, payload.subject, request, payload.pointer)
    label = payload.subject.label
    findings = (
        Finding(
            mend.code,
            "info",
            f"Mended ({mend.done}): {mend.message}",
            format_place(api_place(payload.subject), mend.pointer[len(payload.pointer) :]),
            mend.pointer,
            subject=label,
        )
        for mend in mends
    )
    result.mends += record.locate_findings(findings)
    return text
