"""RPM511: LangChain's models of Chat Completions, as models of Responses."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._codemods.chat_calls.langchain_models import find_models
from responses_protocol._codemods.fixer import Edit, Fixer
from responses_protocol._codemods.module import Module

WRONG = """\
from langchain_openai import ChatOpenAI

model = ChatOpenAI(model="gpt-5")
print(model.invoke("Hi").content)
"""
RIGHT = """\
from langchain_openai import ChatOpenAI

model = ChatOpenAI(model="gpt-5", use_responses_api=True, store=False)
print(model.invoke("Hi").text)
"""


def _run(module: Module) -> Iterator[Edit]:
    for model in find_models(module):
        yield from model.edits


FIXER = Fixer(
    code="RPM511",
    name="langchain-model",
    summary="A ChatOpenAI of LangChain calls Responses, if all uses of its messages are known.",
    default=False,
    wrong=WRONG,
    right=RIGHT,
    run=_run,
    unit="langchain-responses",
)
