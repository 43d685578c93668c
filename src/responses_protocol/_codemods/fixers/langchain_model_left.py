"""RPM512: LangChain's models of Chat Completions that were left, and why."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._codemods.chat_calls.langchain_models import find_models
from responses_protocol._codemods.fixer import Fixer, Problem
from responses_protocol._codemods.module import Module

WRONG = """\
from langchain_openai import ChatOpenAI

agent = create_agent(ChatOpenAI(model="gpt-5"), tools)
"""
RIGHT = """\
from langchain_openai import ChatOpenAI

agent = create_agent(ChatOpenAI(model="gpt-5", use_responses_api=True), tools)
"""


def _run(module: Module) -> Iterator[Problem]:
    for model in find_models(module):
        if model.reason:
            yield Problem(
                model.call,
                "warning",
                f"this model stays with Chat Completions: {model.reason}",
                "read text in place of content, pass use_responses_api=True and store=False, and"
                " strict=False to bind_tools",
            )
        for doubt in model.doubts:
            yield Problem(model.call, "info", doubt.message, doubt.hint)


FIXER = Fixer(
    code="RPM512",
    name="langchain-model-left",
    summary="A ChatOpenAI of LangChain whose messages the code uses in an unknown way.",
    default=False,
    wrong=WRONG,
    right=RIGHT,
    run=_run,
    unit="langchain-responses",
)
