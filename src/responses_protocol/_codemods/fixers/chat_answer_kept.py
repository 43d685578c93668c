"""RPM504: answers of Responses that are still read as those of Chat Completions, and why."""

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
)
history.append(answer.choices[0].message)
"""
RIGHT = """\
client = OpenAI()
answer = chat_answer(client.responses.create(
    model="gpt-5",
    input=[{"role": "user", "content": "Hi"}],
    store=False,
))
history.append(answer.choices[0].message)
"""


def _run(module: Module) -> Iterator[Problem]:
    for site in find_sites(module):
        if site.kept:
            yield Problem(
                site.node,
                "info",
                f"the answer goes through chat_answer: {site.kept}",
                "read the items of the answer in its place when you next change this code",
            )


FIXER = Fixer(
    code="RPM504",
    name="chat-answer-kept",
    summary="An answer that the code uses as a whole stays one of Chat Completions.",
    default=False,
    wrong=WRONG,
    right=RIGHT,
    run=_run,
    unit="chat-completions",
)
