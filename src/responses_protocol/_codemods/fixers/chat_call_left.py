"""RPM503: calls of Chat Completions that were left, and why."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._codemods.chat_calls.sites import find_sites
from responses_protocol._codemods.fixer import Fixer, Problem
from responses_protocol._codemods.module import Module

WRONG = """\
client = OpenAI()
client.chat.completions.create(model="gpt-5", messages=messages, stop=["END"])
"""
RIGHT = """\
client = OpenAI()
client.responses.create(model="gpt-5", input=messages)
"""


def _run(module: Module) -> Iterator[Problem]:
    for site in find_sites(module):
        if site.reason:
            yield Problem(
                site.node,
                "warning",
                f"this call of Chat Completions stays: {site.reason}",
                "rewrite it by hand, or keep it: Chat Completions still works",
            )


FIXER = Fixer(
    code="RPM503",
    name="chat-call-left",
    summary="A call of Chat Completions that may have no equivalent in Responses.",
    default=False,
    wrong=WRONG,
    right=RIGHT,
    run=_run,
    unit="chat-completions",
)
