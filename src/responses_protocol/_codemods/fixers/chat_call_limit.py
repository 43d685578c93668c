"""RPM505: limits of tokens that only show when the code runs."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._codemods.chat_calls.sites import find_sites
from responses_protocol._codemods.fixer import Fixer, Problem
from responses_protocol._codemods.module import Module

WRONG = """\
client = OpenAI()
answer = client.chat.completions.create(
    model="gpt-5",
    messages=[{"role": "user", "content": "Hi"}],
    max_tokens=limit,
)
"""
RIGHT = """\
client = OpenAI()
answer = client.responses.create(
    model="gpt-5",
    input=[{"role": "user", "content": "Hi"}],
    max_output_tokens=limit,
    store=False,
)
"""


def _run(module: Module) -> Iterator[Problem]:
    for site in find_sites(module):
        if site.doubt:
            yield Problem(
                site.node,
                "info",
                site.doubt,
                "make sure that all callers pass a higher limit, or remove the limit",
            )


FIXER = Fixer(
    code="RPM505",
    name="chat-call-limit",
    summary="A limit of tokens that may be lower than the Responses API accepts.",
    default=False,
    wrong=WRONG,
    right=RIGHT,
    run=_run,
    unit="chat-completions",
)
