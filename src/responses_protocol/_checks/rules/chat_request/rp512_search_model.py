"""RP512: web search needs a model that searches."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.chat_request.examples import request
from responses_protocol._formats.openai_models import can_search


def _check(view: View) -> Iterator[Problem]:
    model = view.value.get("model")
    options = view.value.get("web_search_options") is not None
    if options and isinstance(model, str) and not can_search(model):
        message = "Web search options not supported with this model."
        yield Problem("/web_search_options", message, "Use a model such as gpt-5-search-api.")


RP512 = Rule(
    code="RP512",
    name="search-model",
    summary="Only a request to a model that searches has `web_search_options`.",
    check=_check,
    subject="chat_completions/request",
    wrong=request(web_search_options={}),
    right=request(model="gpt-5-search-api", web_search_options={}),
    why="Only models made for search take the option; the endpoint refuses it for others.",
    how_to_fix=(
        "Use a model such as `gpt-5-search-api`, or the tool `web_search` of the Responses API."
    ),
    source="Recorded at api.openai.com by https://github.com/pydantic/pydantic-ai.",
    targets=frozenset({"openai"}),
)
