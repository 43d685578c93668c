"""Apply fixers to a text: all look at the text as it is, then all their edits are made at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import libcst as cst

from responses_protocol._codemods.blocks import JoinedText, join_texts
from responses_protocol._codemods.depth import is_too_deep, with_room
from responses_protocol._codemods.fixer import Edit, Fixer, Import, Move, Problem
from responses_protocol._codemods.fixers import FIXERS
from responses_protocol._codemods.imports import with_imports
from responses_protocol._codemods.known import NO_AGENTS, KnownAgents
from responses_protocol._codemods.markers import mark_problems
from responses_protocol._codemods.module import HELPERS, Module
from responses_protocol._codemods.parsing import is_python, parse
from responses_protocol._codemods.rewriting import Rewriting
from responses_protocol._reporting.finding import Finding


class UnreadableSource(ValueError):
    """A text that is no Python; ``line`` and ``column`` count from 1."""

    def __init__(self, line: int, column: int, message: str, block: int = 0) -> None:
        super().__init__(f"{line}:{column}: {message}")
        self.line = line
        self.column = column
        self.message = message
        self.block = block


@dataclass(frozen=True)
class MigratedText:
    """A text after the fixers, with the findings in it; ``rewritten`` counts places by code."""

    text: str
    findings: tuple[Finding, ...]
    rewritten: Mapping[str, int]


@dataclass(frozen=True)
class MigratedTexts:
    """The blocks of one file after the fixers, in their order, with the findings in each."""

    texts: tuple[str, ...]
    findings: tuple[tuple[Finding, ...], ...]
    rewritten: Mapping[str, int]


WORDS = (  # a file needs all words of a row
    ("ChatAgent",),
    ("chat_agent",),
    ("integrations.mlflow.migrated",),
    ("ResponsesAgent", "set_model"),
    ("chat.completions",),
    ("ChatOpenAI",),
    ("agent/v2/chat",),
    ("predict", "messages"),
    ("predict_stream",),
    ("log_model", "python_model"),
    ("save_model", "python_model"),
    ("model_dump_compat",),
)


def may_concern(text: str) -> bool:
    """Return whether a text has the words of a fixer, before anything is parsed."""
    return any(all(word in text for word in row) for row in WORDS)


def default_codes() -> frozenset[str]:
    """Return the codes that are selected by default."""
    return frozenset(fixer.code for fixer in FIXERS if fixer.default)


def migrate_text(
    text: str, *, select: frozenset[str], markers: bool = False, helpers: str = HELPERS
) -> MigratedText:
    """Return a text rewritten by the fixers whose codes are selected.

    With ``markers`` each place that stays gets a comment above it,
    ``# TODO(responses-protocol RPM...): ...``. Raises UnreadableSource where it does not parse.
    """
    result = migrate_texts([text], select=select, markers=markers, helpers=helpers)
    return MigratedText(result.texts[0], result.findings[0], result.rewritten)


def migrate_texts(
    texts: Sequence[str],
    *,
    select: frozenset[str],
    markers: bool = False,
    known: KnownAgents = NO_AGENTS,
    helpers: str = HELPERS,
) -> MigratedTexts:
    """Return the blocks of one file, such as the cells of a notebook, rewritten together.

    All blocks share their imports and definitions, and know the agents of other files.
    ``helpers`` is the module that the second stage imports from. Raises UnreadableSource for the
    first block that does not parse.
    """
    if not known.migrating_agents and not any(may_concern(text) for text in texts):
        return MigratedTexts(tuple(texts), ((),) * len(texts), {})
    blocks = join_texts(texts)
    if is_too_deep(blocks.text):
        raise TOO_DEEP
    try:
        return with_room(lambda: _run_fixers(blocks, texts, select, markers, known, helpers))
    except RecursionError:
        raise TOO_DEEP from None


def _run_fixers(
    blocks: JoinedText,
    texts: Sequence[str],
    select: frozenset[str],
    markers: bool,
    known: KnownAgents,
    helpers: str,
) -> MigratedTexts:
    module = Module(_parse(blocks), known, helpers)
    yielded = [(fixer, value) for fixer in _selected_fixers(select) for value in fixer.run(module)]
    edits = [(fixer.code, edit) for fixer, edit in yielded if isinstance(edit, Edit)]
    problems = [
        (problem.code or fixer.code, problem)
        for fixer, problem in yielded
        if isinstance(problem, Problem)
    ]
    findings = [_locate(module, blocks, code, problem) for code, problem in problems]
    changes = [edit for _, edit in edits]
    changes += mark_problems(module, problems) if markers else ()
    if not changes:
        return MigratedTexts(tuple(texts), _by_block(findings, blocks), {})
    needs = [need for _, need in yielded if isinstance(need, Import)]
    moves = [move for _, move in yielded if isinstance(move, Move)]
    text = _rewrite(module, changes, needs, moves)
    new_texts = blocks.split(text) if text is not None else None
    if new_texts is None:
        return MigratedTexts(tuple(texts), _by_block([*findings, (0, BROKEN)], blocks), {})
    rewritten = Counter(code for code, edit in edits if edit.counts)
    return MigratedTexts(new_texts, _by_block(findings, blocks), dict(sorted(rewritten.items())))


def _selected_fixers(select: frozenset[str]) -> list[Fixer]:
    units = {fixer.unit for fixer in FIXERS if fixer.code in select and fixer.unit}
    return [fixer for fixer in FIXERS if fixer.code in select or fixer.unit in units]


def _parse(blocks: JoinedText) -> cst.Module:
    try:
        return parse(blocks.text)
    except cst.ParserSyntaxError as error:
        block, line = blocks.place(error.raw_line)
        reason = "this is not valid Python"
        raise UnreadableSource(line, error.raw_column + 1, reason, block) from None
    except (UnicodeError, ValueError, SyntaxError):
        raise UnreadableSource(1, 1, "this is not valid Python") from None


def _rewrite(
    module: Module, changes: Sequence[Edit], needs: Sequence[Import], moves: Sequence[Move]
) -> str | None:
    """Return the new text, None if it would be no Python."""
    try:
        tree = module.tree.visit(Rewriting(module, changes))
        text = with_imports(tree, needs, moves).code
        if not is_python(text):
            cst.parse_module(text)
    except (cst.CSTValidationError, cst.ParserSyntaxError):
        return None
    return text


def _locate(module: Module, blocks: JoinedText, code: str, problem: Problem) -> tuple[int, Finding]:
    """Return the number of the block with a problem, and the finding with its place in it."""
    line, column = module.position(problem.node)
    block, line = blocks.place(line)
    finding = Finding(
        code, problem.severity, problem.message, hint=problem.hint, line=line, column=column
    )
    return block, finding


def _by_block(
    findings: Sequence[tuple[int, Finding]], blocks: JoinedText
) -> tuple[tuple[Finding, ...], ...]:
    """Return the findings of each block in the order of their places, each once."""
    by_place: list[dict[tuple[int, int, str, str], Finding]] = [{} for _ in blocks.starts]
    for block, finding in findings:
        place = (finding.line, finding.column, finding.code, finding.message)
        by_place[block][place] = finding
    return tuple(tuple(places[place] for place in sorted(places)) for places in by_place)


TOO_DEEP = UnreadableSource(1, 1, "this is nested too deeply to be read")
BROKEN = Finding(
    "RPM100",
    "error",
    "the rewritten text would not parse, so nothing was rewritten",
    hint="rewrite this file by hand, and report it",
    line=1,
    column=1,
)
