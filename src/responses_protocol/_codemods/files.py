"""Migrate one file: read it into blocks, rewrite these, join them; findings have its lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePath

from responses_protocol._codemods.depth import with_room
from responses_protocol._codemods.engine import (
    BROKEN,
    UnreadableSource,
    may_concern,
    migrate_texts,
)
from responses_protocol._codemods.environments import find_in_cells, needs_of
from responses_protocol._codemods.known import NO_AGENTS, KnownAgents
from responses_protocol._codemods.module import HELPERS, Module
from responses_protocol._codemods.parsing import forget_trees, parse
from responses_protocol._codemods.project import known_agents, module_name
from responses_protocol._codemods.serving import server_of
from responses_protocol._codemods.sources import (
    Block,
    Skipped,
    Source,
    UnreadableFile,
    read_source,
    render_file,
)
from responses_protocol._codemods.units import find_parse_error, group_blocks
from responses_protocol._reporting.finding import Finding
from responses_protocol._severity import Severity

UNREADABLE, NOT_ANALYSED = "RPM001", "RPM002"
_HOW_TO_READ = "correct it, and run migrate again"
_HOW_TO_FIX_SKIPPED = "rewrite it by hand if it is code in use"


@dataclass(frozen=True)
class MigratedFile:
    """A file before and after, its findings, and the number of rewritten places by code."""

    file: str
    before: bytes
    after: bytes
    findings: tuple[Finding, ...] = ()
    rewritten: Mapping[str, int] | None = None


def concerns(raw: bytes, known: KnownAgents = NO_AGENTS) -> bool:
    """Return whether a file has the words of a fixer, before it is parsed."""
    for name in known.migrating_agents:
        module, _, agent = name.encode().rpartition(b".")
        if agent in raw and module in raw:
            return True
    return may_concern(raw.decode("latin-1"))


def agents_of(file: str, raw: bytes, select: frozenset[str]) -> KnownAgents:
    """Return the agents that other files may import from this one; none where it can't be read."""
    return known_agents([file], lambda _: raw, select)


def migrate_file(
    file: str,
    raw: bytes,
    *,
    select: frozenset[str],
    markers: bool = False,
    known: KnownAgents = NO_AGENTS,
    helpers: str = HELPERS,
) -> MigratedFile:
    """Return a file, with the content ``raw``, rewritten by the fixers whose codes are selected.

    ``known`` are agents of other files, ``helpers`` is the module that the second stage imports
    from. Never raises for the content of the file: an unreadable part is a finding.
    """
    if not concerns(raw, known):
        return MigratedFile(file, raw, raw)
    try:
        source = read_source(file, raw)
    except UnreadableFile as error:
        problem = Finding(
            UNREADABLE, "error", error.reason, hint=_HOW_TO_READ, path=file, line=error.line
        )
        return MigratedFile(file, raw, raw, (problem,))
    findings = list(_skipped_findings(source, file))
    texts = [block.text for block in source.blocks]
    rewritten: Counter[str] = Counter()
    for target, unit in group_blocks(source.blocks).items():
        readable = []
        for number, block in unit:
            unread = _read_problem(block, file)
            if unread:
                findings.append(unread)
            else:
                readable.append(number)
        try:
            result = migrate_texts(
                [texts[number] for number in readable],
                select=select,
                markers=markers,
                known=replace(known, module=module_name(target or file)),
                helpers=helpers,
            )
        except UnreadableSource as error:
            findings.append(_too_deep_finding(file, source, unit, error))
            continue
        except Exception as error:  # a fault of ours must not end the run of all files
            findings.append(_fault_finding(file, error))
            continue
        for number, text in zip(readable, result.texts, strict=True):
            texts[number] = text
        for number, block_findings in zip(readable, result.findings, strict=True):
            findings += [
                _place_in_file(source.blocks[number], finding, file) for finding in block_findings
            ]
        rewritten.update(result.rewritten)
    try:
        after = render_file(source, texts)
    except UnreadableFile as error:
        problem = Finding(UNREADABLE, "error", error.reason, path=file, line=error.line)
        return MigratedFile(file, raw, raw, (problem,))
    forget_trees()
    if rewritten:
        findings += find_in_cells(file, raw, known.requirement, needs_of(rewritten))
    findings.sort(key=lambda finding: (finding.line, finding.column, finding.code))
    return MigratedFile(file, raw, after, tuple(findings), dict(rewritten))


def server_beside(file: str, raw: bytes) -> str | None:
    """Return the code of a server for the agent of a module; None if it has none to serve."""
    try:
        blocks = read_source(file, raw).blocks
    except UnreadableFile:
        return None
    if len(blocks) != 1 or blocks[0].label or find_parse_error(blocks[0].text):
        return None
    text, name = blocks[0].text, PurePath(file).stem
    return with_room(lambda: server_of(Module(parse(text)), name))


def _too_deep_finding(
    file: str, source: Source, unit: list[tuple[int, Block]], error: UnreadableSource
) -> Finding:
    """Return the finding for a block that parses, but is nested too deeply to be analysed."""
    block = source.blocks[unit[error.block][0]]
    return _place_in_file(block, _unreadable_finding(error, "error", _HOW_TO_READ), file)


def _unreadable_finding(error: UnreadableSource, severity: Severity, hint: str) -> Finding:
    message = f"not analysed: {error.message}"
    return Finding(UNREADABLE, severity, message, hint=hint, line=error.line, column=error.column)


def _fault_finding(file: str, error: Exception) -> Finding:
    return Finding(
        BROKEN.code,
        "error",
        f"nothing was rewritten: a fixer failed ({type(error).__name__})",
        hint="rewrite this file by hand, and report it",
        path=file,
        line=1,
    )


def _read_problem(block: Block, file: str) -> Finding | None:
    error = find_parse_error(block.text)
    if error is None:
        return None
    graver = not block.label or may_concern(block.text)
    finding = (
        _unreadable_finding(error, "error", _HOW_TO_READ)
        if graver
        else _unreadable_finding(error, "info", "")
    )
    return _place_in_file(block, finding, file)


def _place_in_file(block: Block, finding: Finding, file: str) -> Finding:
    """Return a finding in a block with its place in the file."""
    return replace(
        finding,
        place=f"{block.label} line {finding.line}" if block.label else "",
        path=file,
        line=block.line(finding.line),
        column=block.column + finding.column,
    )


def _skipped_findings(source: Source, file: str) -> Iterator[Finding]:
    for skipped in source.skipped:
        if may_concern(skipped.raw):
            yield Finding(
                NOT_ANALYSED,
                _severity(skipped),
                f"not analysed: {skipped.why}",
                place=skipped.label,
                hint=_HOW_TO_FIX_SKIPPED,
                path=file,
                line=skipped.line,
            )


def _severity(skipped: Skipped) -> Severity:
    return "info" if skipped.prose else "warning"
