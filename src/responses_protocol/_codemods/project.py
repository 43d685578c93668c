"""The agents of all files of a run, looked for before any of them is rewritten."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import PurePath

import libcst as cst

from responses_protocol._codemods.blocks import join_texts
from responses_protocol._codemods.callers import find_agents
from responses_protocol._codemods.depth import with_room
from responses_protocol._codemods.families import Text, imported_aliases, with_families
from responses_protocol._codemods.fixers import agent_class, chat_call
from responses_protocol._codemods.imported_names import imported_names
from responses_protocol._codemods.known import KnownAgents
from responses_protocol._codemods.module import Module
from responses_protocol._codemods.parsing import parse
from responses_protocol._codemods.sources import UnreadableFile, read_source
from responses_protocol._codemods.units import find_parse_error, group_blocks

AGENT_CLASS = agent_class.FIXER.code
CHAT_CALL = chat_call.FIXER.code
_WORDS = (b"ChatAgent", b"ResponsesAgent")
_UNREADABLE = (cst.ParserSyntaxError, RecursionError, SyntaxError, ValueError)


def known_agents(
    files: Iterable[str], read: Callable[[str], bytes], select: frozenset[str]
) -> KnownAgents:
    """Return the agents of some files, as callers in other files may import them.

    A file is looked at if it names one of MLflow's classes, or an agent that another one defines.
    """
    waiting = list(files)
    known = KnownAgents(migrates_agents=AGENT_CLASS in select)
    if CHAT_CALL in select:
        known = replace(known, imported_names=frozenset(_imported_names(waiting, read)))
    texts: list[Text] = []
    words: set[bytes] = set(_WORDS)
    while words and waiting:
        rest = []
        more: list[Text] = []
        for file in waiting:
            raw = read(file)
            if any(word in raw for word in words):
                more += _texts(file, raw)
            else:
                rest.append(file)
        waiting = rest
        texts += more
        before = known
        known = _find_agents(texts, known)
        new = (known.bases | known.classes | known.instances) - (
            before.bases | before.classes | before.instances
        )
        words = {name.rpartition(".")[2].encode() for name in new}
    return known


def module_name(file: str) -> str:
    """Return the name by which the module of a file is imported."""
    path = PurePath(file)
    return path.parent.name if path.stem == "__init__" else path.stem


def _imported_names(files: list[str], read: Callable[[str], bytes]) -> Iterator[str]:
    """Yield the names that files import from those that call Chat Completions."""
    sources = frozenset(module_name(file) for file in files if b"chat.completions" in read(file))
    for file in files if sources else ():
        other_modules = sources - {module_name(file)}
        if _mentions(read(file), other_modules):
            for text in _texts(file, read(file)):
                with suppress(RecursionError):
                    yield from with_room(partial(imported_names, text.module, other_modules))


def _mentions(raw: bytes, modules: Iterable[str]) -> bool:
    """Return whether a file may import one of some modules."""
    if b"import" not in raw:
        return False
    return any(re.search(rb"\b%s\b" % re.escape(name.encode()), raw) for name in modules)


def _texts(file: str, raw: bytes) -> Iterator[Text]:
    try:
        blocks = read_source(file, raw).blocks
    except UnreadableFile:
        return
    for target, unit in group_blocks(blocks).items():
        block_texts = [block.text for _, block in unit if not find_parse_error(block.text)]
        # a text that can't be read is a finding when the file itself is migrated
        with suppress(*_UNREADABLE):
            tree = with_room(partial(parse, join_texts(block_texts).text))
            yield Text(module_name(target or file), Module(tree))


def _find_agents(texts: list[Text], known: KnownAgents) -> KnownAgents:
    with suppress(RecursionError):
        known = with_room(partial(with_families, texts, known))
    for text in texts:
        with suppress(RecursionError):
            known |= with_room(partial(find_agents, text, known))
    aliases = dict(pair for text in texts for pair in imported_aliases(text))
    return _with_aliases(known, aliases)


def _with_aliases(known: KnownAgents, aliases: dict[str, str]) -> KnownAgents:
    """Return the known agents with the names under which modules export them again."""
    for _ in aliases:
        more = replace(
            known,
            classes=_alias_names(aliases, known.classes),
            instances=_alias_names(aliases, known.instances),
            package_users=_alias_names(aliases, known.package_users),
            migrating_agents=_alias_names(aliases, known.migrating_agents),
        )
        if more | known == known:
            break
        known |= more
    return known


def _alias_names(aliases: dict[str, str], places: frozenset[str]) -> frozenset[str]:
    return frozenset(name for name, place in aliases.items() if place in places)
