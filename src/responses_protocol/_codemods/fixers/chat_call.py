"""RPM501: calls of Chat Completions, as calls of Responses."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._codemods.chat_calls.sites import find_sites
from responses_protocol._codemods.fixer import Edit, Fixer, Import
from responses_protocol._codemods.module import Module

WRONG = """\
client = OpenAI()
answer = client.chat.completions.create(
    model="gpt-5",
    messages=[{"role": "user", "content": "Hi"}],
    max_tokens=100,
)
print(answer.choices[0].message.content)
"""
RIGHT = """\
client = OpenAI()
answer = client.responses.create(
    model="gpt-5",
    input=[{"role": "user", "content": "Hi"}],
    max_output_tokens=100,
    store=False,
)
print(answer.output_text or ("" if answer.incomplete_details else None))
"""


def _run(module: Module) -> Iterator[Edit | Import]:
    for site in find_sites(module):
        yield from site.edits
        yield from site.imports


FIXER = Fixer(
    code="RPM501",
    name="chat-call",
    summary="A call of Chat Completions becomes one of Responses, if that has all its parameters.",
    default=False,
    wrong=WRONG,
    right=RIGHT,
    run=_run,
    unit="chat-completions",
)
