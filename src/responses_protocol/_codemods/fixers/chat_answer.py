"""RPM502: reads of the answers of Chat Completions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from responses_protocol._codemods.chat_calls.sites import find_sites
from responses_protocol._codemods.fixer import Edit, Fixer, Problem
from responses_protocol._codemods.fixers.chat_call import RIGHT, WRONG
from responses_protocol._codemods.module import Module


def _run(module: Module) -> Iterator[Edit | Problem]:
    for site in find_sites(module):
        for change in site.answers:
            yield replace(change, counts=True) if isinstance(change, Edit) else change


FIXER = Fixer(
    code="RPM502",
    name="chat-answer",
    summary="Code that reads an answer of Chat Completions reads an answer of Responses.",
    default=False,
    wrong=WRONG,
    right=RIGHT,
    run=_run,
    unit="chat-completions",
)
