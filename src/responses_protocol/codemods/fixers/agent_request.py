"""RPM311: the requests with which agents are called."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from responses_protocol.codemods.callers import asked
from responses_protocol.codemods.fixer import Edit, Finding, Fixer, Import
from responses_protocol.codemods.module import Module
from responses_protocol.codemods.requests import is_chat_request, is_new_request, rewritten

WRONG = """\
AGENT.predict({"messages": [{"role": "user", "content": "Hi"}]})
"""
RIGHT = WRONG.replace('"messages"', '"input"')


def _run(module: Module) -> Iterator[Edit | Import | Finding]:
    done: set[cst.CSTNode] = set()
    for one in asked(module):
        if one.request is None or is_new_request(module, one.request):
            continue
        chat = is_chat_request(module, one.request)
        edits = list(rewritten(module, one.request)) if one.certain else []
        for edit in edits:
            if isinstance(edit, Import) or edit.node not in done:
                yield edit
        done |= {edit.node for edit in edits if isinstance(edit, Edit)}
        if not edits and (chat or one.certain):
            which = "" if one.certain else ", if this is a migrated agent"
            yield Finding(
                one.call,
                "warning",
                f'this request needs "input" in place of "messages"{which}',
                "chat_input(messages) of responses_protocol.integrations.mlflow.calls makes it",
            )


FIXER = Fixer(
    code="RPM311",
    name="agent-request",
    summary="What asks an agent by a dict asks it with `input` in place of `messages`.",
    default=True,
    wrong=WRONG,
    right=RIGHT,
    run=_run,
)
