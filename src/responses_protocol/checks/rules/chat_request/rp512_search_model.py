"""RP512: web search in Chat is for the models that are made for it."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol.checks.rule import Problem, Rule, View
from responses_protocol.checks.rules.chat_request.examples import request
from responses_protocol.formats.openai_models import searches


def _check(view: View) -> Iterator[Problem]:
    """Find options of web search in requests to models that do not search."""
    model = view.value.get("model")
    wanted = view.value.get("web_search_options") is not None
    if wanted and isinstance(model, str) and not searches(model):
        told = "Web search options not supported with this model."
        yield Problem("/web_search_options", told, "Use a model such as gpt-5-search-api.")


RP512 = Rule(
    code="RP512",
    name="search-model",
    summary="`web_search_options` are for models that search.",
    check=_check,
    subject="chat_completions/request",
    wrong=request(web_search_options={}),
    right=request(model="gpt-5-search-api", web_search_options={}),
    why="",
    how_to_fix="",
    source="Recorded at api.openai.com by https://github.com/pydantic/pydantic-ai.",
    targets=frozenset({"openai"}),
)
